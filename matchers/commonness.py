"""How common a word is, computed from word lists and honest titles, not entered by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from domain.rights import Right, RightKind
from matchers.sheets import entries

# A word at least this common is looked for exactly only, whether or not a person called it ordinary.
# Below lie words that few titles hold (SCOWL's size 50, jieba's rarest): more is lost than won there.
EXACT_ONLY: Final = 0.6
# Rarer words explain text, but hardly anybody uses them in it.
USUAL: Final = 0.4
# A person's word for it: whatever the lists say, as if among the twenty thousand most usual.
SAID: Final = 0.6
# In longer Latin words an edit leaves no other word: only the most usual are kept to the letter.
LONG: Final = 8
EXACT_ONLY_LONG: Final = 0.9


def _table() -> Iterator[tuple[str, float]]:
    rank = 0.0
    for entry in entries("words"):
        if entry.startswith("@"):
            rank = int(entry[1:]) / 100
        else:
            yield entry, rank


WORDS: Final[Mapping[str, float]] = dict(_table())
# Names and rare words explain what stands in a title as well as words of middling use do.
NAMES: Final = frozenset(entries("names"))
OF_NAMES: Final = 0.4


def commonness(word: str) -> float:
    """From 0 (on no list) to 1 (among the thousand most usual), of a folded word without separators."""
    return WORDS.get(word, 0.0)


def familiarity(word: str) -> float:
    """How well a folded word is explained as what it is: by its commonness, or as a name or a rare word.

    For what stands in a title; marks are names themselves, and no less protected for it.
    """
    return max(commonness(word), OF_NAMES if word in NAMES else 0.0)


def ordinariness(right: Right, word: str) -> float:
    """How far a right's word is an ordinary one: as common as it is, at least 0.6 where a person said so.

    Names of origin and special signs are never ordinary: their places and events are what is protected.
    """
    if right.kind is not RightKind.WORD and not right.ordinary_word:
        return 0.0
    rank = commonness("".join(word.casefold().split()))
    rank = rank if rank >= USUAL else 0.0
    return max(rank, SAID) if right.ordinary_word else rank


def exact_only(right: Right, word: str) -> bool:
    """Whether a right's word is too ordinary to be looked for in disguise."""
    long = len(word) >= LONG and word.isascii() and not right.ordinary_word
    return ordinariness(right, word) >= (EXACT_ONLY_LONG if long else EXACT_ONLY)
