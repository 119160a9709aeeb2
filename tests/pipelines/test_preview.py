"""Before a right is switched on: what it would flag in what is stored, and what of that looks ordinary."""

from __future__ import annotations

import pytest

from config.operator import operator_settings
from domain.exceptions import Excuse
from pipelines.preview import preview_of
from registry.models import Right
from store.models import Hit
from tests.store.made import keep, kept, listing, right

pytestmark = pytest.mark.django_db
# title -> whether it is flagged, and an exception raised on it
MARKET = {
    "极光牌 手电筒 强光": (True, None),
    "极光牌 手电筒 二手 九成新": (True, Excuse.SECOND_HAND),
    "极光牌 手电筒 日本平行进口": (True, Excuse.PARALLEL_IMPORT),
    "北欧看极光 旅游攻略": (False, None),
    "强光手电筒 户外": (False, None),
}


@pytest.fixture
def aurora() -> Right:
    """A right that is not switched on, and a small market; nothing matched yet."""
    for number, title in enumerate(MARKET):
        keep(kept(listing(str(number), title=title, nice_classes=(11,)), judged=()))
    return right(text="极光牌", nice_classes=[11], goods=["手电筒"], watched=False)


def test_what_would_be_flagged_is_counted_with_its_ordinary_uses(aurora: Right) -> None:
    """Hits-to-be and ordinary uses are told apart, and nothing is written."""
    made = preview_of(aurora, operator_settings())
    assert {one.listing.title for one in made.first} == {
        title for title, (flagged, _excuse) in MARKET.items() if flagged
    }
    assert (made.listings, made.flagged, made.ordinary, made.clean) == (5, 3, 2, 1)
    for one in made.first:
        excuse = MARKET[one.listing.title][1]
        assert (excuse is None and not one.raised) or excuse in one.raised
    assert [one.score for one in made.first] == sorted((one.score for one in made.first), reverse=True)
    assert not Hit.objects.exists()
    aurora.refresh_from_db()
    assert not aurora.watched


def test_a_watched_right_is_previewed_alike(aurora: Right) -> None:
    """Switched on or not, the same listings would be flagged."""
    before = preview_of(aurora, operator_settings())
    Right.objects.update(watched=True)
    after = preview_of(Right.objects.get(), operator_settings())
    assert (before.flagged, before.ordinary) == (after.flagged, after.ordinary)


@pytest.mark.parametrize(("newest", "listings"), [(None, 5), (5, 5), (99, 5), (2, 2), (1, 1)])
def test_only_the_newest_are_looked_through_if_asked(
    newest: int | None, listings: int, aurora: Right
) -> None:
    """The bound is of listings, the last registered first."""
    assert preview_of(aurora, operator_settings(), newest=newest).listings == listings


def test_an_empty_store_flags_nothing() -> None:
    """Without listings there is nothing to say, and no error."""
    made = preview_of(right(text="极光牌"), operator_settings())
    assert (made.listings, made.flagged, made.first) == (0, 0, [])


def test_a_right_that_breaks_its_own_rules_is_refused(aurora: Right) -> None:
    """A right without anything to look for says so instead of flagging nothing."""
    Right.objects.update(text="", aliases=[])
    with pytest.raises(ValueError, match=r"."):
        preview_of(Right.objects.get(), operator_settings())


def test_the_likeliest_are_kept_and_all_are_counted(monkeypatch: pytest.MonkeyPatch, aurora: Right) -> None:
    """Only so many are shown, the best first; the counts are of all."""
    monkeypatch.setattr("pipelines.preview.SHOWN", 1)
    made = preview_of(aurora, operator_settings())
    assert (len(made.first), made.flagged) == (1, 3)
