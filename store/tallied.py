"""Rows of values as counts by value, of so many rows at most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from domain.ports import Facets
from store.limits import FACET_CAP, MOST_FACET_VALUES


def tallied(rows: Sequence[tuple[Any, ...]], fields: Sequence[str]) -> Facets:
    """Counts of the first `FACET_CAP` rows, and whether there were more."""
    return Facets(counts=sums(rows[:FACET_CAP], fields), capped=len(rows) > FACET_CAP)


def sums(rows: Iterable[tuple[Any, ...]], fields: Sequence[str]) -> dict[str, dict[Any, int]]:
    """Each combination is counted once, then added up; most frequent first, empty values left out."""
    counts: dict[str, Counter[Any]] = {field: Counter() for field in fields}
    for values, n in Counter(rows).items():
        for field, value in zip(fields, values, strict=True):
            counts[field][value] += n
    return {field: ordered(counter) for field, counter in counts.items()}


def ordered(counts: Counter[Any]) -> dict[Any, int]:
    """Most frequent first, equal counts by value, without empty values."""
    pairs = sorted(((value, n) for value, n in counts.items() if value), key=lambda pair: (-pair[1], pair[0]))
    return dict(islice(pairs, MOST_FACET_VALUES))
