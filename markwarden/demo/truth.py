"""The planted truth, and how well a sweep did against it: found, missed and false, by kind."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.listing import ListingKey
from markwarden.demo.goods import Good


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """What is true of one listing.

    Attributes:
        expected: rights of which at least one must be hit; none for honest goods.
        allowed: rights that may be hit besides; any other hit is false.
    """

    key: ListingKey
    kind: str
    expected: frozenset[str]
    allowed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Score:
    """One kind's count.

    `found` and `missed` count listings that infringe, `false` listings with a hit on a right they do
    not infringe; an infringing listing can be found and carry a false hit on top.
    """

    kind: str
    planted: int = 0
    found: int = 0
    missed: int = 0
    false: int = 0

    def plus(self, other: Score) -> Score:
        return Score(
            self.kind,
            self.planted + other.planted,
            self.found + other.found,
            self.missed + other.missed,
            self.false + other.false,
        )


def truth_of(goods: Iterable[Good]) -> tuple[Planted, ...]:
    """What is planted in `goods`."""
    return tuple(
        Planted(key=ListingKey(good.platform, good.listing_id), kind=good.kind, expected=good.expected,
                allowed=good.allowed)
        for good in goods
    )  # fmt: skip


def judged(planted: Planted, hits: frozenset[str]) -> Score:
    """One listing's count, given the rights it was hit on."""
    found = bool(planted.expected & hits)
    return Score(
        planted.kind,
        planted=1,
        found=int(found),
        missed=int(bool(planted.expected) and not found),
        false=int(bool(hits - planted.expected - planted.allowed)),
    )


def scores(truth: Sequence[Planted], hits: Mapping[ListingKey, frozenset[str]]) -> tuple[Score, ...]:
    """A score for each kind, in the order the kinds first appear in `truth`."""
    sums: dict[str, Score] = {}
    for planted in truth:
        one = judged(planted, hits.get(planted.key, frozenset()))
        sums[planted.kind] = sums[planted.kind].plus(one) if planted.kind in sums else one
    return tuple(sums.values())


def strays(truth: Sequence[Planted], hits: Mapping[ListingKey, frozenset[str]]) -> tuple[ListingKey, ...]:
    """Listings with hits that were never planted."""
    known = {planted.key for planted in truth}
    return tuple(sorted(key for key in hits if key not in known))


def write_truth(path: Path, truth: Iterable[Planted]) -> None:
    rows = [
        {"platform": one.key.platform, "id": one.key.id, "kind": one.kind, "expected": sorted(one.expected),
         "allowed": sorted(one.allowed)}
        for one in truth
    ]  # fmt: skip
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=0), encoding="utf-8")


def read_truth(path: Path) -> tuple[Planted, ...]:
    return tuple(
        Planted(key=ListingKey(row["platform"], row["id"]), kind=row["kind"],
                expected=frozenset(row["expected"]), allowed=frozenset(row["allowed"]))
        for row in json.loads(path.read_text(encoding="utf-8"))
    )  # fmt: skip
