"""Rights by the number a watchlist knows them by; more can be added without copying the many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.rights import Right


@dataclass(frozen=True, slots=True)
class Numbered:
    """The rights compiled first, and those added since."""

    first: tuple[Right, ...]
    since: tuple[Right, ...]
    _numbers: Mapping[str, int]
    _later: Mapping[str, int]

    @classmethod
    def of(cls, rights: Sequence[Right]) -> Numbered:
        return cls(tuple(rights), (), {right.id: i for i, right in enumerate(rights)}, {})

    def __getitem__(self, number: int) -> Right:
        count = len(self.first)
        return self.first[number] if number < count else self.since[number - count]

    def number(self, key: str) -> int:
        """The number of the last right of that id."""
        return self._later[key] if key in self._later else self._numbers[key]

    def more(self, added: Sequence[Right]) -> Numbered:
        start = len(self.first) + len(self.since)
        later = {**self._later, **{right.id: i for i, right in enumerate(added, start)}}
        return Numbered(self.first, (*self.since, *added), self._numbers, later)
