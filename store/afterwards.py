"""What a finished sweep says of listings: gone, back, or an old one under a new id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery

from store.collecting import ListingEvent
from store.models import Listing, ListingPicture, Sweep

Kind = ListingEvent.Kind
# A listing missed by so many whole sweeps in a row is taken for gone: one may have been unlucky.
SWEEPS_MISSED = 2
BLOCK = 500


@transaction.atomic
def look_afterwards(sweep: Sweep, *, whole: bool, now: datetime) -> dict[str, int]:
    """Append what this sweep shows; how many events of each kind. Doing it again adds nothing."""
    events = [*_back(sweep), *((*_relisted(sweep), *_gone(sweep)) if whole else ())]
    for event in events:
        event.sweep, event.at = sweep, now
    known = set(ListingEvent.objects.filter(sweep=sweep).values_list("listing_id", "kind"))
    new = [event for event in events if (event.listing_id, event.kind) not in known]
    ListingEvent.objects.bulk_create(new, batch_size=BLOCK)
    _mark(new)
    return {
        str(kind): sum(event.kind == kind for event in new)
        for kind in Kind
        if any(e.kind == kind for e in new)
    }


def _mark(events: Iterable[ListingEvent]) -> None:
    """Keep on the listing's row what its newest event says, for lists and filters."""
    for kind, gone in ((Kind.GONE, True), (Kind.BACK, False)):
        ids = [event.listing_id for event in events if event.kind == kind]
        for start in range(0, len(ids), BLOCK):
            Listing.objects.filter(pk__in=ids[start : start + BLOCK]).update(gone=gone)


def _gone(sweep: Sweep) -> Iterator[ListingEvent]:
    """Listings that neither this whole sweep nor the one before it saw."""
    whole = Sweep.objects.filter(
        platform=sweep.platform_id,
        kind="crawl",
        state=Sweep.State.DONE,
        coverage__whole=True,
        pk__lt=sweep.pk,
    ).order_by("-pk")[: SWEEPS_MISSED - 1]
    earlier = list(whole)
    if len(earlier) < SWEEPS_MISSED - 1:
        return
    oldest = earlier[-1].pk
    rows = Listing.objects.filter(platform=sweep.platform_id, gone=False, last_sweep__lt=oldest)
    for row in rows.filter(last_sweep__kind="crawl"):
        yield ListingEvent(listing=row, kind=Kind.GONE, detail={"last_seen_at": row.last_seen_at.isoformat()})


def _back(sweep: Sweep) -> Iterator[ListingEvent]:
    """Listings that were gone and that this sweep saw."""
    for row in Listing.objects.filter(platform=sweep.platform_id, gone=True, last_sweep=sweep.pk):
        yield ListingEvent(listing=row, kind=Kind.BACK)


def _relisted(sweep: Sweep) -> Iterator[ListingEvent]:
    """Listings first seen in this sweep that repeat one which it did not see: that is put up again.

    Beside one that still stands it would be a second offer, or a borrowed picture.
    """
    new = Listing.objects.filter(platform=sweep.platform_id, last_sweep=sweep.pk, previous_sweep__isnull=True)
    older = Listing.objects.filter(platform=sweep.platform_id, pk__lt=OuterRef("pk"))
    older = older.exclude(last_sweep=sweep.pk)
    same_title = (
        older.filter(seller=OuterRef("seller"), title=OuterRef("title")).order_by("-pk").values("pk")[:1]
    )
    pictures = ListingPicture.objects.filter(listing=OuterRef(OuterRef("pk")), position=0).values("picture")
    same_picture = (
        older.filter(listingpicture__picture__in=Subquery(pictures), listingpicture__position=0)
        .order_by("-pk")
        .values("pk")[:1]
    )
    rows = new.annotate(same_title=Subquery(same_title), same_picture=Subquery(same_picture))
    for row in rows.filter(Q(same_title__isnull=False) | Q(same_picture__isnull=False)):
        other = row.same_title or row.same_picture
        why = [name for name in ("title", "picture") if getattr(row, f"same_{name}")]
        yield ListingEvent(listing=row, other_id=other, kind=Kind.RELISTED, detail={"same": why})
