"""The triage index on Elasticsearch: one alias before versioned indexes, written with external versions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any

from elasticsearch import ApiError, BadRequestError, Elasticsearch, NotFoundError, TransportError

from domain.errors import IndexUnavailable
from domain.ports import BulkResult, Cursor, Facets, HitDoc, HitQuery, IndexHealth, Page, Scope
from store.bulk import LONGEST_REASON, Answers
from store.elastic_shape import (
    MAPPING,
    SETTINGS,
    SHAPE,
    bulk_lines,
    facet_counts,
    facets_body,
    last_counted_body,
    place_of,
    search_body,
)
from store.highlights import excerpt
from store.limits import FACET_CAP, FACET_FIELDS, LARGEST_PAGE
from store.terms import groups

Json = dict[str, Any]

# Documents in one call: a few megabytes at most, far below the server's 100 MB.
BATCH = 500
# A rebuild insists: so many tries of one batch, the pause doubling from half a second.
REBUILD_TRIES = 6
# The document alone can be at fault, or the whole call: then it is cut in halves until that is known.
_DIVISIBLE = frozenset({400, 413})


class ElasticIndex:
    """A `HitIndex` on a server, version 8 or 9; safe to use from several threads and processes."""

    def __init__(
        self, client: Elasticsearch, *, prefix: str, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._client, self._pause = client, pause
        self.alias = f"{prefix}-hits"
        self._is_ready = False

    @classmethod
    def at(
        cls,
        url: str,
        *,
        api_key: str = "",
        ca: Path | None = None,
        timeout_s: float = 10.0,
        prefix: str,
    ) -> ElasticIndex:
        options: Json = {"api_key": api_key or None, "request_timeout": timeout_s, "max_retries": 0}
        if ca is not None:
            options["ca_certs"] = str(ca)
        return cls(Elasticsearch(url, **options), prefix=prefix)

    def upsert(self, docs: Sequence[HitDoc]) -> BulkResult:
        answers = Answers()
        with self._asked():
            self._ready()
            for batch in _batches(docs):
                self._send(self.alias, batch, answers, require_alias=True)
        # Something may have removed the index: look again before the next call.
        self._is_ready = not answers.retry
        return answers.result()

    def delete(self, ids: Sequence[str]) -> BulkResult:
        answers = Answers()
        with self._asked():
            self._ready()
            for batch in _batches(ids):
                lines = [{"delete": {"_id": one}} for one in batch]
                answers.read(batch, self._bulk(self.alias, lines, require_alias=True))
        return answers.result()

    def search(self, scope: Scope, query: HitQuery, *, after: Cursor | None, size: int) -> Page:
        size = max(1, min(size, LARGEST_PAGE))
        found = self._search(search_body(scope, query, after=after, size=size + 1))["hits"]["hits"]
        shown, wanted = found[:size], groups(query.text)
        marked = {hit["_id"]: excerpt(_texts(hit["_source"]), wanted) for hit in shown} if wanted else {}
        return Page(
            ids=tuple(hit["_id"] for hit in shown),
            highlights={one: text for one, text in marked.items() if text},
            after=place_of(shown[-1], query.order) if len(found) > size else None,
        )

    def facets(self, scope: Scope, query: HitQuery, fields: Sequence[str]) -> Facets:
        """Values by number of hits, most frequent first, empty ones left out."""
        unknown = set(fields) - set(FACET_FIELDS)
        if unknown:
            raise ValueError(f"no facet of {sorted(unknown)}; there are {FACET_FIELDS}")
        if not fields:
            return Facets(counts={})
        last = self._search(last_counted_body(scope, query))["hits"]
        capped = last["total"]["value"] > FACET_CAP
        body = facets_body(scope, query, fields, last["hits"][0]["sort"][0] if capped else None)
        found = self._search(body)["aggregations"]
        return Facets(counts={name: facet_counts(found[name]) for name in fields}, capped=capped)

    def rebuild(self, source: Iterable[HitDoc]) -> int:
        """Fill a new index, compare the counts, then move the alias; searches never see it half full.

        Raises:
            IndexUnavailable: the server did not take it all; the old index still serves.
        """
        with self._asked():
            name = self._make(with_alias=False)
            try:
                taken = self._fill(name, source)
                self._client.indices.refresh(index=name)
                counted = int(self._client.count(index=name)["count"])
                if counted != taken:
                    raise IndexUnavailable(f"{name} holds {counted} documents, {taken} were sent")
            except BaseException:
                with suppress(ApiError, TransportError):
                    self._client.indices.delete(index=name)
                raise
            self._move_alias(name)
            self._is_ready = True
        return counted

    def refresh(self) -> None:
        with self._asked():
            self._ready()
            self._client.indices.refresh(index=self.alias)

    def health(self) -> IndexHealth:
        try:
            with self._asked():
                version = self._client.info()["version"]["number"]
                names = self._names()
                count = int(self._client.count(index=self.alias)["count"]) if names else 0
        except IndexUnavailable as error:
            return IndexHealth(ok=False, kind="elasticsearch", detail=str(error))
        detail = f"{version}, {self.alias} -> {', '.join(names) or 'not made yet'}"
        return IndexHealth(ok=True, kind="elasticsearch", detail=detail, documents=count)

    def _search(self, body: Json) -> Json:
        with self._asked():
            self._ready()
            try:
                found: Json = self._client.search(index=self.alias, **_arguments(body)).body
            except NotFoundError:
                self._is_ready = False
                self._ready()
                found = self._client.search(index=self.alias, **_arguments(body)).body
        return found

    # --- bulk ---------------------------------------------------------------------------------

    def _send(
        self, index: str, docs: Sequence[HitDoc], answers: Answers, *, require_alias: bool = False
    ) -> None:
        """One call; if the call as a whole is refused, its halves, down to the document at fault."""
        try:
            items = self._bulk(index, bulk_lines(docs), require_alias=require_alias)
        except ApiError as error:
            if error.meta.status not in _DIVISIBLE:
                raise
            if len(docs) == 1:
                answers.poisoned[docs[0].id] = str(error)[:LONGEST_REASON]
                return
            middle = len(docs) // 2
            self._send(index, docs[:middle], answers, require_alias=require_alias)
            self._send(index, docs[middle:], answers, require_alias=require_alias)
            return
        answers.read([doc.id for doc in docs], items)

    def _bulk(self, index: str, lines: list[Json], *, require_alias: bool) -> list[Json]:
        """The answer item by item. A missing alias is an error, never a new index with a guessed mapping."""
        items: list[Json] = self._client.bulk(index=index, operations=lines, require_alias=require_alias)[
            "items"
        ]
        return items

    def _fill(self, name: str, source: Iterable[HitDoc]) -> int:
        """Send everything; the number of different documents the index must now hold."""
        taken: set[str] = set()
        for batch in _batches(source):
            taken |= self._insist(name, batch)
        return len(taken)

    def _insist(self, name: str, docs: Sequence[HitDoc]) -> set[str]:
        settled: set[str] = set()
        for tried in range(REBUILD_TRIES):
            answers = Answers()
            try:
                self._send(name, docs, answers)
            except (ApiError, TransportError):
                if tried == REBUILD_TRIES - 1:
                    raise
            settled |= answers.settled
            docs = [doc for doc in docs if doc.id not in settled and doc.id not in answers.poisoned]
            if not docs:
                return settled
            self._pause(0.5 * 2**tried)
        raise IndexUnavailable(f"{len(docs)} documents are not taken, such as {docs[0].id}")

    # --- indexes and the alias ----------------------------------------------------------------

    def _names(self) -> list[str]:
        """The indexes behind the alias: one, or none before the first use."""
        try:
            return sorted(self._client.indices.get_alias(name=self.alias).body)
        except NotFoundError:
            return []

    def _ready(self) -> None:
        """Made on first use, and of the shape this program writes."""
        if self._is_ready:
            return
        names = self._names()
        if not names:
            self._make(with_alias=True)
            self._is_ready = True
            return
        mappings = self._client.indices.get_mapping(index=self.alias).body
        shapes = {found["mappings"].get("_meta", {}).get("shape") for found in mappings.values()}
        if shapes != {SHAPE}:
            raise IndexUnavailable(
                f"{names[0]} has shape {shapes}, not {SHAPE}; run `markwarden index rebuild`"
            )
        self._is_ready = True

    def _make(self, *, with_alias: bool) -> str:
        taken = self._client.indices.get(index=f"{self.alias}-*", allow_no_indices=True)
        number = 1 + max((int(name.rsplit("-", 1)[1]) for name in taken.body), default=0)
        name = f"{self.alias}-{number:06d}"
        aliases: Json = {self.alias: {"is_write_index": True}} if with_alias else {}
        try:
            self._client.indices.create(index=name, mappings=MAPPING, settings=SETTINGS, aliases=aliases)
        except BadRequestError as error:
            # Another process was first: on first use that is as good.
            if not (with_alias and error.error == "resource_already_exists_exception"):
                raise
        return name

    def _move_alias(self, name: str) -> None:
        """One step for every reader; then the indexes before it go, also what a killed rebuild left."""
        actions: list[Json] = [{"remove": {"index": old, "alias": self.alias}} for old in self._names()]
        actions.append({"add": {"index": name, "alias": self.alias, "is_write_index": True}})
        self._client.indices.update_aliases(actions=actions)
        everything = self._client.indices.get(index=f"{self.alias}-*").body
        for other in everything:
            if other < name:
                self._client.indices.delete(index=other, ignore_unavailable=True)

    @contextmanager
    def _asked(self) -> Iterator[None]:
        try:
            yield
        except ApiError as error:
            raise IndexUnavailable(
                f"Elasticsearch answers {error.meta.status}: {str(error)[:LONGEST_REASON]}"
            ) from error
        except TransportError as error:
            raise IndexUnavailable(f"Elasticsearch does not answer: {str(error)[:LONGEST_REASON]}") from error


def _batches(things: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(things)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _texts(source: Json) -> tuple[str, str, str]:
    return source["title"], source["mark"], source["text"]


def _arguments(body: Json) -> Json:
    """The body's keys as the client's arguments are called."""
    renamed = {"_source": "source", "from": "from_"}
    return {renamed.get(key, key): value for key, value in body.items()}
