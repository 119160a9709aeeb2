"""The clock: at each platform's hours it inserts a waiting sweep, and does nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from django.db import DatabaseError, connection

from scheduler.plans import Plan
from store.directives import stop_for
from store.models import Platform, Sweep
from store.sweeps import open_sweep

log = structlog.get_logger()

# What fell due longer ago is not caught up: the next regular run is nearer than its use.
CATCH_UP = timedelta(hours=24)
Now = Callable[[], datetime]


@dataclass(slots=True)
class Clock:
    """Inserts what is due. Any number of clocks may run: one due time is one row.

    Attributes:
        zone: the time zone the cron lines are written in.
        started_at: due times before it count as missed only for platforms scheduled before.
    """

    plans: Sequence[Plan]
    zone: tzinfo
    now: Now
    started_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.started_at = self.now()
        for plan in self.plans:
            plan.trigger(self.zone)  # a bad cron line is known before anything runs

    def insert_due(self) -> tuple[Sweep, ...]:
        """Insert the newest due sweep of each platform that is owed one; what was inserted.

        Called at start it is the catch-up after a downtime, called again it does nothing.
        """
        inserted = (self._insert(plan) for plan in self.plans)
        return tuple(sweep for sweep in inserted if sweep is not None)

    def _insert(self, plan: Plan) -> Sweep | None:
        now = self.now()
        due = plan.last_due(now, self.zone, within=CATCH_UP)
        if due is None or not self._owed(plan, due):
            return None
        if held := held_back(plan.platform):
            log.info("clock.held", platform=plan.platform, due=due.isoformat(), why=held)
            return None
        sweep = open_sweep(plan.platform, scheduled_for=due)
        log.info("clock.due", platform=plan.platform, sweep=sweep.pk, due=due.isoformat())
        return sweep

    def _owed(self, plan: Plan, due: datetime) -> bool:
        """Whether nothing was inserted for `due` or later, nothing waits, and it is not older than us."""
        rows = Sweep.objects.filter(platform__key=plan.platform, scheduled_for__isnull=False)
        if rows.filter(scheduled_for__gte=due).exists() or rows.filter(state=Sweep.State.WAITING).exists():
            return False
        return due > self.started_at or rows.exists()


def held_back(platform_key: str) -> str:
    """Why a platform is not swept on its own: stopped by hand, or it refuses us. Empty: it is."""
    if stop_for(platform_key) is not None:
        return "stopped"
    row = Platform.objects.filter(key=platform_key).first()
    if row is None:
        return ""
    return "stopped" if row.stopped else "blocked" if row.blocked_since else ""


def alarm(clock: Clock) -> BackgroundScheduler:
    """An APScheduler that calls the clock at every due time; start it, and shut it down.

    The jobs live in memory and are made from the plans each time. No grace time: a firing that
    comes late, after a suspended machine, still counts, and several missed ones count once.
    """
    scheduler = BackgroundScheduler(
        timezone=clock.zone,
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    for plan in clock.plans:
        scheduler.add_job(_ring, plan.trigger(clock.zone), args=(clock,), id=plan.platform)
    return scheduler


def _ring(clock: Clock) -> None:
    try:
        clock.insert_due()
    except DatabaseError as error:
        # Not lost: the runner's loop asks the clock again every minute.
        log.warning("clock.database", error=str(error))
    finally:
        connection.close()
