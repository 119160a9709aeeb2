"""One JSON object of an input file, read key by key with exact types."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final, NoReturn, TypeVar

from domain.errors import InputError

MAX_DEPTH: Final = 64
MAX_ITEMS: Final = 1_000
# Days outside belong to a clock that is wrong; converting them between zones may overflow.
FIRST_YEAR, LAST_YEAR = 1970, 2199

Choice = TypeVar("Choice", bound=StrEnum)


def nearest(key: str, known: Iterable[str], *, likeness: float = 0.6) -> str:
    """The known key most like `key`, or "" where none is."""
    found = difflib.get_close_matches(key, sorted(known), n=1, cutoff=likeness)
    return found[0] if found else ""


@dataclass(frozen=True, slots=True)
class Record:
    """The values of one line; every getter raises `InputError` naming file, line, key, expectation."""

    values: dict[str, Any]
    file: str
    line: int

    @classmethod
    def parse(cls, raw: bytes, *, file: str, line: int) -> Record:
        def refuse(expected: str) -> NoReturn:
            raise InputError(file=file, line=line, key="(line)", expected=expected)

        try:
            values = json.loads(raw.decode("utf-8-sig"), parse_constant=lambda name: refuse(f"no {name}"))
        except UnicodeDecodeError:
            refuse("text in UTF-8")
        except (ValueError, RecursionError):
            refuse("one JSON object")
        if not isinstance(values, dict):
            refuse("one JSON object")
        if _depth(values) > MAX_DEPTH:
            refuse(f"at most {MAX_DEPTH} levels")
        return cls(values, file, line)

    def refuse(self, key: str, expected: str) -> NoReturn:
        raise InputError(file=self.file, line=self.line, key=key, expected=expected)

    def text(self, key: str) -> str:
        """A string; absent and null are ""."""
        value = self.values.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.refuse(key, f"a string, found {_kind(value)}")
        return value

    def required(self, key: str) -> str:
        value = self.text(key)
        if not value:
            self.refuse(key, "a string that is not empty")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings; empty ones are left out."""
        values = self._items(key)
        for value in values:
            if not isinstance(value, str):
                self.refuse(key, f"a list of strings, found {_kind(value)} in it")
        return tuple(value for value in values if value)

    def numbers(self, key: str, *, least: int, most: int) -> tuple[int, ...]:
        values = self._items(key)
        for value in values:
            if type(value) is not int or not least <= value <= most:
                self.refuse(key, f"a list of whole numbers from {least} to {most}, found {value!r:.40}")
        return tuple(values)

    def flag(self, key: str) -> bool:
        value = self.values.get(key)
        if value is not None and not isinstance(value, bool):
            self.refuse(key, f"true or false, found {_kind(value)}")
        return bool(value)

    def choice(self, key: str, choices: type[Choice]) -> Choice:
        value = self.required(key)
        known = [choice.value for choice in choices]
        if value not in known:
            hint = nearest(value[:60], known)
            self.refuse(key, f"one of {', '.join(known)}{f'; did you mean {hint}?' if hint else ''}")
        return choices(value)

    def day(self, key: str) -> date | None:
        value = self.text(key)
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.refuse(key, "a day such as 2026-11-23")

    def moment(self, key: str, zone: tzinfo) -> datetime | None:
        """An ISO time; without an offset it is one of `zone`, a bare day is its noon there."""
        value = self.text(key)
        if not value:
            return None
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            self.refuse(key, "a time such as 2026-11-23T08:00:00+08:00")
        if len(value.strip()) <= len("2026-11-23"):
            found = datetime.combine(found.date(), time(12))
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            self.refuse(key, f"a time in the years {FIRST_YEAR} to {LAST_YEAR}")
        return found if found.tzinfo else found.replace(tzinfo=zone)

    def decimal(self, key: str) -> Decimal | None:
        value = self.text(key)
        if not value:
            return None
        try:
            amount = Decimal(value)
        except InvalidOperation:
            self.refuse(key, 'a decimal in a string, such as "19.90"')
        if not amount.is_finite() or not 0 <= amount < Decimal(10) ** 12:
            self.refuse(key, "an amount from 0 to below 10 to the 12th")
        return amount

    def _items(self, key: str) -> list[Any]:
        value = self.values.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.refuse(key, f"a list, found {_kind(value)}")
        if len(value) > MAX_ITEMS:
            self.refuse(key, f"at most {MAX_ITEMS} items")
        return value


def _depth(value: object) -> int:
    level, depth = [value], 0
    while level:
        depth += 1
        level = [
            part
            for item in level
            if isinstance(item, dict | list)
            for part in (item.values() if isinstance(item, dict) else item)
        ]
        if depth > MAX_DEPTH + 1:
            break
    return depth


def _kind(value: object) -> str:
    kinds = {dict: "an object", list: "a list", str: "a string", bool: "true or false"}
    return kinds.get(type(value), "a number")
