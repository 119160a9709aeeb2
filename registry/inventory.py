"""The register as lines for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from domain.rights import RightKind
from domain.values import Term
from registry.models import KIND_NAMES, Right


@dataclass(frozen=True, slots=True)
class RightLine:
    """One right as listed; `in_force` is about the day asked for, and no while its days are not known."""

    id: str
    kind: str
    words: str
    holder: str
    term: str
    in_force: bool
    watched: bool


def right_lines(day: date) -> tuple[RightLine, ...]:
    """Every right of the register, ordered by id, in force or not on `day`."""
    rows = Right.objects.select_related("holder").order_by("code")
    return tuple(_line(row, day) for row in rows)


def _line(row: Right, day: date) -> RightLine:
    return RightLine(
        id=row.code,
        kind=str(KIND_NAMES[RightKind(row.kind)]),
        words=", ".join(word for word in (row.text, *row.aliases) if word),
        holder=row.holder.name,
        term=_("days to be filled in") if "term" in row.to_confirm else _term(row.valid_from, row.valid_to),
        in_force="term" not in row.to_confirm and Term(row.valid_from, row.valid_to).covers(day),
        watched=row.watched,
    )


def _term(start: date | None, end: date | None) -> str:
    if start is None and end is None:
        return _("no known end")
    return f"{start or '…'} – {end or '…'}"
