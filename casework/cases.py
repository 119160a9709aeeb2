"""Cases: made from a confirmed hit, with every other confirmed hit of that seller and holder beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from casework.audit import write_down
from casework.districts import district_of
from casework.models import Case, CaseHit
from domain.errors import CaseError
from domain.match import Verdict
from domain.ports import Scope
from store.models import Hit, Seller
from store.queue import visible
from store.trials import try_again
from store.turns import person_turn

# Bounded, as every list a person can cause; Alibaba takes 300 a notice, and a case may need several. A page
# sends one field a hit, and Django reads at most 1,000.
MOST_HITS = 900
LONGEST_REASON = 2_000


def visible_cases(scope: Scope) -> QuerySet[Case]:
    """The cases this scope may see; one with a hit of another region shows that, so it is not theirs."""
    rows = Case.objects.all()
    if scope.holders is not None:
        rows = rows.filter(holder__key__in=scope.holders)
    if scope.regions is not None:
        members = CaseHit.objects.filter(case=OuterRef("pk"))
        rows = rows.exclude(Exists(members.exclude(hit__region__in=scope.regions)))
    return rows


def case_for(scope: Scope, number: str) -> Case:
    """One case.

    Raises:
        Case.DoesNotExist: there is none, or it is somebody else's.
    """
    return visible_cases(scope).select_related("holder", "seller__platform").get(number=number)


def proposed(scope: Scope, hit: Hit) -> QuerySet[Hit]:
    """The confirmed hits of the same seller and holder that are in no case yet, this one among them."""
    seller = hit.listing.seller
    alike = visible(scope).filter(
        holder_id=hit.holder_id, listing__seller=seller, listing__seller__isnull=False
    )
    free = alike.filter(status=Verdict.INFRINGING.value, pursuit__isnull=True)
    return free.select_related("right", "listing").order_by("-score", "id")[:MOST_HITS]


def hits_of(scope: Scope, case: Case) -> list[Hit]:
    """The hits of a case in the order they came to it; one whose right changed hands left its old holder."""
    rows = visible(scope).filter(pursuit__case=case)
    return list(rows.select_related("right__holder", "listing__seller", "platform").order_by("pursuit__pk"))


def open_case(scope: Scope, hit_ids: Sequence[str], *, actor: str, now: datetime) -> Case:
    """A new case of these hits; every exception of theirs is tried again on the register of today.

    Raises:
        CaseError: a hit is not there, not confirmed, in another case, without a seller, of another seller or
            holder than the rest; or none was given, or more than `MOST_HITS`.
    """
    wanted = list(dict.fromkeys(hit_ids))
    if not 0 < len(wanted) <= MOST_HITS:
        told = _("hits: expected 1 to %(most)d, found %(found)d")
        raise CaseError(told % {"most": MOST_HITS, "found": len(wanted)})
    case = _made(scope, wanted, actor=actor[:150], now=now)
    try_again(scope, wanted, now=now)
    return case


def _made(scope: Scope, wanted: Sequence[str], *, actor: str, now: datetime) -> Case:
    with person_turn(), transaction.atomic():
        rows = visible(scope).filter(pk__in=wanted).select_related("listing__seller", "holder")
        hits = {hit.id: hit for hit in rows.select_for_update(of=("self",))}
        seller = _check(wanted, hits)
        case = Case.objects.create(
            number=_next_number(now),
            holder=hits[wanted[0]].holder,
            seller=seller,
            district=district_of(seller.region),
            opened_at=now,
            opened_by=actor,
        )
        CaseHit.objects.bulk_create(
            CaseHit(case=case, hit_id=one, added_at=now, added_by=actor) for one in wanted
        )
        write_down(case.number, "case.opened", actor=actor, now=now, hits=wanted)
    return case


def close_case(scope: Scope, number: str, *, reason: str, actor: str, now: datetime) -> Case:
    """End a case: no more notices are drafted in it; what it holds stays.

    Raises:
        Case.DoesNotExist: there is none, or it is out of scope.
        CaseError: it is closed already, or the reason is missing or too long.
    """
    reason = " ".join(reason.replace("\0", "").split())
    if not 0 < len(reason) <= LONGEST_REASON:
        raise CaseError(
            _("a case is closed with a reason of 1 to %(most)d characters") % {"most": LONGEST_REASON}
        )
    with person_turn(), transaction.atomic():
        case = visible_cases(scope).select_for_update(of=("self",)).get(number=number)
        if case.state == Case.State.CLOSED:
            raise CaseError(_("case %(number)s: it is closed already") % {"number": number})
        case.state = Case.State.CLOSED
        case.save(update_fields=["state"])
        write_down(case.number, "case.closed", actor=actor, now=now, reason=reason)
    return case


def _check(wanted: Sequence[str], hits: dict[str, Hit]) -> Seller:
    """The one seller of these hits, each of them fit for a case."""
    for one in wanted:
        why = _unfit(hits.get(one))
        if why:
            raise CaseError(_("hit %(hit)s: %(why)s") % {"hit": one, "why": why})
    sellers = {hit.listing.seller for hit in hits.values()}
    seller = sellers.pop() if len(sellers) == 1 else None
    if seller is None:
        raise CaseError(_("hits: expected all of one known seller"))
    if len({hit.holder_id for hit in hits.values()}) > 1:
        raise CaseError(_("hits: expected all of one rights holder"))
    return seller


def _unfit(hit: Hit | None) -> str:
    """Why a hit makes no case, or nothing."""
    if hit is None:
        return _("there is no such hit")
    if hit.status != Verdict.INFRINGING.value:
        return _("nobody confirmed it")
    return _("it is in a case already") if CaseHit.objects.filter(hit=hit).exists() else ""


def _next_number(now: datetime) -> str:
    """`2026-00001`: the year in the operator's zone and the next number in it; unique by constraint."""
    year = f"{localtime(now).year}-"
    if connection.vendor == "postgresql":  # one at a time, to the end of the transaction
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", ("casework.case.number",))
    # By row, not by text: 2026-100000 would sort before 2026-99999.
    last = Case.objects.filter(number__startswith=year).order_by("-pk").first()
    return f"{year}{int(last.number[5:]) + 1 if last else 1:05d}"
