"""The triage index without a server: SQLite's full-text search in a file of its own."""

from __future__ import annotations

import fcntl
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from domain.errors import IndexUnavailable
from domain.ports import BulkResult, Cursor, Facets, HitDoc, HitQuery, IndexHealth, Order, Page, Scope
from store.embedded_file import Session, opened
from store.embedded_shape import facet_statement, page_statement, sought
from store.highlights import excerpt
from store.limits import FACET_FIELDS, LARGEST_PAGE
from store.tallied import tallied
from store.terms import groups

# Small enough that another writer never waits long, large enough to pay for its transaction.
BATCH = 500
# Tables that nobody reads yet: FTS5 writes out what it has whenever a number is smaller than the last.
REBUILD_BATCH = 5000


class EmbeddedIndex:
    """A `HitIndex` for one machine; several processes may read and write it at once.

    Every call opens the file anew, so that a deleted or replaced file is noticed at once.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def upsert(self, docs: Sequence[HitDoc]) -> BulkResult:
        settled, poisoned = set[str](), dict[str, str]()
        with opened(self.path) as session:
            for first in range(0, len(docs), BATCH):
                result = _write(session, docs[first : first + BATCH])
                settled |= result.settled
                poisoned |= result.poisoned
        return BulkResult(settled=frozenset(settled), poisoned=poisoned)

    def delete(self, ids: Sequence[str]) -> BulkResult:
        with opened(self.path) as session, session.writing():
            session.remove(sorted(no for no, _revision in session.there(ids).values()))
        return BulkResult(settled=frozenset(ids))

    def search(self, scope: Scope, query: HitQuery, *, after: Cursor | None, size: int) -> Page:
        size, question = max(1, min(size, LARGEST_PAGE)), sought(scope, query)
        if question is None:
            return Page(ids=())
        statement, values = page_statement(question, query.order, after=after, size=size + 1)
        with opened(self.path) as session, session.reading():
            rows = session.ask(statement, values).fetchall()
        shown, wanted = rows[:size], groups(query.text)
        marked = {row[0]: excerpt(row[3:], wanted) for row in shown} if wanted else {}
        key = 1 if query.order is Order.RISK else 2
        return Page(
            ids=tuple(row[0] for row in shown),
            highlights={one: text for one, text in marked.items() if text},
            after=Cursor(float(shown[-1][key]), shown[-1][0]) if len(rows) > size else None,
        )

    def facets(self, scope: Scope, query: HitQuery, fields: Sequence[str]) -> Facets:
        """Values by number of hits, most frequent first, empty ones left out."""
        unknown = set(fields) - set(FACET_FIELDS)
        if unknown:
            raise ValueError(f"no facet of {sorted(unknown)}; there are {FACET_FIELDS}")
        question = sought(scope, query)
        if question is None or not fields:
            return Facets(counts={name: {} for name in fields})
        statement, values = facet_statement(question, fields)
        with opened(self.path) as session, session.reading():
            rows = session.ask(statement, values).fetchall()
        return tallied(rows, fields)

    def rebuild(self, source: Iterable[HitDoc]) -> int:
        """Fill tables of a new generation beside the old ones, then point every reader at them."""
        with self._only_rebuild(), opened(self.path) as session:
            fresh = session.add_generation()
            docs = iter(source)
            while batch := list(islice(docs, REBUILD_BATCH)):
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
    with session.writing(generation):
        poisoned = session.put(docs)
    return BulkResult(settled=frozenset(doc.id for doc in docs) - poisoned.keys(), poisoned=poisoned)
