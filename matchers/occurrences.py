"""Where a listing's fields hold a protected word: exactly, pulled apart, in another shape, one edit away."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from rapidfuzz.distance import OSA

from matchers.confusables import skeleton
from matchers.normal import View
from matchers.pieces import (
    Letters,
    Piece,
    joins_latin,
    joins_letters,
    latin_pieces,
    letters,
    plain_space,
    runs,
)
from matchers.watchlist import LEAST_CJK_EDIT, Watchlist, Word, deletions
from matchers.words import COMMON

# What sellers stick to a mark without changing it.
PREFIXES: Final = ("the", "new", "my", "best", "real", "super", "x", "i", "e")
SUFFIXES: Final = (
    *("store", "shop", "official", "outlet", "mall", "sale", "online", "fans", "style", "world"),
    *("pro", "usa", "cn", "hk", "uk", "us", "es", "s", "x"),
)
# Pieces one word may be pulled apart into: a letter each, for words of a dozen letters.
MOST_PIECES: Final = 16

# Readers and imitators keep the first letter: another one is usually another word.
CHANGED_START: Final = 0.15

# Of the share of characters kept: an edit is weaker evidence than the same shape.
NEAR: Final = 0.9

# A shape made of letters alone ("Fand" for "Fancl") may be a word of its own.
SHAPE_IN_LETTERS: Final = 0.6

LIKENESS: Final = {"exact_text": 1.0, "disguised_text": 0.95, "glued_text": 0.9, "shape_text": 0.85}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where a word stands; `start` and `end` count in the folded field.

    `inside` is a longer protected word that explains this one, if there is any.
    """

    word: Word
    view: View
    start: int
    end: int
    feature: str
    likeness: float
    inside: Word | None = None

    @property
    def length(self) -> int:
        return self.end - self.start

    def covers(self, other: Occurrence) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Occurrence) -> bool:
        return self.start < other.end and other.start < self.end

    @property
    def raw(self) -> str:
        span = self.view.span(self.start, self.end)
        return self.view.raw[span.start : span.end]


def occurrences(view: View, watchlist: Watchlist) -> list[Occurrence]:
    """All places in one field; those that a longer protected word explains say by which."""
    pieces, between = latin_pieces(view), letters(view)
    sure = [
        *_latin(view, pieces, watchlist),
        *_glued(view, pieces, watchlist),
        *_cjk(view, between, watchlist),
        *_mixed(view, watchlist),
    ]
    sure = [replace(one, inside=_explanation(one, sure)) for one in sure]
    loose = [
        *_shapes(view, watchlist),
        *_near_latin(view, pieces, watchlist),
        *_near_cjk(view, between, watchlist),
    ]
    return sure + [one for one in loose if not any(one.overlaps(other) for other in sure)]


def _explanation(one: Occurrence, others: Sequence[Occurrence]) -> Word | None:
    longer = [
        other
        for other in others
        if other.length > one.length and other.covers(one) and other.word.right != one.word.right
    ]
    return max(longer, key=lambda other: other.length).word if longer else None


def _found(view: View, word: Word, start: int, end: int, feature: str) -> Iterator[Occurrence]:
    if len(word.solid) == 1 and view.text.strip() != word.solid:
        return
    made = Occurrence(word, view, start, end, feature, LIKENESS[feature])
    if len(word.solid) == 2 and word.solid.isascii() and made.raw != word.raw and view.field != "brand":
        return  # two Latin letters are everywhere; only as the mark itself is written
    if feature == "exact_text" and _is_foreign(made.raw, word):
        made = Occurrence(word, view, start, end, "disguised_text", LIKENESS["disguised_text"])
    yield made


def _is_foreign(raw: str, word: Word) -> bool:
    # Written with look-alike letters, decorated or invisible ones: nobody does that by accident.
    plain = unicodedata.normalize("NFKC", raw).casefold()
    own = unicodedata.normalize("NFKC", word.raw).casefold()
    return {c for c in plain if c.isalpha()} - {c for c in own if c.isalpha()} != set() or any(
        unicodedata.category(c) == "Cf" for c in raw
    )


