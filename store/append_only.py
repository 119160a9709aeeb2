"""Tables nobody may rewrite: triggers that refuse UPDATE and DELETE on audit lines, decisions and the like.

A migration that rebuilds one of these tables on SQLite drops its triggers with it: such a
migration ends with `install`.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

FIRST_TABLES = ("store_auditline", "store_decision")
TABLES = (*FIRST_TABLES, "store_trying")
REFUSAL = "this table is append-only"

_POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION markwarden_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}'; END;
$$ LANGUAGE plpgsql
"""


def _statements(vendor: str, tables: Sequence[str]) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for table in tables
            for verb in ("update", "delete")
        ]
    return [
        _POSTGRES_FUNCTION,
        *(
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION markwarden_append_only()"
            for table in tables
            for verb in ("update", "delete")
        ),
    ]


def install(connection: BaseDatabaseWrapper, tables: Sequence[str] = TABLES) -> None:
    """Make the tables append-only."""
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor, tables):
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper, tables: Sequence[str] = TABLES) -> None:
    """Take the triggers away: for undoing the migration, and for tests that empty the database."""
    with connection.cursor() as cursor:
        for table in tables:
            for verb in ("update", "delete"):
                where = "" if connection.vendor == "sqlite" else f" ON {table}"
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{where}")
