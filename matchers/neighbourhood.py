"""The deletion neighbourhood of many strings: which of them may be within one or two edits of a text.

Two strings are within `n` edits (insertion, omission, replacement, swap of neighbours) only if dropping up
to `n` characters from each can leave the same; so every string is kept under the keys of all its
deletions, and a text is looked up under all of its own. What is found is a candidate: keys may collide
and deletions allow a little more than edits do. A comparison decides.

Source: Bocek, Hunt, Stiller, "Fast similarity search in large dictionaries", University of Zurich, 2007.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers.fast import probe
from matchers.keys import I64, U64, keys, weights

U32 = NDArray[np.uint32]

# An entry is 38 bits of a key above the 26 bits of a string's number.
NUMBER_BITS: Final = 26
_NUMBER_MASK: Final = np.uint64((1 << NUMBER_BITS) - 1)
# Bits of the filter for each entry, at least: one answer "maybe" in sixteen is wrong.
FILTER_BITS: Final = 16
_PIECE: Final = 20  # bits of a piece's size while the filter is made


class Strings(NamedTuple):
    """Strings end to end: string `i` is `codes[starts[i]:starts[i + 1]]`."""

    codes: U32
    starts: I64

    def text(self, number: int) -> str:
        part = self.codes[self.starts[number] : self.starts[number + 1]]
        return part.tobytes().decode("utf-32-le", "surrogatepass")

    @classmethod
    def of(cls, texts: Sequence[str]) -> Strings:
        codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        starts = np.zeros(len(texts) + 1, dtype=np.int64)
        np.cumsum([len(text) for text in texts], out=starts[1:])
        return cls(codes, starts)


class Windows(NamedTuple):
    """Stretches of a text to look up: where they start, how long, how many deletions, ends kept or not."""

    starts: I64
    lengths: I64
    edits: I64
    inner: NDArray[np.bool_]

    def where(self, kept: NDArray[np.bool_] | I64) -> Windows:
        return Windows(self.starts[kept], self.lengths[kept], self.edits[kept], self.inner[kept])

    def __add__(self, other: object) -> Windows:
        assert isinstance(other, Windows)  # noqa: S101  # said to the type checker
        return Windows(*(np.concatenate(pair) for pair in zip(self, other, strict=True)))


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Keys with the numbers of their strings, sorted; by bucket of their first bits; behind a filter."""

    entries: U64
    buckets: U32
    filter: NDArray[np.uint8]

    @classmethod
    def of(cls, strings: Strings, edits: NDArray[np.uint8]) -> Neighbourhood:
        """Of strings, each with the number of characters that may be dropped from it."""
        parts = [np.zeros(0, dtype=np.uint64)]
        lengths = np.diff(strings.starts)
        counted = weights(strings.codes)
        for size, allowed in _groups(lengths, edits):
            numbers = np.flatnonzero((lengths == size) & (edits == allowed))
            for chunk in _chunks(numbers, size, allowed):
                rows = strings.starts[chunk][:, None] + np.arange(size)
                found = keys(counted[rows], allowed)
                parts.append(((found & ~_NUMBER_MASK) | chunk.astype(np.uint64)[:, None]).ravel())
        return _filled(_distinct(np.concatenate(parts)))

    def candidates(self, codes: U32, windows: Windows) -> tuple[I64, I64]:
        """Windows and strings that may be near one another: pairs, each once, in order."""
        found = probe(self.entries, self.buckets, self.filter, weights(codes), windows)
        pairs = _distinct(found).astype(np.int64)
        return pairs >> NUMBER_BITS, pairs & ((1 << NUMBER_BITS) - 1)


def _distinct(values: U64) -> U64:
    """Sorted, each once. (Many times faster than `numpy.unique`, which hashes first.)"""
    values = np.sort(values)
    return values[np.append(True, values[1:] != values[:-1])] if len(values) else values


def _groups(lengths: I64, edits: NDArray[np.uint8]) -> list[tuple[int, int]]:
    pairs = np.unique(lengths * 8 + edits)
    return [(int(pair) // 8, int(pair) % 8) for pair in pairs if pair >= 8]


def _chunks(numbers: I64, size: int, edits: int) -> list[I64]:
    width = 1 + (size if edits else 0) + (size * (size - 1) // 2 if edits > 1 else 0)
    each = max(1, 4_000_000 // width)
    return [numbers[i : i + each] for i in range(0, len(numbers), each)]


def _filled(entries: U64) -> Neighbourhood:
    bits = max(4, len(entries).bit_length() - 1)
    edges = np.arange(1 << bits, dtype=np.uint64) << np.uint64(64 - bits)
    places = np.append(np.searchsorted(entries, edges), len(entries)).astype(np.uint32)
    return Neighbourhood(entries, places, _filter(entries))


def _filter(entries: U64) -> NDArray[np.uint8]:
    """One bit for the first bits of each entry; entries are sorted, so it is made piece by piece."""
    size = max(_PIECE, (len(entries) * FILTER_BITS).bit_length())
    held = np.zeros(1 << (size - 3), dtype=np.uint8)
    edges = np.arange(1 << (size - _PIECE), dtype=np.uint64) << np.uint64(64 - size + _PIECE)
    places = [*np.searchsorted(entries, edges).tolist(), len(entries)]
    for piece, (first, end) in enumerate(pairwise(places)):
        bits = np.zeros(1 << _PIECE, dtype=np.bool_)
        bits[(entries[first:end] >> np.uint64(64 - size)) & np.uint64((1 << _PIECE) - 1)] = True
        held[piece << (_PIECE - 3) : (piece + 1) << (_PIECE - 3)] = np.packbits(bits, bitorder="little")
    return held
