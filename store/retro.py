"""Stored listings judged again: read as a sweep saw them last, their hits kept by the rules of a sweep.

Only hits change. A listing's row, versions, seller and pictures stay as the sweeps left them: nothing
new was seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from domain.listing import Listing
from store.claims import judge
from store.hashes import with_hashes
from store.kept import Change, Kept, Settled
from store.models import Hit, RematchSlice
from store.models import Listing as ListingRow
from store.records import Json, listing_from
from store.rematches import count_hits


class Stored(NamedTuple):
    """A listing as it was last seen: its content, and that moment as its capture."""

    pk: int
    listing: Listing


class Judged(NamedTuple):
    """A stored listing with what the panel says of it."""

    pk: int
    kept: Kept


def stored(*, after: int, last: int, at_once: int, hashes: bool = False) -> Iterator[list[Stored]]:
    """The listings with `after` < pk <= `last`, in batches, in the order of their numbers.

    Args:
        hashes: read the hashes of their pictures, too.
    """
    while after < last:
        rows = ListingRow.objects.filter(pk__gt=after, pk__lte=last).order_by("pk")
        batch = list(rows.values_list("pk", "record", "last_seen_at")[:at_once])
        if not batch:
            return
        yield _read(batch, hashes=hashes)
        after = batch[-1][0]


def stored_now(pks: Sequence[int]) -> list[Stored]:
    """These listings as they are at this moment, with the hashes of their pictures."""
    rows = ListingRow.objects.filter(pk__in=pks).order_by("pk").values_list("pk", "record", "last_seen_at")
    return _read(list(rows), hashes=True)


def _read(rows: Sequence[tuple[int, Json, datetime]], *, hashes: bool) -> list[Stored]:
    listings = [_seen(record, at) for _pk, record, at in rows]
    if hashes:
        listings = with_hashes(listings)
    return [Stored(row[0], listing) for row, listing in zip(rows, listings, strict=True)]


def _seen(record: Json, at: datetime) -> Listing:
    return replace(listing_from(record), captured_at=at)


def with_hits(right_id: int, *, after: int, last: int) -> frozenset[int]:
    """Numbers of the listings in a slice that have a hit of the right already."""
    hits = Hit.objects.filter(right_id=right_id, listing_id__gt=after, listing_id__lte=last)
    return frozenset(hits.values_list("listing_id", flat=True))


@transaction.atomic
def keep_judged(part: RematchSlice, judged: Sequence[Judged], now: datetime) -> list[int]:
    """Make and change the hits of these listings; numbers of those a sweep saw anew meanwhile, not kept."""
    rows = {
        row.pk: row
        for row in ListingRow.objects.select_for_update().filter(pk__in=[one.pk for one in judged])
    }
    current = [one for one in judged if one.pk in rows and _is_current(rows[one.pk], one.kept)]
    settled = [
        Settled(kept=one.kept, row=rows[one.pk], change=Change.UNCHANGED, newest=True) for one in current
    ]
    judge(settled, actor=f"rematch:{part.rematch_id}", now=now)
    outcomes = [one.outcome() for one in settled]
    made = [hit for outcome in outcomes for hit in outcome.hits_new]
    if made:
        Hit.objects.filter(pk__in=made).update(rematch_id=part.rematch_id)
    count_hits(part.pk, new=len(made), changed=sum(len(one.hits_changed) for one in outcomes))
    kept = {one.pk for one in current}
    return [one.pk for one in judged if one.pk in rows and one.pk not in kept]


def _is_current(row: ListingRow, kept: Kept) -> bool:
    return row.record_digest == kept.digest and row.last_seen_at == kept.listing.captured_at
