"""One page of the queue: from SQL, or for text from the index with every row read from SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import structlog
from django.db.models import Q

from domain.errors import IndexUnavailable
from domain.ports import Cursor, HitIndex, HitQuery, Order, Scope
from store.models import Hit, Outbox
from store.queue import count_capped, facets, hits_by_ids, matching, place_in, queue_page, visible
from triage.facets import Sides, sides_of
from triage.index import the_index
from triage.query import Asked

PAGE = 50
# The index may lag: so many of its pages are read to fill one of ours with rows that still hold.
REFILLS = 4

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of hits, its filters, and whether the text search could be answered."""

    hits: tuple[Hit, ...]
    after: Cursor | None
    sides: Sides
    total: int | None = None
    index_down: bool = False
    index_behind: bool = False
    excerpts: Mapping[str, str] = field(default_factory=dict)


class Searched(NamedTuple):
    """A page of a text search, with the index's excerpts by hit."""

    hits: tuple[Hit, ...]
    after: Cursor | None
    excerpts: Mapping[str, str]


def still_asked_for(hit: Hit, query: HitQuery) -> bool:
    """Whether the truth agrees with what the index found; the index may not know of it yet."""
    seller = hit.listing.seller.name if hit.listing.seller else ""
    return (
        query.status in ("", hit.status)
        and query.platform in ("", hit.platform.key)
        and query.kind in ("", hit.kind)
        and query.right in ("", hit.right.code)
        and query.holder in ("", hit.holder.key)
        and query.seller in ("", seller)
        and query.region in ("", hit.region)
        and query.least_score <= hit.score <= query.most_score
        and _is_within(hit, query)
    )


def _is_within(hit: Hit, query: HitQuery) -> bool:
    """Whether price and capture lie in the ranges asked for."""
    price = None if hit.listing.price is None else int(hit.listing.price * 100)
    least, most = query.least_price_minor, query.most_price_minor
    if (least is not None or most is not None) and price is None:
        return False
    return (
        (least is None or (price or 0) >= least)
        and (most is None or (price or 0) <= most)
        and (query.captured_from is None or hit.captured_at >= query.captured_from)
        and (query.captured_before is None or hit.captured_at < query.captured_before)
    )


def asks_the_index(query: HitQuery) -> bool:
    """Words only the index knows; sellers, regions and ranges it finds without reading every row."""
    ranges = (query.least_price_minor, query.most_price_minor, query.captured_from, query.captured_before)
    rare = bool(query.seller or query.region) or any(one is not None for one in ranges)
    return bool(query.text) or (query.order is Order.RISK and rare)


def search_page(
    index: HitIndex, scope: Scope, query: HitQuery, *, after: Cursor | None, size: int
) -> Searched:
    """A page of a text search: ids from the index, rows and their status from SQL."""
    rows: list[Hit] = []
    excerpts: dict[str, str] = {}
    for _turn in range(REFILLS):
        page = index.search(scope, query, after=after, size=size)
        rows += [hit for hit in hits_by_ids(scope, page.ids) if still_asked_for(hit, query)]
        excerpts |= page.highlights
        after = page.after
        if after is None or len(rows) >= size:
            break
    if len(rows) > size:
        rows = rows[:size]
        after = place_in(query.order, rows[-1])
    return Searched(tuple(rows), after, excerpts)


def _without_text(query: HitQuery) -> HitQuery:
    return replace(query, text="")


def _plain(scope: Scope, asked: Asked, *, index_down: bool = False) -> Found:
    plain = Asked(_without_text(asked.query), asked.after)
    page = queue_page(scope, plain.query, after=asked.after, size=PAGE)
    return Found(
        hits=page.rows,
        after=page.after,
        sides=sides_of(facets, scope, plain),
        total=count_capped(scope, plain.query),
        index_down=index_down,
    )


def find(scope: Scope, asked: Asked) -> Found:
    """One page of what was asked. With the index down: the queue without the text, and said so."""
    if not asks_the_index(asked.query):
        return _plain(scope, asked)
    try:
        index = the_index()
        page = search_page(index, scope, asked.query, after=asked.after, size=PAGE)
        sides = sides_of(index.facets, scope, asked)
    except IndexUnavailable as error:
        log.warning("desk.index_down", detail=str(error)[:200])
        return _plain(scope, asked, index_down=bool(asked.query.text))
    return Found(
        hits=page.hits,
        after=page.after,
        sides=sides,
        excerpts=page.excerpts,
        index_behind=index_behind(scope),
    )


def index_behind(scope: Scope) -> bool:
    """Whether the index is still owed changes of hits this person may see."""
    return Outbox.objects.filter(hit__in=visible(scope)).exists()


def next_hit(scope: Scope, asked: Asked, current: Hit) -> Hit | None:
    """The hit after this one in the same question, else the first of it; None when it is alone."""
    here = place_in(asked.query.order, current)
    for after in (here, None):
        for hit in _page(scope, asked.query, after):
            if hit.id != current.id:
                return hit
    return None


def _page(scope: Scope, query: HitQuery, after: Cursor | None) -> tuple[Hit, ...]:
    if not asks_the_index(query):
        return queue_page(scope, query, after=after, size=2).rows
    try:
        return search_page(the_index(), scope, query, after=after, size=2).hits
    except IndexUnavailable:
        return queue_page(scope, _without_text(query), after=after, size=2).rows


def hit_before(scope: Scope, asked: Asked, current: Hit) -> Hit | None:
    """The hit just above this one in the same question, text apart; None at the top."""
    column, above, backwards = _ABOVE[asked.query.order]
    value = getattr(current, column)
    earlier = Q(**{f"{column}__{above}": value}) | Q(**{column: value}, id__lt=current.id)
    hits = matching(scope, _without_text(asked.query)).filter(earlier)
    return hits.order_by(backwards, "-id").first()


# Column, the comparison that leads upwards in the queue, and its order from there.
_ABOVE = {
    Order.RISK: ("score", "gt", "score"),
    Order.OLDEST: ("captured_at", "lt", "-captured_at"),
    Order.NEWEST: ("captured_at", "gt", "captured_at"),
}
