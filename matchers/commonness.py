"""How common a word is, computed from word lists and honest titles, not entered by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from domain.rights import Right, RightKind
from matchers.sheets import entries

# A word at least this common is looked for exactly only, whether or not a person called it ordinary.
# Below lie words that few titles hold (SCOWL's size 50, jieba's rarest): more is lost than won there.
EXACT_ONLY: Final = 0.5


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


def ordinariness(right: Right, word: str) -> float:
    """How far a right's word is an ordinary one: 1 where a person said so, else as common as it is.

    Names of origin and special signs are never ordinary: their places and events are what is protected.
    """
    if right.ordinary_word:
        return 1.0
    if right.kind is not RightKind.WORD:
        return 0.0
    return commonness("".join(word.casefold().split()))


def exact_only(right: Right, word: str) -> bool:
    """Whether a right's word is too ordinary to be looked for in disguise."""
    return ordinariness(right, word) >= EXACT_ONLY
