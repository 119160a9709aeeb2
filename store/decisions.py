"""What a person says of a hit: one transaction of hit, decision, audit line and outbox."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from domain.errors import Conflict
from domain.match import Verdict
from domain.ports import Scope
from store.models import AuditLine, Decision, Hit
from store.owed import owe
from store.queue import visible
from store.turns import person_turn

LONGEST_REASON = 2000


def decide(
    scope: Scope,
    *,
    hit_id: str,
    verdict: Verdict,
    reason: str,
    user: AbstractBaseUser,
    revision: int,
    now: datetime,
) -> Hit:
    """Set the verdict of a hit the person has read at `revision`; `OPEN` takes a verdict back.

    The decision keeps a copy of the evidence, because the hit's own evidence may change later.

    Raises:
        Hit.DoesNotExist: there is none, or it is out of scope.
        Conflict: the hit has changed since it was read.
        ValueError: there is no reason, or it is longer than `LONGEST_REASON`.
    """
    reason = reason.replace("\0", "").strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise ValueError(f"a decision has a reason of 1 to {LONGEST_REASON} characters")
    with person_turn(), transaction.atomic():
        hit = visible(scope).select_for_update(of=("self",)).get(pk=hit_id)
        if hit.revision != revision:
            raise Conflict(f"hit {hit_id} is at revision {hit.revision}, not {revision}: somebody changed it")
        before = hit.status
        hit.status, hit.revision, hit.updated_at = verdict.value, hit.revision + 1, now
        hit.save(update_fields=["status", "revision", "updated_at"])
        _write_down(hit, before=before, reason=reason, user=user, read_revision=revision, now=now)
        owe([hit], now=now)
    return hit


def _write_down(
    hit: Hit, *, before: str, reason: str, user: AbstractBaseUser, read_revision: int, now: datetime
) -> None:
    decision = Decision.objects.create(
        hit=hit,
        verdict=hit.status,
        reason=reason,
        user_id=user.pk,
        hit_revision=read_revision,
        score=hit.score,
        matches=hit.matches,
        captured_at=hit.captured_at,
        decided_at=now,
    )
    AuditLine.objects.create(
        at=now,
        actor=user.get_username()[:150],
        action="hit.decided",
        subject=hit.id,
        detail={
            "decision": decision.pk,
            "before": before,
            "verdict": hit.status,
            "reason": reason,
            "revision": hit.revision,
        },
    )
