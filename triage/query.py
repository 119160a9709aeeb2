"""What a person asks of the queue, read from an address and written back into one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from domain.match import Verdict
from domain.ports import Cursor, HitQuery
from domain.rights import RightKind

FILTERS = ("status", "platform", "kind", "right")
LONGEST_TEXT = 200
ANY = "any"
CURSOR = re.compile(r"(?P<score>\d[\d.]{0,30}(?:e-\d{1,3})?)~(?P<id>[0-9a-f]{32})", re.ASCII)
_ALLOWED = {
    "status": frozenset(verdict.value for verdict in Verdict),
    "kind": frozenset(kind.value for kind in RightKind),
}


def _filter(name: str, value: str) -> str:
    """A filter's value, or empty where it is none of the known ones."""
    allowed = _ALLOWED.get(name)
    return value[:LONGEST_TEXT] if allowed is None or value in allowed else ""


def read_cursor(text: str) -> Cursor | None:
    """The place a page starts after; a broken one is the first page."""
    found = CURSOR.fullmatch(text)
    if found is None:
        return None
    try:
        score = float(found["score"])
    except ValueError:
        return None
    return Cursor(score, found["id"]) if 0 <= score <= 1 else None


def write_cursor(cursor: Cursor) -> str:
    return f"{cursor.score!r}~{cursor.id}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the queue and where its page starts. `status` is open unless said otherwise."""

    query: HitQuery
    after: Cursor | None = None

    @classmethod
    def of(cls, parameters: QueryDict) -> Asked:
        values = {name: _filter(name, parameters.get(name, "")) for name in FILTERS}
        if "status" not in parameters:
            values["status"] = Verdict.OPEN.value
        text = " ".join(parameters.get("q", "").replace("\0", " ").split())[:LONGEST_TEXT]
        query = replace(HitQuery(text=text), **values)  # type: ignore[arg-type]  # filters are text
        return cls(query, read_cursor(parameters.get("after", "")))

    @property
    def pairs(self) -> dict[str, str]:
        """The parameters of this question, without where its page starts; the usual ones left out."""
        status = self.query.status or ANY
        asked = {"q": self.query.text, "status": "" if status == Verdict.OPEN.value else status}
        asked |= {name: getattr(self.query, name) for name in FILTERS if name != "status"}
        return {name: value for name, value in asked.items() if value}

    @property
    def string(self) -> str:
        """The question as a query string with its mark; empty for the plain queue."""
        return "?" + urlencode(self.pairs) if self.pairs else ""

    def changed(self, name: str, value: str) -> Asked:
        """The same question with one filter set (empty: lifted), from its first page."""
        changes: Mapping[str, str] = {name: value}
        return Asked(replace(self.query, **changes))  # type: ignore[arg-type]  # names are filters

    def next_string(self, after: Cursor) -> str:
        return "?" + urlencode(self.pairs | {"after": write_cursor(after)})
