"""The triage indexes as the previous shape left them, for tests of the way to the present one."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch

_KEYWORD = {"type": "keyword"}
_KEPT = {"type": "keyword", "index": False, "doc_values": False}
MAPPING: dict[str, Any] = {
    "dynamic": "strict",
    "_meta": {"shape": 1},
    "_source": {"excludes": ["words"]},
    "properties": {
        **dict.fromkeys(
            ("id", "holder", "right", "kind", "platform", "seller", "region", "status", "currency"), _KEYWORD
        ),
        "revision": {"type": "long"},
        "score": {"type": "double"},
        "words": {"type": "text", "analyzer": "whitespace", "norms": False},
        **dict.fromkeys(("title", "text", "mark"), _KEPT),
        "captured_at": {"type": "date"},
        "price_minor": {"type": "long"},
        "reasons": {"type": "nested", "properties": {"feature": _KEYWORD}},
    },
}
TABLES = (
    "CREATE TABLE about (generation INTEGER NOT NULL, shape INTEGER NOT NULL)",
    "INSERT INTO about VALUES (3, 1)",
    """CREATE TABLE hit_3 (
        no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL,
        holder TEXT NOT NULL, "right" TEXT NOT NULL, kind TEXT NOT NULL, platform TEXT NOT NULL,
        seller TEXT NOT NULL, region TEXT NOT NULL, status TEXT NOT NULL, score REAL NOT NULL,
        title TEXT NOT NULL, text TEXT NOT NULL, mark TEXT NOT NULL, captured_at TEXT NOT NULL,
        price_minor INTEGER, currency TEXT NOT NULL, reasons TEXT NOT NULL)""",
    "CREATE VIRTUAL TABLE words_3 USING fts5(title, text, mark, tokenize = 'ascii')",
    "CREATE INDEX hit_3_queue ON hit_3 (score DESC, id)",
    """INSERT INTO hit_3 VALUES (
        1, '00000000000000000000000000000000', 1, '', '', '', '', '', '', '', 1,
        '帐篷', '', '', '', 1, '', '[]')""",
    "INSERT INTO words_3 (rowid, title) VALUES (1, '帐篷 篷')",
)


def put_elastic(client: Elasticsearch, prefix: str) -> None:
    client.indices.create(
        index=f"{prefix}-hits-000001", mappings=MAPPING, aliases={f"{prefix}-hits": {"is_write_index": True}}
    )
    client.index(
        index=f"{prefix}-hits", id="0" * 32, document={"id": "0" * 32, "words": "帐篷"}, refresh=True
    )


def put_embedded(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in TABLES:
        connection.execute(statement)
    connection.close()
