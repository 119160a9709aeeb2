"""Documents the index refused for what they are: parked with the reason, seen and sent again by a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from store.drain import redrive_poisoned
from store.models import AuditLine, Outbox

SENT_AGAIN = "index documents sent again"


def dead_letters() -> QuerySet[Outbox]:
    """Parked rows with their hits, the longest parked first."""
    return (
        Outbox.objects.filter(poisoned=True)
        .select_related("hit__listing__platform")
        .order_by("owed_since", "pk")
    )


@transaction.atomic
def send_again(hits: Sequence[str] | None, *, actor: str, now: datetime) -> int:
    """Owe parked documents anew, at once: those of these hits, or all with None; how many they are.

    Who did it is written to the audit trail.
    """
    count = redrive_poisoned(now=now, hits=hits)
    if count:
        AuditLine.objects.create(
            at=now,
            actor=actor,
            action=SENT_AGAIN,
            subject=hits[0] if hits is not None and len(hits) == 1 else "index",
            detail={"documents": count},
        )
    return count
