"""The forms under which a protected word is looked for, and how many edits each allows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from typing import Final, NamedTuple

from domain.rights import Right
from matchers.commonness import exact_only
from matchers.confusables import skeleton
from matchers.normal import folded, solid
from matchers.readings import readings

LONGEST: Final = 48
LEAST_SHAPE: Final = 4
# Two letters say nothing, three little: with agreement of the goods only.
LEAST_INITIALS: Final = 3
# Below this, pinyin without tones is in every other word.
LEAST_PINYIN: Final = 4
LEAST_PINYIN_EDIT: Final = 6
LEAST_CHINESE_EDIT: Final = 3
_ALONE: Final = 255  # kept out of the neighbourhood


class Kind(IntEnum):
    """What a form is made of."""

    LATIN = 0
    OTHER = 1  # letters of other scripts, alone or with Latin ones
    SHAPE = 2
    PINYIN = 3
    INITIALS = 4


class Word(NamedTuple):
    """One word of one right; `cuts` are the places in `solid` where the right itself has a gap."""

    right: int
    raw: str
    solid: str
    cuts: frozenset[int]
    ordinary: bool


class Form(NamedTuple):
    """One form of a word, and the characters that may be dropped from it to find what is near."""

    kind: Kind
    text: str
    drops: int


def latin_edits(length: int) -> int:
    """Edits a Latin word of this length allows: below four letters none, to seven one, above two."""
    return 0 if length < 4 else 1 if length < 8 else 2


def words(number: int, right: Right) -> Iterator[Word]:
    """The words of a right, each once."""
    seen = set()
    for raw in right.words:
        form = solid(raw)[:LONGEST]
        if form and form not in seen:
            seen.add(form)
            yield Word(number, raw, form, cuts(raw), exact_only(right, raw))


def cuts(raw: str) -> frozenset[int]:
    """Places within the solid form where the word as registered has a gap."""
    if raw.isalnum():
        return frozenset()
    places, length = set(), 0
    for part in re.findall(r"[^\W_]+", folded(raw)):
        length += len(part)
        places.add(length)
    return frozenset(places - {length})


def forms(word: Word) -> Iterator[Form]:
    """All forms of a word; an ordinary word has itself, and its shape for digits and signs in it."""
    latin = word.solid.isascii()
    yield Form(Kind.LATIN if latin else Kind.OTHER, word.solid, _drops(word, latin=latin))
    if latin:
        yield from _shape(word)
    elif not word.ordinary:
        yield from _sounds(word)


def _drops(word: Word, *, latin: bool) -> int:
    size = len(word.solid)
    if latin:
        allowed = latin_edits(size)
        return allowed if allowed and not word.ordinary and not word.solid.isdigit() else _ALONE
    if word.ordinary or size == 1:
        return _ALONE
    return 1 if size >= LEAST_CHINESE_EDIT else 0


def _shape(word: Word) -> Iterator[Form]:
    shape = skeleton(word.solid)
    if len(shape) >= LEAST_SHAPE and not word.solid.isdigit():
        near = shape != word.solid and not word.ordinary
        yield Form(Kind.SHAPE, shape, latin_edits(len(shape)) if near else _ALONE)


def _sounds(word: Word) -> Iterator[Form]:
    if len(word.solid) < 2:  # one syllable is no name
        return
    for syllables in readings(word.solid):
        spelt = "".join(syllables)
        for text in dict.fromkeys((spelt, spelt.replace("v", "u"))):
            if len(text) >= LEAST_PINYIN:
                yield Form(Kind.PINYIN, text, 1 if len(text) >= LEAST_PINYIN_EDIT else _ALONE)
        if len(syllables) >= LEAST_INITIALS:
            yield Form(Kind.INITIALS, "".join(one[0] for one in syllables), 0)
