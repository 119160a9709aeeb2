"""A notice drafted from a case: tried again, filled, refused or kept as it is; it is never sent from here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from casework.audit import write_down
from casework.cases import case_for, hits_of
from casework.facts import notice_facts, pursued_in
from casework.models import Case, Notice
from domain.errors import CaseError, NoticeRefused
from domain.law import Laws
from domain.notice_forms import STATED, NoticeForm
from domain.notices import Draft, Facts, Pursued, drafted, lacks
from domain.packs import Wording
from domain.ports import Scope
from store.models import Hit
from store.trials import try_again
from store.turns import person_turn

# What a person may give beside the form's own questions.
EXPLANATION = "explanation"
LONGEST_ANSWER = 4_000
# A refusal over 300 listings would else fill the audit trail with thousands of lines.
MOST_WRITTEN_DOWN = 20

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A notice as asked for.

    Attributes:
        hits: which of the case's; None for all.
        given: answers to the form's questions, and the explanation.
        signed_by: the named person who makes the statements.
        states: whether that person made them; without it every statement is missing.
    """

    form: NoticeForm
    language: str
    hits: tuple[str, ...] | None = None
    given: Facts = field(default_factory=dict)
    signed_by: str = ""
    states: bool = False

    @property
    def facts(self) -> dict[str, str]:
        """What the person brings, as facts; a statement is made by somebody named or not at all."""
        allowed = {*self.form.questions, EXPLANATION}
        kept = {name: _plain(text) for name, text in self.given.items() if name in allowed}
        name = " ".join(self.signed_by.split())[:150]
        stated = {STATED + one.id: name for one in self.form.elements if one.states and self.states}
        return kept | stated | {"signed.by": name}


def _plain(text: str) -> str:
    return " ".join(text.replace("\0", "").split())[:LONGEST_ANSWER]


def missing(scope: Scope, number: str, wish: Wish, laws: Laws, *, now: datetime) -> tuple[str, ...]:
    """Everything that keeps this notice from being drafted, as things stand; nothing is written.

    Raises:
        Case.DoesNotExist: there is none, or it is out of scope.
        CaseError: a hit asked for is not in the case, or a right breaks its own rules.
    """
    case = case_for(scope, number)
    asked = _Asked.of(scope, case, wish, laws, now)
    return (*_of_case(case, asked.hits), *lacks(wish.form, asked.named, asked.facts, **asked.when))


def draft_notice(
    scope: Scope,
    number: str,
    wish: Wish,
    laws: Laws,
    *,
    user: AbstractBaseUser | None,
    actor: str,
    now: datetime,
) -> Notice:
    """Draft a notice and keep it; the exceptions are tried once more on the register of this moment.

    A refusal is written to the audit trail too.

    Raises:
        Case.DoesNotExist: there is none, or it is out of scope.
        CaseError: a hit asked for is not in the case, or a right breaks its own rules.
        NoticeRefused: anything is missing, open or not in force; all of it is named, and nothing is kept.
    """
    case = case_for(scope, number)
    try_again(scope, [hit.id for hit in _chosen(hits_of(scope, case), wish)], now=now)
    try:
        with person_turn(), transaction.atomic():
            locked = Case.objects.select_for_update(of=("self",)).filter(pk=case.pk)
            case = locked.select_related("holder", "seller__platform").get()
            draft = _draft(case, _Asked.of(scope, case, wish, laws, now), wish)
            return _keep(case, draft, wish.facts["signed.by"], user=user, actor=actor, now=now)
    except NoticeRefused as refusal:
        told = {"lacks": refusal.lacks[:MOST_WRITTEN_DOWN], "lacks_in_all": len(refusal.lacks)}
        write_down(number, "notice.refused", actor=actor, now=now, form=wish.form.key, **told)
        raise


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A wish with everything known of it at one moment."""

    hits: tuple[Hit, ...]
    named: tuple[Pursued, ...]
    facts: Facts
    when: Json

    @classmethod
    def of(cls, scope: Scope, case: Case, wish: Wish, laws: Laws, now: datetime) -> _Asked:
        hits, on = _chosen(hits_of(scope, case), wish), localtime(now).date()
        return cls(
            hits=tuple(hits),
            named=pursued_in(hits, laws, wish.language),
            facts=notice_facts(case, wish.form, hits, laws, language=wish.language, given=wish.facts, on=on),
            when={"language": wish.language, "on": on, "platform": case.seller.platform.key},
        )


def _draft(case: Case, asked: _Asked, wish: Wish) -> Draft:
    of_case = _of_case(case, asked.hits)
    if of_case:
        raise NoticeRefused(
            wish.form.key, (*of_case, *lacks(wish.form, asked.named, asked.facts, **asked.when))
        )
    return drafted(wish.form, asked.named, asked.facts, **asked.when)


def _of_case(case: Case, hits: Sequence[Hit]) -> tuple[str, ...]:
    """What of the case itself holds a notice back: it is closed, or nobody watches over its hits any more."""
    closed = ("case: it is closed",) if case.state == Case.State.CLOSED else ()
    gone = [hit for hit in hits if hit.right.holder_id != case.holder_id]
    idle = dict.fromkeys(hit.right.code for hit in hits if not hit.right.watched)
    return (
        *closed,
        *(f"hit {hit.id}: its right belongs to another holder now" for hit in gone),
        *(f"right {code}: not watched, so nobody saw whether the listing still shows it" for code in idle),
    )


def _chosen(hits: Sequence[Hit], wish: Wish) -> list[Hit]:
    if wish.hits is None:
        return list(hits)
    strange = sorted(set(wish.hits) - {hit.id for hit in hits})
    if strange:
        raise CaseError(_("not in this case: %(hits)s") % {"hits": ", ".join(strange[:MOST_WRITTEN_DOWN])})
    return [hit for hit in hits if hit.id in wish.hits]


def _keep(
    case: Case, draft: Draft, signed_by: str, *, user: AbstractBaseUser | None, actor: str, now: datetime
) -> Notice:
    last = case.notices.order_by("-number").first()
    number = last.number + 1 if last else 1
    record = {"case": case.number, "number": number, "signed_by": signed_by, "drafted_at": now.isoformat()}
    record |= draft_record(draft)
    notice = Notice.objects.create(
        case=case,
        number=number,
        form=draft.form.key,
        template=draft.template.id,
        language=draft.language,
        record=record,
        digest=record_digest(record),
        signed_by=signed_by,
        drafted_at=now,
        user_id=user.pk if user else None,
    )
    Case.objects.filter(pk=case.pk).update(state=Case.State.DRAFTED)
    detail = {"notice": number, "form": draft.form.key, "digest": notice.digest, "signed_by": signed_by}
    write_down(case.number, "notice.drafted", actor=actor, now=now, **detail)
    return notice


def draft_record(draft: Draft) -> Json:
    """A draft as plain JSON values, in its own language."""
    return {
        "form": draft.form.key,
        "title": _in(draft.form.name, draft.language),
        "template": draft.template.id,
        "language": draft.language,
        "day": draft.day.isoformat(),
        "hits": list(draft.hits),
        "opening": draft.opening,
        "elements": [
            {"id": one.element.id, "name": _in(one.element.name, draft.language), "values": list(one.values)}
            for one in draft.elements
        ],
        "closing": draft.closing,
        "fields": list(draft.fields),
        "unread": list(draft.unread),
    }


def _in(words: Wording, language: str) -> str:
    return getattr(words, language) or str(words)


def record_digest(record: Json) -> str:
    """SHA-256 of a notice's record: one byte changed is another notice."""
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
