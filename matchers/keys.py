"""64-bit keys of strings, and of what is left of a string when one or two characters are dropped.

A key is a polynomial in an odd base modulo 2^64 over mixed code points. With prefix sums and powers of
the inverse base each deletion costs a few operations, whatever the length of the string.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]

# Odd, so that it has an inverse modulo 2^64; the digits are those of the golden ratio.
BASE: Final = 0x9E3779B97F4A7C15
_INVERSE: Final = pow(BASE, -1, 2**64)
INVERSES: Final = np.array([1, _INVERSE, pow(_INVERSE, 2, 2**64)], dtype=np.uint64)
LONGEST: Final = 64
POWERS: Final = np.array([pow(BASE, i, 2**64) for i in range(LONGEST)], dtype=np.uint64)
# Multipliers of Stafford's "Mix13", https://zimbry.blogspot.com/2011/09/better-bit-mixing-improving-on.html
_MIX: Final = tuple(np.uint64(value) for value in (0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
_SHIFTS: Final = tuple(np.uint64(value) for value in (30, 27, 31))


def mixed(values: U64) -> U64:
    """Each value with its bits spread, one to one."""
    made = (values ^ (values >> _SHIFTS[0])) * _MIX[0]
    made = (made ^ (made >> _SHIFTS[1])) * _MIX[1]
    return np.asarray(made ^ (made >> _SHIFTS[2]), dtype=np.uint64)


def weights(codes: NDArray[np.uint32]) -> U64:
    """What each character counts in a polynomial."""
    return mixed(codes.astype(np.uint64) + np.uint64(BASE))


def running_powers(base: int, count: int) -> U64:
    """Powers 0 to `count - 1` modulo 2^64: wrapping is meant."""
    made = np.full(count, base, dtype=np.uint64)
    made[:1] = 1
    return np.multiply.accumulate(made)


@lru_cache(maxsize=1024)
def drops(length: int, edits: int, inner: bool) -> tuple[I64, I64]:
    """Pairs of places to drop: (length, length) for none, (j, length) for one, (j, k) for two.

    `inner` leaves out the first and the last place: a window of a longer text without its end is another
    window.
    """
    places = range(1, length - 1) if inner else range(length)
    pairs = [(length, length)]
    if edits >= 1:
        pairs += [(j, length) for j in places]
    if edits >= 2:
        pairs += [(j, k) for j in places for k in places if j < k]
    made = np.array(pairs, dtype=np.int64).T
    return made[0], made[1]


def keys(weighted: U64, edits: int, *, inner: bool = False) -> U64:
    """Keys of strings of one length, a row each: the whole, then every deletion of up to `edits`."""
    rows, length = weighted.shape
    prefix = np.zeros((rows, length + 2), dtype=np.uint64)
    np.cumsum(weighted * POWERS[:length], axis=1, out=prefix[:, 1:-1])
    prefix[:, -1] = prefix[:, -2]
    j, k = drops(length, edits, inner)
    middle = np.where(j < length, prefix[:, np.maximum(k, j)] - prefix[:, np.minimum(j + 1, length)], 0)
    tail = prefix[:, length : length + 1] - prefix[:, np.minimum(k + 1, length)]
    dropped = (j < length).astype(np.int64) + (k < length)
    return mixed(prefix[:, j] + middle * INVERSES[1] + tail * INVERSES[dropped])
