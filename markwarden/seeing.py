"""Listings whose pages were not read again, told to the store in natural batches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from store.batches import NaturalBatches
from store.seen import seen_again
from store.writer import Writer

# Pages a transaction: a few milliseconds, so that a decision at the desk does not wait behind it.
MOST_AT_ONCE = 16


class SeenAgain:
    """For a crawl: whether all listings of each page are known, and now counted as seen."""

    def __init__(self, writer: Writer, *, sweep_id: int, platform_key: str) -> None:
        self._writer = writer
        self._told = partial(seen_again, sweep_id, platform_key)
        self._batches = NaturalBatches(self._captured, most=MOST_AT_ONCE)

    async def __call__(self, pages: Sequence[Sequence[str]], captured: bool) -> Sequence[bool]:
        """Pages that said "not modified" (`captured`) come one by one, those not due together."""
        if captured:
            return [await self._batches.put(page) for page in pages]
        return await self._writer.run(partial(self._told, pages, captured=False, now=datetime.now(UTC)))

    async def _captured(self, pages: Sequence[Sequence[str]]) -> Sequence[bool]:
        return await self._writer.run(partial(self._told, pages, captured=True, now=datetime.now(UTC)))
