"""The queue of hits, read from the truth: every question starts with whose rows it may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Q, QuerySet

from domain.ports import Cursor, Facets, HitQuery, Order, Scope
from registry.models import ReferencePicture, Right, RightsHolder
from store.limits import FACET_CAP
from store.models import Hit, Picture, Platform
from store.order import moment, place_of
from store.tallied import ordered, sums

COUNT_CAP = 10_000
LARGEST_PAGE = 500

# Fields a facet may be asked for -> where the value stands.
FACET_COLUMNS = {
    "status": "status",
    "kind": "kind",
    "region": "region",
    "platform": "platform__key",
    "holder": "holder__key",
    "right": "right__code",
    "seller": "listing__seller__name",
}

# Fields whose value stands in the hit itself, and where their names do, if elsewhere.
COUNTED: Mapping[str, tuple[str, QuerySet[Any] | None]] = {
    "status": ("status", None),
    "kind": ("kind", None),
    "region": ("region", None),
    "platform": ("platform_id", Platform.objects.values_list("pk", "key")),
    "right": ("right_id", Right.objects.values_list("pk", "code")),
    "holder": ("holder_id", RightsHolder.objects.values_list("pk", "key")),
    "seller": ("listing__seller__name", None),
}
_ORDERS = {
    Order.RISK: ("-score", "id"),
    Order.OLDEST: ("captured_at", "id"),
    Order.NEWEST: ("-captured_at", "id"),
}


class HitPage(NamedTuple):
    """Hits in the order asked for and where the next page starts, if there is one."""

    rows: tuple[Hit, ...]
    after: Cursor | None


def visible(scope: Scope) -> QuerySet[Hit]:
    """The hits this scope may see."""
    hits = Hit.objects.all()
    if scope.holders is not None:
        keys = list(RightsHolder.objects.filter(key__in=scope.holders).values_list("pk", flat=True)[:2])
        # One holder's hits lie in the index in the order of the queue; several are looked up by key.
        hits = hits.filter(holder=keys[0]) if len(keys) == 1 else hits.filter(holder__key__in=scope.holders)
    if scope.regions is not None:
        hits = hits.filter(region__in=scope.regions)
    return hits


def matching(scope: Scope, query: HitQuery) -> QuerySet[Hit]:
    """The visible hits a query without text asks for.

    Raises:
        ValueError: the query has text, which only the index can answer.
    """
    if query.text:
        raise ValueError("text is searched in the index, not in SQL")
    asked = {FACET_COLUMNS[name]: getattr(query, name) for name in FACET_COLUMNS if getattr(query, name)}
    hits = visible(scope).filter(**asked)
    return hits.filter(**_ranges(query))


def _ranges(query: HitQuery) -> dict[str, Any]:
    limits: dict[str, Any] = {
        "score__gte": query.least_score if query.least_score > 0 else None,
        "score__lte": query.most_score if query.most_score < 1 else None,
        "listing__price__gte": _price(query.least_price_minor),
        "listing__price__lte": _price(query.most_price_minor),
        "captured_at__gte": query.captured_from,
        "captured_at__lt": query.captured_before,
    }
    return {name: limit for name, limit in limits.items() if limit is not None}


def _price(minor: int | None) -> Decimal | None:
    return None if minor is None else Decimal(minor) / 100


def queue_page(scope: Scope, query: HitQuery, *, after: Cursor | None, size: int) -> HitPage:
    """One page of the queue in the order asked for; as fast at any depth (keyset, never OFFSET)."""
    size = max(1, min(size, LARGEST_PAGE))
    hits = matching(scope, query).order_by(*_ORDERS[query.order])
    if after is not None:
        hits = _later(hits, query.order, after)
    rows = tuple(_whole(hits)[: size + 1])
    if len(rows) <= size:
        return HitPage(rows, None)
    last = rows[size - 1]
    return HitPage(rows[:size], place_in(query.order, last))


def place_in(order: Order, hit: Hit) -> Cursor:
    """Where a hit stands in an order."""
    return place_of(order, score=hit.score, captured_at=hit.captured_at, hit_id=hit.id)


def _later(hits: QuerySet[Hit], order: Order, after: Cursor) -> QuerySet[Hit]:
    if order is Order.RISK:
        return hits.filter(score__lte=after.key).exclude(score=after.key, id__lte=after.id)
    at = moment(after.key)
    same = hits.filter(captured_at__gte=at) if order is Order.OLDEST else hits.filter(captured_at__lte=at)
    return same.exclude(captured_at=at, id__lte=after.id)


def hits_by_ids(scope: Scope, ids: Sequence[str]) -> list[Hit]:
    """These hits in the order given; those out of scope, or gone, are left out."""
    rows = {hit.id: hit for hit in _whole(visible(scope).filter(pk__in=list(ids)))}
    return [rows[one] for one in ids if one in rows]


def hit_for(scope: Scope, hit_id: str) -> Hit:
    """One hit.

    Raises:
        Hit.DoesNotExist: there is none, or it is somebody else's.
    """
    return _whole(visible(scope)).get(pk=hit_id)


def count_capped(scope: Scope, query: HitQuery, *, cap: int = COUNT_CAP) -> int:
    """How many hits the query asks for; `cap + 1` means more than `cap` (an exact count is slow)."""
    return matching(scope, query).order_by()[: cap + 1].count()


def facets(scope: Scope, query: HitQuery, fields: Sequence[str]) -> Facets:
    """For each field the number of hits by value, empty values left out, most frequent first.

    Counted are the riskiest `FACET_CAP` hits of the question, read from an index that holds every
    field counted at the desk; that there are more is said.
    """
    if not fields:
        return Facets(counts={})
    columns = [COUNTED[field][0] for field in fields]
    riskiest = matching(scope, query).order_by(*_ORDERS[Order.RISK]).values_list(*columns)
    rows = _plain_rows(riskiest[: FACET_CAP + 1])
    counts = sums(rows[:FACET_CAP], fields)
    return Facets(
        counts={field: _named(counts[field], COUNTED[field][1]) for field in fields},
        capped=len(rows) > FACET_CAP,
    )


def _plain_rows(values: QuerySet[Hit, tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows as the database gives them: ten thousand rows through the ORM take three times as long."""
    try:
        statement, parameters = values.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connections[values.db].cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def _named(counts: Mapping[Any, int], names: QuerySet[Any] | None) -> dict[str, int]:
    """Values as people ask for them, most frequent first."""
    if names is None:
        return dict(counts)
    known = dict(names.filter(pk__in=list(counts)))
    named = Counter({str(known[value]): n for value, n in counts.items() if known.get(value)})
    return ordered(named)


def picture_for(scope: Scope, digest: str) -> Picture:
    """A picture of a listing, now or once, that has a visible hit.

    Raises:
        Picture.DoesNotExist: there is none, or it belongs to somebody else's hits only.
    """
    return Picture.objects.filter(listings__hits__in=visible(scope)).distinct().get(pk=digest)


def reference_for(scope: Scope, digest: str) -> ReferencePicture:
    """A right's reference picture, for those who may see the right's hits.

    Raises:
        ReferencePicture.DoesNotExist: there is none, or it is somebody else's.
    """
    mine = Q() if scope.holders is None else Q(right__holder__key__in=scope.holders)
    row = ReferencePicture.objects.filter(mine, digest=digest).order_by("pk").first()
    if row is None:
        raise ReferencePicture.DoesNotExist(digest)
    return row


def _whole(hits: QuerySet[Hit]) -> QuerySet[Hit]:
    return hits.select_related("right", "holder", "platform", "listing__seller")
