"""`markwarden serve`: the desk, and the thread that keeps the index up to date."""

from __future__ import annotations

import multiprocessing
from typing import Annotated

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django_typer.management import TyperCommand
from granian.constants import Interfaces
from granian.server import Server
from typer import Option

from config.operator import operator_settings
from store.drain import Drainer
from store.indexes import open_index


class Command(TyperCommand):
    """Serve the desk."""

    help = "Serve the desk and keep the index up to date."

    def handle(
        self,
        host: Annotated[str, Option(help="Address to listen on.")] = "127.0.0.1",
        port: Annotated[int, Option(help="Port to listen on.", min=1, max=65535)] = 8000,
        threads: Annotated[int, Option(help="Requests answered at once.", min=1, max=64)] = 8,
        drain: Annotated[bool, Option(help="Send what the index is owed.")] = True,
    ) -> None:
        # The worker must not be a fork: it would inherit, for ever, the locks SQLite counts in a process
        # for whatever the draining thread has open at that moment.
        multiprocessing.set_start_method("spawn", force=True)
        drainer = Drainer(open_index(operator_settings())) if drain else None
        if drainer:
            drainer.start()
        self.stdout.write(_("Desk on http://%(host)s:%(port)s/") % {"host": host, "port": port})
        try:
            Server(
                "markwarden.wsgi:application",
                address=host,
                port=port,
                interface=Interfaces.WSGI,
                blocking_threads=threads,
                log_enabled=False,
            ).serve()
        except OSError as error:
            raise CommandError(f"{host}:{port}: {error}") from error
        finally:
            if drainer:
                drainer.stop()
