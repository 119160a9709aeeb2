"""The triage index without a server: SQLite's full-text search in a file of its own."""

from __future__ import annotations

import fcntl
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from domain.errors import IndexUnavailable
from domain.ports import BulkResult, Cursor, Facets, HitDoc, HitQuery, IndexHealth, Page, Scope
from store.embedded_file import DOCUMENT_ERRORS, Session, opened
from store.embedded_shape import facet_statement, page_statement
from store.highlights import excerpt
from store.limits import FACET_FIELDS, LARGEST_PAGE, MOST_FACET_VALUES
from store.terms import groups

# Small enough that another writer never waits long, large enough to pay for its transaction.
BATCH = 500


class EmbeddedIndex:
    """A `HitIndex` for one machine; several processes may read and write it at once.

    Every call opens the file anew, so that a deleted or replaced file is noticed at once.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def upsert(self, docs: Sequence[HitDoc]) -> BulkResult:
        with opened(self.path) as session:
            return _write(session, docs)

    def delete(self, ids: Sequence[str]) -> BulkResult:
        with opened(self.path) as session, session.writing():
            for one in ids:
                found = session.ask("SELECT no FROM hit_# WHERE id = ?", [one]).fetchone()
                if found:
                    session.remove(found[0])
        return BulkResult(settled=frozenset(ids))

    def search(self, scope: Scope, query: HitQuery, *, after: Cursor | None, size: int) -> Page:
        size = max(1, min(size, LARGEST_PAGE))
        statement, values = page_statement(scope, query, after=after, size=size + 1)
        with opened(self.path) as session, session.reading():
            rows = session.ask(statement, values).fetchall()
        shown, wanted = rows[:size], groups(query.text)
        marked = {row[0]: excerpt(row[2:], wanted) for row in shown} if wanted else {}
        return Page(
            ids=tuple(row[0] for row in shown),
            highlights={one: text for one, text in marked.items() if text},
            after=Cursor(shown[-1][1], shown[-1][0]) if len(rows) > size else None,
        )

    def facets(self, scope: Scope, query: HitQuery, fields: Sequence[str]) -> Facets:
        """Values by number of hits, most frequent first, empty ones left out."""
        unknown = set(fields) - set(FACET_FIELDS)
        if unknown:
            raise ValueError(f"no facet of {sorted(unknown)}; there are {FACET_FIELDS}")
        counts = {}
        with opened(self.path) as session, session.reading():
            for name in fields:
                statement, values = facet_statement(scope, query, name, MOST_FACET_VALUES)
                counts[name] = dict(session.ask(statement, values).fetchall())
        return Facets(counts=counts)

    def rebuild(self, source: Iterable[HitDoc]) -> int:
        """Fill tables of a new generation beside the old ones, then point every reader at them."""
        with self._only_rebuild(), opened(self.path) as session:
            fresh = session.add_generation()
            docs = iter(source)
            while batch := list(islice(docs, BATCH)):
                _write(session, batch, generation=fresh)
            session.swap_in(fresh)
        return self.health().documents

    def refresh(self) -> None:
        """Nothing to do: what is committed is found."""

    def health(self) -> IndexHealth:
        try:
            with opened(self.path) as session, session.reading():
                count: int = session.ask("SELECT count(*) FROM hit_#").fetchone()[0]
        except IndexUnavailable as error:
            return IndexHealth(ok=False, kind="embedded", detail=str(error))
        return IndexHealth(ok=True, kind="embedded", detail=str(self.path), documents=count)

    @contextmanager
    def _only_rebuild(self) -> Iterator[None]:
        """One at a time, over all processes: a rebuild removes what another one left unfinished."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_suffix(".rebuild.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def _write(session: Session, docs: Sequence[HitDoc], *, generation: int | None = None) -> BulkResult:
    poisoned: dict[str, str] = {}
    with session.writing(generation):
        for doc in docs:
            try:
                session.put(doc)
            except DOCUMENT_ERRORS as error:
                poisoned[doc.id] = f"{type(error).__name__}: {error}"
    return BulkResult(settled=frozenset(doc.id for doc in docs) - poisoned.keys(), poisoned=poisoned)
