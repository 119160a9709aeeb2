"""`markwarden rights`: fill the register and look into it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_typer.management import TyperCommand, command, group
from rich.console import Console
from rich.table import Table

from config.operator import operator_settings
from domain.rights import RightKind
from markwarden import alias_report, right_preview
from markwarden.apps import read_reference
from markwarden.rights_report import print_report
from registry.additions import NewRight, add_right
from registry.imports import Mode, import_rights
from registry.inventory import RightLine, right_lines
from registry.models import Alias, AliasState

HELP_DRY = gettext_lazy("Only say what is wrong and what would change.")
HELP_UNWATCHED = gettext_lazy("Register it without looking for it yet.")
HELP_PREVIEW = gettext_lazy("Say what a right would flag among stored listings; nothing is written.")
HELP_GOOD = gettext_lazy("Import the good rows and leave the bad ones; otherwise all rows or nothing.")


RightId = Annotated[str, typer.Argument(help=gettext_lazy("Id of the right, see `rights list`."))]
AliasWord = Annotated[str, typer.Argument(help=gettext_lazy("The other name."))]
AliasReason = Annotated[str, typer.Option(help=gettext_lazy("Why; kept in the audit trail."))]


class Command(TyperCommand):
    help = gettext_lazy("Rights to watch for: import, list, add; other names of theirs.")

    @command(name="import", help=gettext_lazy("Import rights and licences from .xlsx, .csv or .jsonl."))
    def import_file(
        self,
        file: Annotated[Path, typer.Argument(help=gettext_lazy("The register file."))],
        dry_run: Annotated[bool, typer.Option("--dry-run", help=HELP_DRY)] = False,
        good_rows: Annotated[bool, typer.Option("--good-rows/--all-or-nothing", help=HELP_GOOD)] = False,
        holder: Annotated[str, typer.Option(help=gettext_lazy("Holder of rows that name none."))] = "",
    ) -> None:
        mode = Mode.DRY_RUN if dry_run else Mode.GOOD_ROWS if good_rows else Mode.ALL_OR_NOTHING
        report = import_rights(
            file,
            mode=mode,
            read_picture=read_reference,
            pictures_root=operator_settings().pictures_path,
            default_holder=holder,
        )
        print_report(report, Console())
        if report.kept:
            typer.echo(right_preview.missing_in_all(), nl=False)
        if report.problems:
            raise typer.Exit(1 if report.kept else 2)

    @command(name="list", help=gettext_lazy("List the rights of the register."))
    def list_rights(
        self,
        on: Annotated[
            datetime | None, typer.Option(formats=["%Y-%m-%d"], help=gettext_lazy("In force on this day?"))
        ] = None,
    ) -> None:
        day = on.date() if on else datetime.now(ZoneInfo(operator_settings().time_zone)).date()
        lines = right_lines(day)
        Console().print(_table(lines, day) if lines else _("The register is empty."))

    @command(name="add", help=gettext_lazy("Register one right."))
    def add(
        self,
        text: Annotated[str, typer.Option(help=gettext_lazy("The protected words."))],
        holder: Annotated[str, typer.Option(help=gettext_lazy("The holder's key or name."))],
        kind: Annotated[RightKind, typer.Option(help=gettext_lazy("Kind of right."))] = RightKind.WORD,
        code: Annotated[
            str, typer.Option("--id", help=gettext_lazy("Default: office and number, or kind and words."))
        ] = "",
        office: Annotated[str, typer.Option(help=gettext_lazy("Where it is registered."))] = "",
        number: Annotated[str, typer.Option(help=gettext_lazy("Its number there."))] = "",
        goods: Annotated[str, typer.Option(help=gettext_lazy("Words for the goods, by comma."))] = "",
        classes: Annotated[str, typer.Option(help=gettext_lazy("Nice classes, such as 9,25."))] = "",
        aliases: Annotated[str, typer.Option(help=gettext_lazy("Other writings, by comma."))] = "",
        valid_from: Annotated[str, typer.Option(help=gettext_lazy("First day in force."))] = "",
        valid_to: Annotated[str, typer.Option(help=gettext_lazy("Last day in force."))] = "",
        unwatched: Annotated[bool, typer.Option("--unwatched", help=HELP_UNWATCHED)] = False,
    ) -> None:
        registered = add_right(
            NewRight(
                id=code,
                kind=kind.value,
                text=text,
                holder=holder,
                office=office,
                number=number,
                goods=goods,
                nice_classes=classes,
                aliases=aliases,
                valid_from=valid_from,
                valid_to=valid_to,
                watched="no" if unwatched else "",
            )
        )
        Console().print(_("Registered %(id)s.") % {"id": registered}, markup=False)
        lines = right_preview.missing_lines([registered])
        typer.echo("\n".join([_("Still missing:"), *lines] if lines else [_("Nothing is missing.")]))

    @command(name="missing", help=gettext_lazy("Say what rights still lack."))
    def missing(
        self,
        rights: Annotated[
            list[str] | None, typer.Argument(help=gettext_lazy("Only these rights; all if none."))
        ] = None,
    ) -> None:
        lines = right_preview.missing_lines(rights or [])
        typer.echo("\n".join(lines) if lines else _("Nothing is missing."))

    @command(name="preview", help=HELP_PREVIEW)
    def preview(
        self,
        right: RightId,
        newest: Annotated[
            int | None, typer.Option(min=1, help=gettext_lazy("Only so many of the newest listings."))
        ] = None,
    ) -> None:
        made = right_preview.previewed(right, operator_settings(), newest)
        if made.first:
            Console().print(right_preview.flagged_table(made.first))
        typer.echo("\n".join(right_preview.count_lines(made)))
        lines = right_preview.missing_lines([right])
        if lines:
            typer.echo("\n".join([_("Still missing:"), *lines]))

    @command(name="watch", help=gettext_lazy("Look for a right from now on."))
    def watch(self, right: RightId) -> None:
        right_preview.switched(right, on=True)
        typer.echo(_("%(right)s is watched from now on.") % {"right": right})

    @command(name="unwatch", help=gettext_lazy("No longer look for a right."))
    def unwatch(self, right: RightId) -> None:
        right_preview.switched(right, on=False)
        typer.echo(_("%(right)s is no longer watched.") % {"right": right})

    @group(name="aliases", help=gettext_lazy("Other names of marks: propose, list, decide."))
    def aliases(self) -> None:
        """What follows says which."""

    @aliases.command(name="propose", help=gettext_lazy("Find words that stand beside a mark in its hits."))
    def propose(
        self,
        rights: Annotated[list[str] | None, typer.Argument(help=gettext_lazy("Ids; all if none."))] = None,
    ) -> None:
        made = alias_report.proposed(rights or [])
        console = Console()
        if made:
            console.print(alias_report.table(made))
        console.print(_("%(n)d new proposals") % {"n": len(made)})

    @aliases.command(name="list", help=gettext_lazy("List other names and proposals."))
    def list_aliases(
        self,
        right: Annotated[str, typer.Option(help=gettext_lazy("Only this right."))] = "",
        state: Annotated[AliasState | None, typer.Option(help=gettext_lazy("Only in this state."))] = None,
    ) -> None:
        rows = alias_report.chosen(right, state)
        Console().print(alias_report.table(rows) if rows else _("There are none."))
        _offer_look_back()

    @aliases.command(name="add", help=gettext_lazy("Enter another name; it is looked for from now on."))
    def add_alias(self, right: RightId, word: AliasWord, reason: AliasReason) -> None:
        Console().print(_decided(alias_report.entered(right, word, reason)), markup=False)
        _offer_look_back()

    @aliases.command(name="accept", help=gettext_lazy("Accept a proposal; it is looked for from now on."))
    def accept(self, right: RightId, word: AliasWord, reason: AliasReason) -> None:
        alias = alias_report.decided(right, word, AliasState.ACCEPTED, reason)
        Console().print(_decided(alias), markup=False)
        _offer_look_back()

    @aliases.command(name="refuse", help=gettext_lazy("Refuse a proposal; it is not proposed again."))
    def refuse(self, right: RightId, word: AliasWord, reason: AliasReason) -> None:
        alias = alias_report.decided(right, word, AliasState.REFUSED, reason)
        Console().print(_decided(alias), markup=False)


def _decided(alias: Alias) -> str:
    return f"{alias.right.code} {alias.text}: {alias.get_state_display()}"


def _offer_look_back() -> None:
    lines = alias_report.look_back_lines()
    if lines:
        typer.echo(_("Not yet looked for in what is stored; run:"), err=True)
        typer.echo("\n".join(lines), err=True)


def _table(lines: tuple[RightLine, ...], day: date) -> Table:
    table = Table(caption=_("In force on %(day)s, or not.") % {"day": day})
    for heading in (_("id"), _("kind"), _("words"), _("holder"), _("term"), _("in force")):
        table.add_column(heading, overflow="fold")
    for line in lines:
        table.add_row(
            *(_escaped(cell) for cell in (line.id, line.kind, line.words, line.holder, line.term)),
            _("yes") if line.in_force else _("no"),
        )
    return table


def _escaped(cell: str) -> str:
    return cell.replace("[", "\\[")
