"""The plans of the clock, from the platform files."""

from __future__ import annotations

from collections.abc import Mapping

from config.operator import OperatorSettings
from scheduler.plans import Plan
from spiders.platform import directories, load_platforms

# Sites are not all called in the same second of the hour.
JITTER_S = 300


def platform_hours(settings: OperatorSettings) -> Mapping[str, str | None]:
    """Every platform that can be swept -> its cron line, or None."""
    platforms = load_platforms(directories(settings))
    return {key: platform.schedule for key, platform in platforms.items()}


def plans_of(hours: Mapping[str, str | None]) -> tuple[Plan, ...]:
    return tuple(Plan(key, cron, JITTER_S) for key, cron in hours.items() if cron)
