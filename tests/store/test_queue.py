"""The queue: order, pages, filters, facets, and whose rows they are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from domain.ports import Cursor, HitQuery, Order, Scope
from registry.models import ReferencePicture, Right
from store import queue
from store.models import Hit, Picture
from store.queue import (
    count_capped,
    facets,
    hit_for,
    hits_by_ids,
    picture_for,
    queue_page,
    reference_for,
)
from tests.store.made import NOW, forget_hits, keep, kept, listing, match, picture, right

pytestmark = pytest.mark.django_db
ALL = Scope.everything()
ACME = Scope(holders=frozenset({"acme"}))
ANY = HitQuery()


@pytest.fixture
def two_holders() -> None:
    right("A")
    right("B", holder="bell", kind="gi")
    keep(
        kept(listing("1"), match("A", 0.9), match("B", 0.8)),
        kept(listing("2", ships_from="广州"), match("B", 0.9)),
    )


@pytest.mark.usefixtures("two_holders")
def test_a_holder_sees_only_their_own() -> None:
    """Another holder's hits are neither listed, counted nor found."""
    [mine] = queue_page(ACME, ANY, after=None, size=10).rows
    theirs = Hit.objects.filter(right__code="B").first()
    assert theirs is not None
    assert mine.right.code == "A"
    assert count_capped(ACME, ANY) == 1
    assert facets(ACME, ANY, ["holder"]).counts == {"holder": {"acme": 1}}
    assert hits_by_ids(ACME, [theirs.id, mine.id]) == [mine]
    with pytest.raises(Hit.DoesNotExist):
        hit_for(ACME, theirs.id)


@pytest.mark.usefixtures("two_holders")
def test_the_empty_scope_sees_nothing() -> None:
    """No holders means no rows, not all of them."""
    assert queue_page(Scope.nothing(), ANY, after=None, size=10).rows == ()
    assert count_capped(Scope.nothing(), ANY) == 0


@pytest.mark.usefixtures("two_holders")
def test_a_region_scope_narrows_too() -> None:
    """A person for one region does not see another's hits."""
    here = Scope(holders=None, regions=frozenset({"广州"}))
    assert [hit.listing.listing_id for hit in queue_page(here, ANY, after=None, size=10).rows] == ["2"]


@pytest.mark.usefixtures("two_holders")
@pytest.mark.parametrize(
    ("query", "n"),
    [
        (HitQuery(right="A"), 1),
        (HitQuery(holder="bell"), 2),
        (HitQuery(kind="gi", least_score=0.85), 1),
        (HitQuery(platform="yiwugo"), 3),
        (HitQuery(platform="other"), 0),
        (HitQuery(status="infringing"), 0),
        (HitQuery(region="广州"), 1),
        (HitQuery(seller="小商品店"), 3),
    ],
)
def test_each_filter_restricts(query: HitQuery, n: int) -> None:
    """A query's fields all have to hold."""
    assert count_capped(ALL, query) == len(queue_page(ALL, query, after=None, size=10).rows) == n


@pytest.mark.usefixtures("two_holders")
@pytest.mark.parametrize("order", list(Order))
def test_every_order_shows_every_hit_once(order: Order) -> None:
    """Page after page of one hit, by risk and by time, equal moments by id."""
    seen: list[Hit] = []
    after: Cursor | None = None
    while True:
        page = queue_page(ALL, HitQuery(order=order), after=after, size=1)
        seen += page.rows
        after = page.after
        if after is None:
            break
    assert len({hit.id for hit in seen}) == len(seen) == 3


@pytest.mark.usefixtures("two_holders")
@pytest.mark.parametrize(
    ("query", "n"),
    [
        (HitQuery(least_price_minor=600, most_price_minor=600), 3),
        (HitQuery(least_price_minor=601), 0),
        (HitQuery(most_score=0.85), 1),
        (HitQuery(captured_before=NOW), 0),
        (HitQuery(captured_from=NOW), 3),
    ],
)
def test_each_range_restricts(query: HitQuery, n: int) -> None:
    """Prices and scores include their ends, captures their first moment."""
    assert count_capped(ALL, query) == n


