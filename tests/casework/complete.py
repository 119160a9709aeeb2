"""A complete sample for every form: facts invented for tests, and a hit with nothing open."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from casework.forms import load_forms
from config.operator import operator_settings
from domain.exceptions import Evidence, Excuse, Outcome, Trial, Tried
from domain.match import Verdict
from domain.notice_forms import LISTING_FACTS, NOTICE_FACTS, STATED, NoticeForm
from domain.notices import Pursued
from domain.rights import Right
from domain.values import Term

FORMS, LAWS = load_forms(operator_settings())
DAY = date(2026, 11, 20)
ON = date(2026, 12, 1)
AT = datetime(2026, 12, 1, tzinfo=UTC)


def cleared() -> Trial:
    saw = Evidence(where="title", said="Norvelle")
    return Trial(tuple(Tried(excuse=one, outcome=Outcome.CLEAR, evidence=(saw,)) for one in Excuse))


def right(form: NoticeForm, **values: Any) -> Right:
    start = Right(
        id="CN-TM:1", kind=form.rights[0], text="Norvelle", term=Term(date(2020, 1, 1), date(2029, 12, 31))
    )
    return replace(start, **values)


def pursued(form: NoticeForm, number: int = 1, **values: Any) -> Pursued:
    facts = {name: f"{name} {number}" for name in LISTING_FACTS}
    start = Pursued(
        hit=f"h{number}",
        right=right(form),
        day=DAY,
        verdict=Verdict.INFRINGING,
        trial=cleared(),
        faded=False,
        facts=facts,
    )
    return replace(start, **values)


def facts(form: NoticeForm) -> dict[str, str]:
    """Everything this form asks for, each value telling which fact it is."""
    known = {name: f"<{name}>" for name in NOTICE_FACTS} | {name: f"<{name}>" for name in form.questions}
    stated = {STATED + one.id: "Lin" for one in form.elements if one.states}
    return known | {"right.number": "12345678", "right.words": "Norvelle"} | stated


def platform(form: NoticeForm) -> str:
    return form.platforms[0] if form.platforms else "yiwugo"
