"""What a finished sweep says of listings: gone, back, offered again under a new id."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from domain.listing import Listing
from store.afterwards import look_afterwards
from store.collecting import ListingEvent
from store.keep import keep_batch
from store.models import Listing as Row
from store.models import Sweep
from store.sweeps import open_sweep
from tests.store import made

pytestmark = pytest.mark.django_db


def swept(offers: Iterable[Listing], *, day: int, whole: bool = True, kind: str = "crawl") -> dict[str, int]:
    """A sweep on this day that saw these; what it appended."""
    sweep = open_sweep("yiwugo", kind=kind)
    kept = [made.kept(_on(offer, day)) for offer in offers]
    keep_batch(sweep.pk, kept, made.later(day))
    sweep.refresh_from_db()
    events = look_afterwards(sweep, whole=whole, now=made.later(day))
    again = look_afterwards(sweep, whole=whole, now=made.later(day))
    assert again == {}, "looking twice adds nothing"
    Sweep.objects.filter(pk=sweep.pk).update(state=Sweep.State.DONE, coverage={"whole": whole})
    return events


def _on(offer: Listing, day: int) -> Listing:
    return replace(offer, captured_at=made.later(day))


def offers(*ids: int, **values: Any) -> list[Listing]:
    return [made.listing(str(n), **{"title": f"帐篷 {n}", **values}) for n in ids]


def events() -> list[tuple[str, str]]:
    return [(event.listing.listing_id, event.kind) for event in ListingEvent.objects.order_by("pk")]


def test_a_listing_missed_twice_is_gone_and_comes_back() -> None:
    """One miss is bad luck, two whole sweeps in a row are not; what returns is the same listing."""
    swept(offers(1, 2), day=0)
    assert swept(offers(1), day=1) == {}
    assert swept(offers(1), day=2) == {"gone": 1}
    assert swept(offers(1), day=3) == {}
    assert Row.objects.get(listing_id="2").gone
    assert swept(offers(1, 2), day=4) == {"back": 1}
    assert not Row.objects.get(listing_id="2").gone
    assert events() == [("2", "gone"), ("2", "back")]


def test_a_sweep_cut_short_declares_nothing_gone() -> None:
    """What a sweep with a limit, a budget or a refusal did not see may well be there."""
    swept(offers(1, 2), day=0)
    for day in (1, 2, 3):
        assert swept(offers(1), day=day, whole=False) == {}
    assert swept(offers(1), day=4) == {}


def test_an_imported_listing_is_not_gone_because_a_crawl_did_not_see_it() -> None:
    """Files are another way to see a platform: what only they showed, a crawl cannot miss."""
    swept(offers(9), day=0, kind="import", whole=False)
    for day in (1, 2, 3):
        assert swept(offers(1), day=day) == {}


def test_goods_of_the_same_seller_and_title_under_a_new_id_are_relisted() -> None:
    """Taken down and put up again: the new listing points to the old one."""
    swept(offers(1), day=0)
    assert swept([made.listing("77", title="帐篷 1")], day=1) == {"relisted": 1}
    event = ListingEvent.objects.get()
    assert event.other is not None
    assert (event.listing.listing_id, event.other.listing_id) == ("77", "1")
    assert event.detail == {"same": ["title"]}


def test_the_same_title_of_another_seller_is_no_relisting() -> None:
    """Two sellers may well sell the same goods."""
    swept(offers(1), day=0)
    other = made.listing("77", title="帐篷 1", seller="另一家", seller_id="s2")
    assert swept([other], day=1) == {}


def test_listings_of_one_sweep_are_no_relistings_of_each_other() -> None:
    """A first sweep finds a seller's five listings of one title: five listings."""
    assert swept(offers(1, 2, 3, title="帐篷"), day=0) == {}


def test_a_second_offer_beside_the_first_is_no_relisting() -> None:
    """The old listing still stands: the same seller offers the same goods twice."""
    swept(offers(1), day=0)
    assert swept([*offers(1), made.listing("77", title="帐篷 1")], day=1) == {}


def test_the_same_picture_under_a_new_id_is_relisted() -> None:
    """Whoever changed title and account has still the picture."""
    first = made.kept(_on(made.listing("1"), 1))
    again = made.kept(_on(made.listing("2", title="露营 新款", seller="新店", seller_id="s2"), 2))
    keep_batch(open_sweep("yiwugo").pk, [replace(first, pictures=(made.picture(),))], made.later(1))
    sweep = open_sweep("yiwugo")
    keep_batch(sweep.pk, [replace(again, pictures=(made.picture(),))], made.later(2))
    assert look_afterwards(sweep, whole=True, now=made.later(2)) == {"relisted": 1}
    assert ListingEvent.objects.get().detail == {"same": ["picture"]}
