"""Search words: what is worth asking for, in the order it is worth it."""

from __future__ import annotations

from typing import Any

import pytest

from domain.rights import Right, RightKind
from domain.values import Picture
from spiders.platform_rules import PlatformFile
from spiders.query_words import Yield, disguises, most_queries, search_words
from tests.spiders.test_extract import BASE

LAMP = Right(id="1", kind=RightKind.WORD, text="极光牌", aliases=("Aurora",), goods=("台灯", "灯泡"))
WHALE = Right(id="2", kind=RightKind.WORD, text="Whalion")
SEEN = Picture(source="p", digest="0" * 64, width=9, height=9)
PICTURE = Right(id="3", kind=RightKind.WORK, goods=("挂画",), images=(SEEN,))


def test_marks_come_first_and_goods_alone_last() -> None:
    """Untried words go by kind: marks, other names, marks with goods, look-alikes, goods alone."""
    words = search_words([LAMP, WHALE, PICTURE])
    assert words[:3] == ("极光牌", "Whalion", "Aurora")
    assert words[3:5] == ("极光牌 台灯", "极光牌 灯泡")
    assert words[-1] == "挂画"


def test_what_brought_hits_is_asked_first() -> None:
    """Most hits first, whatever kind of word it is; what brought much for nothing comes last."""
    past = {
        "极光牌 灯泡": Yield(200, 9),
        "Aurora": Yield(10, 2),
        "极光牌": Yield(500, 0),
        "Whalion": Yield(5, 0),
    }
    words = search_words([LAMP, WHALE], past=past)
    assert words[:3] == ("极光牌 灯泡", "Aurora", "Whalion")
    assert words[-1] == "极光牌"


def test_spellings_that_hits_showed_are_searched() -> None:
    """A disguise seen is worth more than one made up, the commonest first."""
    words = search_words([WHALE], forms={"Wha1ion": 1, "w h a l i o n x": 7})
    assert words[:3] == ("Whalion", "w h a l i o n x", "Wha1ion")


def test_no_word_twice_and_no_more_than_allowed() -> None:
    """The same word of two rights is one search; `most` cuts the least worth."""
    words = search_words([WHALE, WHALE, LAMP], most=3)
    assert words == ("Whalion", "极光牌", "Aurora")
    assert search_words([], most=5) == ()


@pytest.mark.parametrize(
    ("word", "some"),
    [("Whalion", "Wha1ion"), ("Nestlo", "Nest1o"), ("Whalion", "W h a l i o n")],
)
def test_latin_marks_have_look_alikes(word: str, some: str) -> None:
    """One letter for its look-alike, and the mark spaced out."""
    assert some in disguises(word)


@pytest.mark.parametrize("word", ["", "abc", "极光牌", "12345", "x;y"])
def test_short_and_chinese_words_have_none(word: str) -> None:
    """Where a swap would make another word nothing is made up."""
    assert disguises(word) == ()


@pytest.mark.parametrize(("most", "per_day", "wanted"), [(200, 20_000, 200), (200, 500, 50), (200, 5, 1)])
def test_queries_stay_within_the_budget(most: int, per_day: int, wanted: int) -> None:
    """Searching takes no more than a tenth of the day's requests."""
    keys: dict[str, Any] = {
        **BASE, "queries": {"url": "https://s.example/?q={query}", "most": most},
        "budget": {"per_day": per_day},
    }  # fmt: skip
    assert most_queries(PlatformFile.model_validate(keys)) == wanted
