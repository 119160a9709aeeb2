"""A clock that is set by hand, and runners over stand-in processes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import pytest
from django.db import connection

from scheduler.plans import Plan
from scheduler.runs import Limits, Runner
from store.models import Sweep
from store.sweeps import open_sweep

SWEEPER = Path(__file__).with_name("sweeper.py")


@dataclass
class HandClock:
    """A time that moves only when told."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


class MakeRunner(Protocol):
    def __call__(
        self, behaviour: str, limits: Limits | None = ..., plans: tuple[Plan, ...] = ...
    ) -> Runner: ...


@pytest.fixture
def now() -> HandClock:
    return HandClock(datetime.now(UTC))


@pytest.fixture
def make_runner(now: HandClock, tmp_path: Path, transactional_db: None) -> Iterator[MakeRunner]:
    """Makes runners whose sweeps are stand-ins; all children are ended afterwards."""
    made: list[Runner] = []

    def make(behaviour: str, limits: Limits | None = None, plans: tuple[Plan, ...] = ()) -> Runner:
        def command(sweep: Sweep) -> list[str]:
            database = str(connection.settings_dict["NAME"])
            return [sys.executable, str(SWEEPER), behaviour, database, "--sweep-id", str(sweep.pk)]

        made.append(
            Runner(plans=plans, now=now, logs=tmp_path / "logs", limits=limits or Limits(), command=command)
        )
        return made[-1]

    yield make
    for runner in made:
        runner.stop(grace_s=0)


@pytest.fixture
def waiting(now: HandClock, transactional_db: None) -> Callable[[str], Sweep]:
    """Makes a waiting sweep of a platform, due now."""
    return lambda platform: open_sweep(platform, scheduled_for=now.at)
