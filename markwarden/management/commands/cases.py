"""`markwarden cases`: confirmed hits pursued together, and the notices drafted from them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_typer.management import TyperCommand, command
from rich.console import Console

from config.operator import operator_settings
from markwarden import case_report


class Language(StrEnum):
    ZH = "zh"
    EN = "en"


class PaperKind(StrEnum):
    DOCX = "docx"
    TXT = "txt"
    CSV = "csv"
    JSON = "json"


class FileKind(StrEnum):
    DOCX = "docx"
    JSON = "json"


Number = Annotated[str, typer.Argument(help=gettext_lazy("Number of the case, see `cases list`."))]
FormKey = Annotated[str, typer.Option("--form", help=gettext_lazy("Key of the form, see `cases forms`."))]
Tongue = Annotated[Language, typer.Option("--language", help=gettext_lazy("Language of the notice."))]
OnlyHits = Annotated[
    list[str] | None, typer.Option("--hit", help=gettext_lazy("Only this hit; may be repeated. Else all."))
]
Answers = Annotated[
    list[str] | None,
    typer.Option("--answer", help=gettext_lazy("NAME=TEXT, an answer the form asks for; may be repeated.")),
]
Signed = Annotated[str, typer.Option("--signed-by", help=gettext_lazy("Named person who signs."))]
States = Annotated[
    bool, typer.Option("--states", help=gettext_lazy("That person has made the statements of the form."))
]
OutFile = Annotated[Path, typer.Option("--output", help=gettext_lazy("New file to write."))]


class Command(TyperCommand):
    help = gettext_lazy("Cases of confirmed hits, and notices drafted from them; nothing is ever sent.")

    @command(name="list", help=gettext_lazy("List the newest cases."))
    def list_cases(
        self,
        holder: Annotated[str, typer.Option(help=gettext_lazy("Only this rights holder."))] = "",
    ) -> None:
        Console().print(case_report.cases_table(holder))

    @command(name="open", help=gettext_lazy("Make a case of confirmed hits of one seller and holder."))
    def open_case(
        self,
        hits: Annotated[list[str], typer.Argument(help=gettext_lazy("Ids of hits, see `hits`."))],
        alike: Annotated[
            bool,
            typer.Option("--alike", help=gettext_lazy("Take the seller's other confirmed hits along.")),
        ] = False,
    ) -> None:
        case = case_report.opened(hits, alike=alike)
        typer.echo(_("Case %(number)s was made.") % {"number": case.number})

    @command(name="show", help=gettext_lazy("List the hits of a case and what is open on each."))
    def show(self, number: Number) -> None:
        Console().print(case_report.hits_table(number))

    @command(name="forms", help=gettext_lazy("List the forms of notices."))
    def forms(self) -> None:
        Console().print(case_report.forms_table(operator_settings()))

    @command(name="check", help=gettext_lazy("Say what a notice lacks; nothing is written."))
    def say_lacks(
        self,
        number: Number,
        form: FormKey,
        language: Tongue = Language.ZH,
        hit: OnlyHits = None,
        answer: Answers = None,
        signed_by: Signed = "",
        states: States = False,
    ) -> None:
        settings = operator_settings()
        chosen, given = case_report.form_named(form, settings), case_report.answers(answer or [])
        wish = case_report.wished(chosen, language.value, hit or [], given, signed_by, states)
        lacks = case_report.checked(number, wish, settings)
        typer.echo("\n".join(lacks) if lacks else _("Nothing is missing: this notice can be drafted."))
        if lacks:
            raise typer.Exit(1)

    @command(name="draft", help=gettext_lazy("Draft a notice, or refuse it by the name of all it lacks."))
    def draft(
        self,
        number: Number,
        form: FormKey,
        language: Tongue = Language.ZH,
        hit: OnlyHits = None,
        answer: Answers = None,
        signed_by: Signed = "",
        states: States = False,
    ) -> None:
        settings = operator_settings()
        chosen, given = case_report.form_named(form, settings), case_report.answers(answer or [])
        wish = case_report.wished(chosen, language.value, hit or [], given, signed_by, states)
        notice = case_report.drafted(number, wish, settings)
        told = _("Notice %(number)s/%(notice)s was drafted; the machine does not send it. SHA-256 %(digest)s")
        typer.echo(told % {"number": number, "notice": notice.number, "digest": notice.digest})

    @command(name="paper", help=gettext_lazy("Write a drafted notice as a file."))
    def paper(
        self,
        number: Number,
        notice: Annotated[int, typer.Argument(min=1, help=gettext_lazy("Number of the notice in the case."))],
        output: OutFile,
        shape: Annotated[
            PaperKind, typer.Option("--format", help=gettext_lazy("Shape of the file."))
        ] = PaperKind.DOCX,
    ) -> None:
        case_report.keep(case_report.notice_paper(number, notice, shape.value), output)
        typer.echo(_("Written to %(file)s.") % {"file": output})

    @command(
        name="good-faith", help=gettext_lazy("Write the file of what was checked on a hit or in a case.")
    )
    def good_faith(
        self,
        of: Annotated[str, typer.Argument(help=gettext_lazy("Number of a case, or id of a hit."))],
        output: OutFile,
        shape: Annotated[
            FileKind, typer.Option("--format", help=gettext_lazy("Shape of the file."))
        ] = FileKind.DOCX,
    ) -> None:
        case_report.keep(case_report.good_faith(of, shape.value), output)
        typer.echo(_("Written to %(file)s.") % {"file": output})

    @command(name="close", help=gettext_lazy("Close a case; no more notices are drafted in it."))
    def close(
        self,
        number: Number,
        reason: Annotated[str, typer.Option(help=gettext_lazy("Why; kept in the audit trail."))],
    ) -> None:
        case_report.closed(number, reason)
        typer.echo(_("Case %(number)s was closed.") % {"number": number})
