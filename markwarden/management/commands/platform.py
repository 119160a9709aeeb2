"""`markwarden platform`: which platforms there are, and whether their files can be used."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django_typer.management import TyperCommand, command

from config.operator import operator_settings
from domain.errors import ConfigError
from spiders.platform import directories, find_platform, read_platform, read_platforms


class Command(TyperCommand):
    help = gettext_lazy("Platform files: list them, check them.")
    requires_system_checks: Sequence[str] = []  # type: ignore[assignment]  # nothing of Django's is used

    @command(name="list", help=gettext_lazy("List the platforms and where their files are."))
    def list_all(self) -> None:
        places = directories(operator_settings())
        platforms, problems = read_platforms(places)
        language = get_language() or "en"
        for key, platform in sorted(platforms.items()):
            name = platform.name_shown.get(language, platform.name.en)
            when = platform.schedule or _("by hand")
            self.stdout.write(f"{key:<20} {platform.render:<8} {when:<16} {name}  {platform.path}")
        self._complain(problems)

    @command(name="check", help=gettext_lazy("Check one platform file, by path or key, or all of them."))
    def check_files(
        self,
        file: Annotated[str, typer.Argument(help=gettext_lazy("A file, or the key of a platform."))] = "",
    ) -> None:
        places = directories(operator_settings())
        try:
            good, problems = _checked(file, places)
        except ConfigError as error:
            good, problems = 0, [*error.problems]
        self._complain(problems)
        self.stdout.write(_("{count} platform files can be used.").format(count=good))

    def _complain(self, problems: Sequence[str]) -> None:
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise SystemExit(2)


def _checked(file: str, places: Sequence[Path]) -> tuple[int, Sequence[str]]:
    if not file:
        platforms, problems = read_platforms(places)
        return len(platforms), problems
    path = Path(file)
    if path.suffix == ".yaml":
        if not path.is_file():
            raise ConfigError([f"{file}: no such file"])
        read_platform(path, (path.parent, *places))
    else:
        find_platform(file, places)
    return 1, ()
