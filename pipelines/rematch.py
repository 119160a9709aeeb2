"""One right looked for in stored listings, with what a sweep would have said of each of them.

The right alone proposes, all rights dispose: a sieve lets most listings fall unread; of the others, one
behind one of the right's gates, or one that the right compiled alone does not touch, cannot be a hit of
it whatever the other rights are; the few left are judged by the panel of all rights, because a longer
word or a brand beside it changes the score. Listings that have a hit of the right are judged always, so
that a changed right takes back what it no longer says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, tzinfo
from functools import cached_property
from pathlib import Path

from domain.listing import Listing
from domain.match import OPERATING_POINT, Match
from domain.rights import Right
from domain.rulebook import NO_RULES, Rulebook
from matchers.context import capture_day, gates
from matchers.copies import Looks
from matchers.panel import Panel, compile_panel
from pipelines.compiled import ready_panel
from pipelines.sieve import Sieve
from store.kept import Kept
from store.models import RematchSlice
from store.rematches import Seen
from store.retro import Glance, Judged, Stored, glances, keep_judged, stored, with_hits
from store.writer import persistently

# Listings read and looked through at once; larger batches gain nothing more.
AT_ONCE = 2_000
# Only hits are written, no listings: so many a transaction stay near 15 ms.
WRITTEN_AT_ONCE = 16
# A sweep may see a listing anew between reading and writing; it does not see it for ever.
TRIES = 5


class LookBack:
    """A right made ready to be looked for, among all rights that are matched."""

    def __init__(
        self,
        right: Right,
        rights: Sequence[Right],
        *,
        zone: tzinfo,
        looks: Looks | None = None,
        rules: Rulebook = NO_RULES,
        kept_in: Path | None = None,
    ) -> None:
        """`looks` gives pixels of kept pictures; without it stored hashes alone are compared."""
        self._right, self._rights, self._zone, self._kept_in = right, rights, zone, kept_in
        self._looks, self._rules = looks, rules
        self._alone = compile_panel([right], zone=zone, looks=looks, rules=rules)
        self._sieve = Sieve(right)

    @property
    def digest(self) -> str:
        """Of the right and the rules: another one, and what was done so far is of no use."""
        return self._alone.digest

    @cached_property
    def _panel(self) -> Panel:
        """All rights, made ready when the first listing asks for them."""
        return ready_panel(
            self._rights, zone=self._zone, looks=self._looks, rules=self._rules, kept_in=self._kept_in
        ).panel

    def passed(self, batch: Sequence[Glance], hit_already: Collection[int]) -> list[int]:
        """Numbers of the listings worth reading: those the right may touch, and those that have a hit."""
        through = self._sieve.passed(batch)
        return [one.pk for one in batch if one.pk in through or one.pk in hit_already]

    def judged(self, batch: Sequence[Stored], hit_already: Collection[int]) -> list[Judged]:
        """Those of the batch that may be hits of the right, with what all rights together say."""
        near = self._near(batch, hit_already)
        if not near:
            return []
        found = self._panel.match([one.listing for one in near])
        return [self._kept(one, matches) for one, matches in zip(near, found, strict=True)]

    def _near(self, batch: Sequence[Stored], hit_already: Collection[int]) -> list[Stored]:
        """Those in which the right alone claims anything, and those that have a hit of it."""
        open_to_us = [one for one in batch if one.pk in hit_already or not self._gated(one.listing)]
        found = self._alone.match([one.listing for one in open_to_us])
        return [one for one, claims in zip(open_to_us, found, strict=True) if claims or one.pk in hit_already]

    def _gated(self, listing: Listing) -> bool:
        return bool(gates(self._right, listing, capture_day(listing, self._zone)))

    def _kept(self, one: Stored, matches: Sequence[Match]) -> Judged:
        day = capture_day(one.listing, self._zone)
        kept = Kept(
            listing=one.listing,
            matches=tuple(match for match in matches if match.right_id == self._right.id),
            judged=frozenset({self._right.id} if self._right.binds(day) else ()),
            rights_digest=self._panel.digest,
        )
        return Judged(one.pk, kept)


def look_into(part: RematchSlice, look_back: LookBack, *, now: datetime) -> Seen:
    """Judge the listings of one slice and keep their hits; safe to be done again."""
    hit_already = with_hits(part.rematch.right_id, after=part.after, last=part.last)
    listings = near = 0
    for batch in glances(after=part.after, last=part.last, at_once=AT_ONCE):
        judged = look_back.judged(stored(look_back.passed(batch, hit_already)), hit_already)
        listings, near = listings + len(batch), near + len(judged)
        worth = [one for one in judged if is_hit(one) or one.pk in hit_already]
        for start in range(0, len(worth), WRITTEN_AT_ONCE):
            _keep(part, look_back, worth[start : start + WRITTEN_AT_ONCE], now)
    return Seen(listings, near)


def only_look(right_row: int, look_back: LookBack, *, after: int, last: int) -> Iterator[Judged]:
    """What would be a new hit in these listings; nothing is written."""
    hit_already = with_hits(right_row, after=after, last=last)
    for batch in glances(after=after, last=last, at_once=AT_ONCE):
        new = [one for one in batch if one.pk not in hit_already]
        yield from filter(is_hit, look_back.judged(stored(look_back.passed(new, ())), ()))


def is_hit(judged: Judged) -> bool:
    """Whether the right's score makes it a hit."""
    return any(match.score >= OPERATING_POINT for match in judged.kept.matches)


def _keep(part: RematchSlice, look_back: LookBack, judged: Sequence[Judged], now: datetime) -> None:
    for _try in range(TRIES):
        stale = persistently(keep_judged, part, judged, now)
        if not stale:
            return
        judged = look_back.judged(stored(stale), frozenset(stale))
