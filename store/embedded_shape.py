"""The embedded index as SQL: its tables, and a question as a condition with parameters."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import NamedTuple

from domain.ports import Cursor, HitDoc, HitQuery, Order, Scope
from store.limits import FACET_CAP, FACET_FIELDS
from store.order import microseconds, rank, ranks_from
from store.terms import Group, groups, terms

# Of the tables below; a file of another shape is rebuilt.
SHAPE = 2

ABOUT = "CREATE TABLE about (generation INTEGER NOT NULL, shape INTEGER NOT NULL)"
# `#` is the generation: a rebuild fills tables of its own, then the readers are pointed at them.
# `no` is the hit's rank (`store.order`): the full-text search gives its rows in this order without
# sorting, so a page of a word that a million hits contain costs as much as one of a rare word.
# Rows that are counted are narrow; the texts stand apart. The filters' values are words, too
# (`filters`), so that a rare value is looked up and not looked for.
# Terms are made in `store.terms`; `ascii` splits them at spaces only and, unlike `unicode61`, which
# knows Unicode 6.1, loses no newer ideograph.
TABLES = (
    """CREATE TABLE hit_# (
        no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL,
        holder TEXT NOT NULL, "right" TEXT NOT NULL, kind TEXT NOT NULL, platform TEXT NOT NULL,
        seller TEXT NOT NULL, region TEXT NOT NULL, status TEXT NOT NULL, score REAL NOT NULL,
        captured_us INTEGER NOT NULL, price_minor INTEGER, currency TEXT NOT NULL)""",
    """CREATE TABLE doc_# (
        no INTEGER PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL, mark TEXT NOT NULL,
        reasons TEXT NOT NULL)""",
    "CREATE VIRTUAL TABLE words_# USING fts5(title, text, mark, filters, tokenize = 'ascii', columnsize = 0)",
    "CREATE INDEX hit_#_age ON hit_# (captured_us, id)",
    "CREATE INDEX hit_#_status_age ON hit_# (status, captured_us, id)",
)
KINDS_OF_TABLE = ("words", "doc", "hit")
ADD_HIT = "INSERT INTO hit_# VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
ADD_DOC = "INSERT INTO doc_# VALUES (?, ?, ?, ?, ?)"
ADD_WORDS = "INSERT INTO words_# (rowid, title, text, mark, filters) VALUES (?, ?, ?, ?, ?)"

Value = str | int | float | None


class Rows(NamedTuple):
    """One document as rows of the three tables, without their number."""

    hit: tuple[Value, ...]
    doc: tuple[Value, ...]
    words: tuple[Value, ...]


def rows_of(doc: HitDoc) -> Rows:
    hit = (
        doc.id, doc.revision, doc.holder, doc.right, doc.kind, doc.platform, doc.seller, doc.region,
        doc.status, doc.score, microseconds(doc.captured_at), doc.price_minor, doc.currency,
    )  # fmt: skip
    texts = (doc.title, doc.text, doc.mark)
    words = tuple(" ".join(terms(text)) for text in texts)
    return Rows(hit, (*texts, json.dumps(doc.reasons, ensure_ascii=False)), (*words, " ".join(_filters(doc))))


def _filters(doc: HitDoc) -> Iterator[str]:
    return (filter_word(name, getattr(doc, name)) for name in FACET_FIELDS)


def filter_word(name: str, value: str) -> str:
    """A field's value as one word of letters and digits."""
    return blake2b(f"{name}={value}".encode("utf-8", "replace"), digest_size=8).hexdigest()


def match_expression(scope: Scope, query: HitQuery, wanted: Sequence[Group]) -> str:
    """What stands behind MATCH; empty if nothing restricts. Terms are letters and digits, yet quoted."""
    parts = ["{title text mark} : (" + " AND ".join(map(_quoted, wanted)) + ")"] if wanted else []
    for name, allowed in (("holder", scope.holders), ("region", scope.regions)):
        if allowed:
            parts.append("filters : (" + " OR ".join(_word(name, one) for one in sorted(allowed)) + ")")
    asked = [_word(name, getattr(query, name)) for name in FACET_FIELDS if getattr(query, name)]
    if asked:
        parts.append("filters : (" + " AND ".join(asked) + ")")
    return " AND ".join(f"({part})" for part in parts)


def _word(name: str, value: str) -> str:
    return f'"{filter_word(name, value)}"'


