"""The terms of a text, and where they stand in it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.highlights import END, SHOWN, START, excerpt, pieces, spans
from store.terms import LONGEST_TERM, MOST_GROUPS, Group, groups, terms

SYNTAX = re.compile(r"[\s\x00-\x2f:-@\[-`{-\x7f]")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("苹果手机", ["苹果", "果手", "手机", "机"]),
        ("壳", ["壳"]),
        ("苹果iPhone15", ["苹果", "果", "iphone", "15"]),
        ("Ｎｉｋｅ　１５", ["nike", "15"]),
        ("Crème İZMİR Straße ŁÓDŹ", ["creme", "izmir", "strasse", "lodz"]),
        ("ｶﾞﾝ", ["ガン", "ン"]),
        ("L'Oréal e\u0301", ["l", "oreal", "e"]),
        ("a\0b_c-d", ["a", "b", "c", "d"]),
        ("\ud800 🙂 !?", []),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    """Pairs of characters, words and numbers; width, case and accents do not count."""
    assert terms(text) == expected


def test_a_question_is_bounded() -> None:
    """Neither a long paste nor a long word makes a question grow."""
    assert len(groups(" ".join(f"w{number}" for number in range(500)))) <= MOST_GROUPS
    assert groups("a" * 5000) == (Group(("a" * LONGEST_TERM,)),)


@given(st.text(max_size=60))
def test_terms_hold_no_syntax(text: str) -> None:
    """No term holds a blank, a quote or an operator, so no index can read one as syntax."""
    assert all(len(term) <= LONGEST_TERM and not SYNTAX.search(term) for term in terms(text))


@given(st.text(alphabet="宁波轴NIké\u0301 １ﬁ-", max_size=30))
def test_a_text_answers_its_own_words(text: str) -> None:
    """Every group of a text asked as a question stands in it, where its marks are."""
    for group in groups(text):
        found = spans(text, [group])
        assert all(0 <= start < end <= len(text) for start, end in found)
        assert found


@pytest.mark.parametrize(
    ("question", "text", "lit"),
    [
        ("nike", "买ＮＩＫＥ鞋", ["ＮＩＫＥ"]),
        ("苹果", "苹果苹果 果", ["苹果苹果"]),
        ("15", "iPhone15", ["15"]),
        ("cafe", "Cafe\u0301 CAFÉ", ["Cafe\u0301", "CAFÉ"]),
        ("fi", "ﬁ", ["ﬁ"]),
        ("nik", "nike", []),
        ("ガ", "ｶﾞﾝ", ["ｶﾞ"]),
    ],
)
def test_marks_stand_around_the_raw_text(question: str, text: str, lit: list[str]) -> None:
    """What is marked is what was written, however it was folded."""
    assert [part for part, matched in pieces(excerpt([text], groups(question))) if matched] == lit


def test_an_excerpt_is_short_and_plain() -> None:
    """It shows the surroundings of the first match, and only our own marks."""
    text = f"{START}<b>{END}" + "x " * 900 + "nike " * 900
    shown = excerpt(["nothing", text], groups("nike"))
    assert len("".join(part for part, _lit in pieces(shown))) <= SHOWN + 2
    assert ("nike", True) in pieces(shown)
    assert shown.startswith("…")


@given(st.lists(st.sampled_from([START, END, "a", "<", "宁"]), max_size=12))
def test_pieces_never_lose_text(parts: list[str]) -> None:
    """Cutting a marked text apart keeps every character that is not a mark, also of a broken one."""
    text = "".join(parts)
    assert (
        "".join(part for part, _lit in pieces(text)) == text.replace(START, "").replace(END, "")
        or END in text
    )
