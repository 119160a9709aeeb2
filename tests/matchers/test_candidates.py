"""Before any score: what lies within the edits a mark allows is proposed, what lies beyond is not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.text_recall import LISTED, marks, missed, plants, watched
from domain.rights import Right, RightKind
from matchers.batch import Field
from matchers.occurrences import found
from matchers.watchlist import Watchlist

SEEDS = st.integers(0, 2**32 - 1)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(SEEDS)
def test_every_plant_within_its_edits_is_proposed(seed: int) -> None:
    """Whatever the register and the title, a mark within its edits by RapidFuzz's measure is a candidate."""
    draw = random.Random(seed)
    register = marks(60, draw)
    assert missed(list(plants(register, 40, draw)), watched(register)) == []


def proposed(title: str, mark: str) -> bool:
    right = Right(id=mark, kind=RightKind.WORD, text=mark)
    return bool(found([Field("title", title)], Watchlist.of([right]))[0])


@pytest.mark.parametrize(
    ("mark", "title"),
    [
        ("vex", "vax 新款"),
        ("norv", "norxy 新款"),
        ("norvel", "nxrvxl 新款"),
        ("norvelle", "nxrvxxle 新款"),
        ("山岚记忆", "山峰记事 外套"),
        ("山岚石", "山木花 外套"),
    ],
)
def test_what_lies_beyond_the_edits_is_no_candidate(mark: str, title: str) -> None:
    """No edit below four letters, one to seven, two from eight; one in Chinese: more is another word."""
    assert not proposed(title, mark)


@pytest.mark.parametrize(("mark", "word"), [("cablen", "cable"), ("shirtt", "shirt"), ("jackett", "jacket")])
def test_common_word_is_nobodys_disguise(mark: str, word: str) -> None:
    """An everyday word a letter from a mark is refused on purpose, and so left out of the promise above."""
    assert word in LISTED
    assert not proposed(f"new {word} sale", mark)


@pytest.mark.parametrize("title", ["", " ", "\x00" * 600, "\ud800" * 600, "\u202e" * 2_000, "é" * 9_000])
def test_nothing_is_proposed_where_nothing_stands(title: str) -> None:
    """Empty, broken and endless titles hold no candidate and break nothing."""
    assert not proposed(title, "norvelle")
