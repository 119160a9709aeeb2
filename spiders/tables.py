"""Where the frontier and budgets lie: a SQLite file of their own, or PostgreSQL for several machines.

Statements are written once, in what both understand, with `:name` for values.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from domain.errors import CollectError

Place = Path | str
Values = Mapping[str, Any]

NO_VALUES: Values = {}
SCHEMA = "markwarden_frontier"
# {id}: a number that grows with every row; {skip}: rows another worker is just taking are passed over.
_TABLES = """
create table if not exists request (
    id {id},
    sweep bigint not null,
    platform text not null,
    fingerprint text not null,
    priority integer not null,
    state text not null default 'waiting',
    reason text not null default '',
    token text,
    tries integer not null default 0,
    not_before double precision not null default 0,
    payload text not null,
    worker text,
    manners text not null default '',
    unique (sweep, fingerprint)
);
create index if not exists request_queue on request (sweep, state, priority desc, id);
create unique index if not exists request_lease on request (token) where token is not null;
create table if not exists worker (
    name text primary key, sweep bigint not null, alive_until double precision not null
);
create table if not exists bucket (
    site text primary key, next_at double precision not null, paused_until double precision not null default 0
);
create table if not exists robots (
    origin text not null, digest text not null, status integer not null, body {bytes} not null,
    fetched_at double precision not null, primary key (origin, status, digest)
);
create table if not exists spent (
    site text, hour integer, requests integer not null, bytes bigint not null default 0,
    primary key (site, hour)
);
create table if not exists slot (
    token text primary key, site text not null, until double precision not null,
    holder text not null default ''
);
create table if not exists page (
    platform text not null, fingerprint text not null, rules text not null, etag text not null,
    modified text not null, links text not null, listings text not null, digest text not null,
    fetched_at double precision not null, changed_at double precision not null,
    primary key (platform, fingerprint)
);
create index if not exists slot_site on slot (site);
"""
# Columns that files of earlier versions lack.
_ADDED = {
    "request": {"worker": "text", "manners": "text not null default ''"},
    "spent": {"bytes": "bigint not null default 0"},
    "slot": {"holder": "text not null default ''"},
}


class FrontierAway(CollectError):
    """The frontier cannot be read or written: a full disk, a server that is away."""

    retryable = True

    def __init__(self, detail: str) -> None:
        super().__init__(f"the frontier cannot be used: {detail}")


class Tables(Protocol):
    """One connection to the frontier's tables.

    Attributes:
        shared: whether workers on other machines may use them at the same time.
        skip: the clause by which a lease passes over rows that another worker is just taking.
    """

    shared: bool
    skip: str

    def rows(self, statement: str, values: Values = NO_VALUES) -> list[tuple[Any, ...]]:
        """Run one statement; the rows it gives."""

    def change(self, statement: str, values: Values = NO_VALUES) -> int:
        """Run one statement; how many rows it changed."""

    def change_many(self, statement: str, values: Sequence[Values]) -> int:
        """Run one statement for each of `values`; how many rows changed in all."""

    def at_once(self, what: str) -> AbstractContextManager[None]:
        """One transaction; no other one about the same `what` runs meanwhile."""

    def now(self) -> float:
        """Seconds since 1970, by one clock for all who share the tables."""

    def close(self) -> None: ...


def open_tables(place: Place) -> Tables:
    """The tables at `place`: a file's path, or a PostgreSQL URL.

    Raises:
        FrontierAway: they cannot be opened or made.
    """
    return SqliteTables(place) if isinstance(place, Path) else PostgresTables(place)


@contextmanager
def _sqlite_told() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise FrontierAway(str(error)) from error


class SqliteTables:
    """A file; never the file of the truth: a crawl must not make the desk wait."""

    shared = False
    skip = ""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _sqlite_told():
            self._connection = sqlite3.connect(path, timeout=20, isolation_level=None)
            self._connection.execute("pragma journal_mode = wal")
            # A power cut may undo the last commits, the newest first: requests are made again, none is lost.
            self._connection.execute("pragma synchronous = normal")
            self._make()

    def _make(self) -> None:
        for table, columns in _ADDED.items():
            there = {row[1] for row in self._connection.execute(f"pragma table_info({table})")}
            for name, kind in columns.items():
                if there and name not in there:
                    self._connection.execute(f"alter table {table} add column {name} {kind}")
        self._connection.executescript(_TABLES.format(id="integer primary key", bytes="blob"))

    def rows(self, statement: str, values: Values = NO_VALUES) -> list[tuple[Any, ...]]:
        with _sqlite_told():
            return self._connection.execute(statement, values).fetchall()

    def change(self, statement: str, values: Values = NO_VALUES) -> int:
        with _sqlite_told():
            return self._connection.execute(statement, values).rowcount

    def change_many(self, statement: str, values: Sequence[Values]) -> int:
        with _sqlite_told():
            return max(self._connection.executemany(statement, values).rowcount, 0)

    @contextmanager
    def at_once(self, what: str) -> Iterator[None]:
        with _sqlite_told():
            self._connection.execute("begin immediate")  # the whole file is what is locked
        try:
            yield
        except BaseException:
            if self._connection.in_transaction:  # SQLite itself undoes one that a full disk ended
                self._connection.execute("rollback")
            raise
        with _sqlite_told():
            self._connection.execute("commit")

    def now(self) -> float:
        return time.time()

    def close(self) -> None:
        self._connection.close()


@lru_cache(maxsize=256)
def _for_postgres(statement: str) -> str:
    return re.sub(r":(\w+)", r"%(\1)s", statement)


class PostgresTables:
    """A schema of its own in the operator's database, shared by all machines."""

    shared = True
    skip = "for update skip locked"

    def __init__(self, url: str) -> None:
        import psycopg  # noqa: PLC0415  # only where PostgreSQL is used

        self._away = (psycopg.OperationalError, psycopg.InterfaceError)
        with self._told():
            # As on SQLite, a power cut may undo the newest commits: requests are made again, none is lost.
            options = f"-c synchronous_commit=off -c search_path={SCHEMA}"
            self._connection = psycopg.connect(url, autocommit=True, options=options, connect_timeout=20)
            with self.at_once("tables"):
                self._connection.execute(f"create schema if not exists {SCHEMA}")
                self._add_columns()
                made = _TABLES.format(id="bigint generated always as identity primary key", bytes="bytea")
                self._connection.execute(made.encode())

    def _add_columns(self) -> None:
        for table, columns in _ADDED.items():
            for name, kind in columns.items():
                added = f"alter table if exists {table} add column if not exists {name} {kind}"
                self._connection.execute(added.encode())

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except self._away as error:
            raise FrontierAway(str(error).strip().splitlines()[0]) from error

    def rows(self, statement: str, values: Values = NO_VALUES) -> list[tuple[Any, ...]]:
        with self._told():
            return self._connection.execute(_for_postgres(statement).encode(), values).fetchall()

    def change(self, statement: str, values: Values = NO_VALUES) -> int:
        with self._told():
            return self._connection.execute(_for_postgres(statement).encode(), values).rowcount

    def change_many(self, statement: str, values: Sequence[Values]) -> int:
        with self._told(), self._connection.cursor() as cursor:
            cursor.executemany(_for_postgres(statement).encode(), values)
            return max(cursor.rowcount, 0)

    @contextmanager
    def at_once(self, what: str) -> Iterator[None]:
        with self._told(), self._connection.transaction():
            self._connection.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", (what,))
            yield

    def now(self) -> float:
        return float(self.rows("select extract(epoch from clock_timestamp())")[0][0])

    def close(self) -> None:
        self._connection.close()
