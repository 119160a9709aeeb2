"""`markwarden index`: how the triage index is, what it is owed, and how it is made anew."""

from __future__ import annotations

from typing import Annotated

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django_typer.management import TyperCommand, command
from typer import Option

from config.operator import operator_settings
from store.drain import Owed, drain_until_settled, owed, redrive_poisoned
from store.indexes import open_index
from store.rebuild import rebuild_index
from store.tallies import rate_per_s


class Command(TyperCommand):
    """The triage index."""

    help = "The triage index: status, drain, rebuild."

    @command(help="How the index is and what it is owed; exit code 1 when it does not serve.")
    def status(self) -> None:
        health = open_index(operator_settings()).health()
        self.stdout.write(_("index: %(kind)s, %(detail)s") % {"kind": health.kind, "detail": health.detail})
        if health.ok:
            self.stdout.write(_("documents: %(count)d") % {"count": health.documents})
        self._say_owed(owed())
        rate = rate_per_s(timezone.now())
        self.stdout.write(_("rate: %(rate).1f documents a second in the last five minutes") % {"rate": rate})
        if not health.ok:
            raise CommandError(_("The index does not serve; what it is owed is kept."), returncode=1)

    @command(help="Send what the index is owed; exit code 1 when something stays owed.")
    def drain(
        self,
        deadline: Annotated[float, Option(help="Seconds to keep trying.", min=0)] = 60.0,
        poisoned: Annotated[bool, Option(help="Try refused documents again, too.")] = False,
    ) -> None:
        if poisoned:
            count = redrive_poisoned(now=timezone.now())
            self.stdout.write(_("refused documents tried again: %(count)d") % {"count": count})
        drained = drain_until_settled(open_index(operator_settings()), deadline_s=deadline)
        self.stdout.write(_("sent: %(count)d") % {"count": drained.settled})
        self._say_owed(drained.owed)
        if drained.unavailable:
            raise CommandError(drained.unavailable, returncode=1)
        if drained.owed.rows or drained.owed.poisoned:
            raise CommandError(_("Something stays owed."), returncode=1)

    @command(help="Make the index anew from the database and swap it in; searches go on meanwhile.")
    def rebuild(self) -> None:
        index = open_index(operator_settings())
        rebuilt = rebuild_index(index, now=timezone.now())
        self.stdout.write(_("documents: %(count)d") % {"count": rebuilt.documents})
        drained = drain_until_settled(index, deadline_s=60.0)
        self._say_owed(drained.owed)

    def _say_owed(self, debt: Owed) -> None:
        values = {"rows": debt.rows, "age": debt.age_s(timezone.now()), "poisoned": debt.poisoned}
        self.stdout.write(_("owed: %(rows)d, oldest %(age).0f s; refused and parked: %(poisoned)d") % values)
