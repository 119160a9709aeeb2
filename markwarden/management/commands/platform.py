"""`markwarden platform`: which platforms there are, and whether their files can be used."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django_typer.management import TyperCommand, command

from config.operator import OperatorSettings, operator_settings
from domain.errors import CollectError, ConfigError
from markwarden import page_report, platform_tools
from markwarden.fixtures import write_fixtures
from markwarden.management.commands.sweep import Render
from spiders.page_cases import cases, summary
from spiders.platform import directories, find_platform, read_platforms
from spiders.platform_rules import PlatformFile

HELP_TARGET = gettext_lazy("A web address, or a saved page.")
HELP_PLATFORM = gettext_lazy("Key or file of the platform; else the one whose hosts the page is on.")
HELP_URL = gettext_lazy("Address of a saved page that does not name its own.")
HELP_KEY = gettext_lazy("Key of the new platform; else made from the host.")
HELP_LIST = gettext_lazy("A list of such goods: a web address, or a saved page.")
HELP_PAGE = gettext_lazy("The page of goods, saved; nothing is fetched then.")
HELP_JSON = gettext_lazy("As expected.json has it.")
HELP_TEST = gettext_lazy("Read the saved pages of one platform, or of all, without a network.")
HELP_TO = gettext_lazy("Directory of the new file; else platforms/ in the home directory.")

_RENDER: Mapping[Render | None, Literal["http", "browser"]] = {
    Render.HTTP: "http",
    Render.BROWSER: "browser",
}


class Command(TyperCommand):
    help = gettext_lazy("Platform files: list, draft, check, try and test them.")
    requires_system_checks: Sequence[str] = []  # type: ignore[assignment]  # nothing of Django's is used

    @command(name="list", help=gettext_lazy("List the platforms and where their files are."))
    def list_all(self) -> None:
        places = directories(operator_settings())
        platforms, problems = read_platforms(places)
        language = get_language() or "en"
        for key, platform in sorted(platforms.items()):
            name = platform.name_shown.get(language, platform.name.en)
            when = platform.schedule or (_("import") if platform.legal_basis == "import" else _("by hand"))
            self.stdout.write(f"{key:<20} {platform.render:<8} {when:<16} {name}  {platform.path}")
        self._complain(problems)

    @command(name="check", help=gettext_lazy("Check one platform file, by path or key, or all of them."))
    def check_files(
        self,
        file: Annotated[str, typer.Argument(help=gettext_lazy("A file, or the key of a platform."))] = "",
    ) -> None:
        try:
            good, problems = _checked(file, operator_settings())
        except ConfigError as error:
            good, problems = 0, [*error.problems]
        self._complain(problems)
        self.stdout.write(_("{count} platform files can be used.").format(count=good))

    @command(
        name="fixture", help=gettext_lazy("Turn pages that a sweep could not read into tests of the file.")
    )
    def fixture(
        self,
        key: Annotated[str, typer.Argument(help=gettext_lazy("Key of a platform."))],
        sweep: Annotated[
            int | None, typer.Option(help=gettext_lazy("Of this sweep; else the newest."))
        ] = None,
    ) -> None:
        settings = operator_settings()
        try:
            platform = find_platform(key, directories(settings))
            made = write_fixtures(platform, settings.home / "pages-aside", sweep=sweep)
        except ConfigError as error:
            self._complain(error.problems)
            return
        for folder in made:
            self.stdout.write(str(folder))
        self.stdout.write(
            _("{count} pages became tests; each fails until the file is mended.").format(count=len(made))
        )

    @command(name="try", help=gettext_lazy("Show what is read from one page, and where each field is from."))
    def try_one(
        self,
        target: Annotated[str, typer.Argument(help=HELP_TARGET)],
        platform: Annotated[str, typer.Option(help=HELP_PLATFORM)] = "",
        url: Annotated[str, typer.Option(help=HELP_URL)] = "",
        render: Annotated[Render | None, typer.Option(help=gettext_lazy("How the page is fetched."))] = None,
        as_json: Annotated[
            bool, typer.Option("--json", help=gettext_lazy("As expected.json has it."))
        ] = False,
    ) -> None:
        try:
            tried = platform_tools.try_page(
                target, operator_settings(), platform=platform, url=url, render=_RENDER.get(render)
            )
        except (ConfigError, CollectError) as error:
            self._complain(str(error).splitlines())
            return
        if as_json:
            said = {"url": tried.page.url, **summary(tried.reading)}
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(page_report.lines(tried)))
        if not tried.fruitful:
            raise SystemExit(1)

    @command(
        name="test", help=gettext_lazy("Read the saved pages of one platform, or of all, without a network.")
    )
    def test_pages(
        self,
        file: Annotated[str, typer.Argument(help=gettext_lazy("A file, or the key of a platform."))] = "",
    ) -> None:
        settings = operator_settings()
        passed = failed = 0
        try:
            named = [platform_tools.platform_named(file, settings)] if file else _all(settings)
            for platform in named:
                for case in cases(platform):
                    differences = case.differences(platform)
                    passed, failed = passed + (not differences), failed + bool(differences)
                    for line in differences:
                        self.stderr.write(f"{platform.key}/{case.folder.name}: {line}")
        except (ConfigError, CollectError) as error:
            self._complain(str(error).splitlines())
        self.stdout.write(
            _("{passed} saved pages as expected, {failed} not").format(passed=passed, failed=failed)
        )
        if failed or not passed:
            raise SystemExit(1)

    @command(name="new", help=gettext_lazy("Draft a platform file from one page of goods."))
    def draft_new(  # options of a command
        self,
        url: Annotated[str, typer.Argument(help=gettext_lazy("The web address of one piece of goods."))],
        goods_list: Annotated[str, typer.Option("--list", help=HELP_LIST)] = "",
        key: Annotated[str, typer.Option(help=HELP_KEY)] = "",
        page: Annotated[Path | None, typer.Option(help=HELP_PAGE)] = None,
        to: Annotated[Path | None, typer.Option(help=HELP_TO)] = None,
    ) -> None:
        settings = operator_settings()
        try:
            drafted = platform_tools.draft_platform(
                key or platform_tools.key_for(url),
                platform_tools.page_at(str(page) if page else url, settings, url=url),
                platform_tools.page_at(goods_list, settings) if goods_list else None,
                folder=to or settings.home / "platforms",
            )
        except (ConfigError, CollectError) as error:
            self._complain(str(error).splitlines())
            return
        self.stdout.write(drafted.text)
        self.stdout.write(
            _("Written to {path}; its saved pages are in {case}").format(path=drafted.path, case=drafted.case)
        )

    def _complain(self, problems: Sequence[str]) -> None:
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise SystemExit(2)


def _all(settings: OperatorSettings) -> list[PlatformFile]:
    usable, problems = read_platforms(directories(settings))
    if problems:
        raise ConfigError(problems)
    return list(usable.values())


def _checked(file: str, settings: OperatorSettings) -> tuple[int, Sequence[str]]:
    if not file:
        platforms, problems = read_platforms(directories(settings))
        return len(platforms), problems
    platform_tools.platform_named(file, settings)
    return 1, ()
