"""Folding many fields at once: tables by code point, filled as characters are met."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers.keys import I64
from matchers.normal import folded

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]

_POINTS: Final = 0x110000
_UNKNOWN: Final = 255

# What a folded character is: nothing that is compared, a Latin letter, a digit, a letter of another
# script, a sign read as a Latin letter, the end of a field.
NOTHING, LATIN, DIGIT, LETTER, SIGN, END = range(6)


class Folded(NamedTuple):
    """Folded characters, the raw place each came from, and what each is."""

    codes: U32
    at: I64
    kinds: U8


class _Tables:
    """Length, first place in `folds` and kind of the fold of every code point met so far."""

    def __init__(self) -> None:
        self.lengths = np.full(_POINTS, _UNKNOWN, dtype=np.uint8)
        self.places = np.zeros(_POINTS, dtype=np.uint32)
        self.kinds = np.zeros(_POINTS, dtype=np.uint8)
        self.folds = np.zeros(0, dtype=np.uint32)

    def meet(self, codes: U32) -> None:
        new = np.unique(codes[self.lengths[codes] == _UNKNOWN])
        if not len(new):
            return
        folds = [folded(chr(code)) for code in new.tolist()]
        self.places[new] = len(self.folds) + np.cumsum([0, *map(len, folds)])[:-1]
        made = codes_of("".join(folds))
        self.folds = np.concatenate([self.folds, made])
        for code in np.unique(made).tolist():
            self.kinds[code] = _kind(chr(code))
        self.lengths[new] = np.minimum([len(fold) for fold in folds], _UNKNOWN - 1)


_TABLES: Final = _Tables()


def codes_of(text: str) -> U32:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def text_of(codes: U32) -> str:
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


def fold(codes: U32, ends: NDArray[np.bool_]) -> Folded:
    """Fold code points; those where `ends` holds stand for the end of a field and become 0."""
    _TABLES.meet(codes)
    lengths = _TABLES.lengths[codes].astype(np.int64)
    lengths[ends] = 1
    at = np.repeat(np.arange(len(codes)), lengths)
    first = np.cumsum(lengths) - lengths
    made = (
        _TABLES.folds[_TABLES.places[codes[at]] + (np.arange(len(at)) - first[at])] if len(at) else codes[:0]
    )
    stop = ends[at]
    made[stop] = 0
    kinds = _TABLES.kinds[made]
    kinds[stop] = END
    return Folded(made, at, kinds)


def _kind(char: str) -> int:
    if char.isascii():
        return LATIN if char.isalpha() else DIGIT if char.isdigit() else SIGN if char in "@$!|" else NOTHING
    return LETTER if char.isalnum() else NOTHING
