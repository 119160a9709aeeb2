"""Values and stand-ins the tests of the pipelines start from: real steps, a rule of one word as panel."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image

from domain.listing import Listing
from domain.match import Match
from domain.rights import Right, RightKind
from domain.values import Term
from pipelines.match import Judge

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")


def listing(id: str = "1", **values: Any) -> Listing:  # noqa: A002  # the domain's own word
    start = Listing(platform="yiwugo", id=id, title="迪卡侬 帐篷", captured_at=NOW)
    return replace(start, **values)


def right(code: str = "CN-TM:1", term: Term | None = None) -> Right:
    return Right(id=code, kind=RightKind.WORD, text="迪卡侬", term=term or Term())


@dataclass(frozen=True)
class OneWord:
    """A panel of one rule: a right whose words stand in the title matches, as in a real panel."""

    rights: tuple[Right, ...]
    digest: str = "d" * 64

    def match(self, listings: Sequence[Listing]) -> Sequence[Sequence[Match]]:
        return [
            [
                Match(right_id=right.id, matcher="text", score=0.9, reasons=())
                for right in self.rights
                if right.text in listing.title
            ]
            for listing in listings
        ]


def judge(*rights: Right) -> Judge:
    return Judge(rights, OneWord(rights), zone=ZONE)


def png(width: int = 32, height: int = 32, *, seed: int = 1) -> bytes:
    picture = Image.new("RGB", (width, height))
    picture.putdata([((x * seed) % 256, (y * 7) % 256, 99) for y in range(height) for x in range(width)])
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
