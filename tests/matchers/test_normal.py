"""Folding text for comparison, and finding the way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.confusables import skeleton
from matchers.normal import LIMITS, OTHER_LIMIT, RAW_FACTOR, folded, solid, view

# Everything a page or a JSON file can put into a Python string, half surrogates included.
ANY_TEXT = st.text(st.characters(categories=None), max_size=300)


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("Ｎｏｒｖ", "norv"),
        ("Nоrv", "norv"),  # Cyrillic о
        ("ⓃⓞⓇⓥ", "norv"),
        ("𝓝𝓸𝓻𝓿", "norv"),
        ("🅽🅾🆁🆅", "norv"),
        ("N\u200bo\u200dr\u2060v", "norv"),
        ("Ńôřv", "norv"),
        ("No\u0301rv", "norv"),
        ("山\u200b岚", "山岚"),
        ("雲錦龍門", "云锦龙门"),
    ],
)
def test_disguised_letters_fold_to_plain_ones(raw: str, plain: str) -> None:
    """Width, style, look-alikes, accents and invisible characters fold away."""
    assert folded(raw) == plain


@pytest.mark.parametrize("raw", ["が", "한글", "й山", "ハ゜"])
def test_marks_that_make_another_letter_stay_apart_from_latin(raw: str) -> None:
    """Folding never turns the letters of Asian scripts into nothing."""
    assert folded(raw)


@given(ANY_TEXT)
def test_folding_never_raises_and_offsets_point_into_the_raw_text(raw: str) -> None:
    """Whatever the text, each folded character has a raw place, never falling, within bounds."""
    made = view("title", raw)
    assert len(made.text) == len(made.at) <= LIMITS["title"]
    assert all(0 <= place < len(raw) for place in made.at)
    assert list(made.at) == sorted(made.at)


@given(ANY_TEXT)
def test_span_covers_the_characters_that_were_folded(raw: str) -> None:
    """The raw text under the whole span folds to the folded text again."""
    made = view("description", raw)
    if made.text:
        span = made.span(0, len(made.text))
        assert span.field == "description"
        assert folded(raw[span.start : span.end]) == made.text


@given(ANY_TEXT)
def test_folding_twice_changes_nothing_that_is_compared(raw: str) -> None:
    """A folded text is its own fold, so marks and listings can be folded apart."""
    once = solid(raw)
    assert solid(once) == once


@given(ANY_TEXT)
def test_skeleton_takes_any_text(raw: str) -> None:
    """The shape of a word is never longer than the word."""
    assert len(skeleton(folded(raw))) <= len(folded(raw))


@pytest.mark.parametrize(
    "raw",
    ["", "\x00", "\ud800", "\u202e\u202d", "a" + "\u0301" * 10_000, "\ufdfa" * 5_000, "\u3164" * 9_999],
    ids=["empty", "nul", "surrogate", "overrides", "zalgo", "ligatures", "fillers"],
)
def test_hostile_text_is_folded_within_bounds(raw: str) -> None:
    """Half characters, overrides and towers of marks neither raise nor grow."""
    assert len(view("title", raw).text) <= LIMITS["title"]
    assert len(view("ocr", raw).text) <= OTHER_LIMIT


def test_invisible_characters_do_not_push_a_mark_out_of_sight() -> None:
    """A title begun with a thousand zero-width characters is read all the same."""
    assert view("title", "\u200b" * 1_000 + "Norvelle").text == "norvelle"


def test_reading_stops_somewhere() -> None:
    """Beyond the factor of invisible characters nothing is read."""
    assert view("title", "\u200b" * LIMITS["title"] * RAW_FACTOR + "Norvelle").text == ""


@pytest.mark.parametrize(
    ("word", "disguise"),
    [("realme", "rea1me"), ("darlie", "darIie"), ("swisse", "svvisse"), ("furla", "fuurrla")],
)
def test_words_of_one_shape_share_a_skeleton(word: str, disguise: str) -> None:
    """Digits, letter pairs and stretched letters leave the shape of a word as it is."""
    assert skeleton(folded(disguise)) == skeleton(word)


@pytest.mark.parametrize(("word", "other"), [("realme", "redmi"), ("swisse", "swiss"), ("konka", "korea")])
def test_other_words_have_other_skeletons(word: str, other: str) -> None:
    """A shape does not swallow different words."""
    assert skeleton(word) != skeleton(other)
