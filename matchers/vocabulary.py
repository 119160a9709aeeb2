"""Classes of words in `tables/`, as patterns for folded text."""

from __future__ import annotations

import re

from matchers.sheets import entries


def words(name: str) -> tuple[str, ...]:
    """The words of a table, in its order; "_" stands for a space there."""
    return tuple(entry.replace("_", " ") for entry in entries(name))


def any_of(name: str) -> str:
    """A pattern for any word of a table, the longest first; English ones whole, in the plural too.

    A Chinese word that 装 or 组 makes another one (耳机套, 耳机套装) does not count.
    """
    every = sorted(words(name), key=lambda word: (-len(word), word))
    chinese = "|".join(re.escape(word) for word in every if not word.isascii())
    english = "|".join(re.escape(word) for word in every if word.isascii())
    return rf"(?:(?:{chinese})(?![装组])|\b(?:{english})(?:e?s)?\b)"
