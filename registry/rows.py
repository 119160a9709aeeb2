"""Rows and sheets of a register file, as they stand in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Literal

from domain.errors import RegistryError

Cell = object


class _Absent(Enum):
    ABSENT = ""

    def __str__(self) -> str:
        return ""


# Stands where a row says nothing about a column; what is registered stays as it is.
ABSENT: Final[Literal[_Absent.ABSENT]] = _Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file, and the raw cells by column."""

    number: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one kind. `place` names file and sheet for people."""

    kind: str
    place: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(slots=True)
class Sheets:
    """What a file holds: sheets of known kinds, what is wrong already, and what was left unread."""

    sheets: list[Sheet] = field(default_factory=list)
    problems: list[RegistryError] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def of(self, kind: str) -> list[Sheet]:
        return [sheet for sheet in self.sheets if sheet.kind == kind]
