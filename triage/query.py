"""What a person asks of the queue, read from an address and written back into one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import QueryDict

from domain.match import Verdict
from domain.ports import Cursor, HitQuery, Order
from domain.rights import RightKind

# Counted beside the queue.
FILTERS = ("status", "platform", "kind", "right", "holder")
# Written by hand, one whole value.
TYPED = ("seller", "region")
LONGEST_TEXT = 200
ANY = "any"
CURSOR = re.compile(r"(?P<key>\d[\d.]{0,30}(?:e-\d{1,3})?)~(?P<id>[0-9a-f]{32})", re.ASCII)
_PERCENT = re.compile(r"\d{1,3}", re.ASCII)
_PRICE = re.compile(r"(\d{1,12})(?:[.,](\d{1,2}))?", re.ASCII)
_DAY = re.compile(r"(20\d\d)-(\d\d)-(\d\d)", re.ASCII)
# Microseconds until the year 2255: any later moment is no cursor of ours.
_LATEST_US = 9e15
_ALLOWED = {
    "status": frozenset(verdict.value for verdict in Verdict),
    "kind": frozenset(kind.value for kind in RightKind),
}


def _one(text: str) -> str:
    return " ".join(text.replace("\0", " ").split())[:LONGEST_TEXT]


def _filter(name: str, value: str) -> str:
    """A filter's value, or empty where it is none of the known ones."""
    allowed = _ALLOWED.get(name)
    return value[:LONGEST_TEXT] if allowed is None or value in allowed else ""


def read_percent(text: str) -> float | None:
    """A risk in percent as a score; None for anything else."""
    return int(text) / 100 if _PERCENT.fullmatch(text) and int(text) <= 100 else None


def read_price(text: str) -> int | None:
    """A price as hundredths; None for anything else."""
    found = _PRICE.fullmatch(text.strip())
    return None if found is None else int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


def read_day(text: str) -> date | None:
    """A day as browsers send it; None for anything else."""
    found = _DAY.fullmatch(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _begins(day: date | None) -> datetime | None:
    """Midnight in the operator's time zone."""
    return None if day is None else datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))


def read_cursor(text: str, order: Order = Order.RISK) -> Cursor | None:
    """The place a page starts after; a broken one is the first page."""
    found = CURSOR.fullmatch(text)
    if found is None:
        return None
    try:
        key = float(found["key"])
    except ValueError:
        return None
    return Cursor(key, found["id"]) if 0 <= key <= (1 if order is Order.RISK else _LATEST_US) else None


def write_cursor(cursor: Cursor) -> str:
    return f"{cursor.key!r}~{cursor.id}"


def _ranges(sent: Mapping[str, str]) -> dict[str, Any]:
    """The ranges asked for, as a query's fields; broken ones do not restrict."""
    last = read_day(sent.get("to", ""))
    asked = {
        "least_score": read_percent(sent.get("risk_from", "")),
        "most_score": read_percent(sent.get("risk_to", "")),
        "least_price_minor": read_price(sent.get("price_from", "")),
        "most_price_minor": read_price(sent.get("price_to", "")),
        "captured_from": _begins(read_day(sent.get("from", ""))),
        "captured_before": _begins(last and last + timedelta(days=1)),
    }
    return {name: value for name, value in asked.items() if value is not None}


def _order(text: str) -> Order:
    return Order(text) if text in set(Order) else Order.RISK


def _percent(score: float, without: float) -> str:
    return "" if score == without else str(round(score * 100))


def _price(minor: int | None) -> str:
    if minor is None:
        return ""
    return f"{minor // 100}.{minor % 100:02}" if minor % 100 else str(minor // 100)


def _day(at: datetime | None, *, less: int = 0) -> str:
    return "" if at is None else (at.date() - timedelta(days=less)).isoformat()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the queue and where its page starts. `status` is open unless said otherwise."""

    query: HitQuery
    after: Cursor | None = None

    @classmethod
    def of(cls, parameters: QueryDict) -> Asked:
        sent = {name: parameters.get(name) or "" for name in parameters}
        values: dict[str, Any] = {name: _filter(name, sent.get(name, "")) for name in FILTERS}
        values |= {name: _one(sent.get(name, "")) for name in TYPED}
        if "status" not in parameters:
            values["status"] = Verdict.OPEN.value
        order = _order(sent.get("sort", ""))
        query = HitQuery(text=_one(sent.get("q", "")), order=order, **values, **_ranges(sent))
        return cls(query, read_cursor(sent.get("after", ""), order))

    @property
    def ranges(self) -> dict[str, str]:
        """Ranges and order as they stand in an address and in the form's fields."""
        query = self.query
        return {
            "risk_from": _percent(query.least_score, 0),
            "risk_to": _percent(query.most_score, 1),
            "price_from": _price(query.least_price_minor),
            "price_to": _price(query.most_price_minor),
            "from": _day(query.captured_from),
            "to": _day(query.captured_before, less=1),
        }

    @property
    def pairs(self) -> dict[str, str]:
        """The parameters of this question, without where its page starts; the usual ones left out."""
        status = self.query.status or ANY
        asked = {"q": self.query.text, "status": "" if status == Verdict.OPEN.value else status}
        asked |= {name: getattr(self.query, name) for name in (*FILTERS, *TYPED) if name != "status"}
        asked |= self.ranges
        asked["sort"] = "" if self.query.order is Order.RISK else self.query.order.value
        return {name: value for name, value in asked.items() if value}

    @property
    def chosen_by_link(self) -> dict[str, str]:
        """What the form must carry along: the filters that are links beside the queue."""
        return {name: value for name, value in self.pairs.items() if name in FILTERS}

    @property
    def narrowed(self) -> bool:
        """Whether anything beside words and counted filters restricts or orders."""
        return bool(set(self.pairs) - {"q", *FILTERS})

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
