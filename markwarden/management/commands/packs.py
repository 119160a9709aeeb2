"""`markwarden packs`: which packs there are, what is wrong with them, and their rights in the register."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_typer.management import TyperCommand, command

from config.operator import operator_settings
from domain.errors import ConfigError
from markwarden import pack_report
from registry.pack_files import counts, find_pack, pack_places, read_packs

HELP_PACK = gettext_lazy("A file ending in .yaml, or the key of a pack.")
HELP_DRY = gettext_lazy("Only say what is wrong and what would change.")


class Command(TyperCommand):
    help = gettext_lazy("Packs of rights and rules: list, check, compare, register.")
    requires_system_checks: Sequence[str] = []  # type: ignore[assignment]  # no page is served here

    @command(name="list", help=gettext_lazy("List the packs, how much of each was read, and their files."))
    def list_all(self) -> None:
        packs, problems = read_packs(pack_places(operator_settings()))
        for key, read in sorted(packs.items()):
            self.stdout.write(pack_report.line(key, read, counts(read.pack)))
        self._complain(problems)

    @command(name="check", help=gettext_lazy("Check one pack, by path or key, or all of them together."))
    def check_files(self, pack: Annotated[str, typer.Argument(help=HELP_PACK)] = "") -> None:
        places = pack_places(operator_settings())
        try:
            good, problems = pack_report.checked(pack, places)
        except ConfigError as error:
            good, problems = 0, [*error.problems]
        self.stdout.write(_("{count} packs can be used.").format(count=good))
        self._complain(problems)

    @command(name="diff", help=gettext_lazy("Compare a pack with the register, or with another pack."))
    def diff(
        self,
        pack: Annotated[str, typer.Argument(help=HELP_PACK)],
        other: Annotated[str, typer.Argument(help=HELP_PACK)] = "",
    ) -> None:
        places = pack_places(operator_settings())
        read = find_pack(pack, places)
        lines = pack_report.between(read, find_pack(other, places)) if other else pack_report.beside(read)
        for line in lines:
            self.stdout.write(line)

    @command(name="apply", help=gettext_lazy("Register the rights of a pack, all of them or none."))
    def apply(
        self,
        pack: Annotated[str, typer.Argument(help=HELP_PACK)],
        dry_run: Annotated[bool, typer.Option("--dry-run", help=HELP_DRY)] = False,
    ) -> None:
        places = pack_places(operator_settings())
        read = find_pack(pack, places)
        problems = pack_report.checked(pack, places)[1]
        self._complain(problems)
        good, lines = pack_report.applied(read, dry_run=dry_run)
        for line in lines:
            self.stdout.write(line)
        if not good:
            raise SystemExit(2)

    def _complain(self, problems: Sequence[str]) -> None:
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise SystemExit(2)
