"""When a platform is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.errors import ConfigError
from scheduler.plans import Plan

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(hours=24)


def test_hours_are_read_in_the_zone_named_and_not_in_the_machines() -> None:
    """Three in the morning in Shanghai is seven in the evening before in UTC."""
    due = Plan("shop", "0 3 * * *").next_due(datetime(2026, 11, 23, 12, tzinfo=UTC), SHANGHAI)
    assert due == datetime(2026, 11, 23, 19, tzinfo=UTC)
    assert str(due.tzinfo) == "Asia/Shanghai"


def test_the_due_time_itself_is_the_last_and_not_the_next() -> None:
    """At the stroke of the hour the run is due, and the next is tomorrow's."""
    plan, stroke = Plan("shop", "0 3 * * *"), datetime(2026, 11, 23, 3, tzinfo=SHANGHAI)
    assert plan.last_due(stroke, SHANGHAI, within=DAY) == stroke
    assert plan.next_due(stroke, SHANGHAI) == stroke + DAY


def test_nothing_older_than_the_span_was_due() -> None:
    """A monthly plan has no last due time within a day in mid-month."""
    assert (
        Plan("shop", "0 3 1 * *").last_due(datetime(2026, 11, 23, tzinfo=UTC), SHANGHAI, within=DAY) is None
    )


@pytest.mark.parametrize(
    ("weekday", "days"),
    [("0", "7"), ("7", "7"), ("1", "1"), ("1-5", "12345"), ("0-2", "127"), ("5-7", "567"), ("fri-sun", "567"),
     ("*/2", "2467"), ("mon,3", "13"), ("*", "1234567")],
)  # fmt: skip
def test_weekday_numbers_are_cron_numbers(weekday: str, days: str) -> None:
    """Weekday 0 and 7 are Sunday, as in crontab(5), although APScheduler counts from Monday."""
    at, found = datetime(2026, 11, 23, tzinfo=SHANGHAI), set()
    for _ in range(7):
        due = Plan("shop", f"0 3 * * {weekday}").next_due(at, SHANGHAI)
        assert due is not None
        found.add(str(due.isoweekday()))
        at = due
    assert "".join(sorted(found)) == days


@pytest.mark.parametrize(
    "cron", ["", "0 3 * *", "61 3 * * *", "0 3 * * 8", "0 3 * * 5-2", "0 3 * * */0", "0 3 1 * 1", "a b c d e"]
)
def test_a_bad_cron_line_is_named_with_its_platform(cron: str) -> None:
    """An unreadable line is refused with the platform and the line."""
    with pytest.raises(ConfigError, match="shop: schedule"):
        Plan("shop", cron).trigger(SHANGHAI)


def test_jitter_is_bounded_and_the_same_for_everybody() -> None:
    """Two schedulers give the same due time the same start, never early and never too late."""
    due = datetime(2026, 11, 23, 3, tzinfo=SHANGHAI)
    starts = {Plan("shop", "0 3 * * *", jitter_s=300).start_at(due) for _ in range(3)}
    others = {Plan(f"shop{n}", "0 3 * * *", jitter_s=300).start_at(due) for n in range(20)}
    assert len(starts) == 1
    assert len(others) > 10
    assert all(due <= start <= due + timedelta(seconds=300) for start in starts | others)
