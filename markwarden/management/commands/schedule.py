"""`markwarden schedule`: when each platform is swept next, and how the last sweep went."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_typer.management import TyperCommand
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from config.operator import operator_settings
from markwarden.planned import plans_of, platform_hours
from scheduler.timetable import TimetableLine, timetable
from store.models import Sweep

COUNTS_SHOWN = ("listings", "kept", "unchanged", "hits")


class Command(TyperCommand):
    help = gettext_lazy("Show each platform's next and last sweep. Works without the clock running.")

    def handle(self) -> None:
        settings = operator_settings()
        hours = platform_hours(settings)
        lines = timetable(hours, plans_of(hours), zone=ZoneInfo(settings.time_zone), now=datetime.now(UTC))
        table = Table(
            _("platform"), _("schedule"), _("next"), _("last"), _("state"), _("counts"),
            caption=_("Times in %(zone)s.") % {"zone": settings.time_zone},
        )  # fmt: skip
        for line in lines:
            table.add_row(*(escape(cell) for cell in _cells(line)))
        Console().print(table)


def _cells(line: TimetableLine) -> tuple[str, ...]:
    return (
        line.platform,
        line.cron or _("by hand only"),
        _next(line),
        _shown(line.last_at) or _("never"),
        _state(line),
        _counts(line.counts),
    )


def _shown(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


def _next(line: TimetableLine) -> str:
    if line.held == "stopped":
        return _("stopped by hand")
    if line.held == "blocked":
        return _("held: the platform refuses us")
    return _shown(line.next_at) or "–"


def _state(line: TimetableLine) -> str:
    state = str(Sweep.State(line.state).label) if line.state else ""
    waiting = _("%(count)d waiting") % {"count": line.waiting} if line.waiting else ""
    failed = line.detail if line.state == Sweep.State.FAILED else ""
    return ", ".join(part for part in (state, waiting, failed[:60]) if part)


def _counts(counts: Mapping[str, Any]) -> str:
    names = {
        "listings": _("listings"), "kept": _("kept"), "unchanged": _("unchanged"), "hits": _("hits"),
    }  # fmt: skip
    parts = [f"{names[key]} {counts[key]}" for key in COUNTS_SHOWN if key in counts]
    if rejected := sum(count for key, count in counts.items() if key.startswith("rejected/")):
        word = _("rejected")
        parts.append(f"{word} {rejected}")
    return ", ".join(parts)
