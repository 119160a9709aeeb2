"""`markwarden user`: add people to the desk and list them."""

from __future__ import annotations

import sys
from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_typer.management import TyperCommand, command
from typer import Argument, Option

from triage.access import Role
from triage.people import PersonRefused, add_person, people


def password_from(stream: bool) -> str | None:
    """The first line of standard input, if asked for; never from the command line, where others read it."""
    if not stream:
        return None
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise PersonRefused(_("Standard input holds no password."))
    return line


class Command(TyperCommand):
    """People of the desk."""

    help = gettext_lazy("Add people to the desk and list them.")

    @command()
    def add(
        self,
        name: Annotated[str, Argument(help="Name to sign in with.")],
        role: Annotated[Role, Option(help="What the person is here for.")],
        holder: Annotated[list[str] | None, Option(help="Key of a rights holder; may be repeated.")] = None,
        password_stdin: Annotated[
            bool, Option("--password-stdin", help="Read a password from standard input.")
        ] = False,
    ) -> None:
        """Add a person; without a password they come in by one-time links."""
        user = add_person(name, role=role, holders=holder or (), password=password_from(password_stdin))
        self.stdout.write(
            _("Added %(name)s as %(role)s.") % {"name": user.get_username(), "role": role.value}
        )

    @command(name="list")
    def list_people(self) -> None:
        """List people with their roles and holders."""
        for person in people():
            roles = ", ".join(person.roles) or _("no role")
            holders = f"  [{', '.join(person.holders)}]" if person.holders else ""
            asleep = "" if person.active else "  " + _("(not active)")
            self.stdout.write(f"{person.name:<24} {roles}{holders}{asleep}")
