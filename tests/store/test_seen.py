"""Listings seen again without their pages being read."""

from __future__ import annotations

import pytest

from store.models import Listing, ListingVersion, Sweep
from store.seen import seen_again
from store.sweeps import account_closes, open_sweep
from tests.store import made

pytestmark = pytest.mark.django_db


@pytest.fixture
def sweep() -> Sweep:
    made.keep(*(made.kept(made.listing(str(n))) for n in range(3)))
    return open_sweep("yiwugo")


def again(sweep: Sweep, *pages: str, captured: bool = True) -> list[bool]:
    """Pages by the ids they show, such as "01" for both."""
    return seen_again(sweep.pk, "yiwugo", [*map(list, pages)], captured=captured, now=made.later(1))


def counts(sweep: Sweep) -> dict[str, int]:
    sweep.refresh_from_db()
    assert account_closes(sweep.counts)
    return dict(sweep.counts)


def test_they_count_as_unchanged_and_make_no_version(sweep: Sweep) -> None:
    """The account closes, the rows say by which sweep and when they were seen, the history stays."""
    assert again(sweep, "0", "1") == [True, True]
    assert counts(sweep) == {"listings": 2, "unchanged": 2}
    rows = Listing.objects.filter(last_sweep=sweep)
    assert {(row.listing_id, row.last_seen_at) for row in rows} == {
        ("0", made.later(1)),
        ("1", made.later(1)),
    }
    assert ListingVersion.objects.count() == 3


@pytest.mark.parametrize("bad", ["9", "1"])
def test_a_page_with_one_that_is_not_known_counts_nothing(bad: str, sweep: Sweep) -> None:
    """A strange id, or a listing that was emptied: the page is to be read, the others count."""
    Listing.objects.filter(listing_id="1").update(purged_at=made.NOW)
    assert again(sweep, f"0{bad}", "2") == [False, True]
    assert counts(sweep) == {"listings": 1, "unchanged": 1}
    assert [row.listing_id for row in Listing.objects.filter(last_sweep=sweep)] == ["2"]


def test_a_link_seen_on_many_pages_counts_once(sweep: Sweep) -> None:
    """A listing that was not due is one listing of this sweep, and was not captured."""
    for _ in range(3):
        assert again(sweep, "0", captured=False) == [True]
    assert counts(sweep) == {"listings": 1, "unchanged": 1}
    assert Listing.objects.get(listing_id="0").last_seen_at == made.NOW


def test_another_platforms_listing_is_not_ours(sweep: Sweep) -> None:
    """Ids are a platform's own."""
    assert seen_again(sweep.pk, "oscar", [["0"]], captured=True, now=made.NOW) == [False]