@pytest.mark.usefixtures("two_holders")
@pytest.mark.parametrize("status", ["", "open"])
@pytest.mark.parametrize("field", ["", "holder_id", "platform_id", "right_id"])
def test_no_queue_by_risk_is_sorted(field: str, status: str) -> None:
    """Of every holder, platform and right, of one status or any, the riskiest are read in order."""
    if connection.vendor != "sqlite":
        pytest.skip("a plan of SQLite's")
    asked: dict[str, object] = {field: 1} if field else {}
    asked |= {"status": status} if status else {}
    plan = Hit.objects.filter(**asked).order_by("-score", "id")[:51].explain()
    assert "hit_" in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.usefixtures("two_holders")
def test_counts_by_value_are_of_the_riskiest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the cap only the riskiest are counted, and it is said."""
    monkeypatch.setattr(queue, "FACET_CAP", 2)
    found = facets(ALL, ANY, ["kind"])
    assert (sum(found.counts["kind"].values()), found.capped) == (2, True)
    assert not facets(ALL, HitQuery(kind="word"), ["kind"]).capped
    assert not facets(Scope.nothing(), ANY, ["kind"]).capped


def test_text_is_not_for_sql() -> None:
    """A text query that would be ignored in silence is refused."""
    with pytest.raises(ValueError, match="index"):
        queue_page(ALL, replace(ANY, text="迪卡侬"), after=None, size=10)


@pytest.mark.usefixtures("two_holders")
def test_counts_are_capped() -> None:
    """One more than the cap means more than the cap."""
    assert count_capped(ALL, ANY, cap=2) == 3
    assert count_capped(ALL, ANY, cap=1) == 2


@pytest.mark.usefixtures("two_holders")
def test_the_filters_beside_the_queue_are_counted_in_one_reading(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """One grouped query and the names: a queue of 100,000 hits must not be read once for each filter."""
    with django_assert_max_num_queries(3):
        found = facets(ALL, HitQuery(status="open"), ["platform", "kind", "right"]).counts
    assert list(found) == ["platform", "kind", "right"]


@pytest.mark.usefixtures("two_holders")
def test_facets_count_by_value() -> None:
    """The numbers beside the filters are those of the whole question."""
    found = facets(ALL, ANY, ["kind", "right", "region", "status"]).counts
    assert found["kind"] == {"gi": 2, "word": 1}
    assert found["right"] == {"B": 2, "A": 1}
    assert found["region"] == {"浙江义乌": 2, "广州": 1}
    assert found["status"] == {"open": 3}


@given(
    scores=st.lists(st.sampled_from([0.5, 0.7, 0.70000001, 1.0]), min_size=1, max_size=12),
    size=st.integers(1, 5),
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_show_every_hit_once_in_order(scores: list[float], size: int) -> None:
    """Paging by keyset neither repeats nor skips, however many scores are equal."""
    forget_hits()
    if not Right.objects.exists():
        right("A")
    keep(*(kept(listing(str(n)), match("A", score)) for n, score in enumerate(scores)))
    seen: list[tuple[float, str]] = []
    after: Cursor | None = None
    while True:
        page = queue_page(ALL, ANY, after=after, size=size)
        seen += [(-hit.score, hit.id) for hit in page.rows]
        after = page.after
        if after is None:
            break
    assert seen == sorted(seen)
    assert len(seen) == len(set(seen)) == len(scores)


def test_a_picture_is_shown_to_those_who_see_a_hit_of_its_listing() -> None:
    """A picture without a visible hit does not exist for a person."""
    right("A")
    shown = picture()
    keep(replace(kept(listing(pictures=(shown.picture,)), match("A")), pictures=(shown,)))
    assert picture_for(ACME, "a" * 64).width == 640
    with pytest.raises(Picture.DoesNotExist):
        picture_for(Scope(holders=frozenset({"bell"})), "a" * 64)
    forget_hits()
    with pytest.raises(Picture.DoesNotExist):
        picture_for(ALL, "a" * 64)


def test_a_reference_picture_is_shown_to_its_holder() -> None:
    """The right's own picture is not for other holders."""
    mark = right("A")
    ReferencePicture.objects.create(right=mark, digest="c" * 64, file="reference/c", width=1, height=1)
    assert reference_for(ACME, "c" * 64).right == mark
    with pytest.raises(ReferencePicture.DoesNotExist):
        reference_for(Scope(holders=frozenset({"bell"})), "c" * 64)


def test_a_page_has_a_largest_size() -> None:
    """A request for a million rows gets a bounded page."""
    right("A")
    keep(*(kept(listing(str(n)), match("A")) for n in range(3)))
    assert len(queue_page(ALL, ANY, after=None, size=0).rows) == 1
    assert len(queue_page(ALL, ANY, after=None, size=10**6).rows) == 3
