"""A right that changes hands takes its hits along: nobody goes on seeing what is no longer theirs."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from registry.models import Right
from store.models import AuditLine, Hit
from store.owed import owe


@transaction.atomic
def hits_follow_their_right(sender: type[Right], instance: Right, created: bool, **_signal: Any) -> None:
    """Bring holder and kind of a saved right's hits in line, written down and owed to the index."""
    if created:
        return
    of_right = Hit.objects.filter(right=instance)
    stale = of_right.exclude(holder=instance.holder_id, kind=instance.kind)
    moved = list(stale.select_for_update(of=("self",)).select_related("holder").order_by("pk"))
    if not moved:
        return
    now = timezone.now()
    before = ", ".join(sorted({hit.holder.key for hit in moved}))
    stale.update(holder=instance.holder_id, kind=instance.kind, revision=F("revision") + 1, updated_at=now)
    AuditLine.objects.create(
        at=now,
        actor="registry",
        action="right.handed_over",
        subject=instance.code,
        detail={"before": before, "holder": instance.holder.key, "kind": instance.kind, "hits": len(moved)},
    )
    owe(of_right.filter(pk__in=[hit.pk for hit in moved]).only("pk", "revision"), now=now)
