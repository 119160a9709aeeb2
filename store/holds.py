"""Legal holds placed and lifted, each with its reason, its person and a line in the audit trail."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from domain.errors import Conflict
from domain.ports import Scope
from store.legal_hold import LegalHold
from store.models import AuditLine
from store.queue import visible

LONGEST_REASON = 500


@transaction.atomic
def place_hold(scope: Scope, hit_id: str, *, reason: str, actor: str, now: datetime) -> LegalHold:
    """Keep this hit and its listing whole until the hold is lifted.

    Raises:
        Hit.DoesNotExist: there is none, or it is out of scope.
        Conflict: a hold stands already.
        ValueError: there is no reason, or it is longer than `LONGEST_REASON`.
    """
    said = _said(reason)
    hit = visible(scope).select_for_update(of=("self",)).get(pk=hit_id)
    if LegalHold.objects.filter(hit=hit, lifted_at=None).exists():
        raise Conflict(f"hit {hit_id} is under a legal hold already")
    hold = LegalHold.objects.create(hit=hit, reason=said, placed_by=actor[:150], placed_at=now)
    _note("hold.placed", hold, actor=actor, reason=said, now=now)
    return hold


@transaction.atomic
def lift_hold(scope: Scope, hit_id: str, *, reason: str, actor: str, now: datetime) -> LegalHold:
    """Let the retention rules apply again.

    Raises:
        Hit.DoesNotExist: there is none, or it is out of scope.
        Conflict: no hold stands.
        ValueError: there is no reason, or it is longer than `LONGEST_REASON`.
    """
    said = _said(reason)
    hit = visible(scope).get(pk=hit_id)
    hold = LegalHold.objects.select_for_update().filter(hit=hit, lifted_at=None).first()
    if hold is None:
        raise Conflict(f"hit {hit_id} is under no legal hold")
    hold.lifted_by, hold.lifted_at = actor[:150], now
    hold.save(update_fields=["lifted_by", "lifted_at"])
    _note("hold.lifted", hold, actor=actor, reason=said, now=now)
    return hold


def _said(reason: str) -> str:
    said = " ".join(reason.replace("\0", "").split())
    if not 0 < len(said) <= LONGEST_REASON:
        raise ValueError(f"a legal hold has a reason of 1 to {LONGEST_REASON} characters")
    return said


def _note(action: str, hold: LegalHold, *, actor: str, reason: str, now: datetime) -> None:
    AuditLine.objects.create(
        at=now, actor=actor[:150], action=action, subject=hold.hit_id, detail={"reason": reason}
    )
