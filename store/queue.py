"""The queue of hits, read from the truth: every question starts with whose rows it may see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from domain.ports import Cursor, Facets, HitQuery, Scope
from registry.models import ReferencePicture
from store.models import Hit, Picture

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
    return Facets(counts={field: _facet(hits, FACET_COLUMNS[field]) for field in fields})


def _facet(hits: QuerySet[Hit], column: str) -> dict[str, int]:
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
