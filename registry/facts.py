"""The facts of a right as the register keeps them: JSON there and back, checked on the way in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from domain.facts import NO_FACTS, Facts

_ADAPTER: Final = TypeAdapter(Facts)


def facts_record(facts: Facts) -> dict[str, Any]:
    """What differs from an empty value; nothing at all for a right without facts."""
    record: dict[str, Any] = _ADAPTER.dump_python(facts, mode="json", exclude_defaults=True)
    return record


def facts_from(record: object) -> Facts:
    """The facts a record stands for.

    Raises:
        ValueError: it is no record of facts; the message names the first key that is wrong.
    """
    if not record:
        return NO_FACTS
    try:
        return _ADAPTER.validate_python(record, strict=False)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise ValueError(f"facts.{where}: {first['msg']}") from None


def facts_cell(value: object) -> Mapping[str, Any]:
    """A cell of a pack's own sheet; a register file has no such column."""
    return facts_record(facts_from(value))
