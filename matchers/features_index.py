"""Which references' corners look like a picture's corners: an inverted file over fixed words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import faiss
import numpy as np
from numpy.typing import NDArray

from matchers.features import Points

_WORDS: Final = Path(__file__).with_name("corner_words.npy")
_PROBES: Final = 8
_NEIGHBOURS: Final = 6
# Of 256: two codes of one corner are seldom further apart.
_MOST_BITS: Final = 72


class Pairs(NamedTuple):
    """Corners of a query (`theirs`) met with corners of references (`ours`), as row numbers."""

    theirs: NDArray[np.intp]
    ours: NDArray[np.intp]
    bits: NDArray[np.int32]


class CornerIndex:
    """Codes of many references; more can be added at any time, nothing is rebuilt."""

    def __init__(self) -> None:
        words = _words()
        self._coarse = faiss.IndexBinaryFlat(256)
        self._coarse.add(words)
        self._lists = faiss.IndexBinaryIVF(self._coarse, 256, len(words))
        self._lists.is_trained = True
        self._lists.nprobe = _PROBES
        self._lists.use_heap = True

    def add(self, codes: Sequence[NDArray[np.uint8]]) -> None:
        for block in codes:
            if len(block):
                self._lists.add(np.ascontiguousarray(block))

    def pairs(self, query: Points) -> Pairs:
        """For each corner of the query its nearest reference corners within `_MOST_BITS`."""
        if not len(query.at) or not self._lists.ntotal:
            none = np.zeros(0, np.intp)
            return Pairs(none, none, np.zeros(0, np.int32))
        bits, ours = self._lists.search(query.codes, _NEIGHBOURS)
        near = (bits <= _MOST_BITS) & (ours >= 0)
        return Pairs(np.nonzero(near)[0], ours[near], bits[near])


@cache
def _words() -> NDArray[np.uint8]:
    words: NDArray[np.uint8] = np.load(_WORDS)
    return words
