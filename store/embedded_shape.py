"""The embedded index as SQL: its tables, and a question as a condition with parameters."""

from __future__ import annotations

import json
from collections.abc import Sequence

from domain.ports import Cursor, HitDoc, HitQuery, Scope
from store.limits import FACET_FIELDS
from store.terms import Group, groups, terms

# Of the tables below; a file of another shape is rebuilt.
SHAPE = 1

ABOUT = "CREATE TABLE about (generation INTEGER NOT NULL, shape INTEGER NOT NULL)"
# `#` is the generation: a rebuild fills tables of its own, then the readers are pointed at them.
# Terms are made in `store.terms`; `ascii` splits them at spaces only and, unlike `unicode61`, which
# knows Unicode 6.1, loses no newer ideograph.
TABLES = (
    """CREATE TABLE hit_# (
        no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL,
        holder TEXT NOT NULL, "right" TEXT NOT NULL, kind TEXT NOT NULL, platform TEXT NOT NULL,
        seller TEXT NOT NULL, region TEXT NOT NULL, status TEXT NOT NULL, score REAL NOT NULL,
        title TEXT NOT NULL, text TEXT NOT NULL, mark TEXT NOT NULL, captured_at TEXT NOT NULL,
        price_minor INTEGER, currency TEXT NOT NULL, reasons TEXT NOT NULL)""",
    "CREATE VIRTUAL TABLE words_# USING fts5(title, text, mark, tokenize = 'ascii')",
    "CREATE INDEX hit_#_queue ON hit_# (score DESC, id)",
    "CREATE INDEX hit_#_status ON hit_# (status, score DESC, id)",
    "CREATE INDEX hit_#_holder ON hit_# (holder, status, score DESC, id)",
    'CREATE INDEX hit_#_facets ON hit_# (holder, status, platform, kind, "right", region, seller, score)',
)
ADD_HIT = "INSERT INTO hit_# VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
ADD_WORDS = "INSERT INTO words_# (rowid, title, text, mark) VALUES (?, ?, ?, ?)"

_HOLDERS = "holder IN (SELECT value FROM json_each(?))"
_REGIONS = "region IN (SELECT value FROM json_each(?))"

Value = str | int | float | None


def hit_row(no: int | None, doc: HitDoc) -> tuple[Value, ...]:
    return (
        no, doc.id, doc.revision, doc.holder, doc.right, doc.kind, doc.platform, doc.seller, doc.region,
        doc.status, doc.score, doc.title, doc.text, doc.mark, doc.captured_at.isoformat(),
        doc.price_minor, doc.currency, json.dumps(doc.reasons, ensure_ascii=False),
    )  # fmt: skip


def words_row(no: int, doc: HitDoc) -> tuple[Value, ...]:
    return no, *(" ".join(terms(text)) for text in (doc.title, doc.text, doc.mark))


def match_expression(wanted: Sequence[Group]) -> str:
    """What stands behind MATCH. Terms are letters and digits, yet quoted all the same."""
    return " AND ".join(_quoted(group) for group in wanted)


def _quoted(group: Group) -> str:
    words = " ".join(group.terms).replace('"', '""')
    return f'"{words}"' + (" *" if group.starts else "")


def condition(scope: Scope, query: HitQuery) -> tuple[str, list[Value]]:
    """The WHERE of a question, scope first, and its parameters."""
    parts, values = ["1"], list[Value]()
    for part, allowed in ((_HOLDERS, scope.holders), (_REGIONS, scope.regions)):
        if allowed is not None:
            parts.append(part)
            values.append(json.dumps(sorted(allowed)))
    for name in FACET_FIELDS:
        if getattr(query, name):
            parts.append(f'"{name}" = ?')
            values.append(getattr(query, name))
    if query.least_score > 0:
        parts.append("score >= ?")
        values.append(query.least_score)
    if query.text.strip():
        wanted = groups(query.text)
        parts.append("no IN (SELECT rowid FROM words_# WHERE words_# MATCH ?)" if wanted else "0")
        values += [match_expression(wanted)] if wanted else []
    return " AND ".join(parts), values


def page_statement(
    scope: Scope, query: HitQuery, *, after: Cursor | None, size: int
) -> tuple[str, list[Value]]:
    where, values = condition(scope, query)
    if after is not None:
        where += " AND score <= ? AND (score < ? OR id > ?)"
        values += [after.score, after.score, after.id]
    chosen = f"SELECT id, score, title, mark, text FROM hit_# WHERE {where}"  # noqa: S608  # parts above
    return f"{chosen} ORDER BY score DESC, id LIMIT ?", [*values, size]


def facet_statement(scope: Scope, query: HitQuery, field: str, most: int) -> tuple[str, list[Value]]:
    where, values = condition(scope, query)
    counted = f'SELECT "{field}", count(*) AS n FROM hit_# WHERE {where} AND "{field}" <> \'\''  # noqa: S608
    return f'{counted} GROUP BY "{field}" ORDER BY n DESC, "{field}" LIMIT ?', [*values, most]
