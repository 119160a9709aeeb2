"""Whole copies by their hashes alone, for pictures whose pixels are not to be had."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain.values import Picture
from matchers.orientations import COUNT, NAMES
from matchers.pdq import BYTES, LEAST_QUALITY, turned_hashes

# Of 64. On 185 references with 2,360 pictures, a third of them honest, at most 10 bits found two
# copies in five and flagged 0.4 % of the honest; unrelated pictures lie near 32.
PHASH_BITS: Final = 10
# At the last bit the score is 0.55: above one half, below every nearer copy.
SCORE_PER_BIT: Final = 0.045
# Of 256, in any of eight orientations and any part: the nearest of all honest pictures of the fit and tune
# parts of `bench.image_data` lies further from 130 references; each doubling of the register costs bits,
# because the nearest of twice as many strangers is nearer.
PDQ_BITS: Final = 62
PDQ_REFERENCES: Final = 130
PDQ_BITS_PER_DOUBLING: Final = 3
_LEAST_PDQ_BITS: Final = 31
_LAST_SCORE: Final = 0.55
_WHOLE: Final = frozenset(("whole", "trim"))


class Reference(NamedTuple):
    """One reference picture of one right."""

    right: int
    picture: Picture


class Near(NamedTuple):
    """How near a hash is.

    Attributes:
        kind: `phash` or `pdq`.
        bits: how many differ.
        orientation: how the copy is turned, by a name of `matchers.orientations`.
        crop: which part of the listing's picture it is.
        quality: of 100, how much that part shows; 0 where it was not measured.
    """

    kind: str
    bits: int
    orientation: str
    crop: str
    score: float
    quality: int = 0


class Hashes:
    """Hashes of references in flat arrays: a full scan of a hundred thousand takes under a millisecond."""

    def __init__(self, references: Sequence[Reference]) -> None:
        self._phashed = [one for one in references if one.picture.phash is not None]
        self._phashes = np.array([one.picture.phash for one in self._phashed], np.uint64)
        parts = [(one, part.bits) for one in references for part in _pdq(one.picture) if part.crop in _WHOLE]
        self._pdqed = [one for one, _ in parts]
        turned = [turned_hashes(bits) for _, bits in parts]
        self._pdqs = np.concatenate(turned) if turned else np.zeros((0, BYTES), np.uint8)
        self._most = most_bits(len(references))

    def near(self, picture: Picture) -> Iterator[tuple[Reference, Near]]:
        """References whose hash is near; one may come by both kinds."""
        if picture.phash is not None and self._phashed:
            bits = np.bitwise_count(self._phashes ^ np.uint64(picture.phash))
            for i in np.flatnonzero(bits <= PHASH_BITS):
                yield self._phashed[i], Near("phash", int(bits[i]), NAMES[0], "whole", score_at(int(bits[i])))
        if not len(self._pdqs):
            return
        for part in _pdq(picture):
            for row, bits in _near(self._pdqs, part.bits, self._most):
                number, turn = divmod(row, COUNT)
                near = Near("pdq", bits, NAMES[turn], part.crop, self._score(bits), part.quality)
                yield self._pdqed[number], near

    def _score(self, bits: int) -> float:
        return round(1.0 - (1.0 - _LAST_SCORE) * bits / self._most, 4)


def score_at(bits: int) -> float:
    """The likeness of two pictures `bits` of their pHash apart, 1 at none."""
    return round(1.0 - SCORE_PER_BIT * bits, 4)


def most_bits(references: int) -> int:
    """How far PDQ hashes of a copy may lie apart in a register of so many references."""
    doublings = max(0.0, math.log2(max(1, references) / PDQ_REFERENCES))
    return max(_LEAST_PDQ_BITS, round(PDQ_BITS - PDQ_BITS_PER_DOUBLING * doublings))


def _pdq(picture: Picture):  # type: ignore[no-untyped-def]
    return [one for one in picture.hashes if one.kind == "pdq" and one.quality >= LEAST_QUALITY]


def _near(stored: NDArray[np.uint8], query: bytes, within: int) -> Iterator[tuple[int, int]]:
    words = stored.view(np.uint64) ^ np.frombuffer(query, np.uint64)
    bits = np.bitwise_count(words).sum(axis=1, dtype=np.int64)
    for row in np.flatnonzero(bits <= within):
        yield int(row), int(bits[row])
