"""Matched words are marked where they stand, and nothing else is."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.match import Match, Reason
from domain.values import Span
from triage.highlight import SHOWN_CHARACTERS, merged, pieces, spans_in, standing_spans, words_in

SPANS = st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 60)), max_size=8)


def claim(*spans: Span, theirs: str = "") -> Match:
    reasons = tuple(Reason(feature="exact_text", score=1.0, theirs=theirs, span=span) for span in spans)
    return Match(right_id="R", matcher="text", score=0.9, reasons=reasons)


@settings(max_examples=40)
@given(st.text(st.characters(codec="utf-8"), max_size=50), SPANS)
def test_pieces_keep_every_character(text: str, spans: list[tuple[int, int]]) -> None:
    """Put together again the pieces are the text, each invisible character counted once."""
    cut = pieces(text, spans)
    assert sum(len(piece.text) or 1 for piece in cut) == len(text)
    assert "".join(piece.text for piece in cut) == "".join(
        character for character, piece in zip(text, _by_character(cut), strict=True) if not piece
    )


def _by_character(cut: tuple[object, ...]) -> list[str]:
    marks: list[str] = []
    for piece in cut:
        unseen = getattr(piece, "unseen", "")
        marks += [unseen] * (len(getattr(piece, "text", "")) or 1)
    return marks


@settings(max_examples=40)
@given(st.text("ab", min_size=1, max_size=50), SPANS)
def test_exactly_the_spans_are_lit(text: str, spans: list[tuple[int, int]]) -> None:
    """A character is lit if and only if a span covers it."""
    lit = [piece.lit for piece in pieces(text, spans) for _character in piece.text]
    inside = [any(start <= place < end for start, end in spans) for place in range(len(text))]
    assert lit == inside


def test_spans_out_of_the_text_are_cut() -> None:
    """Spans past the end, backwards or empty light nothing beyond the text."""
    assert merged([(-4, 2), (5, 3), (2, 2), (1, 99)], 4) == [(0, 4)]
    assert merged([], 4) == []


def test_long_text_is_shown_in_part() -> None:
    """A very long field ends with an ellipsis."""
    cut = pieces("x" * (SHOWN_CHARACTERS + 1), ())
    assert (len(cut[0].text), cut[-1].text) == (SHOWN_CHARACTERS, "…")


def test_spans_belong_to_their_field() -> None:
    """A span of the description lights nothing in the title."""
    found = claim(Span("description", 0, 3), Span("title", 4, 6))
    assert spans_in([found], "title") == ((4, 6),)
    assert spans_in([found], "brand") == ()


def test_a_changed_title_is_not_marked_in_the_wrong_place() -> None:
    """Where a later title no longer says what was matched, nothing is marked."""
    found = claim(Span("title", 0, 3), theirs="迪卡侬")
    assert standing_spans([found], "title", "迪卡侬 帐篷") == ((0, 3),)
    assert standing_spans([found], "title", "普通的 帐篷 迪卡侬") == ()


def test_searched_words_are_found_without_case() -> None:
    """Every word of a search is marked, letter case apart, and odd capitals shift nothing."""
    assert set(words_in("Tent TENT", "tent")) == {(0, 4), (5, 9)}
    assert words_in("İstanbul tent", "tent") == ()
    assert words_in("a" * 5000, "a")[-1][1] <= 5000
