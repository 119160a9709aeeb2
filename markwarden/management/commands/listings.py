"""`markwarden listings`: bring in listings that were captured elsewhere."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_typer.management import TyperCommand, command

from config.operator import operator_settings
from markwarden.jsonl import Account as FileAccount
from markwarden.listings_file import listings_of
from markwarden.listings_import import DEFAULT_PLATFORM, import_listings, retry_rejected
from pipelines.imports import Account

HELP_FILE = gettext_lazy("Listings in .jsonl, .csv or .xlsx; picture paths are relative to the file.")
HELP_PLATFORM = gettext_lazy("Platform of listings that name none.")
HELP_ON = gettext_lazy("Capture day of listings without captured_at; now if not given.")
HELP_SKIP = gettext_lazy("Skip and count bad lines instead of ending.")
HELP_RETRY = gettext_lazy("Number of the sweep whose rejected listings are tried again.")


class Command(TyperCommand):
    help = gettext_lazy("Listings captured elsewhere: import, retry.")

    @command(name="import", help=gettext_lazy("Import listings; each is judged by the rights of its day."))
    def import_file(
        self,
        file: Annotated[Path, typer.Argument(help=HELP_FILE)],
        platform: Annotated[str, typer.Option(help=HELP_PLATFORM)] = DEFAULT_PLATFORM,
        on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help=HELP_ON)] = None,
        skip_bad: Annotated[bool, typer.Option("--skip-bad", help=HELP_SKIP)] = False,
    ) -> None:
        settings = operator_settings()
        zone = ZoneInfo(settings.time_zone)
        absent_at = datetime.combine(on.date(), time(12), zone) if on else datetime.now(zone)
        read = FileAccount(file.resolve(), skip_bad=skip_bad)
        listings = listings_of(read, zone=zone, absent_at=absent_at)
        account = import_listings(listings, settings=settings, platform=platform, source=str(file))
        for problem in read.problems:
            typer.echo(problem, err=True)
        for reason, n in sorted(read.refused_pictures.items()):
            typer.echo(_("{n} pictures not read ({reason})").format(n=n, reason=reason), err=True)
        if read.bad:
            typer.echo(_("{n} bad lines skipped").format(n=read.bad), err=True)
        _print(account)

    @command(name="retry", help=gettext_lazy("Try again what a sweep rejected."))
    def retry(self, sweep: Annotated[int, typer.Argument(help=HELP_RETRY)]) -> None:
        _print(retry_rejected(sweep, settings=operator_settings()))


def _print(account: Account) -> None:
    for platform, counts in account.counts.items():
        typer.echo(f"{platform} ({_('sweep')} {account.sweeps[platform]}): {_words(counts)}")
    if len(account.counts) != 1:
        typer.echo(f"{_('all')}: {_words(account.total)}")
    if not account.closes:
        typer.echo(_("The account does not close: see the log."), err=True)
        raise typer.Exit(1)


def _words(counts: dict[str, int]) -> str:
    words = _(
        "{listings} listings = {kept} kept + {unchanged} unchanged + {rejected} rejected; {hits} new hits"
    )
    rejected = {key: n for key, n in sorted(counts.items()) if key.startswith("rejected/")}
    line = words.format(
        listings=counts.get("listings", 0),
        kept=counts.get("kept", 0),
        unchanged=counts.get("unchanged", 0),
        rejected=sum(rejected.values()),
        hits=counts.get("hits", 0),
    )
    lost = {key: n for key, n in sorted(counts.items()) if key.startswith("pictures_rejected/")}
    return "\n".join([line, *(f"  {key}: {n}" for key, n in (rejected | lost).items())])
