"""The stretches of a listing that are looked up for words with an edit."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers.folding import END, NOTHING
from matchers.glyphs import lookalikes
from matchers.keys import I64
from matchers.neighbourhood import Windows
from matchers.strands import Base, Strand, chosen_gap

U32 = NDArray[np.uint32]
Flags = NDArray[np.bool_]

LONGEST: Final = 50  # the longest mark and two more
LONGEST_CHINESE: Final = 9
# Neighbouring Latin pieces looked at as one word.
MOST_JOINED: Final = 3


class Looked(NamedTuple):
    """Windows over one tape of characters, and where each stands in its strand."""

    codes: U32
    windows: Windows
    first: I64
    last: I64

    def where(self, kept: Flags) -> Looked:
        return Looked(self.codes, self.windows.where(kept), self.first[kept], self.last[kept])


def none() -> Looked:
    empty = np.zeros(0, dtype=np.int64)
    return Looked(
        np.zeros(0, dtype=np.uint32), Windows(empty, empty, empty, empty.astype(np.bool_)), empty, empty
    )


def latin(strand: Strand, base: Base, *, changed: bool, longest: int = LONGEST) -> Looked:
    """Latin pieces, alone and joined with up to two neighbours; with `changed` of another shape only."""
    western = (strand.codes < 128) & (strand.codes > 0)  # ASCII
    near = _touching(strand, base)
    first = np.flatnonzero(western & ~(np.append(False, western[:-1]) & np.append(False, near)))
    last = np.flatnonzero(western & ~(np.append(western[1:], False) & np.append(near, False)))
    joined = np.append(False, (last[:-1] + 1 == first[1:]) & chosen_gap(strand)[last[:-1]])
    starts, ends = [first], [last]
    reach = np.ones(len(first), dtype=np.bool_)
    for more in range(1, MOST_JOINED):
        reach = reach[:-1] & joined[more:] if len(reach) else reach
        starts.append(first[: len(reach)][reach])
        ends.append(last[more:][reach])
    start, end = np.concatenate(starts), np.concatenate(ends)
    kept = end - start < min(LONGEST, longest)
    if changed:
        other = (strand.codes != base.text.codes[strand.start]) | (strand.end - strand.start > 1)
        before = np.append(0, np.cumsum(other))
        kept &= before[end + 1] > before[start]
    return _latin_windows(strand, start[kept], end[kept])


def letters(strand: Strand) -> Looked:
    """Runs of Latin letters that digits are glued to."""
    letter = (strand.codes >= ord("a")) & (strand.codes <= ord("z"))
    digit = (strand.codes >= ord("0")) & (strand.codes <= ord("9"))
    touch = strand.end[:-1] == strand.start[1:]
    after, before = np.append(letter[1:] & touch, False), np.append(False, letter[:-1] & touch)
    start, end = np.flatnonzero(letter & ~before), np.flatnonzero(letter & ~after)
    glued = np.append(digit[1:] & touch, False)[end] | np.append(False, digit[:-1] & touch)[start]
    kept = glued & (end - start < LONGEST)
    return _latin_windows(strand, start[kept], end[kept])


def mixed(strand: Strand) -> Looked:
    """Runs of three to nine characters, Latin and others mixed."""
    western = np.append(0, np.cumsum(strand.codes < 128))  # ASCII
    made = chinese(strand, chosen_gap(strand))
    latin = western[made.last + 1] - western[made.first]
    size = made.windows.lengths
    kept = (latin > 0) & (latin < size) & (size > 2)
    return made.where(kept)


def _latin_windows(strand: Strand, start: I64, end: I64) -> Looked:
    size = end - start + 1
    kept = size >= 3  # a word of four with one left out
    start, end, size = start[kept], end[kept], size[kept]
    edits = np.where(size < 4, 0, np.where(size < 8, 1, 2))  # as latin_edits
    return Looked(strand.codes, Windows(start, size, edits, np.zeros(len(size), dtype=np.bool_)), start, end)


def _touching(strand: Strand, base: Base) -> Flags:
    """Whether a character belongs with the next: neighbours, or letters each alone with a gap between."""
    other = np.concatenate([[True], np.isin(base.text.kinds, (NOTHING, END)), [True]])
    alone = other[strand.start] & other[np.minimum(strand.end + 1, len(other) - 1)]
    touch = strand.end[:-1] == strand.start[1:]
    return np.asarray(touch | (alone[:-1] & alone[1:] & chosen_gap(strand)), dtype=np.bool_)


def chinese(strand: Strand, linked: Flags, longest: int = LONGEST_CHINESE) -> Looked:
    """Runs of two to nine characters, or `longest`; one may be dropped within from three on."""
    breaks = np.append(0, np.cumsum(~linked))
    starts = [
        np.flatnonzero(breaks[size - 1 :] == breaks[: len(breaks) - size + 1])
        for size in range(2, min(LONGEST_CHINESE, longest, len(strand.codes)) + 1)
    ]
    if not starts:
        return none()
    start = np.concatenate(starts)
    size = np.repeat(np.arange(2, len(starts) + 2), [len(at) for at in starts])
    windows = Windows(start, size, (size > 2).astype(np.int64), np.ones(len(size), dtype=np.bool_))
    return Looked(strand.codes, windows, start, start + size - 1)


def redrawn(strand: Strand, linked: Flags, occurring: Flags, resembling: Flags) -> Looked:
    """Two neighbouring characters, one of them replaced by each of like looks that occurs in a word."""
    places = np.flatnonzero(resembling[np.minimum(strand.codes, len(resembling) - 1)])
    at, other = lookalikes(strand.codes[places])
    kept = occurring[other]
    at, other = places[at[kept]], other[kept]
    links = np.concatenate([[False], linked, [False]])
    left, right = np.flatnonzero(links[at]), np.flatnonzero(links[at + 1])
    first = np.concatenate([at[left] - 1, at[right]])
    codes = np.stack([strand.codes[first], strand.codes[first + 1]], axis=1)
    codes[: len(left), 1], codes[len(left) :, 0] = other[left], other[right]
    count = len(first)
    starts = np.arange(count, dtype=np.int64) * 2
    sizes = np.full(count, 2, dtype=np.int64)
    nothing = np.zeros(count, dtype=np.int64)
    return Looked(codes.ravel(), Windows(starts, sizes, nothing, nothing.astype(np.bool_)), first, first + 1)
