"""The queue of hits, read from the truth: every question starts with whose rows it may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from domain.ports import Cursor, Facets, HitQuery, Scope
from registry.models import ReferencePicture, Right, RightsHolder
from store.models import Hit, Picture, Platform

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

# Fields counted together, from the index `hit_facets` alone -> where the value itself stands, if elsewhere.
TOGETHER: Mapping[str, tuple[str, QuerySet[Any] | None]] = {
    "status": ("status", None),
    "kind": ("kind", None),
    "platform": ("platform_id", Platform.objects.values_list("pk", "key")),
    "right": ("right_id", Right.objects.values_list("pk", "code")),
    "holder": ("holder_id", RightsHolder.objects.values_list("pk", "key")),
}


class HitPage(NamedTuple):
    """Hits in order (score descending, id ascending) and where the next page starts, if there is one."""

    rows: tuple[Hit, ...]
    after: Cursor | None


def visible(scope: Scope) -> QuerySet[Hit]:
    """The hits this scope may see."""
    hits = Hit.objects.all()
    if scope.holders is not None:
        hits = hits.filter(holder__key__in=scope.holders)
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
    return hits.filter(score__gte=query.least_score) if query.least_score > 0 else hits


def queue_page(scope: Scope, query: HitQuery, *, after: Cursor | None, size: int) -> HitPage:
    """One page of the queue by risk; as fast at any depth (keyset, never OFFSET)."""
    size = max(1, min(size, LARGEST_PAGE))
    hits = matching(scope, query).order_by("-score", "id")
    if after is not None:
        hits = hits.filter(score__lte=after.score).exclude(score=after.score, id__lte=after.id)
    rows = tuple(_whole(hits)[: size + 1])
    if len(rows) <= size:
        return HitPage(rows, None)
    last = rows[size - 1]
    return HitPage(rows[:size], Cursor(last.score, last.id))


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
    """For each field the number of hits by value, empty values left out, most frequent first."""
    hits = matching(scope, query).order_by()
    together = [field for field in fields if field in TOGETHER]
    counts = _counted_together(hits, together) if together else {}
    for field in fields:
        if field not in counts:
            counts[field] = _counted_alone(hits, FACET_COLUMNS[field])
    return Facets(counts=counts)


def _counted_together(hits: QuerySet[Hit], fields: Sequence[str]) -> dict[str, dict[str, int]]:
    """One reading of the index for all fields: each combination is counted once, then added up."""
    sums: dict[str, Counter[Any]] = {field: Counter() for field in fields}
    for *values, n in hits.values_list(*(TOGETHER[field][0] for field in fields)).annotate(n=Count("*")):
        for field, value in zip(fields, values, strict=True):
            sums[field][value] += n
    return {field: _named(counter, TOGETHER[field][1]) for field, counter in sums.items()}


def _named(counts: Mapping[Any, int], names: QuerySet[Any] | None) -> dict[str, int]:
    """Values as people ask for them, most frequent first, empty ones left out."""
    known = (
        dict(names.filter(pk__in=list(counts))) if names is not None else {value: value for value in counts}
    )
    named = {str(known[value]): n for value, n in counts.items() if known.get(value)}
    return dict(sorted(named.items(), key=lambda pair: (-pair[1], pair[0])))


def _counted_alone(hits: QuerySet[Hit], column: str) -> dict[str, int]:
    pairs = hits.values_list(column).annotate(n=Count("id")).order_by("-n", column)
    return {value: n for value, n in pairs if value}


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
