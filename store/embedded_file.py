"""One open file of the embedded index: its transactions, its generations of tables."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from domain.errors import IndexUnavailable
from domain.ports import HitDoc
from store.embedded_shape import (
    ABOUT,
    ADD_DOC,
    ADD_HIT,
    ADD_WORDS,
    KINDS_OF_TABLE,
    SHAPE,
    TABLES,
    Rows,
    Value,
    rows_of,
)
from store.order import rank

WAIT_FOR_WRITERS_S = 20.0
DOCUMENT_ERRORS = (sqlite3.IntegrityError, OverflowError, UnicodeEncodeError)


@contextmanager
def opened(path: Path) -> Iterator[Session]:
    """The file, made if it is not there.

    Raises:
        IndexUnavailable: it cannot be opened, read or written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, WAIT_FOR_WRITERS_S, isolation_level=None)) as connection:
            yield Session(connection)
    except (sqlite3.DatabaseError, OSError) as error:
        broken = not isinstance(error, (sqlite3.OperationalError, OSError))
        advice = "; delete it and run `markwarden index rebuild`" if broken else ""
        raise IndexUnavailable(f"embedded index {path}: {error}{advice}") from error


class Session:
    """Statements speak of tables named with `#`; a transaction decides which generation that is."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._generation = 0
        # The truth is elsewhere: what a power cut takes from here, a rebuild brings back.
        connection.execute("PRAGMA synchronous = NORMAL")
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'about'").fetchone():
            self._found()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One snapshot, also while another process swaps generations."""
        with self._transaction("BEGIN"):
            self._generation = self.current()
            yield

    @contextmanager
    def writing(self, generation: int | None = None) -> Iterator[None]:
        """Alone with the file; on tables of another generation only if it is named."""
        with self._transaction("BEGIN IMMEDIATE"):
            self._generation = generation or self.current()
            yield

    def ask(self, statement: str, values: Sequence[Value] = ()) -> sqlite3.Cursor:
        return self._connection.execute(statement.replace("#", str(self._generation)), values)

    def put(self, docs: Sequence[HitDoc]) -> dict[str, str]:
        """Write what is newer than what is there; id -> why, of documents that can never be written.

        Everything old goes first, then all comes in ascending order: a smaller number than the last
        one makes FTS5 write out all it holds in memory.
        """
        poisoned: dict[str, str] = {}
        newest: dict[str, HitDoc] = {}
        for doc in docs:
            if doc.id not in newest or newest[doc.id].revision < doc.revision:
                newest[doc.id] = doc
        there = self.there(list(newest))
        fresh: list[tuple[int, Rows]] = []
        for doc in newest.values():
            if doc.id in there and there[doc.id][1] >= doc.revision:
                continue
            try:
                rows = rows_of(doc)
                self._try_out(rows)
                fresh.append((rank(doc.score, doc.id), rows))
            except DOCUMENT_ERRORS as error:
                poisoned[doc.id] = f"{type(error).__name__}: {error}"
        self.remove(sorted(there[rows.hit[0]][0] for _no, rows in fresh if rows.hit[0] in there))
        for no, rows in sorted(fresh, key=lambda pair: pair[0]):
            self._add(no, rows)
        return poisoned

    def there(self, ids: Sequence[str]) -> dict[Value, tuple[int, int]]:
        """id -> number and revision of those that are there."""
        asked = "SELECT id, no, revision FROM hit_# WHERE id IN (SELECT value FROM json_each(?))"
        return {found: (no, revision) for found, no, revision in self.ask(asked, [json.dumps(ids)])}

    def _try_out(self, rows: Rows) -> None:
        """Hand the values to SQLite before anything old is taken away."""
        for values in rows:
            self._connection.execute(f"SELECT {', '.join('?' * len(values))}", values)  # marks

    def _add(self, no: int, rows: Rows) -> None:
        while self.ask("SELECT 1 FROM hit_# WHERE no = ?", [no]).fetchone():
            no += 1
        self.ask(ADD_HIT, (no, *rows.hit))
        self.ask(ADD_DOC, (no, *rows.doc))
        self.ask(ADD_WORDS, (no, *rows.words))

    def remove(self, numbers: Iterable[int]) -> None:
        for no in numbers:
            self.ask("DELETE FROM hit_# WHERE no = ?", [no])
            self.ask("DELETE FROM doc_# WHERE no = ?", [no])
            self.ask("DELETE FROM words_# WHERE rowid = ?", [no])

    def current(self) -> int:
        """The generation that is searched.

        Raises:
            IndexUnavailable: its tables are of another program's shape.
        """
        generation, shape = self._about()
        if shape != SHAPE:
            raise IndexUnavailable(
                f"embedded index: shape {shape}, not {SHAPE}; run `markwarden index rebuild`"
            )
        return generation

    def add_generation(self) -> int:
        """Empty tables beside the ones that are searched; what a killed rebuild left is removed."""
        with self._transaction("BEGIN IMMEDIATE"):
            searched, _shape = self._about()
            for generation in self._generations() - {searched}:
                self._drop(generation)
            self._make(searched + 1)
        return searched + 1

    def swap_in(self, generation: int) -> None:
        """From now on `generation` is searched; the others go."""
        with self._transaction("BEGIN IMMEDIATE"):
            self._connection.execute("UPDATE about SET generation = ?, shape = ?", [generation, SHAPE])
            for other in self._generations() - {generation}:
                self._drop(other)

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        self._connection.execute(begin)
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def _about(self) -> tuple[int, int]:
        generation, shape = self._connection.execute("SELECT generation, shape FROM about").fetchone()
        return int(generation), int(shape)

    def _found(self) -> None:
        """A new file: WAL, so that readers never wait, and the first generation."""
        self._connection.execute("PRAGMA journal_mode = WAL")
        with self._transaction("BEGIN IMMEDIATE"):
            if self._connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'about'").fetchone():
                return
            self._connection.execute(ABOUT)
            self._connection.execute("INSERT INTO about VALUES (1, ?)", [SHAPE])
            self._make(1)

    def _make(self, generation: int) -> None:
        for statement in TABLES:
            self._connection.execute(statement.replace("#", str(generation)))

    def _drop(self, generation: int) -> None:
        for kind in KINDS_OF_TABLE:
            self._connection.execute(f"DROP TABLE IF EXISTS {kind}_{generation:d}")

    def _generations(self) -> set[int]:
        named = "SELECT substr(name, 5) FROM sqlite_master WHERE type = 'table' AND name GLOB 'hit_[0-9]*'"
        return {int(number) for (number,) in self._connection.execute(named)}
