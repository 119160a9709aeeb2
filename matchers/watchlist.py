"""The words of all rights, ready to be looked up: exactly, by shape, and one edit away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from domain.rights import Right
from matchers.confusables import skeleton
from matchers.normal import folded, solid
from matchers.pieces import is_latin

# One edit in a Latin word of four letters is usually another word: of 137 false one-edit hits on marks
# never seen before, 89 sat on four-letter marks.
LEAST_LATIN_EDIT: Final = 5
# A Chinese word of four with another character in it is often other goods of the same place; three
# allow only a swap.
LEAST_CJK_EDIT: Final = 4
LEAST_SHAPE: Final = 4
LONGEST: Final = 48


class Word(NamedTuple):
    """One word of one right; `cuts` are the places in `solid` where the right itself has a gap."""

    right: int
    raw: str
    solid: str
    cuts: frozenset[int]
    ordinary: bool


Table = dict[str, list[Word]]


@dataclass(slots=True)
class Watchlist:
    """Words by the forms they are looked up by."""

    latin: Table = field(default_factory=dict)
    cjk: Table = field(default_factory=dict)
    mixed: Table = field(default_factory=dict)
    shapes: Table = field(default_factory=dict)
    near_latin: Table = field(default_factory=dict)
    near_joined: Table = field(default_factory=dict)
    near_ends: Table = field(default_factory=dict)
    swapped: Table = field(default_factory=dict)
    cjk_lengths: tuple[int, ...] = ()
    near_lengths: tuple[int, ...] = ()
    longest_latin: int = 0

    @classmethod
    def of(cls, rights: Sequence[Right]) -> Watchlist:
        made = cls()
        for number, right in enumerate(rights):
            for word in _words(number, right):
                made._add(word)
        made.cjk_lengths = tuple(sorted({len(key) for key in made.cjk}))
        made.near_lengths = tuple(sorted({len(key) for key in made.swapped}))
        made.longest_latin = max(map(len, made.latin), default=0)
        return made

    def _add(self, word: Word) -> None:
        if is_latin(word.solid):
            _put(self.latin, word.solid, word)
            self._add_disguises(word)
        elif any(char.isascii() for char in word.solid):
            _put(self.mixed, word.solid[:2], word)
        else:
            _put(self.cjk, word.solid, word)
            if not word.ordinary and len(word.solid) >= LEAST_CJK_EDIT - 1:
                _put(self.near_ends, word.solid[0] + word.solid[-1], word)
                _put(self.swapped, "".join(sorted(word.solid)), word)

    def _add_disguises(self, word: Word) -> None:
        letters = sum(char.isalpha() for char in word.solid)
        shape = skeleton(word.solid)
        if len(shape) >= LEAST_SHAPE and letters:
            _put(self.shapes, shape, word)
        if not word.ordinary and letters >= LEAST_LATIN_EDIT:
            for key in (word.solid, *deletions(word.solid)):
                _put(self.near_latin, key, word)
                if word.cuts:
                    _put(self.near_joined, key, word)


def deletions(text: str) -> set[str]:
    """The text with each one of its characters left out."""
    return {text[:i] + text[i + 1 :] for i in range(len(text))}


def _put(table: Table, key: str, word: Word) -> None:
    table.setdefault(key, []).append(word)


def _words(number: int, right: Right) -> Iterator[Word]:
    seen = set()
    for raw in right.words:
        form = solid(raw)[:LONGEST]
        if form and form not in seen:
            seen.add(form)
            yield Word(number, raw, form, _cuts(raw), right.ordinary_word)


def _cuts(raw: str) -> frozenset[int]:
    places, length = set(), 0
    for part in re.findall(r"[^\W_]+", folded(raw)):
        length += len(part)
        places.add(length)
    return frozenset(places - {length})
