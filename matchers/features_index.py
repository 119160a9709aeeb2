"""Which references' corners look like a picture's corners: an inverted file over fixed words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import faiss
import numpy as np
from numpy.typing import NDArray

from matchers.features import Points

_WORDS: Final = Path(__file__).with_name("corner_words.npy")
_PROBES: Final = 8
NEIGHBOURS: Final = 6
# Of 256: two codes of one corner are seldom further apart.
_MOST_BITS: Final = 72


class Pairs(NamedTuple):
    """Corners of a query (`theirs`) met with corners of references (`ours`), as row numbers."""

    theirs: NDArray[np.intp]
    ours: NDArray[np.intp]
    bits: NDArray[np.int32]


class Nearest(NamedTuple):
    """For each corner of a query, in one line, rows of reference corners (-1: none) and their bits."""

    ours: NDArray[np.int64]
    bits: NDArray[np.int32]

    def pairs(self) -> Pairs:
        """What is there of it, query by query."""
        theirs, _column = held = np.nonzero(self.ours >= 0)
        return Pairs(theirs, self.ours[held], self.bits[held])


def nearest_of_all(parts: Sequence[Nearest]) -> list[Pairs]:
    """Of what each part of a register says is near, the nearest of all; one answer a part."""
    if len(parts) == 1 and parts[0].ours.shape[1] == NEIGHBOURS:
        return [parts[0].pairs()]
    ours = np.concatenate([part.ours for part in parts], axis=1)
    bits = np.concatenate([np.where(part.ours >= 0, part.bits, 1 << 16) for part in parts], axis=1)
    rank = np.argsort(np.argsort(bits, axis=1, kind="stable"), axis=1)
    kept = np.where(rank < NEIGHBOURS, ours, -1)
    ends = np.cumsum([part.ours.shape[1] for part in parts])[:-1]
    split = zip(np.split(kept, ends, axis=1), parts, strict=True)
    return [Nearest(near, part.bits).pairs() for near, part in split]


class CornerIndex:
    """Codes of many references; more can be added at any time, nothing is rebuilt."""

    def __init__(self) -> None:
        words = _words()
        self._coarse = faiss.IndexBinaryFlat(256)
        self._coarse.add(words)
        self._lists = _ready(faiss.IndexBinaryIVF(self._coarse, 256, len(words)))
        self._lists.is_trained = True

    def __len__(self) -> int:
        return int(self._lists.ntotal)

    def add(self, codes: Sequence[NDArray[np.uint8]]) -> None:
        for block in codes:
            if len(block):
                self._lists.add(np.ascontiguousarray(block))

    def save(self, path: Path) -> None:
        faiss.write_index_binary(self._lists, str(path))

    @classmethod
    def open(cls, path: Path) -> CornerIndex:
        """An index whose lists stay on disk; nothing can be added to it.

        Raises:
            OSError: there is no such file.
            ValueError: it is no index.
        """
        with path.open("rb"):
            pass
        index = cls.__new__(cls)
        try:
            index._lists = _ready(faiss.read_index_binary(str(path), faiss.IO_FLAG_MMAP))
        except RuntimeError as error:
            raise ValueError(f"{path} is no index: {str(error)[-200:]}") from None
        return index

    def nearest(self, query: Points, most: int = NEIGHBOURS) -> Nearest:
        """For each corner of the query its `most` nearest reference corners within `_MOST_BITS`."""
        if not len(query.at) or not self._lists.ntotal:
            none = np.full((len(query.at), most), -1, np.int64)
            return Nearest(none, np.zeros(none.shape, np.int32))
        bits, ours = self._lists.search(query.codes, most)
        return Nearest(np.where(bits <= _MOST_BITS, ours, -1), bits)

    def pairs(self, query: Points) -> Pairs:
        """The same as pairs, six for each corner of the query."""
        return self.nearest(query).pairs()


# Its threads spin while they wait for each other, which on a busy machine costs more than they win.
faiss.omp_set_num_threads(1)


def _ready(lists: Any) -> Any:
    lists.nprobe = _PROBES
    lists.use_heap = True
    return lists


@cache
def _words() -> NDArray[np.uint8]:
    words: NDArray[np.uint8] = np.load(_WORDS)
    return words
