"""What is within an edit or two of a text: every such word is proposed, compiled or not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from domain.rights import Right, RightKind
from matchers import fast
from matchers.batch import Batch, Field
from matchers.folding import codes_of
from matchers.forms import Kind, latin_edits
from matchers.keys import drops, keys, weights
from matchers.neighbourhood import Neighbourhood, Strings, Windows
from matchers.scan import proposals, views
from matchers.watchlist import Watchlist

LETTERS = st.text("abcdeghkmnoprstuz", min_size=1, max_size=14)
CHINESE = st.text("山岚记忆云溪星河海石南松林", min_size=3, max_size=7)


def strings(texts: list[str]) -> tuple[Strings, Neighbourhood]:
    made = Strings.of(texts)
    return made, Neighbourhood.of(made, np.array([latin_edits(len(text)) for text in texts], dtype=np.uint8))


def windows(texts: list[str]) -> tuple[Strings, Windows]:
    made = Strings.of(texts)
    sizes = np.diff(made.starts)
    edits = np.array([latin_edits(size) for size in sizes.tolist()], dtype=np.int64)
    return made, Windows(made.starts[:-1], sizes, edits, np.zeros(len(sizes), dtype=np.bool_))


@given(LETTERS, st.integers(0, 2))
def test_key_of_a_deletion_is_the_key_of_what_is_left(text: str, edits: int) -> None:
    """Keys made by prefix sums are those of the shorter strings themselves."""
    found = keys(weights(codes_of(text))[None, :], edits)[0]
    first, second = drops(len(text), edits, False)
    for key, j, k in zip(found.tolist(), first.tolist(), second.tolist(), strict=True):
        left = "".join(char for i, char in enumerate(text) if i not in (j, k))
        assert key == keys(weights(codes_of(left))[None, :], 0)[0, 0]


@settings(deadline=None)
@given(st.lists(LETTERS, min_size=1, max_size=30), st.lists(LETTERS, min_size=1, max_size=30))
def test_every_pair_within_the_policy_is_a_candidate(words: list[str], texts: list[str]) -> None:
    """Whatever RapidFuzz finds within the edits a word allows, the neighbourhood proposes."""
    _, near = strings(words)
    tape, looked = windows(texts)
    window, word = near.candidates(tape.codes, looked)
    proposed = set(zip(window.tolist(), word.tolist(), strict=True))
    for i, text in enumerate(texts):
        for j, other in enumerate(words):
            allowed = min(latin_edits(len(other)), latin_edits(len(text)) + (len(other) > len(text)))
            if 0 < OSA.distance(text, other) <= allowed:
                assert (i, j) in proposed


@settings(deadline=None)
@given(st.lists(LETTERS, min_size=1, max_size=40), st.lists(LETTERS, min_size=1, max_size=20), st.booleans())
def test_compiled_and_plain_look_up_find_the_same(words: list[str], texts: list[str], inner: bool) -> None:
    """With and without the compiler the same candidates come out."""
    compiled = pytest.importorskip("matchers.compiled_probe").compiled
    _, near = strings(words + texts)
    texts = texts + texts[: len(texts) // 2]  # what was looked up before is found again
    tape, looked = windows(texts)
    looked = looked._replace(inner=np.full(len(texts), inner))
    index = (near.entries, near.buckets, near.filter, weights(tape.codes), looked)
    assert sorted(set(compiled(*index).tolist())) == sorted(set(fast.in_arrays(*index).tolist()))


def proposed(mark: str, title: str) -> bool:
    """Whether a mark's plain form is proposed anywhere in a title, exactly or nearly."""
    right = Right(id="r", kind=RightKind.SPECIAL_SIGN, text=mark)
    shelf = Watchlist.of([right]).shelves[0]
    batch = Batch([Field("title", title)])
    kinds = {
        int(shelf.held.kind[form])
        for proposal in proposals(batch.base, views(batch.base), shelf)
        for form in proposal.form.tolist()
    }
    return bool(kinds & {Kind.LATIN, Kind.OTHER, Kind.SHAPE})


@st.composite
def edited(draw: st.DrawFn, words: st.SearchStrategy[str], most: int) -> tuple[str, str]:
    """A word, and the same within the edits it allows."""
    word = draw(words)
    text = word
    for _ in range(draw(st.integers(1, min(most, latin_edits(len(word)) if word.isascii() else 1)))):
        at = draw(st.integers(0, len(text) - 1))
        other = draw(st.sampled_from(sorted(set(word)) + (["q"] if word.isascii() else ["鲸"])))
        text = draw(
            st.sampled_from(
                (
                    text[:at] + text[at + 1 :],
                    text[:at] + other + text[at:],
                    text[:at] + other + text[at + 1 :],
                    text[:at] + text[at : at + 2][::-1] + text[at + 2 :],
                )
            )
        )
    return word, text


@settings(deadline=None, max_examples=200)
@given(edited(st.text("abcdeghkmnoprstuz", min_size=4, max_size=14), 2))
def test_planted_latin_mark_is_proposed(pair: tuple[str, str]) -> None:
    """A Latin mark with the edits its length allows, planted in a title, is a candidate."""
    mark, text = pair
    if OSA.distance(mark, text) <= latin_edits(len(mark)):
        assert proposed(mark, f"海岚 {text} 耳机")


@settings(deadline=None, max_examples=200)
@given(edited(CHINESE, 1))
def test_planted_chinese_mark_is_proposed(pair: tuple[str, str]) -> None:
    """A Chinese mark of three characters or more with one edit, glued into a title, is a candidate."""
    mark, text = pair
    if len(text) > 1 and OSA.distance(mark, text) <= 1:
        assert proposed(mark, f"新款{text}耳机")
