"""Gates and features: term, licence, goods, origin; and the one score of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.listing import Listing
from domain.match import OPERATING_POINT, Match
from domain.rights import Licence, Right, RightKind
from domain.values import Picture, Term
from matchers.panel import compile_panel

ZONE = ZoneInfo("Asia/Shanghai")
SEEN_AT = datetime(2026, 6, 30, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai


def right(**rest: Any) -> Right:
    return Right(**{"id": "r", "kind": RightKind.WORD, "text": "Norvelle", "nice_classes": (9,), **rest})


def listing(title: str = "Norvelle 耳机", **rest: Any) -> Listing:
    return Listing(**{"platform": "p", "id": "1", "title": title, "captured_at": SEEN_AT, **rest})


def match(of: Right, at: Listing) -> Match:
    (found,) = compile_panel([of], zone=ZONE).match([at])[0]
    return found


def gates(of: Right, at: Listing) -> set[str]:
    found = match(of, at)
    keys = {reason.feature for reason in found.reasons}
    held = keys & {"term", "licensed", "licensed_by_name", "goods_class", "in_area"}
    assert (found.score == 0.0) == bool(held)
    return held


def test_right_binds_on_its_last_day_in_the_operators_zone() -> None:
    """One minute before midnight in Shanghai the last day still binds; the next minute it does not."""
    ending = right(term=Term(None, date(2026, 6, 30)))
    assert gates(ending, listing()) == set()
    later = datetime(2026, 6, 30, 16, 0, tzinfo=UTC)
    assert gates(ending, listing(captured_at=later)) == {"term"}


def test_right_does_not_bind_before_its_first_day() -> None:
    """A capture before the term rests on nothing."""
    assert gates(right(term=Term(date(2026, 7, 1))), listing()) == {"term"}


@pytest.mark.parametrize("moment", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC)])
def test_first_and_last_day_of_all_do_not_fail(moment: datetime) -> None:
    """A capture time at the edge of the calendar is compared without an error."""
    assert gates(right(), listing(captured_at=moment)) == set()


@pytest.mark.parametrize("seller", ["海岚旗舰店", "海岚旗舰店 ", "Ｈ海岚旗舰店"[1:]])
def test_licensed_seller_is_left_alone(seller: str) -> None:
    """The licensee's name, whatever its width and spaces, opens no hit; the reason says it was the name."""
    found = gates(right(licences=(Licence(seller="海岚旗舰店"),)), listing(seller=seller))
    assert found == {"licensed_by_name"}


@pytest.mark.parametrize(
    "seller", ["海岚旗舰店(分店)", "正品海岚旗舰店", "海\u200b岚旗舰店", "海岚旗舰", "", "Seа Shop"]
)
def test_resembling_a_licensee_is_no_licence(seller: str) -> None:
    """Additions, invisible characters and look-alike letters earn no licence."""
    licences = (Licence(seller="海岚旗舰店"), Licence(seller="Sea Shop"))
    assert gates(right(licences=licences), listing(seller=seller)) == set()


CODE, OTHER_CODE = "91330200MA2AAAAA0X", "91330200MA2BBBBB0X"


@pytest.mark.parametrize(
    ("licence", "rest"),
    [
        (Licence(seller_id="s-7"), {"seller_id": "s-7"}),
        (Licence(credit_code=CODE.lower()), {"seller_credit_code": CODE}),
        (Licence(seller="甲", credit_code=CODE), {"seller": "甲", "seller_credit_code": f" {CODE} "}),
        (Licence(seller="甲", seller_id="s-7"), {"seller": "乙", "seller_id": "s-7"}),
    ],
)
def test_licensee_is_known_by_what_is_its_own(licence: Licence, rest: dict[str, str]) -> None:
    """An id or a credit code is nobody else's: with it the seller is the licensee, whatever its name."""
    assert gates(right(licences=(licence,)), listing(**rest)) == {"licensed"}


@pytest.mark.parametrize(
    ("licence", "rest"),
    [
        (Licence(seller="甲", goods=("耳机",)), {"seller": "甲"}),
        (Licence(seller="甲", territory="宁波"), {"seller": "甲", "ships_from": "浙江宁波"}),
        (Licence(seller="甲", territory="宁波"), {"seller": "甲"}),
        (Licence(seller="甲", term=Term(None, date(2026, 6, 30))), {"seller": "甲"}),
        (Licence(seller="甲", credit_code=CODE), {"seller": "甲"}),
        (Licence(seller="甲"), {"seller": "甲", "seller_credit_code": CODE}),
        (Licence(seller="甲", credit_code=CODE), {"seller": "甲", "seller_credit_code": "见营业执照"}),
        (Licence(seller="甲", seller_id="s-7"), {"seller": "甲", "seller_id": "s-8"}),
    ],
)
def test_licence_by_name_covers_what_it_says_and_is_told(licence: Licence, rest: dict[str, str]) -> None:
    """A name alone is leave within goods, place and time, but anybody may bear it: the reason says so."""
    assert gates(right(licences=(licence,)), listing(**rest)) == {"licensed_by_name"}


