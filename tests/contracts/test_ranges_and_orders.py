"""Ranges, orders and counts by value, tried on each triage index."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.ports import Cursor, HitIndex, HitQuery, Order
from store import elastic, elastic_shape, embedded_shape, tallied
from store.order import place_of, rank
from tests.contracts.hits import ALL, doc, found, put

DAY = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"least_price_minor": 600}, [1, 2]),
        ({"most_price_minor": 600}, [1, 3]),
        ({"least_price_minor": 600, "most_price_minor": 600}, [1]),
        ({"least_price_minor": 0}, [1, 2, 3]),
        ({"most_score": 0.89}, [2, 3, 4]),
        ({"least_score": 0.5, "most_score": 0.8}, [2]),
        ({"captured_from": DAY + timedelta(days=1)}, [2, 3]),
        ({"captured_before": DAY + timedelta(days=1)}, [1, 4]),
        ({"captured_from": DAY, "captured_before": DAY}, []),
    ],
)
def test_ranges_hold_both_ends_and_days_end_before_the_next(
    index: HitIndex, asked: dict[str, Any], numbers: list[int]
) -> None:
    """Scores and prices include both ends, captures their first moment; no price is in no range of prices."""
    put(
        index,
        doc(1, price_minor=600),
        doc(2, price_minor=99_900, score=0.8, captured_at=DAY + timedelta(days=1)),
        doc(3, price_minor=0, score=0.2, captured_at=DAY + timedelta(days=2)),
        doc(4, price_minor=None, score=0.1, captured_at=DAY + timedelta(hours=23)),
    )
    assert found(index, **asked) == found(index, "帐篷", **asked) == numbers


@pytest.mark.parametrize("text", ["", "帐篷"])
@pytest.mark.parametrize(
    ("order", "numbers"),
    [(Order.RISK, [4, 1, 2, 3]), (Order.OLDEST, [3, 1, 2, 4]), (Order.NEWEST, [4, 1, 2, 3])],
)
def test_every_order_has_pages_that_leave_nothing_out(
    index: HitIndex, text: str, order: Order, numbers: list[int]
) -> None:
    """By risk, by age and by news: one by one in this order, though moments differ by a microsecond."""
    at = {1: 1, 2: 1, 3: 0, 4: 2}
    put(
        index,
        *(doc(n, captured_at=DAY + timedelta(microseconds=at[n]), score=1.0 if n == 4 else 0.5) for n in at),
    )
    read: list[int] = []
    after: Cursor | None = None
    while True:
        page = index.search(ALL, HitQuery(text=text, order=order), after=after, size=1)
        read += [int(one[:11], 16) for one in page.ids]
        after = page.after
        if after is None:
            break
    assert read == numbers


def test_ids_that_begin_alike_are_on_one_page_each(index: HitIndex) -> None:
    """Hits of one risk whose ids share their first characters are neither skipped nor shown twice."""
    ids = [f"{7:011x}{number:021x}" for number in range(5)]
    put(index, *(doc(1, id=one) for one in ids))
    read: list[str] = []
    after: Cursor | None = None
    for _turn in range(9):
        page = index.search(ALL, HitQuery(text="帐篷"), after=after, size=2)
        read += page.ids
        after = page.after
        if after is None:
            break
    assert sorted(read) == ids


def test_a_place_need_not_be_in_the_index(index: HitIndex) -> None:
    """A page may start after a hit that is gone or was never there."""
    put(index, doc(1, score=0.9), doc(3, score=0.7))
    gone = place_of(Order.RISK, score=0.8, captured_at=DAY, hit_id=doc(2).id)
    assert index.search(ALL, HitQuery(), after=gone, size=9).ids == (doc(3).id,)


def test_rank_is_in_order_of_risk_and_fits_a_rowid() -> None:
    """Higher risk is a smaller number, and no number is too large for SQLite or Elasticsearch."""
    least, most = rank(0.0, "f" * 32), rank(1.0, "0" * 32)
    assert most == 0 < rank(1.0, "f" * 32) < rank(0.999999, "0" * 32) < least < 2**63
    assert rank(7.0, "0" * 32) == most
    assert rank(-1.0, "f" * 32) == least


def test_counts_are_of_the_riskiest_and_say_so(index: HitIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the cap the numbers are those of the riskiest hits and are told apart from whole ones."""
    for module in (elastic, elastic_shape, embedded_shape, tallied):
        monkeypatch.setattr(module, "FACET_CAP", 4)
    put(index, *(doc(n, score=n / 10, platform="low" if n < 4 else "high") for n in range(1, 8)))
    all_of_them = index.facets(ALL, HitQuery(text="帐篷"), ["platform"])
    assert (all_of_them.counts, all_of_them.capped) == ({"platform": {"high": 4}}, True)
    few = index.facets(ALL, HitQuery(text="帐篷", platform="low"), ["platform"])
    assert (few.counts, few.capped) == ({"platform": {"low": 3}}, False)
