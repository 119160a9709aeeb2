"""`markwarden indications`: use and traceability of indications' official signs, counted from listings."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_typer.management import TyperCommand
from rich.console import Console

from config.operator import operator_settings
from markwarden.rates_report import COLUMNS, print_rates, table_of
from registry.pack_files import load_packs, pack_places
from store.gi_rates import counted, published

Day = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help=gettext_lazy("Listings last seen from this day on.")),
]
LastDay = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"], help=gettext_lazy("Listings last seen up to this day, itself included.")
    ),
]
CsvFile = Annotated[Path | None, typer.Option("--csv", help=gettext_lazy("Write the table into a new file."))]


class Command(TyperCommand):
    help = gettext_lazy("Use rate and traceability rate of geographical indications, with the rule.")

    def handle(self, since: Day = None, until: LastDay = None, csv_file: CsvFile = None) -> None:
        settings = operator_settings()
        zone = ZoneInfo(settings.time_zone)
        told = published(load_packs(pack_places(settings)))
        found = counted(
            told,
            zone,
            since=since.replace(tzinfo=zone) if since else None,
            until=(until + timedelta(days=1)).replace(tzinfo=zone) if until else None,
        )
        rows = table_of(found, told)
        print_rates(rows, found, told, Console())
        if csv_file:
            _write(csv_file, rows)


def _write(path: Path, rows: list[tuple[str, ...]]) -> None:
    try:
        with path.open("x", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerows([COLUMNS, *rows])
    except OSError as error:
        Console(stderr=True).print(
            _("%(file)s: %(why)s") % {"file": path, "why": error.strerror}, markup=False, highlight=False
        )
        raise SystemExit(2) from None
