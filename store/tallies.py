"""How fast the index takes what it is owed: documents settled, minute by minute."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Sum

from store.models import DrainTally

KEPT_FOR = timedelta(days=1)
RATE_OVER = timedelta(minutes=5)


def tally(settled: int, *, now: datetime) -> None:
    """Add to this minute's number; call it in the transaction that settles the rows."""
    if not settled:
        return
    minute = now.replace(second=0, microsecond=0)
    if not DrainTally.objects.filter(pk=minute).update(settled=F("settled") + settled):
        DrainTally.objects.filter(minute__lt=minute - KEPT_FOR).delete()
        DrainTally.objects.create(minute=minute, settled=settled)


def rate_per_s(now: datetime) -> float:
    """Documents settled a second, over the last five minutes."""
    recent = DrainTally.objects.filter(minute__gt=now - RATE_OVER, minute__lte=now)
    return int(recent.aggregate(all=Sum("settled"))["all"] or 0) / RATE_OVER.total_seconds()
