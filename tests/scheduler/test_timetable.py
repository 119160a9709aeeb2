"""What the timetable shows."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from scheduler.plans import Plan
from scheduler.timetable import timetable
from store.models import Sweep
from store.sweeps import begin, finish, open_sweep, platform_row

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 23, 12, tzinfo=SHANGHAI)
PLANS = (Plan("night", "0 3 * * *"), Plan("soon", "30 12 * * *"))
HOURS = {"night": "0 3 * * *", "soon": "30 12 * * *", "hand": None}

pytestmark = pytest.mark.django_db


def test_what_is_due_soonest_stands_first() -> None:
    """Platforms without hours come last."""
    lines = timetable(HOURS, PLANS, zone=SHANGHAI, now=NOON.astimezone(UTC))
    assert [line.platform for line in lines] == ["soon", "night", "hand"]


def test_next_is_in_the_zone_of_the_schedule() -> None:
    """The next run is shown as the operator wrote it, whatever the machine's zone."""
    (line, *_) = timetable(HOURS, PLANS, zone=SHANGHAI, now=NOON.astimezone(UTC))
    assert line.next_at is not None
    assert f"{line.next_at:%d %H:%M}" == "23 12:30"


def test_last_run_shows_its_state_and_counts() -> None:
    """The last sweep that started is shown, and what waits is counted."""
    sweep = open_sweep("night", scheduled_for=NOON)
    begin(sweep.pk, pid=1, now=NOON)
    finish(sweep.pk, state=Sweep.State.DONE, counts={"pages": 7}, now=NOON)
    open_sweep("night", scheduled_for=NOON.replace(hour=13))
    line = next(line for line in timetable(HOURS, PLANS, zone=SHANGHAI, now=NOON) if line.platform == "night")
    assert (line.last_at, line.state, line.counts, line.waiting) == (NOON, "done", {"pages": 7}, 1)


def test_a_platform_never_swept_has_no_last_run() -> None:
    """Never is shown as never, not as an error."""
    line = timetable({"hand": None}, (), zone=SHANGHAI, now=NOON)[0]
    assert (line.last_at, line.state, line.next_at) == (None, "", None)


def test_a_platform_that_refuses_us_is_shown_as_held() -> None:
    """Who looks at the timetable sees why nothing will start."""
    row = platform_row("night")
    row.blocked_since = NOON
    row.save()
    line = next(line for line in timetable(HOURS, PLANS, zone=SHANGHAI, now=NOON) if line.platform == "night")
    assert line.held == "blocked"


def test_the_command_prints_every_platform(capsys: pytest.CaptureFixture[str]) -> None:
    """`markwarden schedule` works without a clock and without a single sweep."""
    call_command("schedule")
    printed = capsys.readouterr().out
    assert "storefront" in printed
    assert "Asia/Shanghai" in printed
