"""The first run on one machine: tables made or brought up to date without being asked.

Only for SQLite: on a team's PostgreSQL a person runs `markwarden migrate` when they mean to, and
until then every other command refuses, rather than failing half-way.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from domain.errors import HouseError


def unapplied_migrations() -> int:
    """How many migrations this database still lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Two first runs at once must not both make the tables."""
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def bring_up_to_date(home: Path) -> int:
    """Apply what is missing; the number of migrations applied.

    Raises:
        HouseError: on PostgreSQL, it cannot be reached or lacks a migration.
    """
    if connection.vendor != "sqlite":
        _refuse_unless_ready()
        return 0
    home.mkdir(parents=True, exist_ok=True)
    if not unapplied_migrations():
        return 0
    with _alone(home / "migrate.lock"):
        missing = unapplied_migrations()
        if missing:
            call_command("migrate", verbosity=0, interactive=False)
    return missing


def _refuse_unless_ready() -> None:
    try:
        missing = unapplied_migrations()
    except DatabaseError as error:
        why = " ".join(str(error).split())
        raise HouseError(f"the database cannot be used: {why}; check MARKWARDEN_DATABASE_URL") from error
    if missing:
        raise HouseError(f"{missing} migrations are not applied to this database; run: markwarden migrate")