def _latin(view: View, pieces: tuple[Piece, ...], watchlist: Watchlist) -> Iterator[Occurrence]:
    for first in range(len(pieces)):
        form = ""
        for last in range(first, min(first + MOST_PIECES, len(pieces))):
            if last > first and not joins_latin(view.text[pieces[last - 1].end : pieces[last].start]):
                break
            form += pieces[last].text
            if len(form) > watchlist.longest_latin:
                break
            for word in watchlist.latin.get(form, ()):
                yield from _joined(view, pieces, first, last, word)


def _joined(view: View, pieces: tuple[Piece, ...], first: int, last: int, word: Word) -> Iterator[Occurrence]:
    start, end = pieces[first].start, pieces[last].end
    gaps = [view.text[a.end : b.start] for a, b in pairwise(pieces[first : last + 1])]
    if _pulled_apart(pieces[first : last + 1], gaps, word):
        parts = {piece.text for piece in pieces[first : last + 1]}
        if all(gap == " " for gap in gaps if gap) and (parts <= COMMON or len(word.solid) < 4 < len(parts)):
            return
        yield from _found(view, word, start, end, "disguised_text")
    elif (first and pieces[first - 1].end == start) or _western(view.text[end : end + 1]):
        if not word.ordinary and not word.solid.isdigit():
            yield from _found(view, word, start, end, "glued_text")
    else:
        yield from _found(view, word, start, end, "exact_text")


