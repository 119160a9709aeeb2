"""Packs: facts of law and of the market as rows, each with its source, its standing and its days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from domain.values import Term

# Read by whoever checks a file against these shapes: a key that no field has is a mistake.
Strict = dict[str, Any]
STRICT: Strict = {"extra": "forbid"}


class Standing(StrEnum):
    """Whether somebody read the source, or remembers it; what is remembered never decides alone."""

    VERIFIED = "verified"
    RECALLED = "recalled"


def require(fits: bool, key: str, message: str) -> None:
    """Refuse a value: `key` is where the file says it, so that the complaint can name its line.

    Raises:
        ValueError: `KEY: MESSAGE`.
    """
    if not fits:
        raise ValueError(f"{key}: {message}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One thing said in several languages; at least one of them."""

    __pydantic_config__: ClassVar[Strict] = STRICT

    zh: str = ""
    en: str = ""
    ja: str = ""

    def __post_init__(self) -> None:
        require(bool(self.all), "zh", "expected words in at least one language")

    @property
    def all(self) -> tuple[str, ...]:
        return tuple(word for word in (self.zh, self.en, self.ja) if word.strip())

    def __str__(self) -> str:
        return self.zh or self.en or self.ja


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One fact of a pack.

    Attributes:
        id: unique within its pack.
        source: where it stands written; a person must be able to find it there.
        standing: of the row as a whole.
        effective_from, effective_to: first and last day it holds, both included; None means unbounded.
        to_confirm: fields of this row that are only remembered although the rest was read.
    """

    __pydantic_config__: ClassVar[Strict] = STRICT

    id: str
    source: str
    standing: Standing
    effective_from: date | None = None
    effective_to: date | None = None
    to_confirm: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        require(bool(self.id.strip()), "id", "expected an id")
        require(bool(self.source.strip()), "source", "expected where this is written")
        in_order = not (self.effective_from and self.effective_to) or self.effective_from <= self.effective_to
        message = f"the last day {self.effective_to} is before the first, {self.effective_from}"
        require(in_order, "effective_to", message)
        known = {field.name for field in fields(self)}
        strange = [name for name in self.to_confirm if name not in known]
        require(not strange, "to_confirm", f"no field of this row: {', '.join(strange)}")

    @property
    def term(self) -> Term:
        return Term(self.effective_from, self.effective_to)

    @property
    def confirmed(self) -> bool:
        """Whether the whole row was read in its source."""
        return self.standing is Standing.VERIFIED and not self.to_confirm

    def confirmed_in(self, *names: str) -> bool:
        """Whether these fields were read in the source."""
        return self.standing is Standing.VERIFIED and not set(names) & set(self.to_confirm)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """What every pack says of itself. `as_of` is the day its rows were put together."""

    __pydantic_config__: ClassVar[Strict] = STRICT

    key: str
    name: Wording
    as_of: date

    def rows(self) -> Iterator[Row]:
        """Every row, nested ones after the one that holds them, in the order of the file."""
        for field in fields(self):
            yield from _rows_in(getattr(self, field.name))


def _rows_in(value: object) -> Iterator[Row]:
    if isinstance(value, Row):
        yield value
        for field in fields(value):
            yield from _rows_in(getattr(value, field.name))
    elif isinstance(value, tuple):
        for one in value:
            yield from _rows_in(one)


def held_on(rows: Sequence[Row], day: date) -> Iterator[Row]:
    """The rows that hold on `day`."""
    return (row for row in rows if row.term.covers(day))


def require_classes(key: str, numbers: Sequence[int]) -> None:
    """Refuse numbers that are no Nice classes, naming the first."""
    strange = [number for number in numbers if not 1 <= number <= 45]
    require(not strange, key, f"Nice class {strange[0] if strange else ''} is not in 1 to 45")
