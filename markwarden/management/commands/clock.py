"""`markwarden clock`: start sweeps at their hours, until told to stop."""

from __future__ import annotations

import signal
import threading
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_typer.management import TyperCommand
from rich.console import Console

from config.operator import operator_settings
from markwarden.planned import plans_of, platform_hours
from scheduler.clock import Clock
from scheduler.nightly import Chore, Nightly, program
from scheduler.runs import Limits, Runner
from scheduler.watch import watch

# In the small hours, when most sites' sweeps are over.
CHORES = (
    Chore(name="aliases", hour=4, minute=15, command=program("rights", "aliases", "propose")),
    Chore(name="retention", hour=4, minute=30, command=program("retention", "purge")),
)


def _now() -> datetime:
    return datetime.now(UTC)


class Command(TyperCommand):
    help = gettext_lazy(
        "Start sweeps at their hours. Runs until Ctrl-C or SIGTERM; a second clock is harmless."
    )

    def handle(
        self,
        at_once: Annotated[
            int, typer.Option(min=1, max=16, help=gettext_lazy("Sweeps running at the same time."))
        ] = 2,
        hang_s: Annotated[
            float,
            typer.Option(min=15, help=gettext_lazy("Seconds without a sign of life until a sweep is ended.")),
        ] = 120,
    ) -> None:
        settings = operator_settings()
        plans = plans_of(platform_hours(settings))
        clock = Clock(plans, ZoneInfo(settings.time_zone), _now)
        limits = Limits(at_once=at_once, hang_s=hang_s)
        runner = Runner(plans=plans, now=_now, logs=settings.home / "logs", limits=limits)
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_args: stop.set())
        console = Console(soft_wrap=True, highlight=False, markup=False)
        console.print(
            _("Clock: %(count)d platforms with a schedule, times in %(zone)s. Ctrl-C ends it.")
            % {"count": len(plans), "zone": settings.time_zone}
        )
        nightly = Nightly(CHORES, zone=clock.zone, logs=settings.home / "logs")
        watch(clock, runner, stop, nightly=nightly)
        console.print(_("Clock stopped; sweeps that were running will be resumed next time."))
