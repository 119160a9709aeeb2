"""How common a word is, computed from word lists and honest titles, not entered by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from matchers.sheets import entries

# A right whose word is at least this common is an ordinary word, whether or not a person said so.
ORDINARY: Final = 0.4


def _table() -> Iterator[tuple[str, float]]:
    rank = 0.0
    for entry in entries("words"):
        if entry.startswith("@"):
            rank = int(entry[1:]) / 100
        else:
            yield entry, rank


WORDS: Final[Mapping[str, float]] = dict(_table())


def commonness(word: str) -> float:
    """From 0 (on no list) to 1 (among the thousand most usual), of a folded word without separators."""
    return WORDS.get(word, 0.0)
