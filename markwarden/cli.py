"""The `markwarden` program: django-typer commands, settings checked first."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

from config.logs import set_up_logs
from config.operator import operator_settings
from domain.errors import ConfigError, HouseError


def main(arguments: list[str] | None = None) -> None:
    """Run one command; a refusal of ours is one clear message and exit code 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    argv = ["markwarden", *(sys.argv[1:] if arguments is None else arguments)]
    try:
        settings = operator_settings()
    except ConfigError as error:
        print("markwarden: these settings cannot be used:", file=sys.stderr)
        for problem in error.problems:
            print(f"  {problem}", file=sys.stderr)
        raise SystemExit(2) from None
    set_up_logs(level=settings.log_level, shape=settings.log_format)
    try:
        execute_from_command_line(argv)
    except HouseError as error:
        print(f"markwarden: {error}", file=sys.stderr)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