def _western(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _pulled_apart(pieces: tuple[Piece, ...], gaps: list[str], word: Word) -> bool:
    place = 0
    for piece, gap in zip(pieces, gaps, strict=False):
        place += len(piece.text)
        if gap and place not in word.cuts:
            return True
    return False


def _glued(view: View, pieces: tuple[Piece, ...], watchlist: Watchlist) -> Iterator[Occurrence]:
    for piece in pieces:
        text = piece.text
        if len(text) < 5 or text in watchlist.latin:
            continue
        places = [(len(p), len(text)) for p in PREFIXES if text.startswith(p)]
        places += [(0, len(text) - len(s)) for s in SUFFIXES if text.endswith(s)]
        for start, end in places:
            for word in watchlist.latin.get(text[start:end], ()):
                if not word.ordinary and len(word.solid) >= 4:
                    yield from _found(view, word, piece.start + start, piece.start + end, "glued_text")


def _cjk(view: View, between: Letters, watchlist: Watchlist) -> Iterator[Occurrence]:
    text = between.text
    for start in range(len(text)):
        for length in watchlist.cjk_lengths:
            if start + length > len(text):
                break
            for word in watchlist.cjk.get(text[start : start + length], ()):
                yield from _in_letters(view, between, start, word)


def _gaps(view: View, between: Letters, start: int, length: int) -> list[str]:
    at = between.at[start : start + length]
    return [view.text[a + 1 : b] for a, b in pairwise(at)]


def _in_letters(view: View, between: Letters, start: int, word: Word) -> Iterator[Occurrence]:
    size = len(word.solid)
    gaps = _gaps(view, between, start, size)
    if not all(map(joins_letters, gaps)):
        return
    left, right = between.at[start], between.at[start + size - 1] + 1
    if any(gap and place not in word.cuts for place, gap in enumerate(gaps, start=1)):
        if size == 2 and plain_space(gaps[0]) and not _isolated(view, left, right):
            return  # the end of one word and the beginning of the next
        yield from _found(view, word, left, right, "disguised_text")
    else:
        yield from _found(view, word, left, right, "exact_text")


def _isolated(view: View, start: int, end: int) -> bool:
    """Whether one of two separated characters stands alone, as no ordinary word does."""
    before, after = view.text[start - 1 : start] if start else "", view.text[end : end + 1]
    return not (before.isalnum() and after.isalnum())


def _mixed(view: View, watchlist: Watchlist) -> Iterator[Occurrence]:
    if not watchlist.mixed:
        return
    at = [i for i, char in enumerate(view.text) if char.isalnum()]
    text = "".join(view.text[i] for i in at)
    for start in range(len(text) - 1):
        for word in watchlist.mixed.get(text[start : start + 2], ()):
            if text.startswith(word.solid, start):
                end = at[start + len(word.solid) - 1] + 1
                if end - at[start] <= 2 * len(word.solid):
                    yield from _found(view, word, at[start], end, "exact_text")


def _shapes(view: View, watchlist: Watchlist) -> Iterator[Occurrence]:
    for run in runs(view):
        text = run.text.rstrip("!|")
        if len(text) < 4 or text in COMMON or text in watchlist.latin:
            continue
        for word in watchlist.shapes.get(skeleton(text), ()):
            likeness = SHAPE_IN_LETTERS if text.isalpha() else LIKENESS["shape_text"]
            if not (word.ordinary and text.isalpha()):
                yield Occurrence(word, view, run.start, run.start + len(text), "shape_text", likeness)


def _near_latin(view: View, pieces: tuple[Piece, ...], watchlist: Watchlist) -> Iterator[Occurrence]:
    for table, parts in (
        (watchlist.near_latin, runs(view)),
        (watchlist.near_joined, _pairs(view, pieces) if watchlist.near_joined else ()),
    ):
        for part in parts:
            text = part.text
            if not 4 <= len(text) <= watchlist.longest_latin + 1 or text in COMMON or text in watchlist.latin:
                continue
            for word in _within_one(text, table):
                lost = CHANGED_START if text[0] != word.solid[0] else 0.0
                likeness = round(_kept(word) - lost, 4)
                yield Occurrence(word, view, part.start, part.end, "near_text", likeness)


def _kept(word: Word) -> float:
    return round(NEAR * (1 - 1 / len(word.solid)), 4)


def _pairs(view: View, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Neighbouring pieces as one, for marks of two words."""
    return tuple(
        Piece(a.start, b.end, a.text + b.text)
        for a, b in pairwise(pieces)
        if a.end < b.start and joins_latin(view.text[a.end : b.start])
    )


def _within_one(text: str, table: dict[str, list[Word]]) -> Iterator[Word]:
    seen = set()
    for key in (text, *sorted(deletions(text))):
        for word in table.get(key, ()):
            if word not in seen and OSA.distance(text, word.solid, score_cutoff=1) == 1:
                yield word
            seen.add(word)


def _near_cjk(view: View, between: Letters, watchlist: Watchlist) -> Iterator[Occurrence]:
    text, lengths = between.text, watchlist.near_lengths
    if not lengths:
        return
    for size in range(max(lengths[0] - 1, LEAST_CJK_EDIT - 1), min(lengths[-1] + 1, len(text)) + 1):
        for start in range(len(text) - size + 1):
            for word in _likely_disguised(text[start : start + size], watchlist):
                if all(map(joins_letters, _gaps(view, between, start, size))):
                    end = between.at[start + size - 1] + 1
                    yield Occurrence(word, view, between.at[start], end, "near_text", _kept(word))


def _likely_disguised(window: str, watchlist: Watchlist) -> Iterator[Word]:
    """Words one edit away that the window still reads as: two characters swapped, or both ends kept.

    With another first or last character it is usually other goods of the same place.
    """
    kept = watchlist.near_ends.get(window[0] + window[-1], ())
    swapped = watchlist.swapped.get("".join(sorted(window)), ())
    for word in dict.fromkeys((*kept, *swapped)):
        # In three characters a changed or missing one leaves too little of the word.
        enough = len(word.solid) >= LEAST_CJK_EDIT or len(window) > len(word.solid) or word in swapped
        if enough and OSA.distance(window, word.solid, score_cutoff=1) == 1:
            yield word
