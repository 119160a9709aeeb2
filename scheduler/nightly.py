"""Chores of the night: commands of the program that the clock runs once a day, one after another."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

log = structlog.get_logger()

EXECUTOR = "chores"
# A chore that a stopping clock interrupts has so long to end by itself.
GRACE_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """A command to run every day at this time of the clock's zone; it can be broken off at any moment."""

    name: str
    hour: int
    minute: int
    command: tuple[str, ...]


def program(*arguments: str) -> tuple[str, ...]:
    """A command line of this program."""
    return (sys.executable, "-m", "markwarden", *arguments)


class Nightly:
    """Runs chores in processes of their own, one at a time; what they say is kept in a file each."""

    def __init__(self, chores: Sequence[Chore], *, zone: tzinfo, logs: Path) -> None:
        self._chores, self._zone, self._logs = chores, zone, logs
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def join(self, bell: BackgroundScheduler) -> None:
        """Have the chores called by this scheduler, beside its other jobs and never in their way."""
        bell.add_executor(ThreadPoolExecutor(1), EXECUTOR)
        for chore in self._chores:
            trigger = CronTrigger(hour=chore.hour, minute=chore.minute, timezone=self._zone)
            bell.add_job(self.run, trigger, args=(chore,), id=f"chore:{chore.name}", executor=EXECUTOR)

    def run(self, chore: Chore) -> int | None:
        """Run one chore to its end; its exit code, or None if it was not begun."""
        self._logs.mkdir(parents=True, exist_ok=True)
        with (self._logs / f"{chore.name}.log").open("ab") as out:
            with self._lock:
                if self._stopped:
                    return None
                self._process = subprocess.Popen(chore.command, stdout=out, stderr=subprocess.STDOUT)
            code = self._process.wait()
        log.log(20 if code == 0 else 40, "chore.ended", chore=chore.name, code=code)
        return code

    def stop(self) -> None:
        """Begin nothing more, and end what runs."""
        with self._lock:
            self._stopped = True
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
