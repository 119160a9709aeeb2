"""`markwarden login-link`: a link that signs a person in once."""  # noqa: N999  # a command is called so

from __future__ import annotations

from typing import Annotated

from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_typer.management import TyperCommand
from typer import Argument, Option

from triage.login_link import make_link
from triage.people import PersonRefused


class Command(TyperCommand):
    """A one-time login link."""

    help = gettext_lazy("Print a link that signs a person in once, within fifteen minutes.")

    def handle(
        self,
        name: Annotated[str, Argument(help="Name of the person.")],
        base_url: Annotated[str, Option(help="Where the desk is reached.")] = "http://127.0.0.1:8000",
    ) -> None:
        user = User.objects.filter(username=name, is_active=True).first()
        if user is None:
            raise PersonRefused(_("There is no active person named %(name)s.") % {"name": name})
        self.stdout.write(make_link(user, base_url))
