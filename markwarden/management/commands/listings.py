"""`markwarden listings`: bring in listings that were captured elsewhere."""

from __future__ import annotations

import os
from datetime import datetime, time
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_typer.management import TyperCommand, command

from config.operator import OperatorSettings, operator_settings
from markwarden.api_import import import_ebay
from markwarden.columns import Columns, guessed, named, wish_of
from markwarden.jsonl import Account as FileAccount
from markwarden.listings_file import headings_of, listings_of
from markwarden.listings_import import DEFAULT_PLATFORM, import_listings, retry_rejected
from markwarden.pages_import import PagesAccount, PagesFile, import_pages
from pipelines.imports import Account
from spiders.page_archives import holds_pages
from spiders.platform import directories, read_platforms

HELP_FILE = gettext_lazy(
    "Listings in .jsonl, .csv or .xlsx, or saved pages: folder, .html, .zip, .har, .warc."
)
HELP_PLATFORM = gettext_lazy("Platform of listings that name none; of saved pages, how they are read.")
HELP_COLUMNS = gettext_lazy("Whose column is which field: title=商品名称,id=编号; or auto. See `columns`.")
HELP_URL = gettext_lazy("Address of a saved page that does not name its own.")
HELP_QUERY = gettext_lazy("Words to search for; else those of the rights watched, the best-yielding first.")
HELP_MOST = gettext_lazy("Listings of each word, at most.")
HELP_TABLE = gettext_lazy("A table: .csv, .xlsx or .jsonl, whatever its columns are called.")
HELP_ON = gettext_lazy("Capture day of listings without captured_at; now if not given.")
HELP_SKIP = gettext_lazy("Skip and count bad lines instead of ending.")
HELP_RETRY = gettext_lazy("Number of the sweep whose rejected listings are tried again.")


class Command(TyperCommand):
    help = gettext_lazy("Listings captured elsewhere: import, retry.")

    @command(name="import", help=gettext_lazy("Import listings; each is judged by the rights of its day."))
    def import_file(
        self,
        file: Annotated[Path, typer.Argument(help=HELP_FILE)],
        platform: Annotated[str | None, typer.Option(help=HELP_PLATFORM)] = None,
        on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help=HELP_ON)] = None,
        skip_bad: Annotated[bool, typer.Option("--skip-bad", help=HELP_SKIP)] = False,
        columns: Annotated[str, typer.Option(help=HELP_COLUMNS)] = "",
        url: Annotated[str, typer.Option(help=HELP_URL)] = "",
    ) -> None:
        settings = operator_settings()
        zone = ZoneInfo(settings.time_zone)
        absent_at = datetime.combine(on.date(), time(12), zone) if on else datetime.now(zone)
        if holds_pages(file):
            wanted = PagesFile(path=file.resolve(), platform=platform or "", url=url, absent_at=absent_at)
            _print_pages(*import_pages(wanted, settings))
            return
        read = FileAccount(file.resolve(), skip_bad=skip_bad)
        named = columns_named(columns, read, settings, platform or "") if columns else None
        listings = listings_of(read, zone=zone, absent_at=absent_at, columns=named)
        account = import_listings(
            listings,
            settings=settings,
            platform=DEFAULT_PLATFORM if platform is None else platform,
            source=str(file),
        )
        for problem in read.problems:
            typer.echo(problem, err=True)
        for reason, n in sorted(read.refused_pictures.items()):
            typer.echo(_("{n} pictures not read ({reason})").format(n=n, reason=reason), err=True)
        if read.bad:
            typer.echo(_("{n} bad lines skipped").format(n=read.bad), err=True)
        _print(account)

    @command(name="columns", help=gettext_lazy("Show which column of a table is taken for which field."))
    def show_columns(self, file: Annotated[Path, typer.Argument(help=HELP_TABLE)]) -> None:
        headings, row = headings_of(FileAccount(file.resolve()))
        found = guessed(headings)
        meant = {heading: name for name, heading in found.items()}
        for heading in headings:
            typer.echo(f"{meant.get(heading, '-'):<20} {heading:<24} {str(row.get(heading) or '')[:60]}")
        typer.echo(_("Correct what is wrong, and import with:"))
        typer.echo(f'markwarden listings import {file} --columns "{wish_of(found)}"')

    @command(name="ebay", help=gettext_lazy("Search eBay by its official API, within the calls of the day."))
    def search_ebay(
        self,
        query: Annotated[list[str] | None, typer.Option(help=HELP_QUERY)] = None,
        most: Annotated[int, typer.Option(min=1, max=10_000, help=HELP_MOST)] = 200,
    ) -> None:
        account, taken = import_ebay(tuple(query or ()), operator_settings(), most=most)
        for word, n in account.found.items():
            typer.echo(f"{n:>6}  {word}")
        words = _("{calls} calls; {left} records were no listings; {unasked} words not asked for")
        typer.echo(
            words.format(calls=account.calls, left=sum(account.left.values()), unasked=len(account.unasked))
        )
        _print(taken)
        if account.unasked:
            raise typer.Exit(os.EX_TEMPFAIL)

    @command(name="retry", help=gettext_lazy("Try again what a sweep rejected."))
    def retry(self, sweep: Annotated[int, typer.Argument(help=HELP_RETRY)]) -> None:
        _print(retry_rejected(sweep, settings=operator_settings()))


def columns_named(wish: str, read: FileAccount, settings: OperatorSettings, platform: str) -> Columns:
    """The columns of a table as the command line names them; ids and prices as the platform has them."""
    headings, _row = headings_of(FileAccount(read.path))
    usable, _problems = read_platforms(directories(settings))
    return named(wish, headings, usable.get(platform))


def _print_pages(pages: PagesAccount, account: Account) -> None:
    for problem in (*pages.unpacked.problems, *pages.problems):
        typer.echo(problem, err=True)
    left = dict(sorted(pages.unpacked.left.items()))
    words = _("{members} members = {pages} pages + {left} left; {listings} listings read")
    typer.echo(
        words.format(
            members=pages.unpacked.members,
            pages=pages.unpacked.pages,
            left=sum(left.values()),
            listings=pages.listings,
        )
    )
    for reason, n in (*left.items(), *sorted(pages.fruitless.items()), *sorted(pages.lost_pictures.items())):
        typer.echo(f"  {reason}: {n}")
    _print(account)


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
