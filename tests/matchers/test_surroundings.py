"""What the words around a mark say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.normal import view
from matchers.surroundings import MOST_ODDS, ODDS, heard, pieces

ANY_TEXT = st.text(st.characters(categories=None), max_size=200)


def odds(title: str, mark: str = "norvelle") -> float:
    text = view("title", title).text
    at = text.index(mark)
    return heard(text, at, at + len(mark)).odds


@pytest.mark.parametrize(
    "title",
    [
        "吸尘器滤网 norvelleV8 替换装 三只",
        "norvelle咖啡机密封圈 配件",
        "上门维修norvelle洗衣机 换排水泵",
        "Spare drive belt, norvelle KX40 mower, pattern part",
        "Lens hood that clips onto your norvelle 50mm",
        "not affiliated with norvelle in any way",
    ],
)
def test_a_mark_that_is_named_for_what_goes_with_it_is_heard(title: str) -> None:
    """Parts, repairs and denials speak against use as a sign without saying that they fit."""
    assert odds(title) > 0


@pytest.mark.parametrize(
    "title",
    [
        "norvelle 女士真丝连衣裙 专柜正品",
        "正品norvelle保温杯 送礼 男女通用",
        "norvelle running shoes for men size 42",
        "2026新款 norvelle 双肩包 学生",
        "New with tags norvelle wool coat",
    ],
)
def test_a_mark_on_goods_of_its_own_is_heard(title: str) -> None:
    """Whole goods offered under the mark speak for use, whatever else they are said to suit."""
    assert odds(title) < 0


@given(ANY_TEXT, ANY_TEXT)
def test_any_words_may_stand_around_a_mark(before: str, after: str) -> None:
    """No text breaks the hearing, and what is named in a reason was learned."""
    said = heard(f"{before}norvelle{after}", len(before), len(before) + 8)
    assert set(said.pieces) <= ODDS.keys()


def test_far_words_are_not_heard() -> None:
    """A thousand words further on change nothing, so that a long description costs no more than a title."""
    near = "norvelle " + "coat " * 30
    assert pieces(near, 0, 8) == pieces(near + "filter " * 1_000, 0, 8)


def test_pieces_say_where_they_stand() -> None:
    """A word counts by its place: beside the mark, further off, anywhere."""
    found = pieces("滤网 norvelle v8 三只装", 3, 11)
    assert {"<滤网", "<<滤网", "滤网", ">v", "^model", "^later"} <= found or {"<滤网", "^model"} <= found
    assert "^first" not in found


def test_learned_odds_are_moderate() -> None:
    """No single piece decides alone beyond what a reason can show."""
    assert max(abs(value) for value in ODDS.values()) < MOST_ODDS


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("norvelle earbuds", {"=G", "=>G", "=.G", "=^G"}),
        ("norvelle earbuds case", {"=>GA", "=.A", "=^G", "=A"}),
        ("strap norvelle watch", {"=<A>G", "=<A", "=<<A", "=>>G"}),
        ("norvelle 0000", {"=<>", "=>", "=."}),
        ("糊涂罩 norvelle", {"=<P", "=<P>", "=.P"}),
        ("norvelle 糊涂罩衫", {"=<>", "=>", "=."}),
    ],
)
def test_kinds_of_words_are_pieces_in_their_order(text: str, told: set[str]) -> None:
    """Goods, parts and work on goods count by kind, so that a word nobody learned counts as its like do."""
    at = text.index("norvelle")
    found = pieces(text, at, at + len("norvelle"))
    assert told <= found
    assert ("=G" in found) is ("=G" in told or "=>>G" in told or "=>GA" in told)
