"""What a right would flag among stored listings before it is switched on, and what of that looks ordinary.

Nothing is written. The listings are judged as a look back would judge them; of each that would become a hit
every exception is tried, and one that an exception is raised for looks like an ordinary use: a part that
fits, a poem, a used thing, a licensed seller.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from heapq import nlargest
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Max

from config.operator import OperatorSettings
from domain.exceptions import Excuse, Outcome
from domain.listing import Listing
from domain.rights import Right
from matchers.context import capture_day
from matchers.copies import Looks
from matchers.excuses import Suspect, try_all
from pipelines.rematch import AT_ONCE, LookBack, is_hit
from registry.models import Right as RightRow
from registry.rights import right_from, rights_to_match
from registry.rulebook import rules_of
from store.models import Listing as ListingRow
from store.retro import Glance, Judged, glances, stored

# Shown at most; the counts are of all.
SHOWN: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """A listing that would become a hit, its score in [0, 1], and the exceptions that are raised on it."""

    listing: Listing
    score: float
    raised: tuple[Excuse, ...]


@dataclass(slots=True, kw_only=True)
class Preview:
    """What was looked through, and what of it would be flagged.

    Attributes:
        listings: looked through; `touched` of them hold something of the right.
        flagged: would become hits; `ordinary` of them have an exception raised.
        raised: how often each exception is; one listing may have several.
        first: the likeliest of both kinds, best first, at most `SHOWN`.
    """

    listings: int = 0
    touched: int = 0
    flagged: int = 0
    ordinary: int = 0
    raised: Counter[Excuse] = field(default_factory=Counter)
    first: list[Flagged] = field(default_factory=list)

    @property
    def clean(self) -> int:
        return self.flagged - self.ordinary

    def add(self, found: Sequence[Flagged]) -> None:
        self.flagged += len(found)
        self.ordinary += sum(bool(one.raised) for one in found)
        self.raised.update(excuse for one in found for excuse in one.raised)
        self.first = nlargest(SHOWN, [*self.first, *found], key=lambda one: one.score)


def preview_of(
    row: RightRow, settings: OperatorSettings, *, newest: int | None = None, looks: Looks | None = None
) -> Preview:
    """What this right would flag, watched or not.

    Args:
        newest: how many of the listings registered last are looked through; None for all.
        looks: pixels of kept pictures; without them pictures are compared by their hashes alone.

    Raises:
        ValueError: the row breaks a rule of `domain.rights`.
        UnusableRights: another right of the register does.
    """
    right, zone = right_from(row), ZoneInfo(settings.time_zone)
    others = [one for one in rights_to_match() if one.id != right.id]
    look_back = LookBack(
        right, sorted([*others, right], key=lambda one: one.id), zone=zone, looks=looks,
        rules=rules_of(settings), kept_in=settings.compiled_path,
    )  # fmt: skip
    preview = Preview()
    for batch in _batches(newest):
        judged = look_back.judged(stored(look_back.passed(batch, ())), ())
        preview.listings, preview.touched = preview.listings + len(batch), preview.touched + len(judged)
        preview.add([_flagged(one, right, zone) for one in judged if is_hit(one)])
    return preview


def _batches(newest: int | None) -> Iterator[list[Glance]]:
    """Listings by their numbers, the last `newest` of them."""
    last = ListingRow.objects.aggregate(last=Max("pk"))["last"] or 0
    after = 0
    if newest is not None:
        numbers = ListingRow.objects.order_by("-pk").values_list("pk", flat=True)
        after = (numbers[newest : newest + 1].first() if newest > 0 else last) or 0
    yield from glances(after=after, last=last, at_once=AT_ONCE)


def _flagged(one: Judged, right: Right, zone: tzinfo) -> Flagged:
    listing = one.kept.listing
    suspect = Suspect(right=right, listing=listing, matches=one.kept.matches, day=capture_day(listing, zone))
    raised = tuple(tried.excuse for tried in try_all(suspect) if tried.outcome is Outcome.OPEN)
    return Flagged(listing=listing, score=max(match.score for match in one.kept.matches), raised=raised)
