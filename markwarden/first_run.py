"""The first run on one machine: tables made or brought up to date without being asked.

Only for SQLite: on a team's PostgreSQL a person runs `markwarden migrate` when they mean to.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


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
    """Apply what is missing; the number of migrations applied."""
    if connection.vendor != "sqlite":
        return 0
    home.mkdir(parents=True, exist_ok=True)
    if not unapplied_migrations():
        return 0
    with _alone(home / "migrate.lock"):
        missing = unapplied_migrations()
        if missing:
            call_command("migrate", verbosity=0, interactive=False)
    return missing
