"""How Chinese characters look: which look alike, and which are two or three others side by side."""

from __future__ import annotations

from collections import Counter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matchers.keys import I64
from matchers.sheets import entries, rows

U32 = NDArray[np.uint32]

# Of two characters, the nearest that are tried for each: a reader has one other to hold on to.
NEAREST: Final = 24
_ALIKE: Final = dict(rows("lookalikes"))


def _both_ways() -> dict[int, list[int]]:
    """The nearest; a pair counts in both directions, whichever row it stands in."""
    made: dict[int, dict[int, None]] = {}
    for char, others in _ALIKE.items():
        for other in others[:NEAREST]:
            made.setdefault(ord(char), {})[ord(other)] = None
            made.setdefault(ord(other), {})[ord(char)] = None
    return {code: list(others) for code, others in sorted(made.items())}


_PAIRS: Final = _both_ways()
_COUNTS: Final = np.zeros(0x10000, dtype=np.int64)
_COUNTS[list(_PAIRS)] = [len(others) for others in _PAIRS.values()]
_FIRST: Final = np.cumsum(_COUNTS) - _COUNTS
_OTHERS: Final = np.array([other for others in _PAIRS.values() for other in others], dtype=np.uint32)

# A part of more characters than this is a radical: it says little about the look of the whole.
FEW: Final = 45
_NONE: Final[frozenset[str]] = frozenset()


def _parts() -> dict[str, frozenset[str]]:
    made: dict[str, frozenset[str]] = {}
    for entry in entries("parts"):
        made[entry[0]] = made.get(entry[0], _NONE) | frozenset(entry[1:])
    return made


_PARTS: Final = _parts()
_HOLDERS: Final = Counter(part for parts in _PARTS.values() for part in parts)

# Parts of a character as one number each, sorted, with what they make.
_SPLITS: Final = sorted({(tuple(map(ord, entry[1:])), ord(entry[0])) for entry in entries("parts")})


def alike(one: str, other: str) -> bool:
    """Whether two characters look alike, share a part that few have, or one is a part of the other."""
    if other in _ALIKE.get(one, "") or one in _ALIKE.get(other, ""):
        return True
    mine, theirs = _PARTS.get(one, _NONE), _PARTS.get(other, _NONE)
    return one in theirs or other in mine or any(_HOLDERS[part] <= FEW for part in mine & theirs)


def lookalikes(codes: U32) -> tuple[I64, U32]:
    """Place and other character of every character that has some of like looks."""
    known = np.where(codes < len(_COUNTS), codes, 0)
    counts = _COUNTS[known]
    at = np.repeat(np.arange(len(codes)), counts)
    within = np.arange(len(at)) - (np.cumsum(counts) - counts)[at]
    return at, _OTHERS[_FIRST[known[at]] + within]


class Parts:
    """Splits of characters that occur in marks, ready to be looked up."""

    def __init__(self, occurring: frozenset[int]) -> None:
        self._tables = {size: _table(size, occurring) for size in (3, 2)}

    def found(self, codes: U32) -> tuple[I64, I64, U32]:
        """Place, number of parts and whole, of every split in a text, the longest first at each place."""
        hits = [_found(codes, size, *table) for size, table in self._tables.items()]
        at, sizes, whole = (np.concatenate(part) for part in zip(*hits, strict=True))
        order = np.lexsort((-sizes, at))
        return at[order], sizes[order], whole[order]


def _table(size: int, occurring: frozenset[int]) -> tuple[NDArray[np.uint64], U32]:
    kept = {parts: whole for parts, whole in _SPLITS if len(parts) == size and whole in occurring}
    keys = _joined(np.array(list(kept), dtype=np.uint64).reshape(-1, size))
    order = np.argsort(keys, kind="stable")
    return keys[order], np.array(list(kept.values()), dtype=np.uint32)[order]


def _joined(rows: NDArray[np.uint64]) -> NDArray[np.uint64]:
    made = np.zeros(len(rows), dtype=np.uint64)
    for column in range(rows.shape[1]):
        made = (made << np.uint64(21)) | rows[:, column]
    return made


def _found(codes: U32, size: int, keys: NDArray[np.uint64], whole: U32) -> tuple[I64, I64, U32]:
    if len(codes) < size or not len(keys):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint32)
    asked = _joined(np.lib.stride_tricks.sliding_window_view(codes, size).astype(np.uint64))
    place = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
    at = np.flatnonzero(keys[place] == asked)
    return at, np.full(len(at), size, dtype=np.int64), whole[place[at]]
