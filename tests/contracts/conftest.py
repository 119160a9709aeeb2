"""The indexes every contract test runs on."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from domain.ports import HitIndex
from store.elastic import ElasticIndex
from store.embedded import EmbeddedIndex
from tests.contracts.hits import SEARCHED, put

KINDS = [
    "embedded",
    pytest.param("elastic", marks=pytest.mark.elasticsearch),
    pytest.param("elastic9", marks=[pytest.mark.elasticsearch, pytest.mark.long]),
]
URLS = {"elastic": "elasticsearch_url", "elastic9": "elasticsearch9_url"}


@contextmanager
def elastic_at(url: str) -> Iterator[ElasticIndex]:
    """An index under a name of its own; gone afterwards."""
    prefix = f"t{uuid.uuid4().hex[:12]}"
    with Elasticsearch(url, max_retries=0) as client:
        yield ElasticIndex(client, prefix=prefix, pause=lambda seconds: None)
        for name in client.indices.get(index=f"{prefix}-*").body:
            client.indices.delete(index=name)


@pytest.fixture
def elastic(elasticsearch_url: str) -> Iterator[ElasticIndex]:
    with elastic_at(elasticsearch_url) as index:
        yield index


@pytest.fixture
def elastic9(elasticsearch9_url: str) -> Iterator[ElasticIndex]:
    with elastic_at(elasticsearch9_url) as index:
        yield index


@pytest.fixture
def embedded(tmp_path: Path) -> EmbeddedIndex:
    return EmbeddedIndex(tmp_path / "index.sqlite3")


@pytest.fixture(params=KINDS)
def index(request: pytest.FixtureRequest) -> HitIndex:
    """An empty index."""
    chosen: HitIndex = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture(scope="module", params=KINDS)
def searched(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HitIndex]:
    """An index with the hits of `tests.contracts.hits.SEARCHED`, for tests that only ask."""
    if request.param == "embedded":
        index: HitIndex = EmbeddedIndex(tmp_path_factory.mktemp("searched") / "index.sqlite3")
        put(index, *SEARCHED)
        yield index
        return
    with elastic_at(request.getfixturevalue(URLS[request.param])) as index:
        put(index, *SEARCHED)
        yield index