def _quoted(group: Group) -> str:
    words = " ".join(group.terms).replace('"', '""')
    return f'"{words}"' + (" *" if group.starts else "")


class Sought(NamedTuple):
    """A question: what is matched in the words (perhaps nothing), and what each row must fulfil."""

    match: str
    where: str
    values: tuple[Value, ...]


def sought(scope: Scope, query: HitQuery) -> Sought | None:
    """The question as SQL; None where nothing can be found."""
    wanted = groups(query.text)
    if (query.text.strip() and not wanted) or frozenset() in (scope.holders, scope.regions):
        return None
    parts = list(_conditions(query))
    where = " AND ".join(part for part, _value in parts) or "1"
    return Sought(match_expression(scope, query, wanted), where, tuple(value for _part, value in parts))


def _conditions(query: HitQuery) -> Iterator[tuple[str, Value]]:
    """Of rows found by their words: values once more, as they are written, and ranges."""
    for name in FACET_FIELDS:
        if getattr(query, name):
            yield f'h."{name}" = ?', getattr(query, name)
    if query.least_score > 0:
        yield "h.score >= ?", query.least_score
        yield "h.no < ?", ranks_from(query.least_score)
    if query.most_score < 1:
        yield "h.score <= ?", query.most_score
    if query.least_price_minor is not None:
        yield "h.price_minor >= ?", query.least_price_minor
    if query.most_price_minor is not None:
        yield "h.price_minor <= ?", query.most_price_minor
    if query.captured_from is not None:
        yield "h.captured_us >= ?", microseconds(query.captured_from)
    if query.captured_before is not None:
        yield "h.captured_us < ?", microseconds(query.captured_before)


def page_statement(
    question: Sought, order: Order, *, after: Cursor | None, size: int
) -> tuple[str, list[Value]]:
    if order is Order.RISK:
        return _by_risk(question, after=after, size=size)
    return _by_age(question, order, after=after, size=size)


_PLACE = "coalesce((SELECT no FROM hit_# WHERE id = ? AND score = ?), ?)"
_SHOWN = "SELECT h.id, h.score, h.captured_us, d.title, d.mark, d.text"


def _by_risk(question: Sought, *, after: Cursor | None, size: int) -> tuple[str, list[Value]]:
    found, no, values = _ranked(question)
    where = question.where
    if after is not None:
        # Where two ranks fell together the second has the next free number: its own is asked for first.
        where += f" AND {no} > {_PLACE}"
    statement = f"{_SHOWN} {found} CROSS JOIN doc_# d ON d.no = h.no"
    statement += f" WHERE {_matched(question)}{where} ORDER BY {no} LIMIT ?"
    place: list[Value] = [after.id, after.key, rank(after.key, after.id)] if after else []
    return statement, [*values, *question.values, *place, size]


def _ranked(question: Sought) -> tuple[str, str, list[Value]]:
    """Tables in the order they are to be read: the words first, for they are in order of rank."""
    if question.match:
        return "FROM words_# w CROSS JOIN hit_# h ON h.no = w.rowid", "w.rowid", [question.match]
    return "FROM hit_# h", "h.no", []


def _matched(question: Sought) -> str:
    return "words_# MATCH ? AND " if question.match else ""


def _by_age(question: Sought, order: Order, *, after: Cursor | None, size: int) -> tuple[str, list[Value]]:
    where, values = question.where, list(question.values)
    if question.match:
        where += " AND h.no IN (SELECT rowid FROM words_# WHERE words_# MATCH ?)"
        values.append(question.match)
    later, down = (">", "") if order is Order.OLDEST else ("<", " DESC")
    if after is not None:
        where += f" AND h.captured_us {later}= ? AND (h.captured_us {later} ? OR h.id > ?)"
        values += [int(after.key), int(after.key), after.id]
    statement = f"{_SHOWN} FROM hit_# h JOIN doc_# d ON d.no = h.no WHERE {where}"
    return f"{statement} ORDER BY h.captured_us{down}, h.id LIMIT ?", [*values, size]


def facet_statement(question: Sought, fields: Sequence[str]) -> tuple[str, list[Value]]:
    """The fields of the riskiest hits, one more than are counted."""
    found, no, values = _ranked(question)
    columns = ", ".join(f'h."{field}"' for field in fields)
    statement = f"SELECT {columns} {found} WHERE {_matched(question)}{question.where} ORDER BY {no} LIMIT ?"
    return statement, [*values, *question.values, FACET_CAP + 1]
