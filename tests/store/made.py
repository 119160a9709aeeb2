"""Rows and values the tests of the store start from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from domain.listing import Listing
from domain.match import Match, Reason
from domain.values import Money, Picture, Span
from registry.models import Right, RightsHolder
from store.keep import Kept, Outcome, keep_batch
from store.models import Hit, Trying
from store.pictures import KeptPicture
from store.sweeps import open_sweep

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)


def forget_hits(**chosen: Any) -> None:
    """Hits taken out of a test's database, with what was tried on them; the house itself never does this."""
    hits = Hit.objects.filter(**chosen)
    Trying.objects.filter(hit__in=hits).delete()
    hits.delete()


def later(days: float = 0, **more: float) -> datetime:
    return NOW + timedelta(days=days, **more)


def right(code: str = "CN-TM:1", *, holder: str = "acme", **values: Any) -> Right:
    owner, _made = RightsHolder.objects.get_or_create(key=holder, defaults={"name": holder.title()})
    values = {"kind": "word", "text": "迪卡侬", **values}
    return Right.objects.create(code=code, holder=owner, **values)


def listing(id: str = "1", **values: Any) -> Listing:  # noqa: A002  # the domain's own word
    start = Listing(
        platform="yiwugo",
        id=id,
        title="迪卡侬 同款 帐篷",
        captured_at=NOW,
        url=f"https://shop.example/{id}",
        seller="小商品店",
        seller_id="s1",
        price=Money(Decimal("6.00"), "CNY"),
        ships_from="浙江义乌",
    )
    return replace(start, **values)


def match(code: str = "CN-TM:1", score: float = 0.9, **values: Any) -> Match:
    reason = Reason(
        feature="exact_text", score=score, ours="迪卡侬", theirs="迪卡侬", span=Span("title", 0, 3)
    )
    return Match(**{"right_id": code, "matcher": "text", "score": score, "reasons": (reason,), **values})


def picture(digest: str = "a" * 64, *, source: str = "https://img.example/1.jpg") -> KeptPicture:
    seen = Picture(source=source, digest=digest, width=640, height=480, phash=12345)
    file = f"listings/{digest[:2]}/{digest}"
    return KeptPicture(picture=seen, size_bytes=9, mime="image/jpeg", file=file, fetched_at=NOW)


def kept(offer: Listing | None = None, *matches: Match, judged: Sequence[str] = ("CN-TM:1",)) -> Kept:
    return Kept(listing=offer or listing(), matches=matches, judged=frozenset(judged), rights_digest="d" * 64)


def keep(*things: Kept, now: datetime = NOW) -> list[Outcome]:
    sweep = open_sweep("yiwugo", kind="import")
    return list(keep_batch(sweep.pk, things, now))