def test_a_name_with_anothers_credit_code_is_no_licence() -> None:
    """Who bears the licensee's name and shows another's credit code is somebody else."""
    licences = (Licence(seller="甲", credit_code=CODE),)
    assert gates(right(licences=licences), listing(seller="甲", seller_credit_code=OTHER_CODE)) == set()


def test_the_surest_licence_is_the_one_named() -> None:
    """Where one licence knows the name and another the credit code, the code is the reason."""
    licences = (Licence(seller="甲"), Licence(credit_code=CODE))
    assert gates(right(licences=licences), listing(seller="甲", seller_credit_code=CODE)) == {"licensed"}


@pytest.mark.parametrize(
    ("licence", "rest"),
    [
        (Licence(seller_id="s-7"), {"seller_id": ""}),
        (Licence(seller="甲", goods=("外套",)), {"seller": "甲"}),
        (Licence(seller="甲", territory="宁波"), {"seller": "甲", "ships_from": "广东佛山"}),
        (Licence(seller="甲", term=Term(None, date(2026, 6, 29))), {"seller": "甲"}),
        (Licence(seller="甲", term=Term(date(2026, 7, 1))), {"seller": "甲"}),
    ],
)
def test_licence_covers_nothing_more(licence: Licence, rest: dict[str, str]) -> None:
    """Other goods, another place, a licence ended or not begun: no leave."""
    assert gates(right(licences=(licence,)), listing(**rest)) == set()


def test_other_goods_are_left_alone() -> None:
    """Classes known on both sides and without a common one: another's business."""
    assert gates(right(), listing(nice_classes=(25,))) == {"goods_class"}
    assert gates(right(), listing(nice_classes=(25, 9))) == set()


def test_unknown_class_is_no_other_class() -> None:
    """Where one side names no class the gate stays open."""
    assert gates(right(), listing()) == set()
    assert gates(right(nice_classes=()), listing(nice_classes=(25,))) == set()


def test_goods_word_outweighs_the_platforms_class() -> None:
    """Goods of the right named in title or category are its goods, whatever the class said."""
    assert gates(right(goods=("耳机",)), listing(nice_classes=(25,))) == set()
    assert gates(right(goods=("手表",)), listing(nice_classes=(25,))) == {"goods_class"}


@pytest.mark.parametrize("place", ["浙江省云溪市", "云溪", "Yunxi, Zhejiang"])
def test_goods_from_the_area_bear_its_name_rightly(place: str) -> None:
    """An indication used for goods from its area is not flagged."""
    peach = right(kind=RightKind.GI, text="云溪水蜜桃", nice_classes=(31,), area=("云溪", "yunxi"))
    assert gates(peach, listing("云溪水蜜桃", origin=place)) == {"in_area"}


@pytest.mark.parametrize("origin", ["", "中国", "Made in China"])
def test_dispatch_from_the_area_is_no_origin(origin: str) -> None:
    """Goods sent from the area may be made anywhere: their origin is unknown, and nothing is cleared."""
    peach = right(kind=RightKind.GI, text="云溪水蜜桃", nice_classes=(31,), area=("云溪",))
    sent = listing("云溪水蜜桃", origin=origin, ships_from="浙江云溪")
    assert gates(peach, sent) == set()
    (unknown,) = [one for one in match(peach, sent).reasons if one.feature == "origin_unknown"]
    assert (unknown.score, unknown.theirs) == (1.0, "浙江云溪")


def test_dispatch_from_elsewhere_says_less_than_origin_elsewhere() -> None:
    """Nothing said, sent from elsewhere, made elsewhere: each is worse than the one before."""
    peach = right(kind=RightKind.GI, text="云溪水蜜桃", nice_classes=(31,), area=("云溪",))
    unknown = match(peach, listing("云溪水蜜桃", ships_from="国产")).score
    sent = match(peach, listing("云溪水蜜桃", ships_from="山东")).score
    made = match(peach, listing("云溪水蜜桃", origin="山东")).score
    assert unknown < sent < made
    assert unknown == match(peach, listing("云溪水蜜桃")).score


def test_unknown_origin_ranks_below_a_foreign_one() -> None:
    """Elsewhere is a hit, unknown none; "China" is unknown; the origin decides before the dispatch."""
    peach = right(kind=RightKind.GI, text="云溪水蜜桃", nice_classes=(31,), area=("云溪",))
    elsewhere = match(peach, listing("云溪水蜜桃", origin="山东", ships_from="云溪")).score
    unknown = match(peach, listing("云溪水蜜桃")).score
    assert elsewhere >= OPERATING_POINT > unknown > 0
    assert match(peach, listing("云溪水蜜桃", origin="中国")).score == unknown


