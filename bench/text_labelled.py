"""Our labelled listings as rights and listings of the house, and what a matcher said of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from domain.listing import Listing
from domain.match import Match
from domain.rights import Licence, Right, RightKind
from domain.values import Money
from matchers.panel import compile_panel

HERE: Final = Path(__file__).parent / "data" / "text"
FILES: Final = ("listings.jsonl", "handwritten.jsonl")
SEEN_AT: Final = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
ZONE: Final = ZoneInfo("Asia/Shanghai")
# Neither right nor wrong: "in the style of" a mark is left out of every figure.
UNDECIDED: Final = "comparison"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One listing with what is true of it."""

    listing: Listing
    family: str
    part: str
    brands: frozenset[str]

    @property
    def honest(self) -> bool:
        return not self.brands


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of one file of the data."""
    text = (HERE / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def rights(part: str = "") -> tuple[Right, ...]:
    """The marks of one part, or of all."""
    return tuple(_right(row) for row in rows("marks.jsonl") if part in ("", row["part"]))


def _right(row: dict[str, Any]) -> Right:
    return Right(
        id=row["id"],
        kind=RightKind(row["kind"]),
        text=row["text"],
        brand=row["brand"],
        nice_classes=tuple(row["nice_classes"]),
        ordinary_word=row["ordinary_word"],
        licences=tuple(Licence(seller=name) for name in row["licensed_sellers"]),
    )


def labelled(part: str = "", *, files: Sequence[str] = FILES) -> Iterator[Labelled]:
    """The listings of one part, or of all."""
    brand = {row["id"]: row["brand"] for row in rows("marks.jsonl")}
    for name in files:
        for row in rows(name):
            if part in ("", row["part"]):
                brands = frozenset(brand[one] for one in row["label_marks"])
                yield Labelled(_listing(row), row["family"], row["part"], brands)


def _listing(row: dict[str, Any]) -> Listing:
    price = row.get("price", "")
    return Listing(
        platform="bench",
        id=row["id"],
        title=row["title"],
        brand=row.get("brand", ""),
        seller=row.get("seller", ""),
        category=row.get("category", ""),
        nice_classes=tuple(row.get("nice_class", ())),
        description=row.get("description", ""),
        ocr=row.get("ocr", ""),
        price=Money(Decimal(price), "CNY") if price else None,
        captured_at=SEEN_AT,
    )


def matched(marks: Sequence[Right], listings: Sequence[Listing]) -> Iterator[tuple[Match, ...]]:
    """What the text matcher says of each listing, gates included."""
    panel = compile_panel(marks, names=("text",), zone=ZONE)
    for start in range(0, len(listings), 256):
        yield from panel.match(listings[start : start + 256])
