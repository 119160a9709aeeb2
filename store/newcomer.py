"""An index that holds nothing yet, such as one an operator has just switched to, is owed every hit."""

from __future__ import annotations

from datetime import datetime

from domain.ports import HitIndex
from store.models import Hit
from store.owed import owe

BATCH = 500


def owe_a_newcomer(index: HitIndex, *, now: datetime) -> int:
    """Owe an empty index the hits it was never sent; how many they are.

    An index that answers and holds something is left alone: what it lacks, `rebuild` finds. Sent twice
    is sent once, so that an index whose first documents are not visible yet does no harm.
    """
    health = index.health()
    if not health.ok or health.documents:
        return 0
    unowed, total, last = Hit.objects.filter(owed__isnull=True).order_by("pk"), 0, ""
    while hits := list(unowed.filter(pk__gt=last)[:BATCH]):
        owe(hits, now=now)
        total, last = total + len(hits), hits[-1].pk
    return total
