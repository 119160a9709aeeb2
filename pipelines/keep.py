"""The last step: captures handed to the store in natural batches, durable before anybody goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

import structlog
from django.db import DataError, IntegrityError

from domain.listing import Listing
from domain.match import OPERATING_POINT
from pipelines.refusal import Refusal
from store import sweeps
from store.batches import NaturalBatches
from store.hashes import write_hashes
from store.keep import Change, Kept, Outcome, keep_batch
from store.records import listing_record
from store.writer import Writer

# A transaction of this size stays near 10 ms (bench/decision_latency.py), so that a decision never
# waits long behind it; larger ones write little faster.
MOST_AT_ONCE = 4
# What is kept aside may be hostile: bounded, but long enough to be tried again.
MOST_ASIDE = 50_000
MOST_LISTED = 200

log = structlog.get_logger()


class Keeper(Protocol):
    """Where captures go, and what is not kept."""

    async def keep(self, kept: Kept) -> Outcome: ...

    async def reject(self, listing: Listing, refusal: Refusal) -> None: ...

    async def seen_again(self) -> None: ...


class StoreKeeper:
    """Keeps in SQL, through the one writing thread."""

    def __init__(self, writer: Writer, *, sweep_id: int, clock: Callable[[], datetime]) -> None:
        self._writer, self._sweep_id, self._clock = writer, sweep_id, clock
        self._batches = NaturalBatches(self._keep, most=MOST_AT_ONCE)

    async def keep(self, kept: Kept) -> Outcome:
        """Keep one capture; returns when its transaction is durable.

        Raises:
            Refusal: the database does not take this one, whatever is tried.
        """
        try:
            return await self._batches.put(kept)
        except (DataError, IntegrityError, ValueError) as error:
            # One of the batch is not takeable: each alone, so that the others are not lost with it.
            log.warning("keep.batch_refused", why=str(error)[:300])
        try:
            return (await self._keep([kept]))[0]
        except (DataError, IntegrityError, ValueError) as error:
            raise Refusal("store_refused", f"{type(error).__name__}: {error}"[:500]) from error

    async def reject(self, listing: Listing, refusal: Refusal) -> None:
        await self._writer.run(
            sweeps.reject,
            self._sweep_id,
            reason=refusal.reason,
            what=storable(listing.url or listing.id),
            detail=storable(refusal.detail),
            record=storable(listing_record(listing)),
            now=self._clock(),
        )

    async def seen_again(self) -> None:
        """Count a listing that came again within this sweep."""
        await self._writer.run(sweeps.count_unchanged, self._sweep_id)

    async def _keep(self, batch: Sequence[Kept]) -> Sequence[Outcome]:
        outcomes = await self._writer.run(keep_batch, self._sweep_id, batch, self._clock())
        for one in batch:
            if any(picture.hashes for picture in one.listing.pictures):
                await self._writer.run(write_hashes, one.listing.pictures)
        return outcomes


class NoKeeper:
    """A dry run: everything is judged, nothing is kept."""

    async def keep(self, kept: Kept) -> Outcome:
        hits = {match.right_id for match in kept.matches if match.score >= OPERATING_POINT}
        return Outcome(key=kept.listing.key, change=Change.NEW, hits_new=tuple(sorted(hits)))

    async def reject(self, listing: Listing, refusal: Refusal) -> None:
        return None

    async def seen_again(self) -> None:
        return None


def storable(value: Any) -> Any:
    """The value without characters no database takes: what is kept aside was not cleaned yet."""
    match value:
        case str():
            return value.replace("\0", "�").encode("utf-8", "replace").decode("utf-8")[:MOST_ASIDE]
        case list():
            return [storable(one) for one in value[:MOST_LISTED]]
        case dict():
            return {key: storable(one) for key, one in value.items()}
    return value
