"""What belongs to one kind of index only: files, aliases, shapes, and which one serves."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from config.operator import read_settings
from domain.errors import IndexUnavailable
from store.elastic import ElasticIndex
from store.embedded import EmbeddedIndex
from store.indexes import open_index
from tests.contracts.hits import doc, found, put

WRITER = """
import sys
from pathlib import Path
from store.embedded import EmbeddedIndex
from tests.contracts.hits import doc
index = EmbeddedIndex(Path(sys.argv[1]))
first = int(sys.argv[2])
for number in range(first, first + 60):
    index.upsert([doc(number)])
"""


@pytest.fixture
def index(tmp_path: Path) -> EmbeddedIndex:
    return EmbeddedIndex(tmp_path / "home" / "index.sqlite3")


def test_settings_choose_the_index(tmp_path: Path) -> None:
    """With a URL Elasticsearch serves, without one the embedded index."""
    home = {"MARKWARDEN_HOME": str(tmp_path)}
    assert isinstance(open_index(read_settings(home)), EmbeddedIndex)
    named = open_index(read_settings({**home, "MARKWARDEN_ELASTICSEARCH_URL": "http://127.0.0.1:1"}))
    assert isinstance(named, ElasticIndex)
    assert named.alias == "markwarden-hits"


def test_a_deleted_file_is_an_empty_index(index: EmbeddedIndex) -> None:
    """A lost file is noticed at once, and a rebuild brings everything back."""
    put(index, doc(1))
    index.path.unlink()
    assert found(index) == []
    assert index.rebuild([doc(1)]) == 1


def test_a_broken_file_is_named(index: EmbeddedIndex) -> None:
    """A file that is no database is refused with its path and what to do."""
    index.path.parent.mkdir()
    index.path.write_bytes(b"not a database" * 100)
    with pytest.raises(IndexUnavailable, match="delete it and run"):
        index.upsert([doc(1)])
    assert not index.health().ok


def test_a_file_of_another_shape_is_rebuilt(index: EmbeddedIndex) -> None:
    """A program of another version refuses the file until it is rebuilt."""
    put(index, doc(1))
    with closing(sqlite3.connect(index.path)) as connection, connection:
        connection.execute("UPDATE about SET shape = 99")
    with pytest.raises(IndexUnavailable, match="index rebuild"):
        found(index)
    index.rebuild([doc(2)])
    assert found(index) == [2]


def test_several_processes_write_at_once(index: EmbeddedIndex) -> None:
    """Three writers and a rebuild share one file without an error or a loss."""
    put(index, doc(1))
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(index.path), str(first)])
        for first in (1000, 2000, 3000)
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    assert len(found(index)) == 181


@pytest.fixture
def elastic(elasticsearch_url: str) -> Iterator[tuple[ElasticIndex, Elasticsearch]]:
    prefix = f"t{uuid.uuid4().hex[:12]}"
    with Elasticsearch(elasticsearch_url) as client:
        yield ElasticIndex(client, prefix=prefix), client
        for name in client.indices.get(index=f"{prefix}-*").body:
            client.indices.delete(index=name)


@pytest.mark.elasticsearch
def test_an_index_deleted_under_us_is_made_again(elastic: tuple[ElasticIndex, Elasticsearch]) -> None:
    """No guessed mapping appears: writing asks for the alias, and the next call makes the index."""
    index, client = elastic
    put(index, doc(1))
    client.indices.delete(index=f"{index.alias}-000001")
    assert found(index) == []
    client.indices.delete(index=f"{index.alias}-000001")
    assert set(index.upsert([doc(2)]).retry) == {doc(2).id}
    put(index, doc(2))
    assert found(index) == [2]


@pytest.mark.elasticsearch
def test_a_rebuild_moves_the_alias_and_clears_away(elastic: tuple[ElasticIndex, Elasticsearch]) -> None:
    """One index remains behind the alias; what a killed rebuild left behind goes, too."""
    index, client = elastic
    put(index, doc(1))
    client.indices.create(index=f"{index.alias}-000002")
    index.rebuild([doc(1), doc(2)])
    assert list(client.indices.get(index=f"{index.alias}-*").body) == [f"{index.alias}-000003"]
    assert list(client.indices.get_alias(name=index.alias).body) == [f"{index.alias}-000003"]


@pytest.mark.elasticsearch
def test_the_mapping_guesses_nothing(elastic: tuple[ElasticIndex, Elasticsearch]) -> None:
    """An unknown field is an error, and an index of another shape is refused until rebuilt."""
    index, client = elastic
    put(index, doc(1))
    mapping = client.indices.get_mapping(index=index.alias).body[f"{index.alias}-000001"]["mappings"]
    assert mapping["dynamic"] == "strict"
    client.indices.put_mapping(index=index.alias, meta={"shape": 99})
    other = ElasticIndex(client, prefix=index.alias.removesuffix("-hits"))
    with pytest.raises(IndexUnavailable, match="index rebuild"):
        found(other)
    other.rebuild([doc(1)])
    assert found(other) == [1]
