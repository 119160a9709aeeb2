"""Runs: waiting sweeps are claimed, started as processes, watched, and resumed when they fell."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django.db import transaction
from django.db.models import QuerySet

from scheduler.children import HOST, Child, is_sweep, signal_group, start
from scheduler.plans import Plan
from store.collecting import Directive
from store.models import Platform, Sweep

log = structlog.get_logger()
State = Sweep.State
# A live scheduler settles its own dead child within a second or two; others leave it that long.
ORPHAN_S = 15.0
# Somebody sweeps the platform by hand: the pause until the clock asks again.
LATER_S = 60.0
# The site's budget of the day is spent; it is counted by the hour (spiders.budget).
BUDGET_S = 3600.0
REFUSED = 2  # exit code of a command that would be refused again: a bad platform file, a bad setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How sweeps may run.

    Attributes:
        at_once: sweeps running at the same time, those of other schedulers included.
        hang_s: a sweep without a sign of life for so long is ended; it gives one every few seconds.
        grace_s: from the request to end until the kill.
        tries: how often one sweep is started before it counts as failed.
    """

    at_once: int = 2
    hang_s: float = 120.0
    grace_s: float = 30.0
    tries: int = 3


def sweep_command(sweep: Sweep) -> tuple[str, ...]:
    """The command line of a claimed sweep."""
    resume = ("--resume",) if sweep.options.get("resume") else ()
    program = (sys.executable, "-m", "markwarden", "sweep", sweep.platform.key)
    return (*program, "--sweep-id", str(sweep.pk), "--progress", "none", *resume)


