"""What the clock inserts, and what it does not."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from domain.errors import ConfigError
from scheduler.clock import Clock, alarm
from scheduler.plans import Plan
from store.collecting import Directive
from store.directives import let_go_on, order
from store.models import Sweep
from store.sweeps import open_sweep, platform_row
from tests.scheduler.conftest import HandClock
from tests.scheduler.until import until

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHTLY = (Plan("shop", "0 3 * * *"),)
THREE = datetime(2026, 11, 23, 3, tzinfo=SHANGHAI)


def _clock_at(at: datetime, plans: tuple[Plan, ...] = NIGHTLY) -> tuple[Clock, HandClock]:
    now = HandClock(at)
    return Clock(plans, SHANGHAI, now), now


def _ran(due: datetime) -> Sweep:
    sweep = open_sweep("shop", scheduled_for=due)
    Sweep.objects.filter(pk=sweep.pk).update(state=Sweep.State.DONE)
    return sweep


@pytest.mark.django_db
@pytest.mark.parametrize("downtime_h", [1, 8, 23])
def test_a_downtime_within_a_day_is_caught_up_once(downtime_h: int) -> None:
    """Whatever fell due while nothing ran is made up for by one sweep, also after a second start."""
    hourly = (Plan("shop", "30 * * * *"),)
    _ran(THREE - timedelta(minutes=30))
    back_at = THREE + timedelta(hours=downtime_h)
    inserted = [sweep for _ in range(3) for sweep in _clock_at(back_at, hourly)[0].insert_due()]
    assert [sweep.scheduled_for for sweep in inserted] == [back_at - timedelta(minutes=30)]


@pytest.mark.django_db
def test_a_run_that_was_not_missed_is_not_made_up_for() -> None:
    """A clock started again after its run finds nothing to do."""
    _ran(THREE)
    assert _clock_at(THREE + timedelta(hours=5))[0].insert_due() == ()


@pytest.mark.django_db
def test_a_platform_never_scheduled_before_has_missed_nothing() -> None:
    """A platform added at noon is first swept in the coming night, not at once."""
    clock, now = _clock_at(THREE + timedelta(hours=9))
    assert clock.insert_due() == ()
    now.forward(hours=15)
    assert [sweep.scheduled_for for sweep in clock.insert_due()] == [THREE + timedelta(days=1)]


@pytest.mark.django_db
def test_older_than_a_day_is_left() -> None:
    """A weekly run missed three days ago waits for its next day."""
    weekly = (Plan("shop", "0 3 * * 1"),)
    _ran(THREE - timedelta(days=7))
    assert _clock_at(THREE + timedelta(days=3), weekly)[0].insert_due() == ()


@pytest.mark.django_db
def test_nothing_is_inserted_behind_a_sweep_that_still_waits() -> None:
    """While one sweep of a platform waits, missed hours do not pile up behind it."""
    clock, now = _clock_at(THREE, (Plan("shop", "0 * * * *"),))
    now.forward(hours=1)
    assert len(clock.insert_due()) == 1
    now.forward(hours=3)
    assert clock.insert_due() == ()


@pytest.mark.django_db
@pytest.mark.parametrize("held", ["stopped", "blocked_since"])
def test_a_platform_stopped_or_refusing_us_is_left_alone(held: str) -> None:
    """No sweep is inserted for a platform that somebody stopped or that blocks us."""
    row = platform_row("shop")
    setattr(row, held, True if held == "stopped" else THREE)
    row.save()
    clock, now = _clock_at(THREE - timedelta(hours=1))
    now.forward(hours=2)
    assert clock.insert_due() == ()


@pytest.mark.django_db
@pytest.mark.parametrize("stopped", ["shop", ""])
def test_an_order_to_stop_holds_the_clock(stopped: str) -> None:
    """While a stop of the platform, or of all, stands no sweep is inserted; lifted, the next hour is."""
    order(Directive.Kind.STOP, stopped, person="ann", reason="enough", now=THREE)
    clock, now = _clock_at(THREE - timedelta(hours=1))
    now.forward(hours=2)
    assert clock.insert_due() == ()
    let_go_on(stopped, person="ann", reason="over", now=THREE)
    now.forward(hours=24)
    assert len(clock.insert_due()) == 1


@pytest.mark.django_db
def test_two_clocks_over_two_hundred_ticks_insert_each_due_time_once() -> None:
    """Two schedulers on one database never make two rows of one due time."""
    plans = tuple(Plan(f"shop{n}", f"{n * 7} * * * *") for n in range(3))
    (one, now), (two, other) = _clock_at(THREE, plans), _clock_at(THREE, plans)
    inserted = []
    for _ in range(200):
        now.forward(minutes=10)
        other.at = now.at
        inserted += [*one.insert_due(), *two.insert_due()]
        Sweep.objects.filter(state=Sweep.State.WAITING).update(state=Sweep.State.DONE)
    due = [(sweep.platform_id, sweep.scheduled_for) for sweep in inserted]
    assert len(due) == len(set(due)) == Sweep.objects.count()
    assert len(due) in range(3 * 33, 3 * 34 + 1)


@pytest.mark.django_db(transaction=True)
def test_clocks_racing_in_threads_insert_one_row() -> None:
    """Eight clocks that wake in the same moment leave one row and no error."""
    _ran(THREE - timedelta(days=1))
    barrier, errors = threading.Barrier(8), []

    def ring() -> None:
        try:
            barrier.wait()
            _clock_at(THREE + timedelta(minutes=1))[0].insert_due()
        except Exception as error:  # noqa: BLE001  # collected for the assertion below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=ring) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert Sweep.objects.filter(scheduled_for=THREE).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_alarm_rings_although_it_woke_late() -> None:
    """A firing that comes an hour late, after a suspended machine, is still made, and once."""
    clock, now = _clock_at(THREE - timedelta(minutes=1))
    bell = alarm(clock)
    bell.start(paused=True)
    job = bell.get_job("shop")
    assert job.misfire_grace_time is None
    assert job.coalesce is True
    now.at = THREE + timedelta(hours=1)
    job.modify(next_run_time=THREE.replace(year=2020))
    bell.resume()
    until(lambda: Sweep.objects.filter(scheduled_for=THREE).exists())
    bell.shutdown()
    assert Sweep.objects.count() == 1


def test_a_bad_cron_line_stops_the_clock_at_its_start() -> None:
    """Nobody waits a night to learn that an hour was written wrongly."""
    with pytest.raises(ConfigError, match="shop"):
        _clock_at(THREE, (Plan("shop", "99 * * * *"),))
