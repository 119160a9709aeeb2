"""Every form: a complete sample is accepted, and each single thing that is missing is refused by its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import NoticeRefused
from domain.exceptions import Closing, Evidence, Excuse, Outcome, Trial, Tried
from domain.match import Verdict
from domain.notice_forms import Element, NoticeForm, Per
from domain.notices import Draft, Pursued, drafted
from domain.rights import RightKind
from domain.values import Term
from tests.casework.complete import AT, DAY, FORMS, LAWS, ON, cleared, facts, platform, pursued, right

KEYS = sorted(FORMS)


def draft(
    form: NoticeForm,
    *named: Pursued,
    on: date = ON,
    language: str = "zh",
    at: str | None = None,
    known: Mapping[str, str] = MappingProxyType({}),
) -> Draft:
    return drafted(
        form, named or (pursued(form),), facts(form) | dict(known), language=language, on=on,
        platform=platform(form) if at is None else at,
    )  # fmt: skip


def refused(
    form: NoticeForm,
    *named: Pursued,
    on: date = ON,
    at: str | None = None,
    known: Mapping[str, str] = MappingProxyType({}),
) -> tuple[str, ...]:
    with pytest.raises(NoticeRefused) as error:
        draft(form, *named, on=on, at=at, known=known)
    return error.value.lacks


def code_for(element: Element) -> dict[str, str]:
    """What must be known for this element to be asked for at all."""
    return {element.only_for.fact: element.only_for.values[0]} if element.only_for else {}


def needs() -> Iterator[tuple[str, str, str]]:
    for key in KEYS:
        for element in FORMS[key].elements:
            for need in element.needs:
                yield key, element.id, need


def test_the_seven_forms_are_there() -> None:
    """Each form the house offers is read, and says which of its rows nobody has read."""
    assert set(KEYS) == {
        "cn-ecommerce-42", "cn-network-copyright-14", "cn-special-mark-referral", "alibaba-ipp", "ebay-vero",
        "us-dmca-512", "eu-dsa-16",
    }  # fmt: skip
    assert all(form.unread for form in FORMS.values())


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("key", KEYS)
def test_a_complete_sample_is_accepted(key: str, language: str) -> None:
    """With everything known the draft holds every element, filled, and no open place."""
    form = FORMS[key]
    made = draft(form, pursued(form, 1), pursued(form, 2), language=language)
    assert [one.element.id for one in made.elements] == [
        one.id for one in form.elements if one.only_for is None
    ]
    assert all(value for one in made.elements for value in one.values)
    assert "{" not in made.opening + made.closing
    assert made.unread
    assert [set(row) for row in made.fields] == [{column.name for column in form.columns}] * 2


@pytest.mark.parametrize(("key", "element_id", "need"), list(needs()))
def test_every_single_missing_element_is_refused_by_name(key: str, element_id: str, need: str) -> None:
    """Whatever one thing is not known, nothing is drafted and that element is named."""
    form = FORMS[key]
    element = next(one for one in form.elements if one.id == element_id)
    if element.per is Per.LISTING:
        whole = pursued(form, 2)
        lacks = refused(form, pursued(form), replace(whole, facts={**whole.facts, need: " "}))
    else:
        lacks = refused(form, known=code_for(element) | {need: " "})
    assert any(one.startswith(f"element {element_id}: ") and need in one for one in lacks)
    assert not any(one.startswith("exception") for one in lacks)


@pytest.mark.parametrize("key", KEYS)
def test_all_that_is_missing_is_named_at_once(key: str) -> None:
    """Nobody mends one thing only to be told of the next."""
    form = FORMS[key]
    with pytest.raises(NoticeRefused) as error:
        drafted(form, (pursued(form, facts={}),), {}, language="zh", on=ON, platform=platform(form))
    named = {
        one.split(":")[0].removeprefix("element ") for one in error.value.lacks if one.startswith("element")
    }
    assert named == {one.id for one in form.elements if one.only_for is None}


@pytest.mark.parametrize("excuse", list(Excuse))
@pytest.mark.parametrize("key", KEYS)
def test_an_open_exception_is_refused_by_name(key: str, excuse: Excuse) -> None:
    """Open, untested, untried or applying: any one exception on any one hit holds the notice back."""
    form, saw = FORMS[key], Evidence(where="ocr", said="x")
    closing = Closing(by="lin", at=AT, reason="seen")
    opened = cleared().tried(Tried(excuse=excuse, outcome=Outcome.OPEN, evidence=(saw,)))
    untried = Trial(tuple(one for one in cleared().history if one.excuse is not excuse))
    for trial in (opened, untried, opened.closed(excuse, Outcome.APPLIES, closing)):
        lacks = refused(form, pursued(form), pursued(form, 2, trial=trial))
        assert len(lacks) == 1
        assert lacks[0].startswith(f"exception {excuse}: ")
        assert lacks[0].endswith("on hit h2")
    assert draft(form, pursued(form, trial=opened.closed(excuse, Outcome.CLEAR, closing)))


TERM = Term(date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    ("day", "on", "accepted"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), True),
        (date(2026, 12, 31), date(2026, 12, 31), True),
        (date(2025, 12, 31), date(2026, 12, 31), False),
        (date(2026, 12, 31), date(2027, 1, 1), False),
        (date(2027, 1, 1), date(2027, 1, 1), False),
    ],
)
def test_a_right_is_in_force_at_capture_and_at_the_notice(
    key: str, day: date, on: date, accepted: bool
) -> None:
    """The last day counts, the day after does not: at the capture and when the notice is drafted."""
    form = FORMS[key]
    named = pursued(form, day=day, right=right(form, term=TERM))
    if accepted:
        assert draft(form, named, on=on)
    else:
        assert all("not in force on" in one for one in refused(form, named, on=on))


@pytest.mark.parametrize("key", ["cn-ecommerce-42", "alibaba-ipp"])
@pytest.mark.parametrize(
    ("day", "until", "says"),
    [(date(2026, 12, 31), "until_2026", False), (date(2027, 1, 1), "from_2027", True)],
)
def test_the_wording_is_chosen_by_the_day_of_capture(key: str, day: date, until: str, says: bool) -> None:
    """On 2026-12-31 the old wording holds, on 2027-01-01 the new one, whenever it is drafted."""
    made = draft(FORMS[key], pursued(FORMS[key], day=day), on=date(2027, 2, 1), language="en")
    assert made.template.id.endswith(until)
    assert ("73(3)" in made.closing) == says


@pytest.mark.parametrize(
    ("day", "article"), [(date(2026, 12, 31), "第五十七条"), (date(2027, 1, 1), "第七十二条")]
)
def test_the_article_is_the_one_of_the_day(day: date, article: str) -> None:
    """Infringement is article 57 to the last day of 2026, and 72 from the next."""
    cited = LAWS.cite("trademark_law", "infringement", day)
    assert cited is not None
    assert cited.zh.endswith(article)


def test_captures_of_two_versions_need_two_notices() -> None:
    """One notice never mixes articles of two versions."""
    form = FORMS["cn-ecommerce-42"]
    old, new = pursued(form, 1, day=date(2026, 12, 31)), pursued(form, 2, day=date(2027, 1, 1))
    assert any("two versions" in one for one in refused(form, old, new))


def test_alibaba_takes_300_listings_and_one_right_document() -> None:
    """300 listings pass, 301 do not, nor do two rights."""
    form = FORMS["alibaba-ipp"]
    many = [pursued(form, number) for number in range(301)]
    assert len(draft(form, *many[:300]).fields) == 300
    assert refused(form, *many) == ("hits: 301 listings, and this form takes 300",)
    other = pursued(form, 2, right=right(form, id="CN-TM:2"))
    assert any("one right document" in one for one in refused(form, pursued(form), other))


@pytest.mark.parametrize("key", ["alibaba-ipp", "ebay-vero"])
def test_a_platforms_form_is_for_that_platform(key: str) -> None:
    """A form of one platform is not filled in for another."""
    assert refused(FORMS[key], at="yiwugo") == ("platform: yiwugo does not take this form",)


@pytest.mark.parametrize(
    ("known", "named"),
    [
        ({"given.message_to_seller": "x" * 1001}, "message_to_seller"),
        ({"right.words": "x" * 51}, "brand"),
        ({"given.reason_code": "9048", "right.number": "1" * 16}, "patent"),
        ({"given.reason_code": "9052", "given.detailed_message": "x" * 1001}, "detailed_message"),
    ],
)
def test_a_field_that_is_too_long_is_named(known: dict[str, str], named: str) -> None:
    """What the platform would cut off is refused with both lengths."""
    assert any(
        one.startswith(f"element {named}: ") and "at most" in one
        for one in refused(FORMS["ebay-vero"], known=known)
    )


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"verdict": Verdict.OPEN}, "nobody confirmed it"),
        ({"verdict": Verdict.NOT_INFRINGING}, "nobody confirmed it"),
        ({"verdict": Verdict.UNSURE}, "nobody confirmed it"),
        ({"faded": True}, "no longer matches"),
    ],
)
def test_only_a_confirmed_and_present_hit_is_named(key: str, values: dict[str, Any], says: str) -> None:
    """What nobody confirmed, or what the newest capture no longer shows, is in no notice."""
    assert [says in one for one in refused(FORMS[key], pursued(FORMS[key], **values))] == [True]


@pytest.mark.parametrize("key", KEYS)
def test_what_is_to_be_confirmed_never_leaves_the_house(key: str) -> None:
    """A right with an open point, or of a kind the form does not serve, is refused."""
    form = FORMS[key]
    assert "to be confirmed: term" in refused(form, pursued(form, right=right(form, to_confirm=("term",))))[0]
    others = [kind for kind in RightKind if kind not in form.rights]
    for kind in others:
        assert "does not serve" in refused(form, pursued(form, right=right(form, kind=kind)))[0]


def test_nothing_chosen_is_no_notice() -> None:
    """A notice names at least one listing, in a language of the house."""
    with pytest.raises(NoticeRefused) as error:
        drafted(FORMS["eu-dsa-16"], (), facts(FORMS["eu-dsa-16"]), language="fr", on=ON)
    assert {"hits: none was chosen", "language: fr is none of zh, en"} <= set(error.value.lacks)


DAYS = st.dates(date(2025, 1, 1), date(2028, 1, 1))
OUTCOMES = st.sampled_from(
    [Outcome.CLEAR, Outcome.CLEAR, Outcome.CLEAR, Outcome.OPEN, Outcome.NOT_TESTABLE, None]
)


@st.composite
def hits(drawn: st.DrawFn) -> Pursued:
    """A hit as it may stand: any days, any term, any exceptions, any verdict."""
    form = FORMS[drawn(st.sampled_from(KEYS))]
    start = drawn(st.none() | DAYS)
    length = drawn(st.none() | st.integers(0, 900))
    end = None if length is None else (start or date(2025, 6, 1)) + timedelta(days=length)
    saw = Evidence(where="title", said="x")
    tried = (
        {excuse: drawn(OUTCOMES) for excuse in Excuse}
        if drawn(st.booleans())
        else dict.fromkeys(Excuse, Outcome.CLEAR)
    )
    history = tuple(Tried(excuse=one, outcome=said, evidence=(saw,)) for one, said in tried.items() if said)
    return pursued(
        form, drawn(st.integers(1, 3)), day=drawn(DAYS), trial=Trial(history), faded=drawn(st.booleans()),
        verdict=drawn(st.sampled_from([Verdict.INFRINGING, *Verdict])),
        right=right(form, term=Term(start, end), to_confirm=drawn(st.sampled_from([(), (), ("term",)]))),
    )  # fmt: skip


@given(st.sampled_from(KEYS), st.lists(hits(), min_size=1, max_size=3), DAYS)
def test_no_draft_on_a_right_not_in_force_or_with_an_open_exception(
    key: str, named: list[Pursued], on: date
) -> None:
    """Whatever the hits: a draft exists only where each right binds on both days and nothing is open."""
    form = FORMS[key]
    try:
        made = draft(form, *named, on=on)
    except NoticeRefused:
        return
    assert made.hits == tuple(one.hit for one in named)
    for one in named:
        assert one.right.term.covers(one.day)
        assert one.right.term.covers(on)
        assert one.trial.blocking() == ()
        assert (one.verdict, one.faded, one.right.to_confirm) == (Verdict.INFRINGING, False, ())


@given(st.sampled_from(KEYS), st.dates(DAY, ON))
def test_a_whole_hit_is_never_refused(key: str, day: date) -> None:
    """The refusals above are not for want of trying: with all in order there is a draft every time."""
    assert draft(FORMS[key], pursued(FORMS[key], day=day))
