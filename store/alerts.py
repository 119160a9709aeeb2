"""What a person should look at: one open alert a thing, however often it is seen again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from store.collecting import Alert
from store.models import AuditLine, Sweep


@transaction.atomic
def raise_alert(
    sweep: Sweep, kind: Alert.Kind, what: str, *, detail: Mapping[str, Any], now: datetime
) -> Alert:
    """Open an alert, or count it once more where it stands open; once a sweep."""
    alert, made = Alert.objects.get_or_create(
        platform=sweep.platform, kind=kind, what=what[:200], closed_at=None,
        defaults={"sweep": sweep, "detail": dict(detail), "at": now, "last_at": now},
    )  # fmt: skip
    if not made and alert.sweep_id != sweep.pk:
        Alert.objects.filter(pk=alert.pk).update(
            times=F("times") + 1, last_at=now, detail=dict(detail), sweep=sweep
        )
        alert.refresh_from_db()
    return alert


@transaction.atomic
def close_alert(alert_id: int, *, person: str, now: datetime) -> bool:
    """Close an alert somebody has looked at; False where it is closed already."""
    row = Alert.objects.select_for_update().filter(pk=alert_id, closed_at__isnull=True).first()
    if row is None:
        return False
    row.closed_at, row.closed_by = now, person[:150]
    row.save(update_fields=["closed_at", "closed_by"])
    AuditLine.objects.create(
        at=now,
        actor=person[:150],
        action="alert.closed",
        subject=f"platform:{row.platform.key}",
        detail={"alert": row.pk, "kind": row.kind, "what": row.what},
    )
    return True
