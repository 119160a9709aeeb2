"""Use and traceability of an indication's sign, by the printed rule: equal to a count by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.credit_code import check_sign
from domain.indications import District
from domain.listing import Listing
from domain.packs import Standing, Wording
from domain.rights import Licence, Right, RightKind
from domain.values import Term
from matchers.gi_rates import ELSEWHERE, UNSAID, Counting, Rates, Under

SEEN = datetime(2026, 7, 10, 4, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")


def code(seventeen: str) -> str:
    return seventeen + check_sign(seventeen)


USER, STRANGER, LAPSED = code("91330200MA2AAAAA0"), code("91330200MA2BBBBB0"), code("91330200MA2CCCCC0")
DISTRICTS = tuple(
    District(id=name, name=Wording(zh=zh, en=name), source="made up", standing=Standing.VERIFIED)
    for name, zh in (("Yunxi", "云溪"), ("Beiling", "北岭"))
)
USERS = (Licence(credit_code=USER), Licence(credit_code=LAPSED, term=Term(None, date(2026, 7, 9))))
PEACH = Right(id="peach", kind=RightKind.GI, text="云溪水蜜桃", area=("云溪",), licences=USERS)
RED = Right(id="red", kind=RightKind.GI, text="云溪红柑桔", area=("云溪",))
ORANGE = Right(id="orange", kind=RightKind.GI, text="红柑桔", area=("北岭",))


def under(
    title: str = "云溪水蜜桃 5斤", *, rights: tuple[Right, ...] = (PEACH,), **rest: Any
) -> tuple[Under, ...]:
    listing = Listing(platform="p", id="1", title=title, captured_at=SEEN, **rest)
    return Counting(rights, DISTRICTS, ("地理标志",), ZONE).under(listing)


@pytest.mark.parametrize(("rest", "district", "from_area"), [
    ({"origin": "东州云溪"}, "Yunxi", True), ({"origin": "Yunxi"}, "Yunxi", False),
    ({"origin": "北岭"}, "Beiling", False), ({"origin": "山东"}, ELSEWHERE, False), ({}, UNSAID, False),
    ({"origin": "中国", "ships_from": "云溪"}, "Yunxi", True),
    ({"origin": "北岭", "ships_from": "云溪"}, "Beiling", False),
])  # fmt: skip
def test_the_origin_decides_before_the_dispatch(rest: dict[str, Any], district: str, from_area: bool) -> None:
    """A narrow origin says where; "China" says nothing, and then the dispatch does."""
    (one,) = under(**rest)
    assert (one.district, one.from_area) == (district, from_area)


@pytest.mark.parametrize(("read", "sign", "traced"), [
    (f"地理标志 {USER}", True, True), (f"地理标志 {STRANGER}", True, False), ("地理标志", True, False),
    (f"地理标志 {LAPSED}", True, False), (f"{USER}", False, True), ("", False, False),
    (f"地理标志 {USER[:-1]}0", True, False),
])  # fmt: skip
def test_a_code_traces_to_a_user_of_the_day(read: str, sign: bool, traced: bool) -> None:
    """Only the code of somebody who is a user on the capture day is traced; a misread one is not."""
    (one,) = under(ocr=read, origin="云溪")
    assert (one.sign, one.traced) == (sign, traced)


def test_a_sign_in_the_title_is_no_sign() -> None:
    """Only what pictures show is a use of the sign; what a seller writes is a claim."""
    assert not under("云溪水蜜桃 地理标志产品", origin="云溪")[0].sign


def test_the_longest_name_alone_counts() -> None:
    """A listing of 云溪红柑桔 is none of 红柑桔; one that names both counts under both."""
    assert [one.right_id for one in under("云溪红柑桔 3斤", rights=(RED, ORANGE))] == ["red"]
    assert under("普通柑桔 3斤", rights=(RED, ORANGE)) == ()


def test_rates_are_those_of_a_count_by_hand() -> None:
    """Ten from the area, five with the sign, three of them traced: 50 % and 60 %; others change nothing."""
    rates = Rates()
    shown = [f"地理标志 {USER}"] * 3 + ["地理标志"] * 2 + ["产地直发"] * 4 + [""]
    for read in shown:
        rates.add(under(ocr=read, origin="云溪")[0])
    for place in ("北岭", "山东", ""):
        rates.add(under(ocr=f"地理标志 {USER}", origin=place)[0])
    whole = rates.whole
    assert (whole.listings, whole.from_area, whole.sign, whole.traced, whole.unread) == (13, 10, 5, 3, 1)
    assert (whole.use_rate, whole.trace_rate) == (0.5, 0.6)
    assert rates.cells["peach", "Yunxi"].use_rate == 0.5
    assert rates.cells["peach", "Beiling"].use_rate is None
    assert rates.districts["Beiling"].listings == rates.districts[ELSEWHERE].listings == 1


def test_without_a_list_of_users_nothing_is_traced() -> None:
    """The traceability rate is not testable then, and no 0 %."""
    rates = Rates()
    rates.add(under("云溪红柑桔", rights=(RED,), ocr=f"地理标志 {USER}", origin="云溪")[0])
    assert rates.whole.use_rate == 1.0
    assert rates.whole.trace_rate is None
    assert not rates.whole.testable


def test_nothing_counted_has_no_rate() -> None:
    """No listing is no rate, not 0 %."""
    assert Rates().whole.use_rate is None
    assert Rates().whole.trace_rate is None
