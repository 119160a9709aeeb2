"""What an answer to one bulk call means for each document in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.ports import BulkResult

# Taken; already there at this revision or a newer one; a delete of what was not there.
_SETTLED = frozenset({200, 201, 404, 409})
# The document itself is refused: sending it again changes nothing.
_POISONED = frozenset({400, 413})
LONGEST_REASON = 400


@dataclass(slots=True)
class Answers:
    """What is known so far of the documents of one call."""

    settled: set[str] = field(default_factory=set)
    retry: dict[str, str] = field(default_factory=dict)
    poisoned: dict[str, str] = field(default_factory=dict)

    def result(self) -> BulkResult:
        return BulkResult(settled=frozenset(self.settled), retry=self.retry, poisoned=self.poisoned)

    def read(self, ids: Sequence[str], items: Sequence[Mapping[str, Any]]) -> None:
        """Take in a server's items; a document the answer does not speak of is sent again."""
        answered = {item["_id"]: item for entry in items for item in entry.values() if "_id" in item}
        for one in ids:
            self._take(one, answered.get(one))

    def _take(self, one: str, item: Mapping[str, Any] | None) -> None:
        if item is None:
            self.retry[one] = "the answer does not speak of it"
        elif item.get("status") in _SETTLED and not _is_about_index(item):
            self.settled.add(one)
        elif item.get("status") in _POISONED:
            self.poisoned[one] = _reason(item)
        else:
            self.retry[one] = _reason(item)


def _is_about_index(item: Mapping[str, Any]) -> bool:
    """Whether a 404 says that there is no index, and not that there is no document."""
    return item.get("status") == 404 and "error" in item


def _reason(item: Mapping[str, Any]) -> str:
    error = item.get("error")
    if not isinstance(error, Mapping):
        return f"{item.get('status')}: {error}"[:LONGEST_REASON]
    cause = error.get("caused_by") or {}
    said = f"{item.get('status')} {error.get('type')}: {error.get('reason')}"
    return f"{said}; {cause['reason']}"[:LONGEST_REASON] if "reason" in cause else said[:LONGEST_REASON]
