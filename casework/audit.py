"""What people do with cases, written to the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from store.models import AuditLine
from store.turns import person_turn


def write_down(subject: str, action: str, *, actor: str, now: datetime, **detail: Any) -> None:
    """One line on a case, by its number, or on a hit; inside the transaction of what was done."""
    AuditLine.objects.create(at=now, actor=actor[:150], action=action, subject=subject, detail=detail)


def taken_away(subject: str, what: str, *, actor: str, now: datetime, **detail: Any) -> None:
    """A paper that left the house by a person's hand: what left is part of its history."""
    with person_turn():
        write_down(subject, f"{what}.taken", actor=actor, now=now, **detail)
