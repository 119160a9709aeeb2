"""What a sweep looked at and not, and the estimate of what it missed."""

from __future__ import annotations

import random

import pytest

from store.coverage import Estimate, chapman, looked_at, missed
from store.keep import keep_batch
from store.models import Sweep
from store.sweeps import open_sweep
from tests.store import made


def test_every_page_not_looked_at_has_its_reason() -> None:
    """Refusals, robots, bounds, errors and what is left are told apart, and nothing is left out."""
    failed = {
        "refused by robots rule 1a2b": 3, "robots 503": 1, "off_site": 2, "refused_403": 4, "limit": 5,
        "http_500": 6, "DownloadTimeout": 7,
    }  # fmt: skip
    coverage = looked_at(
        {"": 90, "no_listing": 10}, failed, left=8, spent=True, counts={"not_asked/depth": 9}
    )
    assert coverage["looked_at"] == 100
    assert coverage["not_looked_at"] == {
        "blocked": 4, "budget": 8, "depth": 9, "errors": 13, "limit": 5, "off_site": 2, "robots": 4,
    }  # fmt: skip
    assert sum(coverage["not_looked_at"].values()) == sum(failed.values()) + 8 + 9


def test_what_a_stopped_sweep_left_is_not_called_budget() -> None:
    """Pages left by an interruption are "ended before"."""
    assert looked_at({}, {}, left=8, spent=False, counts={})["not_looked_at"] == {"left": 8}


def test_the_estimate_is_chapmans() -> None:
    """By hand: (101 · 81 / 61) - 1 = 133.1 with the variance below."""
    found = chapman(100, 80, 60)
    assert found is not None
    assert found.number == pytest.approx(101 * 81 / 61 - 1)
    variance = 101 * 81 * 40 * 20 / (61**2 * 62)
    assert found.high - found.number == pytest.approx(1.959964 * variance**0.5)


def test_the_interval_never_goes_below_what_was_seen() -> None:
    """As many as were seen by either look are there for certain."""
    found = chapman(10, 10, 9)
    assert found is not None
    assert found.low >= 11


@pytest.mark.parametrize(("first", "second", "both"), [(100, 100, 6), (0, 0, 0), (5, 50, 5), (50, 50, 51)])
def test_looks_that_share_too_little_say_nothing(first: int, second: int, both: int) -> None:
    """No estimate is better than a wild one."""
    assert chapman(first, second, both) is None


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Of 400 drawn populations of 500 goods looked at twice, 95 % ± 3 lie within their interval."""
    chance = random.Random(7)
    inside = 0
    for _ in range(400):
        one, two = ({n for n in range(500) if chance.random() < share} for share in (0.7, 0.6))
        found: Estimate | None = chapman(len(one), len(two), len(one & two))
        inside += found is not None and found.low <= 500 <= found.high
    assert 0.92 <= inside / 400 <= 0.99


def swept(ids: range, *, day: int) -> Sweep:
    """A whole sweep that saw these listings."""
    sweep = open_sweep("yiwugo")
    offers = [made.listing(str(n), captured_at=made.later(day)) for n in ids]
    keep_batch(sweep.pk, [made.kept(offer) for offer in offers], made.later(day))
    sweep.state, sweep.coverage = Sweep.State.DONE, {"whole": True}
    sweep.save(update_fields=["state", "coverage"])
    return sweep


@pytest.mark.django_db
def test_two_sweeps_estimate_what_both_missed() -> None:
    """40 and 40 with 30 in common: 53 or so, and the sweep it was compared with is named."""
    first = swept(range(40), day=0)
    second = swept(range(10, 50), day=1)
    found = missed(second)
    assert found is not None
    assert (found["first"], found["second"], found["both"]) == (40, 40, 30)
    assert found["with_sweep"] == first.pk
    assert found["low"] <= 53 <= found["high"]


@pytest.mark.django_db
def test_a_first_sweep_has_nothing_to_be_compared_with() -> None:
    """One look alone says nothing of what it missed."""
    assert missed(swept(range(40), day=0)) is None
