"""Fields in which very much is proposed: what is said again, and the most that is compared.

A seller may write a mark a hundred times. All that a judgement of a place can see are the characters around
it (`matchers.occurrences.APART`), so a place with the same neighbours as an earlier one is judged like it and
need not be looked up, nor compared. Only long fields and those in which very much was proposed are looked at:
in an ordinary one nothing is repeated, and looking costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matchers.batch import Batch
from matchers.folding import codes_of
from matchers.keys import BASE, I64, U64, running_powers, weights
from matchers.rows import Rows
from matchers.scan import SHORT

Flags = NDArray[np.bool_]

# Folded characters of a field that is looked through before anything is proposed: longer than any title.
LONG: Final = 512
# A field with so many rows is looked through for repetitions; ordinary ones have a handful.
MANY: Final = 32
# Of one field at most so many rows are compared, the surest first: about 5 ms of work. A field of 2,000
# characters among a million marks has as many; one that names every mark of a list has more.
MOST_COMPARED: Final = 256


def fresh(batch: Batch, apart: int) -> I64 | None:
    """How many folded places before each one, and before the end, stand like no earlier one of their field.

    Of long fields and stretches of `SHORT` characters; None where nothing is said again.
    """
    sizes = np.diff(np.append(batch.base.starts, batch.base.length)) - 1
    seen = _seen(batch, np.flatnonzero(sizes > LONG), apart + SHORT)
    return np.append(0, np.cumsum(~seen)) if seen.any() else None


def repeated(batch: Batch, every: Sequence[Rows], apart: int) -> Flags | None:
    """By folded place whether an earlier place of its field has the same characters around; None for no."""
    rows = np.zeros(len(batch.fields), dtype=np.int64)
    longest = 0
    for some in every:
        rows += np.bincount(some.field, minlength=len(rows))
        longest = max(longest, int((some.end - some.start).max(initial=0)))
    crowded = np.flatnonzero(rows > MANY)
    return _seen(batch, crowded, apart + longest) if len(crowded) else None


def _seen(batch: Batch, fields: I64, reach: int) -> Flags:
    seen = np.zeros(batch.base.length, dtype=np.bool_)
    for field in fields.tolist():
        view, start = batch.view(field), int(batch.base.starts[field])
        raw = codes_of(view.raw)[np.asarray(view.at, dtype=np.int64)]
        text = weights(codes_of(view.text)) ^ raw.astype(np.uint64)
        seen[start : start + len(text)] = _seen_before(text, reach)
    return seen


def without(some: Rows, seen: Flags) -> Rows:
    """The rows that are to be compared: those with a new place, and sure ones that may explain such a one."""
    new = np.append(0, np.cumsum(~seen))
    kept = new[some.end] > new[some.start]
    held = np.zeros(len(seen) + 1, dtype=np.int64)
    np.add.at(held, some.start[kept], 1)
    np.add.at(held, some.end[kept], -1)
    covered = np.append(0, np.cumsum(np.cumsum(held) > 0))
    return some.where(kept | (some.plain & (covered[some.end] > covered[some.start])))


def surest(some: Rows, fields: int) -> tuple[Rows, I64]:
    """At most `MOST_COMPARED` rows of each field, and how many of each are left out.

    Words met letter for letter come first, then those on goods of the right, exact ones, and the earlier.
    """
    counts = np.bincount(some.field, minlength=fields)
    if counts.max(initial=0) <= MOST_COMPARED:
        return some, np.zeros(fields, dtype=np.int64)
    exact = np.array([one.exact for one in some.proposals])[some.of]
    order = np.lexsort((some.start, ~exact, ~some.open, ~some.plain, some.field))
    place = np.arange(len(order)) - (np.cumsum(counts) - counts)[some.field[order]]
    kept = np.zeros(len(order), dtype=np.bool_)
    kept[order[place < MOST_COMPARED]] = True
    return some.where(kept), np.maximum(counts - MOST_COMPARED, 0)


def _seen_before(values: U64, reach: int) -> Flags:
    """Whether a place has the same values from `reach` before to `reach` after it as an earlier one."""
    size = len(values)
    powers = running_powers(BASE, size + 2 * reach + 1)
    padded = np.zeros(size + 2 * reach + 1, dtype=np.uint64)
    padded[reach + 1 : reach + 1 + size] = values + np.uint64(1)
    sums = np.cumsum(padded * powers)
    around = (sums[2 * reach + 1 :] - sums[:size]) * powers[size - 1 :: -1][:size]
    _, first = np.unique(around, return_index=True)
    seen = np.ones(size, dtype=np.bool_)
    seen[first] = False
    return seen
