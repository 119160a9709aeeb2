"""`markwarden doctor`: is everything well, and what is to be done?"""

from __future__ import annotations

import contextlib

from django.db import DatabaseError
from django.utils.translation import gettext as _
from django_typer.management import TyperCommand

from config.operator import operator_settings
from domain.errors import HouseError
from markwarden.doctor import State, look_at_everything
from markwarden.first_run import bring_up_to_date

SIGNS = {State.WELL: "✓", State.WAITS: "·", State.BROKEN: "✗"}


class Command(TyperCommand):
    """Check every part."""

    help = "Check every part and say what to do."

    def handle(self) -> None:
        settings = operator_settings()
        # What stands in the way is a finding below.
        with contextlib.suppress(OSError, DatabaseError, HouseError):
            bring_up_to_date(settings.home)
        findings = look_at_everything(settings)
        for finding in findings:
            self.stdout.write(f"{SIGNS[finding.state]} {finding.part}: {finding.says}")
            if finding.advice:
                self.stdout.write(f"    {finding.advice}")
        broken = sum(finding.state is State.BROKEN for finding in findings)
        if broken:
            self.stdout.write(_("%d parts need somebody now.") % broken)
            raise SystemExit(1)
