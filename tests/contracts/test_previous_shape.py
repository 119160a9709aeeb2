"""From the shape before to the present one: refused by name, then made anew from the truth."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from domain.errors import IndexUnavailable
from domain.ports import HitIndex
from store.elastic import ElasticIndex
from store.embedded import EmbeddedIndex
from tests.contracts import previous
from tests.contracts.conftest import KINDS, URLS, elastic_at
from tests.contracts.hits import doc, found, put


@pytest.fixture(params=KINDS)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[HitIndex]:
    """An index of the previous shape with one hit of number 0."""
    if request.param == "embedded":
        previous.put_embedded(tmp_path / "index.sqlite3")
        yield EmbeddedIndex(tmp_path / "index.sqlite3")
        return
    url = request.getfixturevalue(URLS[request.param])
    with elastic_at(url) as index, Elasticsearch(url, max_retries=0) as client:
        previous.put_elastic(client, index.alias.removesuffix("-hits"))
        yield index


def test_the_previous_shape_is_refused_and_rebuilt(old: HitIndex) -> None:
    """Neither read nor written as it is; a rebuild leaves what the truth holds, and nothing of before."""
    with pytest.raises(IndexUnavailable, match="markwarden index rebuild"):
        found(old, "帐篷")
    with pytest.raises(IndexUnavailable, match="markwarden index rebuild"):
        old.upsert([doc(1)])
    assert old.rebuild([doc(1), doc(2)]) == 2
    assert found(old, "帐篷") == [1, 2]
    put(old, doc(3))
    assert found(old) == [1, 2, 3]


@pytest.mark.elasticsearch
def test_nothing_of_the_previous_index_stays(elastic: ElasticIndex, elasticsearch_url: str) -> None:
    """After the swap one index stands behind the alias, and the old one is gone."""
    with Elasticsearch(elasticsearch_url, max_retries=0) as client:
        previous.put_elastic(client, elastic.alias.removesuffix("-hits"))
        elastic.rebuild([doc(1)])
        assert list(client.indices.get(index=f"{elastic.alias}-*").body) == [f"{elastic.alias}-000002"]
