"""`markwarden demo`: the whole way on a real shop and a browser-only market."""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from types import FrameType
from typing import Annotated, NoReturn

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_typer.management import TyperCommand

from config.operator import operator_settings
from markwarden.demo.home import alone
from markwarden.demo.show import Wishes, perform

PARTS = ("browser", "shop")
HELP_FRESH = gettext_lazy("Forget what earlier runs kept.")
HELP_WITHOUT = gettext_lazy("Leave a part out: browser or shop.")
HELP_ELASTIC = gettext_lazy(
    "Address of an Elasticsearch; else the one that is set or runs, else the embedded index."
)


class Command(TyperCommand):
    help = gettext_lazy("Sweep a real shop and a browser-only market, then open the desk.")

    def handle(
        self,
        once: Annotated[
            bool, typer.Option("--once", help=gettext_lazy("Do everything, but do not stay."))
        ] = False,
        port: Annotated[
            int, typer.Option(min=0, max=65535, help=gettext_lazy("Port of the desk; 0: any."))
        ] = 0,
        fresh: Annotated[bool, typer.Option("--fresh", help=HELP_FRESH)] = False,  # see demo.home
        elasticsearch: Annotated[str, typer.Option(help=HELP_ELASTIC)] = "",  # see demo.home
        without: Annotated[list[str] | None, typer.Option(help=HELP_WITHOUT)] = None,
    ) -> None:
        unknown = sorted(set(without or ()) - set(PARTS))
        if unknown:
            raise typer.BadParameter(_("expected browser or shop, not %(part)s") % {"part": unknown[0]})
        signal.signal(signal.SIGTERM, _interrupt)
        wishes = Wishes(port=port, without=frozenset(without or ()), stay=not once)
        settings = operator_settings()
        with alone(settings.home), suppress(KeyboardInterrupt):
            problems = perform(settings, wishes, sys.stdout, signal.pause)
            raise typer.Exit(1 if problems else 0)
        self.stdout.write("\n" + _("Ended; nothing is left running."))
        raise typer.Exit(130 if once else 0)


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    """A polite end is like Ctrl-C: every child is ended on the way out."""
    raise KeyboardInterrupt
