"""`markwarden images`: what the matchers see in pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_typer.management import TyperCommand, command, initialize

from config.operator import operator_settings
from domain.match import OPERATING_POINT, Match
from markwarden.explaining import explain
from markwarden.picture_hashes import NoSuchPicture, hash_missing, places_alike
from store.lookalikes import SAME_BITS

HELP_PICTURE = gettext_lazy("The listing's picture.")
HELP_RIGHT = gettext_lazy("Id of the right it is held against.")
HELP_RIGHTS = gettext_lazy("Rights, one JSON object a line.")
HELP_DIGEST = gettext_lazy("The SHA-256 of the picture, or how it begins.")
HELP_BITS = gettext_lazy("By how many bits of 256 the pictures may differ.")
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

    @command(name="hash", help=gettext_lazy("Hash kept pictures that have no hashes of today's kind."))
    def hash_missing(self) -> None:
        counts = hash_missing(operator_settings())
        typer.echo(_("{n} pictures hashed").format(n=counts.pop("hashed", 0)))
        for reason, n in sorted(counts.items()):
            typer.echo(_("{n} pictures not read ({reason})").format(n=n, reason=reason.removeprefix("lost/")))

    @command(name="same", help=gettext_lazy("List the offers that show a picture like a kept one."))
    def same(
        self,
        picture: Annotated[str, typer.Argument(help=HELP_DIGEST)],
        bits: Annotated[int, typer.Option(min=0, max=128, help=HELP_BITS)] = SAME_BITS,
    ) -> None:
        try:
            places = list(places_alike(picture, operator_settings(), within=bits))
        except NoSuchPicture:
            typer.echo(_("not one picture begins with {digest}").format(digest=picture), err=True)
            raise typer.Exit(code=2) from None
        for place in places:
            shown = (
                str(place.bits),
                place.digest[:12],
                place.platform,
                place.listing,
                place.seller,
                place.title,
            )
            typer.echo("\t".join(shown))


def _lines(match: Match) -> list[str]:
    said = _("a hit") if match.score >= OPERATING_POINT else _("near, no hit")
    rows = [f"{match.score:.4f}  {said}"]
    rows += [
        f"{reason.score:.4f}  {reason.feature}  {_detail(reason.theirs)}".rstrip() for reason in match.reasons
    ]
    place = match.reasons[0].quad
    return [*rows, _("corners, in thousandths: {quad}").format(quad=place)] if place else rows


def _detail(text: str) -> str:
    return text[:12] + "…" if len(text) == 64 else text
