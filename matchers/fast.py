"""Looking up windows in a deletion neighbourhood: compiled where numba is installed, in arrays where not.

Both ways give the same candidates in the same order; `tests/matchers/test_neighbourhood.py` compares them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers.keys import I64, U64, keys

if TYPE_CHECKING:
    from matchers.neighbourhood import Windows

Probe = Callable[[U64, NDArray[np.uint32], NDArray[np.uint8], U64, "Windows"], U64]
NUMBER = np.uint64((1 << 26) - 1)


def in_arrays(
    entries: U64, buckets: NDArray[np.uint32], held: NDArray[np.uint8], counted: U64, windows: Windows
) -> U64:
    """Window and string numbers in one value each, by operations on whole arrays."""
    parts = [np.zeros(0, dtype=np.uint64)]
    kinds = windows.lengths * 8 + windows.edits * 2 + windows.inner
    for kind in np.unique(kinds):
        numbers = np.flatnonzero(kinds == kind)
        size, edits, inner = int(kind) // 8, int(kind) // 2 % 4, bool(kind % 2)
        rows = windows.starts[numbers][:, None] + np.arange(size)
        made = keys(counted[rows], edits, inner=inner)
        row, column = np.nonzero(_maybe(held, made))
        parts.append(_looked_up(entries, buckets, made[row, column], numbers[row]))
    return np.concatenate(parts)


def _maybe(held: NDArray[np.uint8], made: U64) -> NDArray[np.bool_]:
    spots = made >> np.uint64(64 - (len(held).bit_length() + 2))
    return np.asarray(
        (held[spots >> np.uint64(3)] >> (spots & np.uint64(7)).astype(np.uint8)) & 1, dtype=bool
    )


def _looked_up(entries: U64, buckets: NDArray[np.uint32], made: U64, numbers: I64) -> U64:
    shift = np.uint64(64 - (len(buckets) - 1).bit_length() + 1)
    bucket = (made >> shift).astype(np.int64)
    at, end = buckets[bucket].astype(np.int64), buckets[bucket + 1].astype(np.int64)
    parts = []
    while len(at := at[going := at < end]):
        end, made, numbers = end[going], made[going], numbers[going]
        entry = entries[at]
        same = (entry ^ made) <= NUMBER
        parts.append((numbers[same].astype(np.uint64) << np.uint64(26)) | (entry[same] & NUMBER))
        at = at + 1
    return np.concatenate([np.zeros(0, dtype=np.uint64), *parts])


class Way(NamedTuple):
    """How windows are looked up, and why not by the compiler, if it was tried in vain."""

    look_up: Probe
    compiled: bool
    trouble: str = ""


@lru_cache(maxsize=1)
def way() -> Way:
    """The faster way there is, chosen and compiled on the first call: some ten seconds, once a machine."""
    try:
        from matchers import compiled_probe  # noqa: PLC0415  # numba is optional, and slow to load

        compiled_probe.warm()
    except ModuleNotFoundError as error:
        return Way(in_arrays, compiled=False, trouble="" if error.name == "numba" else str(error))
    except Exception as error:  # noqa: BLE001  # the border to a compiler: arrays do the same
        return Way(in_arrays, compiled=False, trouble=f"{type(error).__name__}: {error}"[:300])
    return Way(compiled_probe.compiled, compiled=True)


def probe(
    entries: U64, buckets: NDArray[np.uint32], held: NDArray[np.uint8], counted: U64, windows: Windows
) -> U64:
    """As `in_arrays`, the faster way."""
    return way().look_up(entries, buckets, held, counted, windows)


def must_compile() -> bool:
    """Whether numba is there and has kept nothing of an earlier process: `way` will take its time."""
    try:
        from matchers.compiled_probe import kept  # noqa: PLC0415  # numba is optional, and slow to load
    except (ImportError, OSError):  # `way` says what is missing
        return False
    return not kept()
