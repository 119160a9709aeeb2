"""The timetable: each platform's hours, its last run, and when the next is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from scheduler.clock import held_back
from scheduler.plans import Plan
from store.models import Sweep


@dataclass(frozen=True, slots=True, kw_only=True)
class TimetableLine:
    """One platform.

    Attributes:
        next_at: next due time in the schedule's zone; None without a schedule.
        state: of the last run; empty if there was none.
        counts: of the last run.
        held: why nothing is started: `stopped` or `blocked`; empty if nothing holds it.
    """

    platform: str
    cron: str
    next_at: datetime | None
    last_at: datetime | None
    state: str
    counts: Mapping[str, Any]
    detail: str
    waiting: int
    held: str


def timetable(
    platforms: Mapping[str, str | None], plans: Sequence[Plan], *, zone: tzinfo, now: datetime
) -> tuple[TimetableLine, ...]:
    """A line for each platform (key -> cron line or None), those that are due soonest first."""
    by_key = {plan.platform: plan for plan in plans}
    lines = [_line(key, cron or "", by_key.get(key), zone, now) for key, cron in platforms.items()]
    never = datetime.max.replace(tzinfo=now.tzinfo)
    return tuple(sorted(lines, key=lambda line: (line.next_at or never, line.platform)))


def _line(key: str, cron: str, plan: Plan | None, zone: tzinfo, now: datetime) -> TimetableLine:
    rows = Sweep.objects.filter(platform__key=key, kind="crawl")
    last = rows.exclude(state=Sweep.State.WAITING).order_by("-started_at", "-pk").first()
    started_at = last.started_at if last else None
    return TimetableLine(
        platform=key,
        cron=cron,
        next_at=plan.next_due(now, zone) if plan else None,
        last_at=started_at.astimezone(zone) if started_at else None,
        state=last.state if last else "",
        counts=last.counts if last else {},
        detail=last.detail if last else "",
        waiting=rows.filter(state=Sweep.State.WAITING).count(),
        held=held_back(key),
    )
