"""Chores of the night: run in processes of their own, one after another, and broken off by a stop."""

from __future__ import annotations

import sys
import threading
from datetime import UTC
from pathlib import Path

import pytest

from markwarden.management.commands.clock import CHORES
from scheduler.clock import Clock, alarm
from scheduler.nightly import Chore, Nightly
from tests.scheduler.conftest import HandClock
from tests.scheduler.until import until


def chore(script: str, *, name: str = "chore") -> Chore:
    return Chore(name=name, hour=4, minute=30, command=(sys.executable, "-c", script))


@pytest.mark.parametrize(("script", "code"), [("print('done')", 0), ("print('bad'); raise SystemExit(3)", 3)])
def test_what_a_chore_says_is_kept(script: str, code: int, tmp_path: Path) -> None:
    """Its output is added to its file and its exit code is told, whatever it is."""
    nightly = Nightly((), zone=UTC, logs=tmp_path / "logs")
    assert nightly.run(chore(script)) == code
    assert nightly.run(chore(script)) == code
    assert len((tmp_path / "logs" / "chore.log").read_text("utf-8").splitlines()) == 2


def test_every_chore_is_called_daily_at_its_time(tmp_path: Path, now: HandClock) -> None:
    """The scheduler has a job for each, on an executor of its own, at its hour and minute."""
    bell = alarm(Clock((), UTC, now))
    Nightly((chore("", name="a"), chore("", name="b")), zone=UTC, logs=tmp_path).join(bell)
    bell.start(paused=True)
    jobs = bell.get_jobs()
    assert [(job.id, job.executor) for job in jobs] == [("chore:a", "chores"), ("chore:b", "chores")]
    assert {(job.next_run_time.hour, job.next_run_time.minute) for job in jobs} == {(4, 30)}
    bell.shutdown()


@pytest.mark.slow
def test_a_stop_ends_a_chore_and_begins_no_other(tmp_path: Path) -> None:
    """A chore under way is ended, and none is begun afterwards."""
    nightly = Nightly((), zone=UTC, logs=tmp_path)
    ended: list[int | None] = []
    long = chore("import time; print('on', flush=True); time.sleep(60)")
    thread = threading.Thread(target=lambda: ended.append(nightly.run(long)))
    thread.start()
    until(lambda: (tmp_path / "chore.log").exists() and (tmp_path / "chore.log").read_text("utf-8"))
    nightly.stop()
    thread.join(20)
    assert ended == [-15]
    assert nightly.run(chore("print('never')")) is None


@pytest.mark.slow
def test_the_chores_are_commands_of_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a house that holds nothing yet each chore ends well; names of marks are among what is looked for."""
    monkeypatch.setenv("MARKWARDEN_HOME", str(tmp_path))
    nightly = Nightly(CHORES, zone=UTC, logs=tmp_path / "logs")
    assert [nightly.run(one) for one in CHORES] == [0] * len(CHORES)
    assert "0" in (tmp_path / "logs" / "aliases.log").read_text("utf-8")


def test_no_two_chores_begin_together() -> None:
    """Each has its own name and its own time: they share one worker, and the database."""
    assert len({one.name for one in CHORES}) == len({(one.hour, one.minute) for one in CHORES}) == len(CHORES)
