"""The `markwarden` program: django-typer commands, settings checked first."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import structlog
from django.core.management import execute_from_command_line

from config.logs import set_up_logs
from config.operator import OperatorSettings, operator_settings
from domain.errors import ConfigError, Conflict, HouseError, StoreAway
from markwarden.demo.home import move_in

# Commands that work without tables, or make them themselves.
WITHOUT_TABLES = frozenset(
    {
        "match",
        "images explain",
        "platform",
        "packs",
        "doctor",
        "help",
        "check",
        "migrate",
        "makemigrations",
        "showmigrations",
        "collectstatic",
    }
)

# Parts of such commands that need them after all.
WITH_TABLES = frozenset({("packs", "apply"), ("packs", "diff")})

log = structlog.get_logger()


def main(arguments: list[str] | None = None) -> None:
    """Run one command; a refusal of ours is one clear message and exit code 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    argv = ["markwarden", *(sys.argv[1:] if arguments is None else arguments)]
    if argv[1:2] == ["demo"]:
        _move_into_the_demo(argv)
    settings = _settings_or_exit()
    set_up_logs(level=settings.log_level, shape=settings.log_format)
    with _refusals_told():
        if _needs_tables(argv[1:]):
            _bring_tables_up_to_date(settings)
        execute_from_command_line(_without_checks(argv))


@contextmanager
def _refusals_told() -> Iterator[None]:
    """A refusal of ours within the block ends the program with its message."""
    try:
        yield
    except HouseError as error:
        print(f"markwarden: {error}", file=sys.stderr)
        # These pass by themselves: whoever started us, such as the clock, may try again later.
        raise SystemExit(os.EX_TEMPFAIL if isinstance(error, Conflict | StoreAway) else 2) from None


def _without_checks(argv: list[str]) -> list[str]:
    """Our own commands without Django's checks: those load the whole desk, a third of a command's start.

    They are a developer's: `markwarden check` runs them, and so do the tests.
    """
    ours = {file.stem for file in (Path(__file__).parent / "management" / "commands").glob("*.py")}
    return [*argv[:2], "--skip-checks", *argv[2:]] if ours.intersection(argv[1:2]) else argv


def _move_into_the_demo(argv: list[str]) -> None:
    """The demo never touches the operator's own home: its settings are others from the start."""
    with _refusals_told():
        move_in(argv[2:], os.environ)


def _settings_or_exit() -> OperatorSettings:
    try:
        return operator_settings()
    except ConfigError as error:
        print("markwarden: these settings cannot be used:", file=sys.stderr)
        for problem in error.problems:
            print(f"  {problem}", file=sys.stderr)
        raise SystemExit(2) from None


def _needs_tables(arguments: list[str]) -> bool:
    if tuple(arguments[:2]) in WITH_TABLES:
        return "--help" not in arguments
    named = {" ".join(arguments[:1]), " ".join(arguments[:2])}
    if not arguments or named & WITHOUT_TABLES or arguments[0].startswith("-"):
        return False
    return "--help" not in arguments


def _bring_tables_up_to_date(settings: OperatorSettings) -> None:
    django.setup()
    from markwarden.first_run import bring_up_to_date  # noqa: PLC0415  # needs Django set up

    applied = bring_up_to_date(settings.home)
    if applied:
        log.info("database.up_to_date", home=str(settings.home), migrations=applied)


if __name__ == "__main__":
    main()