def test_season_is_a_remark() -> None:
    """Fresh goods out of season are remarked and score the same."""
    cherry = right(kind=RightKind.GI, text="云溪樱桃", area=("云溪",), season=(11, 2))
    plain = right(kind=RightKind.GI, text="云溪樱桃", area=("云溪",))
    found = match(cherry, listing("云溪樱桃"))
    assert "out_of_season" in {reason.feature for reason in found.reasons}
    assert found.score == match(plain, listing("云溪樱桃")).score


def test_two_bases_in_the_same_words_are_told_apart_by_day() -> None:
    """A special sign and a trade mark in the same words: the day says which one is a hit."""
    sign = right(id="a", kind=RightKind.SPECIAL_SIGN, nice_classes=(), term=Term(None, date(2026, 6, 1)))
    mark = right(id="b", term=Term(date(2025, 1, 1)))
    found = compile_panel([sign, mark], zone=ZONE).match([listing()])[0]
    assert [(one.basis, one.score > 0) for one in found] == [("word", True), ("special_sign", False)]


@pytest.mark.parametrize(
    ("last_day", "hits"), [(date(2026, 6, 30), ["long"]), (date(2026, 6, 29), ["short"])]
)
def test_longer_word_explains_a_shorter_one_while_it_is_in_force(last_day: date, hits: list[str]) -> None:
    """A games' full name hides the short mark inside it until its own term is over."""
    long = right(id="long", text="霁澜运动会", nice_classes=(), term=Term(None, last_day))
    short = right(id="short", text="霁澜")
    found = compile_panel([long, short], zone=ZONE).match([listing("霁澜运动会 徽章")])[0]
    assert [one.right_id for one in found if one.score >= OPERATING_POINT] == hits


def test_text_and_picture_make_one_match() -> None:
    """A right found by words and by picture is one match with the reasons of both."""
    picture = Picture(source="x", digest="d" * 64, width=9, height=9, phash=7)
    found = match(right(images=(picture,)), listing(pictures=(picture,)))
    assert found.matcher == "text+copies"
    assert {"exact_text", "same_picture"} <= {reason.feature for reason in found.reasons}
    assert found.score == 1.0


def test_sign_of_the_same_brand_in_company_is_meant() -> None:
    """An ordinary word beside its brand's unmistakable name is that brand's sign."""
    plain = right(id="plain", text="指南针", ordinary_word=True, brand="c")
    sure = right(id="sure", text="Norvelle", brand="c")
    goods = listing("Norvelle 指南针 耳机", nice_classes=(9,))
    panel = compile_panel([plain, sure], zone=ZONE)
    assert all(one.score >= OPERATING_POINT for one in panel.match([goods])[0])
    alone = panel.match([listing("户外 指南针 耳机", nice_classes=(9,))])[0]
    assert all(one.score < OPERATING_POINT for one in alone)


@pytest.mark.parametrize("names", [(), ("txet",), ("text", "logos")])
def test_unknown_matchers_are_refused(names: tuple[str, ...]) -> None:
    """A panel is made of known matchers, at least one."""
    with pytest.raises(ValueError, match="matchers"):
        compile_panel([right()], names=names, zone=ZONE)


def test_same_id_twice_is_refused() -> None:
    """Two rights under one id would make every hit ambiguous."""
    with pytest.raises(ValueError, match="share an id"):
        compile_panel([right(), right(text="Other")], zone=ZONE)


def test_digest_names_rights_and_matchers_not_places() -> None:
    """The digest changes with a right or a matcher, not with where a picture lay."""
    here = right(images=(Picture(source="here", digest="d" * 64, width=9, height=9),))
    there = right(images=(Picture(source="there", digest="d" * 64, width=9, height=9),))
    one = compile_panel([here], zone=ZONE).digest
    assert one == compile_panel([there], zone=ZONE).digest
    assert one != compile_panel([right()], zone=ZONE).digest
    assert one != compile_panel([here], names=("text",), zone=ZONE).digest


@pytest.mark.parametrize("points", [("term",), ("basis", "number")])
def test_what_is_to_be_confirmed_stands_on_every_hit(points: tuple[str, ...]) -> None:
    """A right of which something is open says so on its hits, and scores as one of which nothing is."""
    doubted = match(right(to_confirm=points), listing())
    (remark,) = (one for one in doubted.reasons if one.feature == "to_confirm")
    assert (remark.ours, remark.weight) == (", ".join(points), 0.0)
    assert doubted.score == match(right(), listing()).score


def test_a_confirmed_right_says_nothing_of_it() -> None:
    """Where nothing is open there is no remark."""
    assert "to_confirm" not in {one.feature for one in match(right(), listing()).reasons}
