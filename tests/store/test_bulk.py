"""What a server's answer to a bulk call means for each document."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from domain.errors import IndexUnavailable
from domain.ports import HitQuery, Scope
from store.bulk import Answers
from store.elastic import ElasticIndex
from store.elastic_shape import MAPPING
from tests.contracts.hits import doc

ALL = Scope.everything()


@pytest.mark.parametrize(
    ("status", "place"),
    [(200, "settled"), (201, "settled"), (409, "settled"), (404, "settled"), (429, "retry"), (503, "retry"),
     (500, "retry"), (403, "retry"), (None, "retry"), (400, "poisoned"), (413, "poisoned")],
)  # fmt: skip
def test_each_status_has_one_meaning(status: int | None, place: str) -> None:
    """Settled, again, or never: no status is left to chance."""
    answers = Answers()
    answers.read(["a"], [{"index": {"_id": "a", "status": status}}])
    assert list(getattr(answers, place)) == ["a"]
    assert sum(map(len, (answers.settled, answers.retry, answers.poisoned))) == 1


def test_what_the_answer_does_not_speak_of_is_sent_again() -> None:
    """A cut answer, or one about other documents, settles nothing."""
    answers = Answers()
    answers.read(
        ["a", "b"], [{"index": {"_id": "a", "status": 201}}, {"index": {"_id": "z", "status": 201}}, {}]
    )
    assert (answers.settled, list(answers.retry)) == ({"a"}, ["b"])


def test_a_missing_index_is_no_missing_document() -> None:
    """404 with an error means that the index is gone: the document is not settled."""
    answers = Answers()
    error = {"type": "index_not_found_exception", "reason": "no such index"}
    answers.read(["a"], [{"index": {"_id": "a", "status": 404, "error": error}}])
    assert answers.retry == {"a": "404 index_not_found_exception: no such index"}


Answer = tuple[int, Any]


class Scripted:
    """A server that answers bulk calls as it is told and everything else as an Elasticsearch would."""

    def __init__(self) -> None:
        self.bulk: Callable[[list[str]], Answer] = lambda ids: (200, {"items": []})
        self.calls: list[list[str]] = []

    def answer(self, path: str, body: bytes) -> Answer:
        if "/_bulk" in path:
            ids = [json.loads(line)["index"]["_id"] for line in body.splitlines()[::2]]
            self.calls.append(ids)
            return self.bulk(ids)
        if "/_alias/" in path:
            return 200, {"t-hits-000001": {}}
        if path.endswith("/_mapping"):
            return 200, {"t-hits-000001": {"mappings": MAPPING}}
        return 503, {"error": "not scripted"}


@pytest.fixture
def server() -> Iterator[tuple[Scripted, ElasticIndex]]:
    script = Scripted()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, answer = script.answer(
                self.path, self.rfile.read(int(self.headers["Content-Length"] or 0))
            )
            if status == 0:
                self.close_connection = True
                return
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Type", "application/vnd.elasticsearch+json;compatible-with=8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_PUT = do_POST = do_GET  # noqa: N815  # the names http.server looks for

        def log_message(self, *_words: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        url = f"http://127.0.0.1:{http.server_address[1]}"
        yield script, ElasticIndex.at(url, prefix="t", timeout_s=5)
        http.shutdown()
        thread.join()


def taken(ids: list[str], status: int = 201) -> Answer:
    return 200, {"items": [{"index": {"_id": one, "status": status}} for one in ids]}


@pytest.mark.parametrize("status", [429, 500, 502, 503, 401, 403, 404, 0])
def test_a_call_that_fails_is_an_index_that_does_not_answer(
    server: tuple[Scripted, ElasticIndex], status: int
) -> None:
    """Whatever is no fault of a document leaves everything owed, a cut connection included."""
    script, index = server
    script.bulk = lambda ids: (status, {"error": "no"})
    with pytest.raises(IndexUnavailable):
        index.upsert([doc(1)])


@pytest.mark.parametrize("status", [400, 413])
def test_a_call_refused_for_one_document_is_cut_until_it_is_found(
    server: tuple[Scripted, ElasticIndex], status: int
) -> None:
    """One document that spoils the whole call is parked; the others are taken."""
    script, index = server
    bad = doc(6).id
    script.bulk = lambda ids: (status, {"error": "no"}) if bad in ids else taken(ids)
    result = index.upsert([doc(number) for number in range(1, 9)])
    assert set(result.poisoned) == {bad}
    assert result.settled == {doc(number).id for number in range(1, 9) if number != 6}


def test_partial_success_is_read_item_by_item(server: tuple[Scripted, ElasticIndex]) -> None:
    """`errors: true` is no failure of the call: each document has its own outcome."""
    script, index = server
    statuses = {doc(1).id: 201, doc(2).id: 429, doc(3).id: 409, doc(4).id: 400}
    script.bulk = lambda ids: (200, {"items": [taken([one], statuses[one])[1]["items"][0] for one in ids]})
    result = index.upsert([doc(number) for number in range(1, 5)])
    assert result.settled == {doc(1).id, doc(3).id}
    assert (list(result.retry), list(result.poisoned)) == ([doc(2).id], [doc(4).id])


def test_no_server_is_index_unavailable() -> None:
    """Search, writing and rebuilding say so with one kind of error; health only reports."""
    index = ElasticIndex.at("http://127.0.0.1:1", prefix="t", timeout_s=1)
    with pytest.raises(IndexUnavailable, match="does not answer"):
        index.search(ALL, HitQuery(text="a"), after=None, size=1)
    with pytest.raises(IndexUnavailable):
        index.rebuild([])
    assert not index.health().ok
