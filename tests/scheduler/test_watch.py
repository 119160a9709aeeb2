"""Clock and runner together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from scheduler.clock import Clock
from scheduler.plans import Plan
from scheduler.watch import watch
from store.models import Sweep
from store.sweeps import open_sweep
from tests.scheduler.conftest import HandClock, MakeRunner
from tests.scheduler.until import until

ROOT = Path(__file__).resolve().parents[2]
PLATFORM = """
name: {zh: 店, en: shop}
hosts: [shop.example]
extends: storefront
legal_basis: robots
start: ["https://shop.example/"]
schedule: "0 3 29 2 *"
"""


@pytest.mark.django_db(transaction=True)
def test_the_watch_catches_up_runs_and_stops(make_runner: MakeRunner, now: HandClock) -> None:
    """What fell due in a downtime is inserted and run once the watch begins."""
    plan = Plan("shop", f"{now.at.minute} {now.at.hour} * * *")
    earlier = open_sweep("shop", scheduled_for=now.at - timedelta(days=3))
    Sweep.objects.filter(pk=earlier.pk).update(state=Sweep.State.DONE)
    stop, clock = threading.Event(), Clock((plan,), UTC, now)

    def body() -> None:
        watch(clock, make_runner("done"), stop, tick_s=0.02)
        connection.close()

    thread = threading.Thread(target=body)
    thread.start()
    until(lambda: Sweep.objects.filter(state=Sweep.State.DONE).count() == 2)
    stop.set()
    thread.join(timeout=20)
    assert not thread.is_alive()


@pytest.mark.slow
def test_the_clock_command_says_what_it_does_and_ends_on_sigterm(tmp_path: Path) -> None:
    """`markwarden clock` announces its zone, and SIGTERM ends it with exit code 0."""
    platforms = tmp_path / "platforms"
    platforms.mkdir()
    (platforms / "shop.yaml").write_text("key: shop" + PLATFORM)
    keys = {"MARKWARDEN_HOME": str(tmp_path / "home"), "MARKWARDEN_PLATFORMS": str(platforms)}
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "markwarden", "clock"],
        cwd=ROOT, env={**os.environ, **keys, "MARKWARDEN_LANGUAGE": "en"}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    said = process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=60)
    assert "1 platforms with a schedule, times in Asia/Shanghai" in said
    assert "Clock stopped" in rest
    assert process.returncode == 0


def test_a_machine_in_another_zone_keeps_the_operators_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    """TZ of the machine does not move the hours of a plan."""
    monkeypatch.setenv("TZ", "America/New_York")
    due = Plan("shop", "0 3 * * *").next_due(datetime(2026, 7, 1, tzinfo=UTC), ZoneInfo("Asia/Shanghai"))
    assert due is not None
    assert due.astimezone(UTC).hour == 19
