"""`markwarden rights missing|preview|watch|unwatch`: what a right lacks, and what it would flag."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from rich.table import Table
from rich.text import Text

from config.operator import OperatorSettings
from domain.errors import HouseError
from domain.ports import Scope
from markwarden.person import person
from pipelines.looks import Looks, kept_bytes
from pipelines.normalise import clean
from pipelines.picture_readers import shared_readers
from pipelines.preview import Flagged, Preview, preview_of
from registry.missing import missing_of
from registry.models import Right
from store.watching import switch
from triage.trials import QUESTIONS


class NoSuchRight(HouseError):
    """The right cannot be looked at."""


def the_right(code: str) -> Right:
    """The right with this id.

    Raises:
        NoSuchRight: there is none.
    """
    row = Right.objects.filter(code=code).select_related("holder").first()
    if row is None:
        raise NoSuchRight(_("there is no right %(right)s") % {"right": code})
    return row


def missing_lines(codes: Sequence[str]) -> list[str]:
    """What these rights lack, or all of them: a line each, with what cannot be done without it.

    Raises:
        NoSuchRight: there is no such right.
    """
    rows = [the_right(code) for code in codes] or list(Right.objects.select_related("holder"))
    on = localtime().date()
    return [clean(f"{row.code}: {one.what} – {one.why}", 500) for row in rows for one in missing_of(row, on)]


def missing_in_all() -> str:
    """How many rights of the register lack what, as a line; empty where none lacks anything."""
    on, counts, rights = localtime().date(), Counter[str](), 0
    rows = Right.objects.select_related("holder").prefetch_related("documents", "holder__documents")
    for row in rows.iterator(chunk_size=2_000):
        lacks = missing_of(row, on)
        rights += bool(lacks)
        counts.update(str(one.what) for one in lacks)
    told = ", ".join(f"{what} {n}" for what, n in counts.most_common())
    line = _("%(n)d rights lack something: %(counts)s. See `markwarden rights missing`.")
    return line % {"n": rights, "counts": told} + "\n" if rights else ""


def previewed(code: str, settings: OperatorSettings, newest: int | None) -> Preview:
    """What the right would flag among stored listings; nothing is written.

    Raises:
        NoSuchRight: there is none, or it breaks its own rules.
    """
    row = the_right(code)
    looks = Looks(kept_bytes(settings.pictures_path), shared_readers().look)
    try:
        return preview_of(row, settings, newest=newest, looks=looks)
    except ValueError as error:
        raise NoSuchRight(f"{code}: {error}") from None


def count_lines(preview: Preview) -> list[str]:
    """The counts in words."""
    told = [
        _("Looked through: %(n)d listings; %(touched)d hold something of the right.")
        % {"n": preview.listings, "touched": preview.touched},
        _("Would be flagged: %(n)d; of these %(ordinary)d look like ordinary uses, %(clean)d do not.")
        % {"n": preview.flagged, "ordinary": preview.ordinary, "clean": preview.clean},
    ]
    told += [f"  {QUESTIONS[excuse].name}: {n}" for excuse, n in preview.raised.most_common()]
    return [*told, _("Nothing was written, and no hit was made.")]


def flagged_table(first: Sequence[Flagged]) -> Table:
    """The likeliest, with what may excuse each."""
    table = Table()
    for heading in (_("score"), _("listing"), _("looks like")):
        table.add_column(heading, overflow="fold")
    for one in first:
        listing = f"{one.listing.title[:80]}\n{one.listing.platform} {one.listing.id}"
        looks = ", ".join(str(QUESTIONS[excuse].name) for excuse in one.raised) or "–"
        table.add_row(*(Text(clean(cell, 300)) for cell in (f"{one.score:.2f}", listing, looks)))
    return table


def switched(code: str, *, on: bool) -> Right:
    """Watch a right, or no longer.

    Raises:
        NoSuchRight: there is none.
    """
    the_right(code)
    return switch(Scope.everything(), code, on=on, actor=person(), now=datetime.now(UTC))
