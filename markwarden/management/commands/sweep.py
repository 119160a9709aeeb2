"""`markwarden sweep`: one pass over one platform."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer
from django.utils.translation import gettext_lazy
from django_typer.management import TyperCommand

from config.operator import operator_settings
from markwarden.progress import open_progress
from markwarden.sweep_report import lines
from markwarden.sweeps import Wish, run_sweep


class ProgressMode(StrEnum):
    AUTO = "auto"
    LIVE = "live"
    PLAIN = "plain"
    NONE = "none"


class Render(StrEnum):
    HTTP = "http"
    BROWSER = "browser"


class Command(TyperCommand):
    help = gettext_lazy("Sweep one platform: fetch its pages, keep its listings, match them, store the hits.")

    def handle(
        self,
        platform: Annotated[
            str, typer.Argument(help=gettext_lazy("Key of the platform, see `platform list`."))
        ],
        start: Annotated[
            list[str] | None,
            typer.Option(help=gettext_lazy("Where to start instead of the file's addresses.")),
        ] = None,
        limit: Annotated[
            int, typer.Option(min=0, help=gettext_lazy("Stop after so many listings; 0: all."))
        ] = 0,
        only_new: Annotated[
            int,
            typer.Option(
                min=0, help=gettext_lazy("Leave a list after so many known listings in a row; 0: read all.")
            ),
        ] = 0,
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help=gettext_lazy("Store nothing; say what would be kept."))
        ] = False,
        resume: Annotated[
            bool, typer.Option("--resume", help=gettext_lazy("Go on with the last interrupted sweep."))
        ] = False,
        sweep_id: Annotated[
            int | None, typer.Option(help=gettext_lazy("Run this waiting or interrupted sweep."))
        ] = None,
        progress: Annotated[
            ProgressMode, typer.Option(help=gettext_lazy("How to show progress."))
        ] = ProgressMode.AUTO,
        render: Annotated[
            Render | None,
            typer.Option(help=gettext_lazy("Fetch by HTTP or with a browser, whatever the file says.")),
        ] = None,
    ) -> None:
        wish = Wish(
            platform=platform,
            start=tuple(start or ()),
            limit=limit,
            only_new=only_new,
            render=None if render is None else ("browser" if render is Render.BROWSER else "http"),
            dry_run=dry_run,
            resume=resume,
            sweep_id=sweep_id,
        )
        display = open_progress(progress.value, platform)
        try:
            report = run_sweep(wish, operator_settings(), display)
        finally:
            display.close()
        for text in lines(report, dry_run=dry_run):
            self.stdout.write(text)
        raise SystemExit(report.exit_code)
