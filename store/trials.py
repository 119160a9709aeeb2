"""Exceptions tried on hits, kept as they come: the machine's word on its evidence, and a person's.

Every hit is tried in the transaction that makes or changes it, and again on request, because a licence may be
registered long after. A row is written only where something new is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import structlog
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.timezone import localtime

from domain.errors import Conflict
from domain.exceptions import Closing, Evidence, Excuse, Outcome, Trial, Tried
from domain.listing import Listing
from domain.ports import Scope
from domain.rights import Right
from matchers.excuses import Suspect, try_all, try_one
from registry import models as register
from registry.rights import right_from
from store.models import AuditLine, Hit, Trying
from store.queue import visible
from store.records import listing_from, matches_from
from store.turns import person_turn

LONGEST_REASON = 2000

log = structlog.get_logger()

Json = dict[str, Any]


def trial_of(hit: Hit) -> Trial:
    """Everything that was tried on a hit, oldest first."""
    return _trial(hit.tryings.order_by("pk"))


def trials_of(hits: Iterable[str]) -> dict[str, Trial]:
    """The trials of several hits by id, in one question; a hit without any has an empty one."""
    ids = list(hits)
    rows: dict[str, list[Trying]] = {one: [] for one in ids}
    for row in Trying.objects.filter(hit_id__in=ids).order_by("pk"):
        rows[row.hit_id].append(row)
    return {one: _trial(found) for one, found in rows.items()}


def _trial(rows: Iterable[Trying]) -> Trial:
    return Trial(tuple(one for row in rows for one in _tried_in(row)))


def _tried_in(row: Trying) -> list[Tried]:
    closing = Closing(by=row.by, at=row.at, reason=row.reason) if row.by else None
    return [tried_from(one, closing) for one in row.said]


def tried_record(one: Tried) -> Json:
    return {
        "excuse": one.excuse.value,
        "outcome": one.outcome.value,
        "evidence": [[each.where, each.said] for each in one.evidence],
    }


def tried_from(record: Mapping[str, Any], closing: Closing | None = None) -> Tried:
    return Tried(
        excuse=Excuse(record["excuse"]),
        outcome=Outcome(record["outcome"]),
        evidence=tuple(Evidence(where=where, said=said) for where, said in record["evidence"]),
        closing=closing,
    )


def listing_as_judged(hit: Hit) -> Listing:
    """The listing in the state on which the hit rests, captured when that was."""
    listing = hit.listing
    if listing.captured_at <= hit.captured_at:
        record = listing.record
    else:
        then = listing.versions.filter(captured_at__lte=hit.captured_at)
        version = then.order_by("-captured_at", "-number").first()
        record = listing.record if version is None else version.record
    return listing_from(record)


def suspect_of(hit: Hit, right: Right, listing: Listing) -> Suspect:
    """What is tried of a hit: its right as registered now, its listing as judged, on the day of capture."""
    day = localtime(hit.captured_at).date()
    return Suspect(right=right, listing=listing, matches=matches_from(hit.matches), day=day)


def try_hits(hits: Sequence[Hit], listings: Mapping[str, Listing], *, now: datetime) -> None:
    """Try every exception on these hits, and keep what is new; call it inside their transaction.

    A right of the register that breaks its own rules is not tried, and then nothing passes.
    """
    rights = rights_by_row({hit.right_id for hit in hits})
    suspects = {
        hit.id: suspect_of(hit, right, listings[hit.id])
        for hit in hits
        if (right := rights.get(hit.right_id)) is not None
    }
    _keep_new(hits, {id_: try_all(suspect) for id_, suspect in suspects.items()}, now)


def _keep_new(hits: Sequence[Hit], said: Mapping[str, Sequence[Tried]], now: datetime) -> None:
    """Rows of what these trials say anew; a hit that was not tried gets none."""
    known = trials_of(said)
    rows = (_new_row(hit, said[hit.id], known[hit.id], now) for hit in hits if hit.id in said)
    Trying.objects.bulk_create(row for row in rows if row is not None)


def _as_things_stand(hit: Hit, right: Right, today: date) -> tuple[Tried, ...]:
    """Every exception once, raised if the listing as judged raises it, or as it stands by now.

    Where the matches stayed the same the hit rests on the older capture; what the seller has written since,
    or a licence that runs by now, may excuse all the same.
    """
    judged = suspect_of(hit, right, listing_as_judged(hit))
    newest = replace(judged, listing=listing_from(hit.listing.record))
    later = [*try_all(newest), _without_day(try_one(Excuse.LICENCE, replace(newest, day=today)))]
    raised = {one.excuse: one for one in reversed(later) if one.outcome is Outcome.OPEN}
    return tuple(
        one if one.outcome is Outcome.OPEN else raised.get(one.excuse, one) for one in try_all(judged)
    )


def _without_day(one: Tried) -> Tried:
    """Today is no evidence: it would be new every day, and open again what a person closed."""
    return replace(one, evidence=tuple(each for each in one.evidence if each.where != "day"))


def rights_by_row(rows: Iterable[int]) -> dict[int, Right]:
    """Rights of the register as matchers see them, by row; those that break their own rules are left out."""
    found = register.Right.objects.filter(pk__in=list(rows)).select_related("holder")
    rights = {}
    for row in found.prefetch_related("pictures", "licences", "alias_rows"):
        try:
            rights[row.pk] = right_from(row)
        except ValueError as error:
            log.warning("exceptions.right_unusable", right=row.code, why=str(error))
    return rights


def _new_row(hit: Hit, tried: Sequence[Tried], before: Trial, now: datetime) -> Trying | None:
    """A row of what this trial says anew; None where it says nothing new."""
    after = before
    for one in tried:
        after = after.tried(one)
    new = after.history[len(before.history) :]
    if not new:
        return None
    said = [tried_record(one) for one in new]
    return Trying(hit=hit, said=said, at=now, captured_at=hit.captured_at, rights_digest=hit.rights_digest)


def try_again(scope: Scope, hit_ids: Sequence[str], *, now: datetime) -> dict[str, Trial]:
    """Try the exceptions of these visible hits on register and listings of now; their trials after it."""
    with person_turn(), transaction.atomic():
        rows = visible(scope).filter(pk__in=list(hit_ids)).select_related("listing")
        hits = list(rows.select_for_update(of=("self",)).order_by("pk"))
        rights, today = rights_by_row({hit.right_id for hit in hits}), localtime(now).date()
        usable = [hit for hit in hits if hit.right_id in rights]
        said = {hit.id: _as_things_stand(hit, rights[hit.right_id], today) for hit in usable}
        _keep_new(usable, said, now)
    return trials_of(hit.id for hit in hits)


def close_exception(
    scope: Scope,
    *,
    hit_id: str,
    excuse: Excuse,
    outcome: Outcome,
    reason: str,
    user: AbstractBaseUser,
    seen: int,
    now: datetime,
) -> Trial:
    """A person's word on one exception of a hit, on the evidence they had before them.

    Args:
        seen: how many rows of this hit's trial they had read; more by now means new evidence.

    Raises:
        Hit.DoesNotExist: there is none, or it is out of scope.
        Conflict: something was tried or closed since it was read.
        ValueError: no reason, one longer than `LONGEST_REASON`, or an outcome that is not a person's.
    """
    reason = reason.replace("\0", "").strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise ValueError(f"a closing has a reason of 1 to {LONGEST_REASON} characters")
    with person_turn(), transaction.atomic():
        hit = visible(scope).select_for_update(of=("self",)).get(pk=hit_id)
        if hit.tryings.count() != seen:
            raise Conflict(f"hit {hit_id}: its exceptions were tried or closed since they were read")
        trial = trial_of(hit).closed(
            excuse, outcome, Closing(by=user.get_username()[:150], at=now, reason=reason)
        )
        _write_down(hit, trial.history[-1], user=user, now=now)
    return trial


def _write_down(hit: Hit, said: Tried, *, user: AbstractBaseUser, now: datetime) -> None:
    closing = said.closing
    if closing is None:
        raise ValueError("only a person's word is written down here")
    row = Trying.objects.create(
        hit=hit,
        said=[tried_record(said)],
        at=now,
        captured_at=hit.captured_at,
        rights_digest=hit.rights_digest,
        user_id=user.pk,
        by=closing.by,
        reason=closing.reason,
    )
    AuditLine.objects.create(
        at=now,
        actor=closing.by,
        action="exception.closed",
        subject=hit.id,
        detail={
            "trying": row.pk,
            "exception": said.excuse.value,
            "outcome": said.outcome.value,
            "reason": closing.reason,
        },
    )
