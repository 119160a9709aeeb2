"""A site's budget holds for all processes together."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from spiders.budget import Budgets, site_of
from spiders.tables import Tables

Opened = Callable[[], Tables]


class Clock:
    now = 7200.0

    def __call__(self) -> float:
        return self.now


def two(opened: Opened) -> tuple[Clock, Budgets, Budgets]:
    clock = Clock()
    return clock, Budgets(opened(), clock=clock), Budgets(opened(), clock=clock)


def test_no_second_sees_more_than_the_rate(opened: Opened) -> None:
    """Two workers that ask as often as they can never get more than the rate in any one second."""
    clock, left, right = two(opened)
    granted = []
    for _ in range(1000):
        clock.now += 0.013
        granted += [
            clock.now for worker in (left, right) if worker.turn("s", per_second=4, per_day=10**6).granted
        ]
    assert len(granted) >= 45
    assert all(sum(at <= other < at + 1 for other in granted) <= 4 for at in granted)


def test_no_day_sees_more_than_its_number(opened: Opened) -> None:
    """In no 24 hours are there more requests than the day's number, whatever the clock shows."""
    clock, left, right = two(opened)
    granted = []
    for _ in range(400):
        clock.now += 600
        granted += [
            clock.now for worker in (left, right) if worker.turn("s", per_second=10, per_day=20).granted
        ]
    assert all(sum(at <= other < at + 86400 for other in granted) <= 20 for at in granted)
    assert len(granted) > 20


def test_a_pause_holds_for_everybody(opened: Opened) -> None:
    """When a site asks one process to wait, the others wait too."""
    clock, left, right = two(opened)
    left.pause("s", 30)
    turn = right.turn("s", per_second=10, per_day=100)
    assert not turn.granted
    assert turn.wait_s == pytest.approx(30)
    clock.now += 31
    assert right.turn("s", per_second=10, per_day=100).granted


def test_sites_do_not_wait_for_each_other(opened: Opened) -> None:
    """One site's turn is nothing to another site."""
    _clock, left, _right = two(opened)
    assert left.turn("a", per_second=0.1, per_day=10).granted
    assert left.turn("b", per_second=0.1, per_day=10).granted
    assert not left.turn("a", per_second=0.1, per_day=10).granted


def test_a_spent_day_says_so(opened: Opened) -> None:
    """When the day's requests are used up the answer is not a wait but an end."""
    clock, left, _right = two(opened)
    assert left.turn("s", per_second=10, per_day=1).granted
    clock.now += 5
    assert left.turn("s", per_second=10, per_day=1).spent


def test_what_cannot_wait_makes_the_next_turns_later(opened: Opened) -> None:
    """Three requests at once cost three turns: the rate holds on the average."""
    clock, left, right = two(opened)
    assert all(left.charge("s", per_second=2, per_day=10) for _ in range(3))
    assert right.turn("s", per_second=2, per_day=10).wait_s == 1.5
    clock.now += 1.5
    assert right.turn("s", per_second=2, per_day=10).granted


def test_what_cannot_wait_counts_on_the_day(opened: Opened) -> None:
    """The day's number is one, whoever spends it; what is refused costs nothing."""
    _clock, left, right = two(opened)
    assert left.turn("s", per_second=100, per_day=2).granted
    assert left.charge("s", per_second=100, per_day=2)
    assert not right.charge("s", per_second=100, per_day=2)
    assert right.charge("t", per_second=100, per_day=2)


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/a",
        "https://shop.example/b",
        "https://shop.example:8443/",
        "http://me:pw@SHOP.example.:80/",
    ],
)
def test_one_host_has_one_budget(url: str) -> None:
    """Scheme, port, case, a last dot and a name in the address are no way around the budget."""
    assert site_of(url) == "shop.example"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("http://127.0.0.1:8001/", "http://127.0.0.1:8002/"),
        ("http://[::1]:8001/", "http://[::1]:8002/"),
        ("http://localhost:8001/", "http://localhost:8002/"),
        ("http://shop.example/", "http://img.shop.example/"),
    ],
)
def test_doors_of_this_machine_are_sites_each(left: str, right: str) -> None:
    """Two programs on this machine, or two hosts, do not pay for one another."""
    assert site_of(left) != site_of(right)


def test_a_public_address_has_one_budget() -> None:
    """A bare public address is a host like any other."""
    assert site_of("http://198.51.100.7:8001/") == site_of("https://198.51.100.7/") == "198.51.100.7"
