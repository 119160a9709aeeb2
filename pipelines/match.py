"""Listings judged by the rights panel, in natural batches and away from the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, tzinfo
from functools import lru_cache

from domain.listing import Listing
from domain.match import OPERATING_POINT, Match
from domain.ports import Compiled
from domain.rights import Right
from matchers.score import GATES, total
from store.batches import NaturalBatches

MOST_AT_ONCE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The matches of one listing, and which rights took part: those that bind on its capture day."""

    matches: tuple[Match, ...]
    judged: frozenset[str]

    @property
    def risk(self) -> float:
        """How much speaks against the listing already: its highest score."""
        return max((match.score for match in self.matches), default=0.0)

    @property
    def hits(self) -> int:
        return len({match.right_id for match in self.matches if match.score >= OPERATING_POINT})

    @property
    def by_name_only(self) -> bool:
        """Whether a licensee's name, which others may bear too, is all that keeps this from being a hit."""
        return any(_freed_by_name(match) for match in self.matches)

    @property
    def crowded(self) -> bool:
        """Whether the listing names so much that only the surest places were judged."""
        return is_crowded(self.matches)


def is_crowded(matches: Sequence[Match]) -> bool:
    """Whether matches of a listing say that something was left out."""
    return any(reason.feature == "crowded" for match in matches for reason in match.reasons)


def _freed_by_name(match: Match) -> bool:
    features = {reason.feature for reason in match.reasons} & GATES
    found = (reason for reason in match.reasons if reason.feature not in GATES)
    return features == {"licensed_by_name"} and total(found) >= OPERATING_POINT


class Judge:
    """A compiled panel behind one awaitable."""

    def __init__(self, rights: Sequence[Right], panel: Compiled, *, zone: tzinfo) -> None:
        self.digest = panel.digest
        self._panel, self._zone = panel, zone
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="panel")
        self._batches = NaturalBatches(self._match, most=MOST_AT_ONCE)
        held = tuple(rights)

        @lru_cache(maxsize=4096)
        def in_force(day: date) -> frozenset[str]:
            return frozenset(right.id for right in held if right.binds(day))

        self._in_force = in_force

    async def judge(self, listing: Listing) -> Judgement:
        """What the panel says of the listing on its capture day."""
        matches = await self._batches.put(listing)
        day = listing.captured_at.astimezone(self._zone).date()
        return Judgement(matches=tuple(matches), judged=self._in_force(day))

    def close(self) -> None:
        self._thread.shutdown(wait=True)

    async def _match(self, listings: Sequence[Listing]) -> Sequence[Sequence[Match]]:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._panel.match, listings)
