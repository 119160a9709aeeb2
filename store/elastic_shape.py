"""The triage index as Elasticsearch sees it: mapping, documents, questions as JSON.

Only what every server from 8.x on has without a plugin or a licence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.ports import Cursor, HitDoc, HitQuery, Order, Scope
from store.limits import FACET_CAP, FACET_FIELDS, MOST_FACET_VALUES
from store.order import microseconds, rank
from store.terms import Group, groups, terms

Json = dict[str, Any]

# Of the mapping below; an index of another shape is rebuilt.
SHAPE = 2

_KEYWORD = {"type": "keyword"}
_KEPT = {"type": "keyword", "index": False, "doc_values": False}

MAPPING: Json = {
    "dynamic": "strict",
    "_meta": {"shape": SHAPE},
    # `words` can be made again from the texts; kept twice it would double the index on disk.
    "_source": {"excludes": ["words"]},
    "properties": {
        "id": _KEYWORD,
        "revision": {"type": "long"},
        **dict.fromkeys(FACET_FIELDS, _KEYWORD),
        "score": {"type": "double"},
        # The order by risk as one number (`store.order`).
        "rank": {"type": "long"},
        # Terms are made in `store.terms`, the same for every index; the server only splits at spaces.
        "words": {"type": "text", "analyzer": "whitespace", "norms": False},
        **dict.fromkeys(("title", "text", "mark"), _KEPT),
        "captured_at": {"type": "date"},
        # To the microsecond, as the truth has it: pages by age start after it.
        "captured_us": {"type": "long"},
        "price_minor": {"type": "long"},
        "currency": _KEYWORD,
        "reasons": {
            "type": "nested",
            "properties": {
                "feature": _KEYWORD,
                "score": {"type": "double"},
                "ours": _KEPT,
                "theirs": _KEPT,
            },
        },
    },
}

# One shard: a queue of a million hits is small, and counts by value stay exact.
SETTINGS: Json = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}


def source_of(doc: HitDoc) -> Json:
    """The document as sent."""
    values: Json = {name: getattr(doc, name) for name in FACET_FIELDS}
    values |= {name: getattr(doc, name) for name in ("id", "revision", "score", "title", "text", "mark")}
    # Three values of one field: no phrase reaches from one text into the next.
    values["words"] = [" ".join(terms(text)) for text in (doc.title, doc.text, doc.mark)]
    values["rank"] = rank(doc.score, doc.id)
    values["captured_at"] = doc.captured_at.isoformat()
    values["captured_us"] = microseconds(doc.captured_at)
    values["currency"] = doc.currency
    values["reasons"] = [reason._asdict() for reason in doc.reasons]
    if doc.price_minor is not None:
        values["price_minor"] = doc.price_minor
    return values


def bulk_lines(docs: Sequence[HitDoc]) -> list[Json]:
    """Action and source in turn; the hit's revision is the version, so an older one never wins."""
    lines: list[Json] = []
    for doc in docs:
        action = {"_id": doc.id, "version": doc.revision, "version_type": "external"}
        lines += [{"index": action}, source_of(doc)]
    return lines


def filters(scope: Scope, query: HitQuery) -> list[Json]:
    """All that a hit must fulfil, scope first; nothing a person typed is read as syntax."""
    parts: list[Json] = [
        {"terms": {field: sorted(allowed)}}
        for field, allowed in (("holder", scope.holders), ("region", scope.regions))
        if allowed is not None
    ]
    parts += [{"term": {name: getattr(query, name)}} for name in FACET_FIELDS if getattr(query, name)]
    parts += [{"range": {field: limits}} for field, limits in _ranges(query).items() if limits]
    if query.text.strip():
        wanted = groups(query.text)
        parts += [_group(group) for group in wanted] if wanted else [{"match_none": {}}]
    return parts


def _group(group: Group) -> Json:
    if group.starts:
        return {"prefix": {"words": {"value": group.terms[0]}}}
    return {"match_phrase": {"words": " ".join(group.terms)}}


def _ranges(query: HitQuery) -> dict[str, dict[str, int | float]]:
    captured = (query.captured_from, query.captured_before)
    first, last = (None if at is None else microseconds(at) for at in captured)
    return {
        "score": _limits(
            gte=query.least_score or None, lte=query.most_score if query.most_score < 1 else None
        ),
        "price_minor": _limits(gte=query.least_price_minor, lte=query.most_price_minor),
        "captured_us": _limits(gte=first, lt=last),
    }


def _limits(**limits: float | None) -> dict[str, int | float]:
    return {name: limit for name, limit in limits.items() if limit is not None}


_SORTS: dict[Order, list[Json]] = {
    Order.RISK: [{"rank": "asc"}, {"id": "asc"}],
    Order.OLDEST: [{"captured_us": "asc"}, {"id": "asc"}],
    Order.NEWEST: [{"captured_us": "desc"}, {"id": "asc"}],
}


def search_body(scope: Scope, query: HitQuery, *, after: Cursor | None, size: int) -> Json:
    body: Json = {
        "query": {"bool": {"filter": filters(scope, query)}},
        "sort": _SORTS[query.order],
        "size": size,
        "track_total_hits": False,
        "_source": ["title", "mark", "text"] if query.text.strip() else False,
        "docvalue_fields": ["score", "captured_us"],
    }
    if after is not None:
        place = rank(after.key, after.id) if query.order is Order.RISK else int(after.key)
        body["search_after"] = [place, after.id]
    return body


def place_of(found: Json, order: Order) -> Cursor:
    """Where the page after a found document starts."""
    [key] = found["fields"]["score" if order is Order.RISK else "captured_us"]
    return Cursor(float(key), found["_id"])


def last_counted_body(scope: Scope, query: HitQuery) -> Json:
    """The last of the riskiest hits that are counted, if there are so many."""
    return {
        "query": {"bool": {"filter": filters(scope, query)}},
        "sort": [{"rank": "asc"}],
        "from": FACET_CAP - 1,
        "size": 1,
        "track_total_hits": FACET_CAP + 1,
        "_source": False,
    }


def facets_body(scope: Scope, query: HitQuery, fields: Sequence[str], last_rank: int | None) -> Json:
    within = [] if last_rank is None else [{"range": {"rank": {"lte": last_rank}}}]
    return {
        "query": {"bool": {"filter": [*filters(scope, query), *within]}},
        "size": 0,
        "track_total_hits": False,
        # One more than promised: the empty value takes a place and is left out.
        "aggs": {name: {"terms": {"field": name, "size": MOST_FACET_VALUES + 1}} for name in fields},
    }


def facet_counts(aggregation: Mapping[str, Any]) -> dict[str, int]:
    pairs = [(bucket["key"], bucket["doc_count"]) for bucket in aggregation["buckets"]]
    return dict([(key, count) for key, count in pairs if key][:MOST_FACET_VALUES])
