"""Exceptions tried on a right and a listing: what clears, what raises, and what no page can tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.exceptions import Excuse, Outcome, Tried
from domain.listing import Listing
from domain.match import Match, Reason
from domain.rights import Licence, Right, RightKind
from domain.values import Money, PriceRange, Term
from matchers.context import capture_day
from matchers.excuses import Suspect, try_all

DAY = date(2026, 11, 20)
RIGHT = Right(
    id="CN-TM:1",
    kind=RightKind.WORD,
    text="Norvelle",
    nice_classes=(20,),
    term=Term(date(2020, 1, 1), date(2029, 12, 31)),
    licences_as_of=date(2026, 11, 1),
)
LISTING = Listing(
    platform="yiwugo",
    id="1",
    title="Norvelle 折叠椅 户外",
    seller="小店",
    seller_id="s1",
    nice_classes=(20,),
    captured_at=datetime(2026, 11, 20, 4, tzinfo=UTC),
)
LICENCE = Licence(seller_id="s1", term=Term(date(2026, 1, 1), date(2026, 11, 20)))
CLEAR, OPEN, NOT_TESTABLE = Outcome.CLEAR, Outcome.OPEN, Outcome.NOT_TESTABLE
E = Excuse
CODE = "91330200MA2AABCD12"
THEIRS = {"seller_credit_code": CODE.lower()}
USUAL = {"usual_price": PriceRange(Decimal(100), None, "CNY")}
GI = {"kind": RightKind.GI, "area": ("奉化",)}


def yuan(amount: int) -> dict[str, Any]:
    return {"price": Money(Decimal(amount), "CNY")}


def trial(
    right: Right = RIGHT, listing: Listing = LISTING, *features: str, day: date = DAY
) -> dict[Excuse, Tried]:
    reasons = tuple(Reason(feature=feature, score=1.0, theirs="x") for feature in features)
    match = Match(right_id=right.id, matcher="text", score=0.9, reasons=reasons)
    return {
        one.excuse: one for one in try_all(Suspect(right=right, listing=listing, matches=(match,), day=day))
    }


def outcome(
    excuse: Excuse, right: dict[str, Any], listing: dict[str, Any], *features: str, day: date = DAY
) -> Outcome:
    return trial(replace(RIGHT, **right), replace(LISTING, **listing), *features, day=day)[excuse].outcome


@pytest.mark.parametrize(
    ("excuse", "right", "listing", "features", "expected"),
    [
        # licence: who it names, on which days, and whether the list is known to be complete
        (E.LICENCE, {"licences": (LICENCE,)}, {}, (), OPEN),
        (E.LICENCE, {"licences": (replace(LICENCE, term=Term(end=date(2026, 11, 19))),)}, {}, (), CLEAR),
        (E.LICENCE, {"licences": (replace(LICENCE, term=Term(start=date(2026, 11, 21))),)}, {}, (), CLEAR),
        (E.LICENCE, {"licences": (Licence(seller="小店"),)}, {}, (), OPEN),
        (E.LICENCE, {"licences": (Licence(credit_code=CODE),)}, THEIRS, (), OPEN),
        (E.LICENCE, {"licences": (replace(LICENCE, goods=("帐篷",)),)}, {"ships_from": "浙江"}, (), OPEN),
        (E.LICENCE, {"licences": (replace(LICENCE, territory="上海"),)}, {"ships_from": "浙江"}, (), OPEN),
        (E.LICENCE, {"licences": (replace(LICENCE, seller_id="s2"),)}, {}, (), CLEAR),
        (E.LICENCE, {}, {}, (), CLEAR),
        (E.LICENCE, {"licences_as_of": None}, {}, (), NOT_TESTABLE),
        (E.LICENCE, {}, {"seller": "", "seller_id": ""}, (), NOT_TESTABLE),
        # genuine resale
        (E.EXHAUSTION, {}, {"title": "Norvelle 折叠椅 正品"}, (), OPEN),
        (E.EXHAUSTION, {}, {"title": "高仿 Norvelle 折叠椅"}, (), CLEAR),
        (E.EXHAUSTION, {}, {"title": "拒绝高仿 Norvelle 折叠椅"}, (), NOT_TESTABLE),
        (E.EXHAUSTION, {}, {"title": "高仿 Norvelle 专柜正品"}, (), OPEN),
        (E.EXHAUSTION, {}, {}, ("disguised_text",), CLEAR),
        (E.EXHAUSTION, {}, {}, (), NOT_TESTABLE),
        (E.EXHAUSTION, USUAL, yuan(120), (), OPEN),
        (E.EXHAUSTION, USUAL, yuan(9), (), NOT_TESTABLE),
        # nominative use
        (E.NOMINATIVE, {}, {}, ("nominative",), OPEN),
        (E.NOMINATIVE, {}, {}, ("accessory",), OPEN),
        (E.NOMINATIVE, {}, {"description": "椅脚套 适用于 Norvelle"}, (), OPEN),
        (E.NOMINATIVE, {}, {"description": "compatible with Norvelle chairs"}, (), OPEN),
        (E.NOMINATIVE, {}, {}, (), CLEAR),
        # descriptive use, place names
        (E.DESCRIPTIVE, {}, {}, ("ordinary_word",), OPEN),
        (E.DESCRIPTIVE, {}, {}, ("ordinary_word", "sign_use"), CLEAR),
        (E.DESCRIPTIVE, {"text": "奉化"}, {"origin": "浙江奉化"}, ("brand_field",), OPEN),
        (E.DESCRIPTIVE, {}, {}, (), CLEAR),
        # prior use
        (E.PRIOR_USE, {}, {"seller": "Norvelle家具厂"}, (), OPEN),
        (E.PRIOR_USE, {}, {}, (), NOT_TESTABLE),
        (E.PRIOR_USE, {}, {"title": "Norvelle 专柜正品"}, (), CLEAR),
        (E.PRIOR_USE, {"kind": RightKind.WORK}, {}, (), CLEAR),
        # second-hand, review, import
        (E.SECOND_HAND, {}, {"title": "二手 Norvelle 椅"}, (), OPEN),
        (E.SECOND_HAND, {}, {"title": "Norvelle chair, gently used"}, (), OPEN),
        (E.SECOND_HAND, {}, {"title": "Norvelle chair used for camping"}, (), CLEAR),
        (E.SECOND_HAND, {}, {"title": "全新非二手 Norvelle"}, (), CLEAR),
        (E.SECOND_HAND, {}, {"description": "全新" * 1500 + "二手"}, (), NOT_TESTABLE),
        (E.REVIEW_OR_NEWS, {}, {"title": "Norvelle 椅 测评"}, (), OPEN),
        (E.REVIEW_OR_NEWS, {}, {}, (), CLEAR),
        (E.PARALLEL_IMPORT, {}, {"title": "日本代购 Norvelle"}, (), OPEN),
        (E.PARALLEL_IMPORT, {}, {}, (), CLEAR),
        # goods outside the scope
        (E.OTHER_GOODS, {}, {}, (), CLEAR),
        (E.OTHER_GOODS, {}, {"nice_classes": (25,)}, (), OPEN),
        (E.OTHER_GOODS, {}, {"nice_classes": ()}, (), NOT_TESTABLE),
        (E.OTHER_GOODS, {"nice_classes": ()}, {}, (), NOT_TESTABLE),
        (E.OTHER_GOODS, {"nice_classes": (), "goods": ("折叠椅",)}, {}, (), CLEAR),
        (E.OTHER_GOODS, {"kind": RightKind.WORK}, {"nice_classes": (9,)}, (), CLEAR),
        # false friends
        (E.FALSE_FRIEND, {"ordinary_word": True}, {}, (), OPEN),
        (E.FALSE_FRIEND, {"ordinary_word": True}, {}, ("same_picture",), CLEAR),
        (E.FALSE_FRIEND, {}, {}, ("common_word",), OPEN),
        (E.FALSE_FRIEND, {}, {}, (), CLEAR),
        # truthful use of an indication
        (E.TRUTHFUL_INDICATION, {}, {}, (), CLEAR),
        (E.TRUTHFUL_INDICATION, GI, {"origin": "浙江宁波奉化区"}, (), OPEN),
        (E.TRUTHFUL_INDICATION, GI, {"ships_from": "奉化"}, (), OPEN),
        (E.TRUTHFUL_INDICATION, GI, {"origin": "山东蒙阴"}, (), CLEAR),
        (E.TRUTHFUL_INDICATION, GI, {"origin": "中国"}, (), NOT_TESTABLE),
        (E.TRUTHFUL_INDICATION, GI | {"to_confirm": ("area",)}, {"origin": "山东"}, (), NOT_TESTABLE),
    ],
)  # fmt: skip
def test_an_exception_is_tried(
    excuse: Excuse,
    right: dict[str, Any],
    listing: dict[str, Any],
    features: tuple[str, ...],
    expected: Outcome,
) -> None:
    """Each exception is cleared, raised or left untested as what is known tells."""
    assert outcome(excuse, right, listing, *features) is expected


TERM = Term(date(2022, 12, 16), date(2026, 12, 15))
DAYS = [
    # the last day of a term counts, the next does not; so does the first
    (TERM, RightKind.SPECIAL_SIGN, date(2026, 12, 15), CLEAR),
    (TERM, RightKind.SPECIAL_SIGN, date(2026, 12, 16), OPEN),
    (TERM, RightKind.SPECIAL_SIGN, date(2022, 12, 16), CLEAR),
    (TERM, RightKind.SPECIAL_SIGN, date(2022, 12, 15), OPEN),
    (Term(date(2017, 1, 1), date(2026, 12, 31)), RightKind.WORD, date(2026, 12, 31), CLEAR),
    (Term(date(2017, 1, 1), date(2026, 12, 31)), RightKind.WORD, date(2027, 1, 1), OPEN),
    # what nobody knows is not tested
    (Term(), RightKind.WORD, DAY, NOT_TESTABLE),
    (Term(date(2020, 1, 1)), RightKind.WORD, DAY, NOT_TESTABLE),
    (Term(date(2019, 1, 1)), RightKind.GI, DAY, CLEAR),
    (Term(), RightKind.GI, DAY, NOT_TESTABLE),
    (Term(), RightKind.WORK, DAY, CLEAR),
]


@pytest.mark.parametrize(("term", "kind", "day", "expected"), DAYS)
def test_a_right_is_in_force_up_to_its_last_day(
    term: Term, kind: RightKind, day: date, expected: Outcome
) -> None:
    """A right binds on its first and its last day, and without a known term nobody can say."""
    assert outcome(E.NOT_IN_FORCE, {"term": term, "kind": kind}, {}, day=day) is expected


def test_open_days_of_a_pack_are_not_tested() -> None:
    """Where the days are still to be filled in from the announcement, nothing is known."""
    assert outcome(E.NOT_IN_FORCE, {"to_confirm": ("term",)}, {}) is NOT_TESTABLE


SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("at", "zone", "expected"),
    [
        (datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC), SHANGHAI, CLEAR),
        (datetime(2026, 12, 31, 16, 0, 0, tzinfo=UTC), SHANGHAI, OPEN),
        (datetime(2027, 1, 1, 4, 59, tzinfo=UTC), NEW_YORK, CLEAR),
        (datetime(2027, 1, 1, 5, 0, tzinfo=UTC), NEW_YORK, OPEN),
        (datetime(2027, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=14))), SHANGHAI, CLEAR),
        (datetime(2026, 12, 31, 12, 30, tzinfo=timezone(timedelta(hours=-12))), SHANGHAI, OPEN),
    ],
)
def test_midnight_is_the_operators(at: datetime, zone: ZoneInfo, expected: Outcome) -> None:
    """The last day ends at midnight where the operator is, whatever zone the capture was written in."""
    listing = replace(LISTING, captured_at=at)
    right = {"term": Term(date(2020, 1, 1), date(2026, 12, 31))}
    assert outcome(E.NOT_IN_FORCE, right, {}, day=capture_day(listing, zone)) is expected


@pytest.mark.parametrize("kind", list(RightKind))
def test_every_exception_is_tried_on_every_kind(kind: RightKind) -> None:
    """No kind of right skips an exception, and what was decided names what was looked at."""
    tried = trial(replace(RIGHT, kind=kind))
    assert set(tried) == set(Excuse)
    assert all(one.evidence for one in tried.values() if one.outcome is not NOT_TESTABLE)


TEXTS = st.text(max_size=40)


@given(
    TEXTS,
    TEXTS,
    TEXTS,
    st.sampled_from(RightKind),
    st.sampled_from(["", "nominative", "ordinary_word", "out_of_area"]),
)
def test_any_listing_is_tried_and_never_excused(
    title: str, description: str, seller: str, kind: RightKind, feature: str
) -> None:
    """Whatever stands on a page: every exception is tried, the same twice, and none is said to apply."""
    listing = replace(LISTING, title=title, description=description, seller=seller)
    tried = trial(replace(RIGHT, kind=kind), listing, *([feature] if feature else []))
    assert tried == trial(replace(RIGHT, kind=kind), listing, *([feature] if feature else []))
    assert {one.outcome for one in tried.values()} <= {CLEAR, OPEN, NOT_TESTABLE}
