"""A right switched on or off: from then on sweeps look for it, or no longer do."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from domain.ports import Scope
from registry.models import Right
from store.models import AuditLine
from store.turns import person_turn


def visible_rights(scope: Scope) -> QuerySet[Right]:
    """The rights of the register this scope may see; the register knows no regions."""
    rows = Right.objects.all()
    return rows if scope.holders is None else rows.filter(holder__key__in=scope.holders)


def switch(scope: Scope, code: str, *, on: bool, actor: str, now: datetime) -> Right:
    """Watch a right from now on, or no longer; written down where it changes anything.

    Raises:
        Right.DoesNotExist: there is none, or it is out of scope.
    """
    with person_turn(), transaction.atomic():
        row = visible_rights(scope).select_for_update(of=("self",)).get(code=code)
        if row.watched is not on:
            row.watched = on
            row.save(update_fields=["watched", "updated_at"])
            action = "right.watched" if on else "right.unwatched"
            AuditLine.objects.create(at=now, actor=actor[:150], action=action, subject=code, detail={})
    return row
