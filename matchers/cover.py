"""Which listed words explain the characters of a place in Chinese text."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from matchers.commonness import commonness

SHORTEST: Final = 2
# Characters that are words by themselves: what stands beside them stands apart.
SINGLE: Final = frozenset(
    "的了和与及或是为在有用给把被让这那此本该其也都就还又不没很最更太真好新老大小男女款牌装级型版个只件条双台瓶盒箱袋包片斤"
    "克元张支套对买卖送换修选配带适供做穿戴吃喝看玩学去来到从向往于之以而但若如可能会要想请勿非无"
)
LONGEST: Final = 4
# How common such a character counts.
ALONE: Final = 0.4


# Places kept with their words: several marks stand in one, and each is asked for more than once.
REMEMBERED: Final = 4_096


class Covering(NamedTuple):
    """A listed word at `start` to `end` of a text, and how common it is, in (0, 1]."""

    start: int
    end: int
    rank: float


@lru_cache(maxsize=REMEMBERED)
def covering(text: str, start: int, end: int) -> tuple[Covering, ...]:
    """Every listed word that shares a character with a place."""
    return tuple(
        Covering(first, first + size, rank)
        for size in range(SHORTEST, LONGEST + 1)
        for first in range(max(0, start - size + 1), min(end, len(text) - size + 1))
        if (rank := commonness(text[first : first + size]))
    )


def strays(text: str, start: int, end: int) -> str:
    """The Chinese characters of a place that stand in no listed word."""
    covered = {at for word in covering(text, start, end) for at in range(word.start, word.end)}
    return "".join(text[at] for at in range(start, end) if at not in covered and _chinese(text[at]))


@lru_cache(maxsize=REMEMBERED)
def begins(text: str, start: int) -> float:
    """How common a listed word is that begins at a place, or 0; single characters may be words."""
    single = ALONE * (text[start : start + 1] in SINGLE)
    return max(single, *(commonness(text[start : start + size]) for size in range(SHORTEST, LONGEST + 1)))


@lru_cache(maxsize=REMEMBERED)
def ends(text: str, end: int) -> float:
    """How common a listed word is that ends before a place, or 0; single characters may be words."""
    sizes = range(SHORTEST, min(LONGEST, end) + 1)
    single = ALONE * (text[max(0, end - 1) : end] in SINGLE)
    return max((single, *(commonness(text[end - size : end]) for size in sizes)))


def _chinese(char: str) -> bool:
    return char.isalpha() and not char.isascii()
