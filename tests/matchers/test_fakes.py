"""Words that sell fakes are found as written, and their honest uses are left alone."""

from __future__ import annotations

import pytest

from matchers.fakes import FAKES, OUTRIGHT, fake_words, strongest
from matchers.normal import folded


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("【高仿】耐克 １：１ 莆田 鞋", ["高仿", "１：１", "莆田"]),
        ("replica bag AAA quality", ["replica", "AAA"]),
        ("原單 尾貨 清倉", ["原單", "尾貨"]),
        ("顶级复刻 皮带", ["顶级复刻"]),
        ("a dupe of the famous cream", ["dupe"]),
    ],
)
def test_words_of_the_trade_are_found_as_written(text: str, words: list[str]) -> None:
    """Width, case and traditional forms do not matter, and the place is one in the raw text."""
    found = fake_words(text)
    assert [one.word for one in found] == words
    assert all(text[one.start : one.end] == one.word for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "1:1 scale model car",
        "AAA 电池 8节装",
        "天然A货翡翠手镯",
        "仿真皮沙发",
        "2026 home replica jersey",
        "官方复刻 经典跑鞋",
        "1:1 tutor lesson",
        "Aaaron duped the reader",
        "",
    ],
)
def test_honest_uses_are_left_alone(text: str) -> None:
    """Scale models, batteries, natural jade and the like are no fakes."""
    assert fake_words(text) == ()


def test_the_strongest_word_is_the_plainest_one() -> None:
    """An outright word outweighs a hint, and nothing found gives nothing."""
    best = strongest(fake_words("尾货 高仿"))
    assert best is not None
    assert (best.word, best.strength) == ("高仿", OUTRIGHT)
    assert strongest(()) is None


def test_the_table_is_sound() -> None:
    """No word comes twice however it is written; strengths lie in (0, 1]; what is honest too is marked."""
    words = [folded(fake.word) for fake in FAKES]
    assert len(words) == len(set(words))
    assert all(0 < fake.strength <= 1 for fake in FAKES)
    assert all(fake.ambiguous for fake in FAKES if fake.honest)


def test_hostile_text_is_bounded() -> None:
    """A title of a million characters is read no further than any other."""
    assert fake_words("仿" * 1_000_000 + "高仿")[-1].end <= 16_000
    assert fake_words("\ud800高仿\0")[0].word == "高仿"
