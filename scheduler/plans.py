"""When a platform is due: a cron line in a named time zone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from apscheduler.triggers.cron import CronTrigger

from domain.errors import ConfigError

# APScheduler counts weekdays from Monday as 0; a cron line counts from Sunday as 0.
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


@dataclass(frozen=True, slots=True)
class Plan:
    """One platform's hours.

    Attributes:
        cron: five fields as in crontab(5); a weekday of 0 or 7 is Sunday.
        jitter_s: the sweep starts up to this many seconds after its due time, always by the
            same amount for the same due time, so that two schedulers agree.
    """

    platform: str
    cron: str
    jitter_s: int = 0

    def trigger(self, zone: tzinfo) -> CronTrigger:
        """The APScheduler trigger of this plan.

        Raises:
            ConfigError: the cron line cannot be read.
        """
        fields = self.cron.split()
        try:
            if len(fields) != 5:
                raise ValueError(f"expected 5 fields, found {len(fields)}")
            minute, hour, day, month, weekday = fields
            if day != "*" and weekday != "*":
                # cron means "or" here, APScheduler "and": neither would be what somebody meant.
                raise ValueError("a day of the month and a weekday do not go together")
            return CronTrigger(
                minute=minute, hour=hour, day=day, month=month, day_of_week=_weekdays(weekday), timezone=zone
            )
        except ValueError as error:
            raise ConfigError([f"{self.platform}: schedule {self.cron!r} is no cron line: {error}"]) from None

    def next_due(self, after: datetime, zone: tzinfo) -> datetime | None:
        """The first due time later than `after`."""
        due: datetime | None = self.trigger(zone).get_next_fire_time(None, after + timedelta(microseconds=1))
        return due

    def last_due(self, at: datetime, zone: tzinfo, *, within: timedelta) -> datetime | None:
        """The last due time not later than `at`, looking back no further than `within`."""
        trigger = self.trigger(zone)
        last, due = None, trigger.get_next_fire_time(None, at - within)
        while due is not None and due <= at:
            last, due = due, trigger.get_next_fire_time(due, due + timedelta(microseconds=1))
        return last

    def start_at(self, due: datetime) -> datetime:
        """When the sweep due at `due` may start: `due` and this plan's share of the jitter."""
        if self.jitter_s <= 0:
            return due
        seed = hashlib.sha256(f"{self.platform} {due.timestamp():.0f}".encode()).digest()
        return due + timedelta(seconds=int.from_bytes(seed[:4]) % (self.jitter_s + 1))


def _weekdays(field: str) -> str:
    """The weekday field of a cron line as names APScheduler reads the same way."""
    if field == "*":
        return field
    days: set[int] = set()
    for part in field.lower().split(","):
        span, _slash, step = part.partition("/")
        first, _dash, last = ("0", "-", "6") if span == "*" else span.partition("-")
        start = _weekday(first)
        end = _weekday(last) if last else 6 if step else start
        end = 7 if end == 0 < start else end
        if end < start or (step and not step.isdigit()) or step == "0":
            raise ValueError(f"weekday {part!r}")
        days |= {number % 7 for number in range(start, end + 1, int(step or 1))}
    return ",".join(_WEEKDAYS[number] for number in sorted(days))


def _weekday(word: str) -> int:
    if word.isascii() and word.isdigit() and int(word) <= 7:
        return int(word)
    if word in _WEEKDAYS:
        return _WEEKDAYS.index(word)
    raise ValueError(f"weekday {word!r}")
