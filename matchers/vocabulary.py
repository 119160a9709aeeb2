"""Classes of words in `tables/`, as patterns for folded text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from matchers.sheets import entries


def words(name: str) -> tuple[str, ...]:
    """The words of a table, in its order; "_" stands for a space there."""
    return tuple(dict.fromkeys(entry.replace("_", " ") for entry in entries(name)))


def any_of(name: str) -> str:
    """A pattern for any word of a table, the longest first; English ones whole, in the plural too.

    A Chinese word that 装 or 组 makes another one (耳机套, 耳机套装) does not count, nor one that 机, 剂, 箱,
    裤 or 裙 makes goods (清洗, 清洗机).
    """
    chinese = _tree(word for word in words(name) if not word.isascii())
    english = _tree(word for word in words(name) if word.isascii())
    return rf"(?:{chinese}(?![装组机剂箱裤裙])|\b{english}(?:e?s)?\b)"


def _tree(every: Iterable[str]) -> str:
    """A pattern for any of some words that shares their beginnings: a long table is searched in one pass."""
    branches: dict[str, list[str]] = {}
    for word in every:
        branches.setdefault(word[:1], []).append(word[1:])
    ends = "" in branches
    made = [re.escape(first) + _tree(rest) for first, rest in sorted(branches.items()) if first]
    if not made:
        return ""
    joined = made[0] if len(made) == 1 else f"(?:{'|'.join(made)})"
    return f"(?:{joined})?" if ends else joined
