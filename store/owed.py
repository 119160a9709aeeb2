"""What the index is owed: one row a hit, with the newest revision, written with the change itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from store.models import Hit, Outbox, Seller


def owe(hits: Iterable[Hit], *, now: datetime) -> None:
    """Owe these hits' present revisions to the index, at once and whatever failed before."""
    owed = [Outbox(hit=hit, revision=hit.revision, owed_since=now, not_before=now) for hit in hits]
    if not owed:
        return
    Outbox.objects.bulk_create(
        owed,
        update_conflicts=True,
        unique_fields=["hit"],
        update_fields=["revision", "not_before", "tries", "poisoned", "last_error"],
    )


def owe_seller(seller: Seller, *, now: datetime) -> None:
    """A new revision of every hit of a seller: their documents show the seller's name."""
    hits = Hit.objects.filter(listing__seller=seller)
    hits.update(revision=F("revision") + 1, updated_at=now)
    owe(hits.only("pk", "revision"), now=now)
