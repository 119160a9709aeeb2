"""Bit strings near a bit string: each is compared, so none is missed; a million take a millisecond."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

faiss: Any
try:
    import faiss
except ImportError:  # the same answers, some ten times slower
    faiss = None

Bits = NDArray[np.uint8]
Item = TypeVar("Item", np.uint8, np.int64)

_MAGIC: Final = b"mwhamm01"
# Magic, bytes a hash, hashes.
_HEAD: Final = 24
_LEAST_ROOM: Final = 1024


class Near(NamedTuple):
    """A stored bit string: its id and how many bits it is away."""

    id: int
    bits: int


class HammingIndex:
    """Bit strings of one length with their ids: what was opened stays on disk, what was added in memory."""

    def __init__(self, width: int) -> None:
        """An empty index of strings of `width` bytes."""
        if width < 8 or width % 8:
            raise ValueError(f"{width} bytes; whole words of eight are compared")
        self.width = width
        self._kept = (np.empty((0, width), np.uint8), np.empty(0, np.int64))
        self._room = (np.empty((_LEAST_ROOM, width), np.uint8), np.empty(_LEAST_ROOM, np.int64))
        self._added = 0

    def __len__(self) -> int:
        return len(self._kept[1]) + self._added

    @property
    def added(self) -> int:
        """How many are not in the file it was opened from."""
        return self._added

    @property
    def last_id(self) -> int:
        """The largest id, or 0."""
        return max((int(ids.max()) for _bits, ids in self._parts() if len(ids)), default=0)

    def ids_after(self, floor: int) -> frozenset[int]:
        """The ids larger than `floor`."""
        return frozenset(int(one) for _bits, ids in self._parts() for one in ids[ids > floor])

    def add(self, bits: Bits, ids: NDArray[np.int64]) -> None:
        """Take in hashes, shape (count, width), with their ids; nothing is rebuilt.

        Raises:
            ValueError: another shape.
        """
        if bits.shape != (len(ids), self.width):
            raise ValueError(f"hashes of shape {bits.shape} for {len(ids)} ids of {self.width} bytes")
        end = self._added + len(ids)
        self._room = (_grown(self._room[0], end), _grown(self._room[1], end))
        self._room[0][self._added : end] = bits
        self._room[1][self._added : end] = ids
        self._added = end

    def near(self, queries: Bits, *, within: int) -> list[list[Near]]:
        """For each query every hash at most `within` bits away, nearest first, ties by id.

        Raises:
            ValueError: the queries are of another width.
        """
        if queries.ndim != 2 or queries.shape[1] != self.width:
            raise ValueError(f"queries of shape {queries.shape}, not of {self.width} bytes")
        found: list[list[Near]] = [[] for _ in queries]
        for bits, ids in self._parts():
            for query, place, distance in compared(np.ascontiguousarray(queries), bits, within):
                found[query].append(Near(int(ids[place]), distance))
        return [sorted(one, key=lambda near: (near.bits, near.id)) for one in found]

    def save(self, path: Path) -> None:
        """Write everything to one file, whole or not at all."""
        parts = list(self._parts())
        fresh = path.with_name(f".{path.name}.{os.getpid()}")
        with fresh.open("wb") as file:
            file.write(_MAGIC + self.width.to_bytes(8, "little") + len(self).to_bytes(8, "little"))
            for column in (0, 1):
                for part in parts:
                    file.write(np.ascontiguousarray(part[column]).data)
        fresh.replace(path)

    @classmethod
    def open(cls, path: Path) -> HammingIndex:
        """The index of a file, which stays on disk and is shared by all who open it.

        Raises:
            OSError: there is none.
            ValueError: it is no such file, or not whole.
        """
        with path.open("rb") as file:
            head = file.read(_HEAD)
        width, count = int.from_bytes(head[8:16], "little"), int.from_bytes(head[16:24], "little")
        if head[:8] != _MAGIC or path.stat().st_size != _HEAD + count * (width + 8):
            raise ValueError(f"{path} is no index, or not whole")
        index = cls(width)
        if count:
            bits = np.memmap(path, np.uint8, "r", _HEAD, (count, width))
            index._kept = (bits, np.memmap(path, np.int64, "r", _HEAD + count * width, (count,)))
        return index

    def _parts(self) -> Iterator[tuple[Bits, NDArray[np.int64]]]:
        yield self._kept
        yield self._room[0][: self._added], self._room[1][: self._added]


def compared(queries: Bits, stored: Bits, within: int) -> Iterator[tuple[int, int, int]]:
    """Query, place in `stored` and distance of every pair at most `within` bits apart."""
    if len(stored) == 0 or within < 0:
        return iter(())
    return _by_faiss(queries, stored, within) if faiss is not None else by_numpy(queries, stored, within)


def by_numpy(queries: Bits, stored: Bits, within: int) -> Iterator[tuple[int, int, int]]:
    """The same as `compared` without another library."""
    words = stored.view(np.uint64)
    for number, query in enumerate(queries.view(np.uint64)):
        bits = np.bitwise_count(words ^ query).sum(axis=1, dtype=np.int64)
        for place in np.flatnonzero(bits <= within):
            yield number, int(place), int(bits[place])


def _by_faiss(queries: Bits, stored: Bits, within: int) -> Iterator[tuple[int, int, int]]:
    found = faiss.RangeSearchResult(len(queries))
    faiss.hamming_range_search(
        faiss.swig_ptr(queries),
        faiss.swig_ptr(stored),
        len(queries),
        len(stored),
        within + 1,
        stored.shape[1],
        found,
    )
    ends = faiss.rev_swig_ptr(found.lims, len(queries) + 1)
    places = faiss.rev_swig_ptr(found.labels, int(ends[-1])).tolist()
    distances = faiss.rev_swig_ptr(found.distances, int(ends[-1])).tolist()
    for query in range(len(queries)):
        for at in range(int(ends[query]), int(ends[query + 1])):
            yield query, places[at], int(distances[at])


def _grown(room: NDArray[Item], needed: int) -> NDArray[Item]:
    if needed <= len(room):
        return room
    larger = np.empty((max(needed, 2 * len(room)), *room.shape[1:]), room.dtype)
    larger[: len(room)] = room
    return larger
