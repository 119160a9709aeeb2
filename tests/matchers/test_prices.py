"""How far a price lies below what the goods usually cost."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from domain.listing import Listing
from domain.rights import Right, RightKind
from domain.values import Money, PriceRange
from matchers.prices import cheapness

USUAL = PriceRange(Decimal(500), Decimal(900), "CNY")


def score(price: str, currency: str = "CNY", usual: PriceRange | None = USUAL) -> float | None:
    right = Right(id="R", kind=RightKind.WORD, text="Siskin", usual_price=usual)
    listing = Listing(
        platform="p", id="1", title="Siskin", captured_at=datetime(2026, 11, 1, tzinfo=UTC),
        price=Money(Decimal(price), currency),
    )  # fmt: skip
    found = cheapness(right, listing)
    return found.score if found else None


@pytest.mark.parametrize(("price", "expected"), [("50", 1.0), ("5", 1.0), ("250", 0.301), ("125", 0.6021)])
def test_every_halving_counts_the_same(price: str, expected: float) -> None:
    """A tenth of the lower end is as far as it gets, half of it three tenths of the way."""
    assert score(price) == expected


@pytest.mark.parametrize(("price", "currency"), [("500", "CNY"), ("1200", "CNY"), ("0", "CNY"), ("9", "USD")])
def test_nothing_is_said_where_nothing_can_be(price: str, currency: str) -> None:
    """A usual or higher price, a price on request and another currency say nothing."""
    assert score(price, currency) is None


def test_a_right_without_a_usual_price_says_nothing() -> None:
    """Most rights have none."""
    assert score("1", usual=None) is None


def test_both_sides_are_shown() -> None:
    """A person can redo the comparison."""
    right = Right(id="R", kind=RightKind.WORD, text="Siskin", usual_price=USUAL)
    listing = Listing(
        platform="p", id="1", title="x", captured_at=datetime(2026, 11, 1, tzinfo=UTC),
        price=Money(Decimal("19.90"), "CNY"),
    )  # fmt: skip
    found = cheapness(right, listing)
    assert found is not None
    assert (found.ours, found.theirs) == ("500..900 CNY", "19.90 CNY")
