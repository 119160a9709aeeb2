"""`markwarden rematch`: a new or changed right looked for in everything stored."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_typer.management import TyperCommand

from config.operator import operator_settings
from markwarden.rematching import Report, Wish, join, preview, run_rematch
from store.rematches import SLICE
from store.retro import Judged

SHOWN = 20

HELP_RIGHT = gettext_lazy("Id of the right, see `rights list`.")
HELP_SLICE = gettext_lazy("Listings in one slice.")
HELP_WORKERS = gettext_lazy("Processes that share the slices.")
HELP_DRY = gettext_lazy("Only say which hits there would be.")
HELP_JOIN = gettext_lazy("Help with this look back, already under way.")


class Command(TyperCommand):
    help = gettext_lazy("Look for a new or changed right in all listings stored so far.")

    def handle(
        self,
        right: Annotated[str, typer.Argument(help=HELP_RIGHT)],
        slice: Annotated[int, typer.Option(min=1, max=1_000_000, help=HELP_SLICE)] = SLICE,  # noqa: A002
        workers: Annotated[int, typer.Option(min=1, max=64, help=HELP_WORKERS)] = 2,
        dry_run: Annotated[bool, typer.Option("--dry-run", help=HELP_DRY)] = False,
        join_number: Annotated[int | None, typer.Option("--join", hidden=True, help=HELP_JOIN)] = None,
    ) -> None:
        settings = operator_settings()
        if join_number is not None:
            join(join_number, right, settings)
        elif dry_run:
            _preview(right, slice)
        else:
            _print(run_rematch(Wish(right=right, size=slice, workers=workers), settings))


def _preview(code: str, size: int) -> None:
    hits = preview(code, operator_settings(), size=size)
    first = list(islice(hits, SHOWN))
    for one in first:
        typer.echo(_line(one))
    n = len(first) + sum(1 for _one in hits)
    typer.echo(_("{n} new hits there would be; nothing was written").format(n=n))


def _line(one: Judged) -> str:
    listing = one.kept.listing
    score = max(match.score for match in one.kept.matches)
    return f"{score:.2f}  {listing.platform} {listing.id}  {listing.title[:80]}"


def _print(report: Report) -> None:
    account = report.account
    words = _(
        "{listings} listings, {near} judged by all rights; {new} new hits, {changed} changed; {s:.1f} s"
    )
    typer.echo(
        words.format(
            listings=account.listings,
            near=account.near,
            new=account.hits_new,
            changed=account.hits_changed,
            s=report.seconds,
        )
    )
    if not report.done:
        left = account.slices - account.slices_done
        typer.echo(_("{n} slices are still in other hands: ask again to go on").format(n=left), err=True)
        raise typer.Exit(1)
