"""How Chinese characters are read: syllables without tones, by code point."""

from __future__ import annotations

from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matchers.sheets import rows

# Ways of reading one mark at most: three characters with two readings each.
MOST: Final = 8

_SYLLABLES: Final[list[str]] = [""]
# Number of the first and of the second syllable of a code point; 0 is none.
FIRST: Final = np.zeros(0x110000, dtype=np.uint16)
SECOND: Final = np.zeros(0x110000, dtype=np.uint16)


def _fill() -> None:
    known = {"": 0}
    for key, chars in rows("readings"):
        syllable, table = key.removeprefix("+"), SECOND if key.startswith("+") else FIRST
        if known.setdefault(syllable, len(_SYLLABLES)) == len(_SYLLABLES):
            _SYLLABLES.append(syllable)
        table[[ord(char) for char in chars]] = known[syllable]


_fill()
LENGTHS: Final = np.array([len(one) for one in _SYLLABLES], dtype=np.int64)
STARTS: Final = np.cumsum(LENGTHS) - LENGTHS
LETTERS: Final[NDArray[np.uint32]] = np.frombuffer("".join(_SYLLABLES).encode("utf-32-le"), dtype=np.uint32)


def syllables(char: str) -> tuple[str, ...]:
    """The readings of one character, the most usual first; none where it has none."""
    numbers = FIRST[ord(char)], SECOND[ord(char)]
    return tuple(_SYLLABLES[number] for number in numbers if number)


def readings(text: str) -> tuple[tuple[str, ...], ...]:
    """The ways a text of Chinese characters is read, syllable by syllable; none if a character has none."""
    each = [syllables(char) for char in text]
    return tuple(product(*each))[:MOST] if all(each) and _few(each) else _usual(each)


def _few(each: list[tuple[str, ...]]) -> bool:
    return sum(len(one) > 1 for one in each) <= 3  # eight ways of reading


def _usual(each: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return (tuple(one[0] for one in each),) if all(each) else ()
