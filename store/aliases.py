"""What people say of other names of marks: whose they see, what they decided, what is to be looked for."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from domain.errors import Conflict
from domain.ports import Scope
from registry.models import Alias, AliasSource, AliasState, Right, alias_key
from store.models import AuditLine, Hit, Rematch

LONGEST_REASON: Final = 500
LONGEST_WORD: Final = 100

ACTIONS: Final = {AliasState.ACCEPTED: "alias.accepted", AliasState.REFUSED: "alias.refused"}


def visible(scope: Scope) -> QuerySet[Alias]:
    """The other names of rights whose holders this scope covers; a part of the country covers none."""
    rows = Alias.objects.select_related("right__holder")
    if scope.regions is not None:
        return rows.none()
    return rows if scope.holders is None else rows.filter(right__holder__key__in=scope.holders)


def evidence_hits(scope: Scope, alias: Alias) -> tuple[Hit, ...]:
    """The hits a proposal rests on, as far as they are there still, the riskiest first."""
    hits = Hit.objects.filter(pk__in=alias.evidence.get("hits", ()), right=alias.right)
    if scope.holders is not None:
        hits = hits.filter(holder__key__in=scope.holders)
    return tuple(hits.select_related("listing").order_by("-score", "pk"))


@transaction.atomic
def decide_alias(
    scope: Scope, alias_id: int, *, state: AliasState, reason: str, actor: str, now: datetime
) -> Alias:
    """Accept or refuse another name, with a line in the audit trail.

    Raises:
        Alias.DoesNotExist: there is none, or it is out of scope.
        Conflict: it is in that state already.
        ValueError: the state is no decision, or the reason is missing or longer than `LONGEST_REASON`.
    """
    said = _said(reason)
    if state not in ACTIONS:
        raise ValueError(f"{state} is no decision")
    alias = visible(scope).select_for_update(of=("self",)).get(pk=alias_id)
    if alias.state == state:
        raise Conflict(f"the alias {alias.text} is {state} already")
    before, alias.state, alias.reason = alias.state, state, said
    alias.decided_at, alias.decided_by = now, actor[:150]
    alias.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    _note(alias, before=before, now=now)
    return alias


@transaction.atomic
def enter_alias(scope: Scope, right_code: str, text: str, *, reason: str, actor: str, now: datetime) -> Alias:
    """Another name a person knows: looked for from now on.

    Raises:
        Right.DoesNotExist: there is none, or it is out of scope.
        Conflict: the word is one of the right's already.
        ValueError: the word is empty or too long, or the reason is missing or too long.
    """
    said, word = _said(reason), " ".join(text.replace("\0", "").split())
    if not 0 < len(word) <= LONGEST_WORD:
        raise ValueError(f"an alias has 1 to {LONGEST_WORD} characters")
    rights = Right.objects.all()
    if scope.holders is not None:
        rights = rights.filter(holder__key__in=scope.holders)
    right = rights.get(code=right_code)
    known = {alias_key(one) for one in (right.text, *right.aliases)}
    old = Alias.objects.filter(right=right, key=alias_key(word)).first()
    if alias_key(word) in known:
        raise Conflict(f"{word} is a word of {right_code} already")
    if old is not None:
        return decide_alias(scope, old.pk, state=AliasState.ACCEPTED, reason=said, actor=actor, now=now)
    made = Alias.objects.create(
        right=right, text=word, state=AliasState.ACCEPTED, source=AliasSource.ENTERED, reason=said,
        decided_at=now, decided_by=actor[:150],
    )  # fmt: skip
    _note(made, before="", now=now)
    return made


def rights_to_look_back(scope: Scope) -> tuple[Right, ...]:
    """Watched rights with an alias accepted since their last look back was done, by id."""
    newest = Rematch.objects.filter(right=OuterRef("pk"), state=Rematch.State.DONE).order_by("-created_at")
    rows = Right.objects.filter(watched=True).annotate(
        decided_at=Max("alias_rows__decided_at", filter=Q(alias_rows__state=AliasState.ACCEPTED)),
        looked_at=Subquery(newest.values("created_at")[:1]),
    )
    if scope.holders is not None:
        rows = rows.filter(holder__key__in=scope.holders)
    owed = rows.filter(decided_at__isnull=False).order_by("code")
    return tuple(row for row in owed if row.looked_at is None or row.looked_at < row.decided_at)


def _said(reason: str) -> str:
    said = " ".join(reason.replace("\0", "").split())
    if not 0 < len(said) <= LONGEST_REASON:
        raise ValueError(f"a decision has a reason of 1 to {LONGEST_REASON} characters")
    return said


def _note(alias: Alias, *, before: str, now: datetime) -> None:
    AuditLine.objects.create(
        at=now,
        actor=alias.decided_by,
        action=ACTIONS[AliasState(alias.state)],
        subject=alias.right.code,
        detail={"alias": alias.text, "source": alias.source, "before": before, "reason": alias.reason},
    )
