"""`markwarden images`: what the matchers see in pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_typer.management import TyperCommand, command, initialize

from domain.match import OPERATING_POINT, Match
from markwarden.explaining import explain

HELP_PICTURE = gettext_lazy("The listing's picture.")
HELP_RIGHT = gettext_lazy("Id of the right it is held against.")
HELP_RIGHTS = gettext_lazy("Rights, one JSON object a line.")
HELP_OUT = gettext_lazy("Where the drawing goes, as PNG.")


class Command(TyperCommand):
    help = gettext_lazy("Pictures: what met what, and why.")
    requires_system_checks: Sequence[str] = []  # type: ignore[assignment]  # nothing of Django's is used

    @initialize(help=gettext_lazy("Pictures: what met what, and why."))
    def begin(self) -> None:
        """Keeps `explain` a word of its own where it is the only one."""

    @command(name="explain", help=gettext_lazy("Draw where a right's picture lies on a listing's, and why."))
    def explain(
        self,
        picture: Annotated[Path, typer.Argument(help=HELP_PICTURE)],
        right: Annotated[str, typer.Option(help=HELP_RIGHT)],
        rights: Annotated[Path, typer.Option(help=HELP_RIGHTS)],
        out: Annotated[Path, typer.Option(help=HELP_OUT)],
    ) -> None:
        explained = explain(picture, right_id=right, rights=rights)
        if explained.match is None:
            typer.echo(_("nothing of this right was found in the picture"))
            raise typer.Exit(code=1)
        out.write_bytes(explained.png)
        for line in _lines(explained.match):
            typer.echo(line)


def _lines(match: Match) -> list[str]:
    said = _("a hit") if match.score >= OPERATING_POINT else _("near, no hit")
    rows = [f"{match.score:.4f}  {said}"]
    rows += [f"{reason.score:.4f}  {reason.feature}  {_detail(reason.theirs)}".rstrip() for reason in match.reasons]
    place = match.reasons[0].quad
    return [*rows, _("corners, in thousandths: {quad}").format(quad=place)] if place else rows


def _detail(text: str) -> str:
    return text[:12] + "…" if len(text) == 64 else text
