"""How much of two characters is drawn with the same parts: 宝 and 室 share a roof, 枪 and 创 a barn."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from tools.tables.parts import WHOLE, splits

# Radical forms and the characters they come from count as one part.
_ONE: dict[str, str] = {**WHOLE, **dict(zip("糸艸訁釒飠牜", "丝草言金食牛", strict=True)), "纟": "丝"}
DEEPEST = 4
# A part of so few strokes is not taken apart further; one in so many characters says nothing.
SIMPLE = 4
EVERYWHERE = 900


class Components:
    """The parts of characters and the strokes in each."""

    def __init__(self, strokes: Mapping[str, int]) -> None:
        self._strokes = strokes
        self.smallest = cache(self._smallest)
        self.every = cache(self._every)

    def size(self, part: str) -> int:
        """Strokes of a part; 3 where nobody counted them."""
        return self._strokes.get(part) or self._strokes.get(_whole(part), 3)

    def shared(self, one: str, other: str) -> float:
        """Strokes of the parts both have, over the mean of the strokes of both; in [0, 1]."""
        mine, theirs = self.smallest(one), self.smallest(other)
        alike = sum(self.size(part) * min(mine[part], theirs[part]) for part in mine.keys() & theirs.keys())
        largest = max(map(self.size, self.every(one) & self.every(other)), default=0)
        return min(1.0, 2 * max(alike, largest) / (self.size(one) + self.size(other)))

    def _smallest(self, char: str, depth: int = 0) -> Counter[str]:
        parts = _taken_apart(char)
        if depth == DEEPEST or not parts or self.size(char) <= SIMPLE:
            return Counter((_whole(char),))
        return sum((self._smallest(part, depth + 1) for part in parts), Counter[str]())

    def _every(self, char: str, depth: int = 0) -> frozenset[str]:
        parts = _taken_apart(char) if depth < DEEPEST else ()
        return frozenset((_whole(char),)).union(*(self._every(part, depth + 1) for part in parts))


def shares(chars: Sequence[str], strokes: Mapping[str, int]) -> NDArray[np.float32]:
    """`Components.shared` of every two characters."""
    components = Components(strokes)
    holding: dict[str, list[int]] = defaultdict(list)
    for number, char in enumerate(chars):
        for part in components.every(char):
            holding[part].append(number)
    made = np.zeros((len(chars), len(chars)), dtype=np.float32)
    pairs = {pair for some in holding.values() if len(some) <= EVERYWHERE for pair in combinations(some, 2)}
    for i, j in pairs:
        made[i, j] = made[j, i] = components.shared(chars[i], chars[j])
    return made


def _whole(part: str) -> str:
    return _ONE.get(part, part)


@cache
def _taken_apart(char: str) -> tuple[str, ...]:
    every = {tuple(sorted(map(_whole, parts))) for parts in splits().get(char, ())}
    able = sorted(parts for parts in every if char not in parts and all(len(part) == 1 for part in parts))
    return able[0] if able else ()
