"""The look-up of `matchers.fast` for numba's compiler: loops instead of arrays.

Compiled by `warm` and kept where NUMBA_CACHE_DIR says, beside this file, or nowhere if nothing can be
written. Integers of 64 bits stay unsigned throughout: mixed with signed ones the compiler would make
them floating-point.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numba
import numpy as np
from numpy.typing import NDArray

from matchers.keys import BASE, INVERSES, LONGEST, POWERS, U64

if TYPE_CHECKING:
    from matchers.neighbourhood import Windows


def _jit(function: Any) -> Any:
    try:
        return numba.njit(cache=True)(function)
    except RuntimeError:  # no folder can be written: compiled anew by each process
        return numba.njit(function)


_NUMBER = np.uint64((1 << 26) - 1)
_26, _3, _7, _ONE = np.uint64(26), np.uint64(3), np.uint64(7), np.uint64(1)
_30, _27, _31 = np.uint64(30), np.uint64(27), np.uint64(31)
_KIND = np.uint64(BASE)
# Windows remembered: as many as a batch of short listings has, in half a megabyte's cache.
_MEMORY = 1 << 13
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def _mixed(value: Any) -> Any:
    value = (value ^ (value >> _30)) * _MIX_1
    value = (value ^ (value >> _27)) * _MIX_2
    return value ^ (value >> _31)


mixed: Any = numba.njit(inline="always")(_mixed)


def _window(polynomials: Any, prefix: Any, size: Any, edits: Any, inner: Any) -> Any:
    """The polynomials of a window and of what deletions leave of it; their number."""
    inverse, inverse_2 = INVERSES[1], INVERSES[2]
    total = prefix[size]
    polynomials[0] = total
    count = 1
    for j in range(inner, size - inner):
        if edits == 0:
            break
        polynomials[count] = prefix[j] + (total - prefix[j + 1]) * inverse
        count += 1
        if edits == 2:
            for k in range(j + 1, size - inner):
                middle, rest = prefix[k] - prefix[j + 1], total - prefix[k + 1]
                polynomials[count] = prefix[j] + middle * inverse + rest * inverse_2
                count += 1
    return count


one_window: Any = _jit(_window)


def _search(
    entries: Any, buckets: Any, held: Any, shifts: Any, counted: Any, windows: Any, powers: Any, out: Any
) -> Any:
    bucket_shift, filter_shift = shifts
    starts, lengths, edits, inner = windows
    prefix = np.zeros(LONGEST + 1, dtype=np.uint64)
    polynomials = np.empty(1 + LONGEST + LONGEST * LONGEST // 2, dtype=np.uint64)
    # Windows that read alike find the same: titles use few words, and some sellers one.
    remembered = np.zeros(_MEMORY, dtype=np.uint64)
    remembered_at = np.zeros(_MEMORY, dtype=np.int64)
    found_from = np.zeros(len(starts) + 1, dtype=np.int64)
    count = 0
    for window in range(len(starts)):
        found_from[window] = count
        start, size = starts[window], lengths[window]
        for i in range(size):
            prefix[i + 1] = prefix[i] + counted[start + i] * powers[i]
        kind = np.uint64(size * 8 + edits[window] * 2 + inner[window])
        read = mixed(prefix[size] + kind * _KIND)
        spot = read & np.uint64(_MEMORY - 1)
        if remembered[spot] == read:
            like = remembered_at[spot]
            for at in range(found_from[like], found_from[like + 1]):
                if count < len(out):
                    out[count] = (np.uint64(window) << _26) | (out[at] & _NUMBER)
                count += 1
            continue
        remembered[spot], remembered_at[spot] = read, window
        made = one_window(polynomials, prefix, size, edits[window], np.int64(inner[window]))
        for i in range(made):
            key = mixed(polynomials[i])
            bit = key >> filter_shift
            if not (held[bit >> _3] >> np.uint8(bit & _7)) & np.uint8(1):
                continue
            bucket = key >> bucket_shift
            for at in range(buckets[bucket], buckets[bucket + _ONE]):
                if (entries[at] ^ key) <= _NUMBER:
                    if count < len(out):
                        out[count] = (np.uint64(window) << _26) | (entries[at] & _NUMBER)
                    count += 1
    return count


search: Any = _jit(_search)


def compiled(
    entries: U64, buckets: NDArray[np.uint32], held: NDArray[np.uint8], counted: U64, windows: Windows
) -> U64:
    """As `matchers.fast.in_arrays`, by loops."""
    shifts = 64 - (len(buckets) - 1).bit_length() + 1, 64 - (len(held).bit_length() + 2)
    by = np.uint64(shifts[0]), np.uint64(shifts[1])
    out = np.empty(4 * len(windows.starts) + 1024, dtype=np.uint64)
    table = _read_only(entries), _read_only(buckets), _read_only(held)
    while (count := search(*table, by, counted, tuple(windows), POWERS, out)) > len(out):
        out = np.empty(count, dtype=np.uint64)
    return out[:count]


def _read_only(array: NDArray[Any]) -> NDArray[Any]:
    """To the compiler a table mapped from a file is of another type than one in memory; so both are this."""
    seen = array.view()
    seen.flags.writeable = False
    return seen


def warm() -> None:
    """Compile now, or load what was compiled before, by one look-up in an empty table."""
    from matchers.neighbourhood import Windows  # noqa: PLC0415  # which imports us

    table = np.zeros(0, dtype=np.uint64), np.zeros(17, dtype=np.uint32), np.zeros(1 << 17, dtype=np.uint8)
    places = np.zeros(0, dtype=np.int64)
    nowhere = Windows(places, places, places, np.zeros(0, dtype=np.bool_))
    compiled(*table, np.zeros(0, dtype=np.uint64), nowhere)


def kept() -> bool:
    """Whether something compiled lies where it will be looked for."""
    folder = search.stats.cache_path
    return bool(folder) and any(Path(folder).glob(f"{Path(__file__).stem}.*.nbi"))
