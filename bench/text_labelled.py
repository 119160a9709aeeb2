"""Our labelled listings as rights and listings of the house, and what a matcher said of them."""

from __future__ import annotations

import json
import random
import zlib
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
# Titles around a mark: three parts in five are for learning words (`bench/fit_surroundings.py`) and are no
# listings here, so that the weights are not fitted on what was learned by heart.
LEARNED: Final = "learned"
AROUND: Final = {
    "fits": "n_around_fits",
    "denies": "n_around_denies",
    "sign": "around_sign",
    "likened": UNDECIDED,
}


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


def blind() -> tuple[tuple[Right, ...], list[Labelled]]:
    """Marks and listings written by hand after the rules, measured once: no word or weight is from them."""
    marks = tuple(map(_right, rows("blind-marks.jsonl")))
    brand = {mark.id: mark.brand for mark in marks}
    found = [
        Labelled(_listing(row), row["family"], "blind", frozenset(brand[one] for one in row["label_marks"]))
        for row in rows("blind.jsonl")
    ]
    return marks, found


def part_of_title(title: str) -> str:
    """Where a title around a mark belongs: by the title alone, so that more titles move none."""
    return (LEARNED, LEARNED, LEARNED, "fit", "test")[zlib.crc32(title.encode()) % 5]


def around(part: str = "") -> Iterator[Labelled]:
    """Titles written by hand around a mark, each with a mark of its part and on that mark's goods."""
    marks = [row for row in rows("marks.jsonl") if not row["ordinary_word"] and row["kind"] == "word"]
    for number, row in enumerate(rows("around.jsonl")):
        where = part_of_title(row["title"])
        if where == LEARNED or part not in ("", where):
            continue
        able = [m for m in marks if m["part"] == where and (row["lang"] == "zh" or m["text"].isascii())]
        mark = random.Random(row["title"]).choice(able)
        values = {"id": f"a{number:05d}", "title": row["title"].replace("{M}", mark["text"])}
        listing = _listing(values | {"nice_class": mark["nice_classes"]})
        brands = frozenset([mark["brand"]]) if row["use"] == "sign" else frozenset()
        yield Labelled(listing, AROUND[row["use"]], where, brands)


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
