"""What the rules of a right's kind say: sign and code, season, lawful uses, seed numbers, piracy words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.credit_code import check_sign
from domain.facts import Facts, GuardedWord
from domain.listing import Listing
from domain.match import OPERATING_POINT
from domain.rights import Licence, Right, RightKind
from domain.values import Term
from matchers.panel import compile_panel
from registry.pack_files import READY_PACKS, load_packs
from registry.rulebook import rulebook

ZONE = ZoneInfo("Asia/Shanghai")
RULES = rulebook(load_packs([READY_PACKS]))
JULY = datetime(2026, 7, 10, 4, tzinfo=UTC)
WINTER = datetime(2026, 12, 10, 4, tzinfo=UTC)


def code(seventeen: str) -> str:
    return seventeen + check_sign(seventeen)


USER, STRANGER, LAPSED = code("91330200MA2AAAAA0"), code("91330200MA2BBBBB0"), code("91330200MA2CCCCC0")
PEACH = Right(
    id="peach",
    kind=RightKind.GI,
    text="云溪水蜜桃",
    nice_classes=(31,),
    goods=("水蜜桃",),
    area=("云溪",),
    season=(6, 9),
    licences=(
        Licence(credit_code=USER),
        Licence(credit_code=LAPSED, term=Term(None, date(2026, 7, 9))),
    ),
    facts=Facts(wider=("东州",), neighbours=("北岭",)),
)
RICE = Right(id="rice", kind=RightKind.VARIETY, text="甬金8号", facts=Facts(number="CNA20201001234"))
BOOK = Right(id="book", kind=RightKind.WORK, text="云溪食单记", facts=Facts(title=True))
COMMON = Right(
    id="common",
    kind=RightKind.WORK,
    text="远方",
    facts=Facts(title=True, guarded=(GuardedWord(word="远方", beside=("林知夏",)),)),
)
NUMBERS = "CNA20201001234 浙审稻2019003 B（浙）农种许字（2019）第0001号"


def judged(right: Right, title: str, at: datetime = JULY, **rest: Any) -> tuple[float, set[str]]:
    listing = Listing(platform="p", id="1", title=title, captured_at=at, **rest)
    found = compile_panel([right], zone=ZONE, rules=RULES).match([listing])[0]
    return (found[0].score, {reason.feature for reason in found[0].reasons}) if found else (0.0, set())


FLAGGED: list[tuple[str, Right, str, dict[str, Any]]] = [
    ("out_of_area", PEACH, "云溪水蜜桃 5斤", {"origin": "山东临沂"}),
    ("neighbour_swap", PEACH, "云溪水蜜桃 5斤", {"origin": "北岭镇"}),
    ("out_of_area", PEACH, "云溪水蜜桃 5斤", {"ships_from": "河北石家庄"}),
    ("evocation", PEACH, "云溪水蜜桃同款 5斤", {"origin": "云溪"}),
    ("wrong_goods", PEACH, "云溪水蜜桃味饮料 24瓶", {}),
    ("empty_packaging", PEACH, "云溪水蜜桃 包装盒 可印字", {"origin": "云溪"}),
    ("sign_without_code", PEACH, "云溪水蜜桃 5斤", {"ocr": "地理标志", "origin": "云溪"}),
    ("code_not_listed", PEACH, "云溪水蜜桃 5斤", {"ocr": f"地理标志 {STRANGER}", "origin": "云溪"}),
    ("code_not_listed", PEACH, "云溪水蜜桃 5斤", {"ocr": f"地理标志 {LAPSED}", "origin": "云溪"}),
    ("old_sign", PEACH, "云溪水蜜桃 农产品地理标志旧标 贴标", {"origin": "云溪"}),
    ("fresh_out_of_season", PEACH, "云溪水蜜桃 新鲜现摘", {"origin": "云溪", "at": WINTER}),
    ("numbers_missing", RICE, "甬金8号 水稻 稻种 5斤", {}),
    ("grey_seed", RICE, f"甬金8号 水稻种子 白包 {NUMBERS}", {}),
    ("piracy_words", BOOK, "云溪食单记 电子版 pdf", {}),
    ("piracy_words", COMMON, "林知夏 远方 扫描版", {}),
]
HONEST: list[tuple[str, Right, str, dict[str, Any]]] = [
    ("in_area", PEACH, "云溪水蜜桃 5斤", {"origin": "东州云溪"}),
    ("origin_unknown", PEACH, "云溪水蜜桃 5斤", {"origin": "东州"}),
    ("code_listed", PEACH, "云溪水蜜桃 5斤", {"ocr": f"地理标志 {USER}"}),
    ("variety_name", PEACH, "云溪水蜜桃树苗 嫁接苗", {"origin": "山东"}),
    ("ingredient", PEACH, "桃汁罐头 原料：云溪水蜜桃", {"origin": "上海"}),
    ("out_of_season", PEACH, "云溪水蜜桃 罐头", {"origin": "云溪", "at": WINTER}),
    ("out_of_season", PEACH, "云溪水蜜桃 预售 新鲜", {"origin": "云溪", "at": WINTER}),
    ("told_of", PEACH, "云溪水蜜桃 采摘园 门票", {"origin": "山东"}),
    ("harvested", RICE, "甬金8号 大米 10斤", {}),
    ("numbers_named", RICE, f"甬金8号 水稻种子 {NUMBERS}", {}),
    ("no_piracy", BOOK, "云溪食单记 正版图书", {}),
    ("no_piracy", BOOK, "云溪食单记 复印机旁的故事", {}),
    ("false_friend", COMMON, "诗和远方 电子版 日程模板", {}),
]  # fmt: skip


@pytest.mark.parametrize(("feature", "right", "title", "rest"), FLAGGED)
def test_misuse_is_flagged_for_its_reason(
    feature: str, right: Right, title: str, rest: dict[str, Any]
) -> None:
    """Each misuse lifts the listing over the operating point, and the reason names it."""
    score, features = judged(right, title, **rest)
    assert feature in features
    assert score >= OPERATING_POINT


@pytest.mark.parametrize(("feature", "right", "title", "rest"), HONEST)
def test_honest_use_is_left_alone_for_its_reason(
    feature: str, right: Right, title: str, rest: dict[str, Any]
) -> None:
    """Each lawful use stays below, and the reason says why."""
    score, features = judged(right, title, **rest)
    assert feature in features
    assert score < OPERATING_POINT


@pytest.mark.parametrize(("at", "fresh"), [
    (datetime(2026, 9, 30, 15, 59, tzinfo=UTC), False), (datetime(2026, 9, 30, 16, 0, tzinfo=UTC), True),
    (datetime(2026, 5, 31, 15, 59, tzinfo=UTC), True), (datetime(2026, 5, 31, 16, 0, tzinfo=UTC), False),
])  # fmt: skip
def test_the_season_ends_at_midnight_of_the_operators_zone(at: datetime, fresh: bool) -> None:
    """The last day of September in Shanghai is in season, the first of October is not."""
    assert ("fresh_out_of_season" in judged(PEACH, "云溪水蜜桃 新鲜", at=at, origin="云溪")[1]) is fresh


def test_an_old_sign_was_good_until_the_end_of_2020() -> None:
    """The rule of the pack that voids old signs does not reach back."""
    then = datetime(2020, 12, 31, 15, 59, tzinfo=UTC)
    assert "old_sign" not in judged(PEACH, "云溪水蜜桃 农产品地理标志旧标", at=then)[1]


def test_a_dealers_code_is_for_a_person() -> None:
    """A user's code that is not the seller's is said, and accuses nobody by itself."""
    score, features = judged(
        PEACH, "云溪水蜜桃", ocr=f"地理标志 {USER}", seller_credit_code=STRANGER, origin="云溪"
    )
    assert "code_of_another" in features
    assert score == 0.0


def test_labels_for_sale_rest_on_an_item_of_their_own() -> None:
    """Boxes and labels are cited under the item on labels, by the version of the day."""
    listing = Listing(
        platform="p", id="1", title="云溪水蜜桃 空盒", captured_at=datetime(2027, 1, 2, tzinfo=UTC)
    )
    (found,) = compile_panel([PEACH], zone=ZONE, rules=RULES).match([listing])[0]
    assert [(one.topic, one.zh[-7:]) for one in found.grounds] == [("labels", "七十二条第四项")]