class Runner:
    """Runs what waits. Call `tick` every second or so, `stop` at the end."""

    def __init__(
        self,
        *,
        plans: Sequence[Plan],
        now: Callable[[], datetime],
        logs: Path,
        limits: Limits = Limits(),
        command: Callable[[Sweep], Sequence[str]] = sweep_command,
    ) -> None:
        self._plans: Mapping[str, Plan] = {plan.platform: plan for plan in plans}
        self._now, self._logs, self._limits, self._command = now, logs, limits, command
        self._children: dict[int, Child] = {}

    @property
    def running(self) -> tuple[int, ...]:
        """Ids of the sweeps whose processes are ours."""
        return tuple(self._children)

    def tick(self) -> None:
        """Look after every child, take over what was left behind, start what waits."""
        for child in list(self._children.values()):
            self._look_after(child)
        self._take_over()
        if not self._waiting().exists():
            return  # without the write lock that a claim takes
        while (sweep := self._claim()) is not None:
            self._start(sweep)

    def stop(self, *, grace_s: float | None = None) -> None:
        """Ask every child to close cleanly, wait, kill the rest; all of it is resumed next time."""
        for child in self._children.values():
            signal_group(child.process.pid, signal.SIGTERM)
        deadline = time.monotonic() + (self._limits.grace_s if grace_s is None else grace_s)
        for child in list(self._children.values()):
            while (code := child.ended()) is None:
                if time.monotonic() > deadline:
                    signal_group(child.process.pid, signal.SIGKILL)
                time.sleep(0.05)
            self._settle(child, code, own_stop=True)

    def _look_after(self, child: Child) -> None:
        if (code := child.ended()) is not None:
            self._settle(child, code)
            return
        now = self._now()
        if child.asked_to_stop_at is not None:
            if now - child.asked_to_stop_at >= timedelta(seconds=self._limits.grace_s):
                log.warning("sweep.killed", sweep=child.sweep_id, pid=child.process.pid)
                signal_group(child.process.pid, signal.SIGKILL)
        elif self._silent(Sweep.objects.get(pk=child.sweep_id), self._limits.hang_s):
            log.warning("sweep.hangs", sweep=child.sweep_id, pid=child.process.pid)
            child.asked_to_stop_at = now
            signal_group(child.process.pid, signal.SIGTERM)

    def _silent(self, sweep: Sweep, for_s: float) -> bool:
        heard = sweep.heartbeat_at or sweep.started_at or sweep.created_at
        return self._now() - heard > timedelta(seconds=for_s)

    def _settle(self, child: Child, code: int, *, own_stop: bool = False) -> None:
        """Write down what became of a child that ended."""
        del self._children[child.sweep_id]
        sweep = Sweep.objects.select_related("platform").get(pk=child.sweep_id)
        # Another process number: somebody took the sweep over, and it is theirs now.
        ours = sweep.pid in (None, child.process.pid)
        unfinished = ours and sweep.state in (State.RUNNING, State.INTERRUPTED)
        log.info("sweep.ended", sweep=sweep.pk, platform=sweep.platform.key, code=code, state=sweep.state)
        if not unfinished:
            return
        if code == REFUSED:
            self._fail(sweep, child.last_words() or "refused")
        elif code == os.EX_TEMPFAIL:
            pause_s = BUDGET_S if sweep.state == State.INTERRUPTED else LATER_S
            later = self._now() + timedelta(seconds=pause_s)
            self._again(sweep, child.last_words(), counts=False, not_before=later)
        else:
            self._again(sweep, f"ended with code {code}: {child.last_words()}", counts=not own_stop)

    def _again(
        self, sweep: Sweep, why: str, *, counts: bool = True, not_before: datetime | None = None
    ) -> None:
        """Put the sweep back to be resumed, unless it has had its tries."""
        options = dict(sweep.options)
        if counts and options.get("tries", 1) >= self._limits.tries:
            self._fail(sweep, f"given up after {options['tries']} tries; {why}")
            return
        if not counts:
            options["tries"] = options.get("tries", 1) - 1
        options["resume"] = True
        options["not_before"] = not_before.isoformat() if not_before else ""
        Sweep.objects.filter(pk=sweep.pk).update(
            state=State.WAITING, pid=None, options=options, detail=why[:500], ended_at=None
        )
        log.info("sweep.again", sweep=sweep.pk, tries=options.get("tries"), why=why)

    def _fail(self, sweep: Sweep, why: str) -> None:
        Sweep.objects.filter(pk=sweep.pk).update(state=State.FAILED, detail=why[:500], ended_at=self._now())
        log.warning("sweep.failed", sweep=sweep.pk, why=why)

    def _take_over(self) -> None:
        """Settle running rows whose process is gone or silent and that nobody looks after."""
        rows = Sweep.objects.filter(state=State.RUNNING, kind="crawl").exclude(pk__in=self._children)
        for sweep in rows.select_related("platform"):
            here = sweep.options.get("host") == HOST
            alive = is_sweep(sweep.pid, sweep.pk)
            # Its own scheduler, if it lives, acts first: it needs hang_s + grace_s and a little.
            patience = self._limits.hang_s + self._limits.grace_s + 30
            gone = here and sweep.pid is not None and not alive and self._silent(sweep, ORPHAN_S)
            if not (gone or self._silent(sweep, patience)):
                continue
            if here and alive and sweep.pid is not None:
                signal_group(sweep.pid, signal.SIGKILL)
            self._adopt(sweep)

    def _adopt(self, sweep: Sweep) -> None:
        """Resume an orphan of the clock; a sweep somebody started by hand is theirs to resume."""
        if sweep.scheduled_for is not None:
            self._again(sweep, "its scheduler or its process was gone")
            return
        Sweep.objects.filter(pk=sweep.pk, state=State.RUNNING).update(
            state=State.INTERRUPTED, detail="gave no sign of life", ended_at=self._now()
        )

    def _waiting(self) -> QuerySet[Sweep]:
        """What the clock inserted and may run, oldest due time first."""
        rows = Sweep.objects.filter(state=State.WAITING, scheduled_for__isnull=False)
        rows = rows.filter(platform__stopped=False, platform__blocked_since__isnull=True)
        stops = Directive.objects.filter(kind=Directive.Kind.STOP, lifted_at__isnull=True)
        if stops.filter(platform__isnull=True).exists():
            return Sweep.objects.none()
        rows = rows.exclude(platform__in=stops.values("platform"))
        return rows.select_related("platform").order_by("scheduled_for", "pk")

    @transaction.atomic
    def _claim(self) -> Sweep | None:
        """Take one waiting sweep for ourselves, or None. Two schedulers never take the same."""
        running = Sweep.objects.filter(state=State.RUNNING, kind="crawl")
        if running.count() >= self._limits.at_once:
            return None
        for sweep in self._waiting():
            # The platform's row is the lock: one sweep a platform also where rows can be read twice.
            Platform.objects.select_for_update().get(pk=sweep.platform_id)
            if self._may_start(sweep) and not running.filter(platform=sweep.platform_id).exists():
                return sweep if self._take(sweep) else None
        return None

    def _may_start(self, sweep: Sweep) -> bool:
        not_before = sweep.options.get("not_before")
        if not_before and datetime.fromisoformat(not_before) > self._now():
            return False
        plan, due = self._plans.get(sweep.platform.key), sweep.scheduled_for
        return plan is None or due is None or plan.start_at(due) <= self._now()

    def _take(self, sweep: Sweep) -> bool:
        sweep.options = {**sweep.options, "host": HOST, "tries": sweep.options.get("tries", 0) + 1}
        taken = Sweep.objects.filter(pk=sweep.pk, state=State.WAITING).update(
            state=State.RUNNING,
            started_at=sweep.started_at or self._now(),
            heartbeat_at=self._now(),
            pid=None,
            options=sweep.options,
        )
        return bool(taken)

    def _start(self, sweep: Sweep) -> None:
        try:
            child = start(self._command(sweep), sweep_id=sweep.pk, logs=self._logs)
        except OSError as error:
            self._again(sweep, f"could not be started: {error}")
            return
        self._children[sweep.pk] = child
        Sweep.objects.filter(pk=sweep.pk, state=State.RUNNING).update(pid=child.process.pid)
        log.info(
            "sweep.started",
            sweep=sweep.pk,
            platform=sweep.platform.key,
            pid=child.process.pid,
            by=os.getpid(),
        )
