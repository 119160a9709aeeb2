"""Views of many fields at once: strings of characters, each with its place in the folded fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers import readings
from matchers.confusables import IN_DIGITS, SEQUENCES, SKELETON
from matchers.folding import DIGIT, END, LATIN, LETTER, NOTHING, SIGN, Folded, codes_of, fold
from matchers.glyphs import Parts
from matchers.keys import I64
from matchers.normal import LIMITS, OTHER_LIMIT, RAW_FACTOR
from matchers.pieces import LONGEST_GAP

U32 = NDArray[np.uint32]
Flags = NDArray[np.bool_]

_SHAPES: Final = np.arange(128, dtype=np.uint32)
for _from, _to in SKELETON.items():
    _SHAPES[_from] = _to


class Strand(NamedTuple):
    """Characters of one view; character `i` stands for the folded stretch `start[i]` to `end[i]`."""

    codes: U32
    start: I64
    end: I64

    def where(self, kept: Flags | I64) -> Strand:
        return Strand(self.codes[kept], self.start[kept], self.end[kept])


class Base(NamedTuple):
    """Folded fields end to end, a 0 between them.

    Attributes:
        text: codes, raw places and kinds; raw places count within their field.
        field: the number of the field each character is of.
        starts: where each field starts.
    """

    text: Folded
    field: I64
    starts: I64

    @property
    def length(self) -> int:
        return len(self.text.codes)


def base(fields: Sequence[tuple[str, str]]) -> Base:
    """Names and raw texts of fields, folded and cut at their limits."""
    limits = np.array([LIMITS.get(name, OTHER_LIMIT) for name, _ in fields], dtype=np.int64)
    raw = [text[: limit * RAW_FACTOR] for (_, text), limit in zip(fields, limits.tolist(), strict=True)]
    sizes = np.array([len(text) + 1 for text in raw], dtype=np.int64)
    codes = codes_of("\0".join([*raw, ""]))
    ends = np.zeros(len(codes), dtype=np.bool_)
    ends[np.cumsum(sizes) - 1] = True
    made = fold(codes, ends)
    field = np.repeat(np.arange(len(fields)), sizes)[made.at]
    counts = np.bincount(field, minlength=len(fields))
    starts = np.cumsum(counts) - counts
    if (counts > limits + 1).any():
        kept = (np.arange(len(field)) - starts[field] < limits[field]) | (made.kinds == END)
        made, field = Folded(*(part[kept] for part in made)), field[kept]
        counts = np.bincount(field, minlength=len(fields))
        starts = np.cumsum(counts) - counts
    return Base(made._replace(at=made.at - (np.cumsum(sizes) - sizes)[field]), field, starts)


def _chosen(base: Base, kept: Flags) -> Strand:
    places = np.flatnonzero(kept)
    return Strand(base.text.codes[places], places, places + 1)


def solid(base: Base) -> Strand:
    """Letters and digits alone: separators, signs and spaces gone."""
    return _chosen(base, (base.text.kinds != NOTHING) & (base.text.kinds != SIGN))


def chinese(base: Base) -> Strand:
    """Letters of other scripts than Latin alone."""
    return _chosen(base, (base.text.kinds == LETTER) | (base.text.kinds == END))


def shapes(base: Base) -> Strand:
    """Letters, digits and signs by their shape: see `matchers.confusables.skeleton`.

    Pairs become one and runs are shortened only where the characters are neighbours, or letters that stand
    each for itself.
    """
    made = _chosen(base, base.text.kinds != NOTHING)
    made, close = _paired(made, _lone(base)[made.start], *IN_DIGITS)
    latin = made.codes < len(_SHAPES)
    codes = made.codes.copy()
    codes[latin] = _SHAPES[codes[latin]]
    made = made._replace(codes=codes)
    for pair, single in SEQUENCES:
        made, close = _paired(made, close, pair, single)
    same = (made.codes[1:] == made.codes[:-1]) & _near(made, close) & (made.codes[1:] != 0)
    first = np.flatnonzero(~np.append(False, same))
    last = np.append(first[1:], len(made.codes)) - 1
    return Strand(made.codes[first], made.start[first], made.end[last])


def _lone(base: Base) -> Flags:
    """Whether a character has no letter or digit at either side."""
    other = np.isin(base.text.kinds, (NOTHING, END))
    sides = np.concatenate([[True], other, [True]])
    return np.asarray(sides[:-2] & sides[2:], dtype=np.bool_)


def _near(strand: Strand, lone: Flags) -> Flags:
    touch = strand.end[:-1] == strand.start[1:]
    return np.asarray(touch | (lone[:-1] & lone[1:]), dtype=np.bool_)


def _paired(strand: Strand, lone: Flags, pair: str, single: str) -> tuple[Strand, Flags]:
    first, second = map(ord, pair)
    found = np.flatnonzero((strand.codes[:-1] == first) & (strand.codes[1:] == second) & _near(strand, lone))
    if first == second and len(found):  # of "vvv" the first two
        run = np.cumsum(np.append(True, np.diff(found) != 1))
        found = found[(np.arange(len(found)) - np.searchsorted(run, run)) % 2 == 0]
    if not len(found):
        return strand, lone
    codes, end = strand.codes.copy(), strand.end.copy()
    codes[found], end[found] = ord(single), strand.end[found + 1]
    kept = np.ones(len(codes), dtype=np.bool_)
    kept[found + 1] = False
    return Strand(codes, strand.start, end).where(kept), lone[kept]


def spoken(base: Base) -> Strand:
    """Latin letters, and Chinese characters in pinyin by their usual reading.

    Other letters and digits stay as they are, and keep syllables apart. The other readings of characters
    are kept on the side of the words: see `matchers.readings.readings`.
    """
    text = _chosen(base, (base.text.kinds != NOTHING) & (base.text.kinds != SIGN))
    number = readings.FIRST[text.codes]
    sizes = np.where(number, readings.LENGTHS[number], 1)
    at = np.repeat(np.arange(len(text.codes)), sizes)
    within = np.arange(len(at)) - (np.cumsum(sizes) - sizes)[at]
    place = np.minimum(readings.STARTS[number[at]] + within, len(readings.LETTERS) - 1)
    codes = np.where(number[at], readings.LETTERS[place], text.codes[at]).astype(np.uint32)
    return Strand(codes, text.start[at], text.end[at])


def chosen_gap(strand: Strand) -> Flags:
    """Whether the gap between a character and the next is short enough for one word pulled apart."""
    gap = strand.start[1:] - strand.end[:-1]
    return np.asarray(
        (gap <= LONGEST_GAP) & (strand.codes[1:] != 0) & (strand.codes[:-1] != 0), dtype=np.bool_
    )


def linked(strand: Strand, base: Base) -> Flags:
    """Whether a Chinese character and the next may be neighbours; one stray Latin letter is noise."""
    return np.asarray(chosen_gap(strand) & (strays(strand, base) <= 1), dtype=np.bool_)


def strays(strand: Strand, base: Base) -> I64:
    """Latin letters and digits between each character and the next."""
    western = np.append(0, np.cumsum((base.text.kinds == LATIN) | (base.text.kinds == DIGIT)))
    return np.asarray(western[strand.start[1:]] - western[strand.end[:-1]])


def recomposed(strand: Strand, near: Flags, parts: Parts) -> Strand:
    """With split characters put together again, from the left; empty if there is none."""
    at, sizes, whole = parts.found(strand.codes)
    breaks = np.append(0, np.cumsum(~near))
    joined = breaks[at] == breaks[at + sizes - 1] if len(at) else at.astype(np.bool_)
    taken, kept, end = [], np.ones(len(strand.codes), dtype=np.bool_), 0
    codes, ends = strand.codes.copy(), strand.end.copy()
    for place in np.flatnonzero(joined).tolist():
        start, stop = int(at[place]), int(at[place] + sizes[place])
        if start >= end:
            codes[start], ends[start], kept[start + 1 : stop] = whole[place], strand.end[stop - 1], False
            taken.append(start)
            end = stop
    made = Strand(codes, strand.start, ends)
    return made.where(kept) if taken else made.where(np.zeros(0, dtype=np.int64))
