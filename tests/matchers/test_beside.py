"""Nicknames are told from words of the goods by where they stand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchers.beside import LEAST_WEIGHT, MOST_WORDS, Title, candidates, grams, log_likelihood, words_beside

GOODS = ("跑步鞋 透气", "运动鞋 男女 休闲", "板鞋 厚底 夏季", "篮球鞋 防滑", "老爹鞋 增高 透气")


def titles(*texts: str, sellers: int = 5) -> list[Title]:
    return [Title(f"{number:032x}", text, f"s{number % sellers}") for number, text in enumerate(texts)]


def found(
    ours: Sequence[Title],
    others: Sequence[str],
    known: Sequence[str] = ("Siskin",),
    goods: Sequence[str] = (),
) -> list[str]:
    holding = candidates(ours, known=known, goods=goods)
    counts = {word: sum(word in grams(text) for text in others) for word in holding}
    return [one.word for one in words_beside(holding, len(ours), counts, len(others))]


@pytest.mark.parametrize(
    ("nickname", "word"),
    [
        ("小勾勾", "小勾勾"),
        ("N家", "n家"),
        ("ｎ家", "n家"),
        ("Ａ货代号", "a货代号"),
        ("Silverbird", "silverbird"),
        ("小鳥鳥", "小鸟鸟"),
    ],
)
def test_a_nickname_beside_the_mark_is_found(nickname: str, word: str) -> None:
    """Several sellers' word that stands in no other title is proposed, folded."""
    ours = titles(*(f"Siskin {nickname} {GOODS[n % 5]}" for n in range(10)))
    assert found(ours, [GOODS[n % 5] for n in range(500)]) == [word]


def test_words_of_the_goods_are_not_proposed() -> None:
    """What stands in other titles of such goods as often is no other name."""
    ours = titles(*(f"Siskin {GOODS[n % 5]}" for n in range(10)))
    assert found(ours, [GOODS[n % 5] for n in range(500)]) == []


@pytest.mark.parametrize(
    ("ours", "why"),
    [
        (titles(*["Siskin 小勾勾 鞋"] * 10, sellers=1), "one seller's template"),
        (titles("Siskin 小勾勾 鞋", "Siskin 小勾勾"), "two titles"),
        (titles(), "no title"),
        (titles(*["SISKIN 鞋"] * 10), "the mark itself"),
        (titles(*["Siskin apple 鞋"] * 10), "an ordinary word"),
        (titles(*["Siskin 2026 鞋"] * 10), "a number"),
        (titles(*["Siskin \ud800\0\u202e 鞋"] * 10), "half characters and overrides"),
    ],
)
def test_what_is_no_nickname_is_not_proposed(ours: list[Title], why: str) -> None:
    """A template, a rare word, the mark, an everyday word or a number is left out."""
    assert found(ours, ["鞋"] * 500, goods=("鞋",)) == [], why


def test_a_decided_word_does_not_come_again() -> None:
    """Neither a known word, nor its pieces, nor what it is a piece of."""
    ours = titles(*(f"Siskin 小勾勾 {GOODS[n % 5]}" for n in range(10)))
    assert found(ours, [GOODS[n % 5] for n in range(500)], known=("Siskin", "小勾勾")) == []


def test_of_pieces_of_one_word_the_whole_is_proposed() -> None:
    """小勾 and 勾勾 do not stand beside 小勾勾."""
    ours = titles(*(f"Siskin 小勾勾 {GOODS[n % 5]}" for n in range(10)))
    assert found(ours, [GOODS[n % 5] for n in range(500)]) == ["小勾勾"]


def test_proposals_are_few_and_the_same_whatever_the_order() -> None:
    """At most ten words come, and the order of the titles does not matter."""
    ours = titles(*(" ".join(f"word{letter}{letter}x" for letter in "abcdefghijklmnop") for _ in range(9)))
    assert len(found(ours, ["x"] * 500)) == MOST_WORDS
    assert found(ours, ["x"] * 500) == found(ours[::-1], ["x"] * 500)


@settings(max_examples=60)
@given(st.integers(1, 200), st.integers(0, 200), st.integers(1, 2000), st.integers(0, 2000))
def test_the_ratio_is_never_negative_and_nothing_where_shares_agree(
    of: int, here: int, among: int, there: int
) -> None:
    """Dunning's ratio is at least 0, and 0 for equal shares."""
    here, there = min(here, of), min(there, among)
    assert log_likelihood(here, of, there, among) >= -1e-6
    assert abs(log_likelihood(here, of, here * 7, of * 7)) < 1e-6


def test_the_ratio_agrees_with_a_calculation_by_hand() -> None:
    """10 of 100 against 10 of 1,000 give 2 (10 ln 5.5 + 90 ln 0.91667 + 10 ln 0.55 + 990 ln 1.00833)."""
    assert log_likelihood(10, 100, 10, 1000) == pytest.approx(22.9078, abs=0.001)
    assert log_likelihood(10, 100, 10, 1000) > LEAST_WEIGHT
