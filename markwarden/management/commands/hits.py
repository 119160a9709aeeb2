"""`markwarden hits`: what was found, on the terminal or as a file."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_typer.management import TyperCommand
from rich.console import Console
from rich.table import Table
from rich.text import Text

from domain.match import Verdict
from domain.ports import HitQuery, Scope
from domain.rights import RightKind
from markwarden.hit_files import WRITERS, write_file
from markwarden.hit_rows import hits_in_order, reasons_line
from pipelines.normalise import clean
from registry.models import KIND_NAMES
from store.models import VERDICT_NAMES, Hit
from store.queue import COUNT_CAP, count_capped

TABLE_ROWS = 20


class Format(StrEnum):
    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"


HELP_FORMAT = gettext_lazy("Shape of the output; a table on a terminal, else JSON Lines.")
HELP_OUTPUT = gettext_lazy("File to write; standard output if not given.")
HELP_STATUS = gettext_lazy("Only hits with this verdict.")
HELP_LIMIT = gettext_lazy("At most so many, the riskiest first.")


class Command(TyperCommand):
    help = gettext_lazy("List the hits, the riskiest first.")

    def handle(
        self,
        shape: Annotated[Format | None, typer.Option("--format", help=HELP_FORMAT)] = None,
        output: Annotated[Path | None, typer.Option(help=HELP_OUTPUT)] = None,
        status: Annotated[Verdict | None, typer.Option(help=HELP_STATUS)] = None,
        kind: Annotated[RightKind | None, typer.Option(help=gettext_lazy("Only this kind of right."))] = None,
        platform: Annotated[str, typer.Option(help=gettext_lazy("Only this platform."))] = "",
        right: Annotated[str, typer.Option(help=gettext_lazy("Only this right."))] = "",
        holder: Annotated[str, typer.Option(help=gettext_lazy("Only this rights holder."))] = "",
        least_score: Annotated[float, typer.Option(min=0, max=1, help=gettext_lazy("Least score."))] = 0.0,
        limit: Annotated[int | None, typer.Option(min=1, help=HELP_LIMIT)] = None,
    ) -> None:
        query = HitQuery(
            status=status or "",
            kind=kind or "",
            platform=platform,
            right=right,
            holder=holder,
            least_score=least_score,
        )
        chosen = shape or (Format.TABLE if output is None and sys.stdout.isatty() else Format.JSONL)
        if chosen is Format.TABLE:
            _print_table(query, limit or TABLE_ROWS)
        else:
            _export(query, chosen, output, limit)


def _export(query: HitQuery, shape: Format, output: Path | None, limit: int | None) -> None:
    hits = hits_in_order(Scope.everything(), query, limit=limit)
    if output is not None:
        n = write_file(output, WRITERS[shape.value], hits)
        typer.echo(_("{n} hits written to {file}").format(n=n, file=output), err=True)
        return
    if shape is Format.XLSX and sys.stdout.isatty():
        raise typer.BadParameter(_("a workbook needs --output FILE"))
    WRITERS[shape.value](hits, sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _print_table(query: HitQuery, limit: int) -> None:
    table = Table(_("score"), _("status"), _("right"), _("listing"), _("reasons"), expand=True)
    for hit in hits_in_order(Scope.everything(), query, limit=limit):
        table.add_row(*_cells(hit))
    console = Console()
    console.print(table)
    n = count_capped(Scope.everything(), query)
    console.print(_("{shown} of {all} hits").format(shown=table.row_count, all=_counted(n)), style="dim")


def _cells(hit: Hit) -> tuple[Text, ...]:
    """Plain text cells: what a shop wrote must not style a terminal."""
    mark = f"{KIND_NAMES[RightKind(hit.kind)]}\n{hit.right.text or hit.right.code}"
    listing = f"{hit.listing.title[:80]}\n{hit.platform.key} {hit.listing.listing_id}"
    status = str(VERDICT_NAMES[Verdict(hit.status)])
    parts = (f"{hit.score:.2f}", status, mark, listing, reasons_line(hit))
    return tuple(Text(clean(part, 500)) for part in parts)


def _counted(n: int) -> str:
    return str(n) if n <= COUNT_CAP else _("more than {n}").format(n=COUNT_CAP)
