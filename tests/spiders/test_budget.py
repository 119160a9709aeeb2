"""A site's budget holds for all processes together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from spiders.budget import LONGEST_S, Allowance, Budgets, site_of
from spiders.tables import Place, Tables
from tests.spiders.crawling import PLATFORM, prepared
from tests.spiders.site import Site, served

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
            clock.now
            for worker in (left, right)
            if worker.turn("s", Allowance(per_second=4, per_day=10**6)).granted
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
            clock.now
            for worker in (left, right)
            if worker.turn("s", Allowance(per_second=10, per_day=20)).granted
        ]
    assert all(sum(at <= other < at + 86400 for other in granted) <= 20 for at in granted)
    assert len(granted) > 20


def test_a_pause_holds_for_everybody(opened: Opened) -> None:
    """When a site asks one process to wait, the others wait too."""
    clock, left, right = two(opened)
    left.pause("s", 30)
    turn = right.turn("s", Allowance(per_second=10, per_day=100))
    assert not turn.granted
    assert turn.wait_s == pytest.approx(30)
    clock.now += 31
    assert right.turn("s", Allowance(per_second=10, per_day=100)).granted


def test_sites_do_not_wait_for_each_other(opened: Opened) -> None:
    """One site's turn is nothing to another site."""
    _clock, left, _right = two(opened)
    assert left.turn("a", Allowance(per_second=0.1, per_day=10)).granted
    assert left.turn("b", Allowance(per_second=0.1, per_day=10)).granted
    assert not left.turn("a", Allowance(per_second=0.1, per_day=10)).granted


def test_a_spent_day_says_so(opened: Opened) -> None:
    """When the day's requests are used up the answer is not a wait but an end."""
    clock, left, _right = two(opened)
    assert left.turn("s", Allowance(per_second=10, per_day=1)).granted
    clock.now += 5
    assert left.turn("s", Allowance(per_second=10, per_day=1)).spent


def test_no_more_at_once_than_allowed(opened: Opened) -> None:
    """Places are shared by all workers, free when a request has landed, and of a dead process in time."""
    clock, left, right = two(opened)
    allowance = Allowance(per_second=1000, per_day=100, at_once=2)
    first = left.turn("s", allowance)
    clock.now += 1
    assert right.turn("s", allowance).granted
    clock.now += 1
    full = left.turn("s", allowance)
    assert not full.granted
    assert not full.spent
    left.landed("s", first.token, 10)
    assert right.turn("s", allowance).granted
    clock.now += LONGEST_S + 1
    assert right.turn("s", allowance).granted


def test_no_day_sees_more_bytes_than_its_number(opened: Opened) -> None:
    """What answers weighed counts for all workers; a day later there is room again."""
    clock, left, right = two(opened)
    allowance = Allowance(per_second=10, per_day=1000, bytes_per_day=100)
    left.landed("s", left.turn("s", allowance).token, 100)
    clock.now += 1
    assert right.turn("s", allowance).spent == "bytes"
    assert right.turn("t", allowance).granted
    clock.now += 90_000
    assert right.turn("s", allowance).granted


def test_places_of_the_dead_are_given_back_at_once(opened: Opened) -> None:
    """A sweep that goes on after a kill frees its own places, and those of earlier sweeps, and no others."""
    clock, allowance = Clock(), Allowance(per_second=1000, per_day=100, at_once=3)
    for holder in ("shop/1/", "shop/12/", "other/1/"):
        assert Budgets(opened(), clock=clock, holder=holder).turn("s", allowance).granted
        clock.now += 1
    assert not Budgets(opened(), clock=clock).turn("s", allowance).granted
    assert Budgets(opened(), clock=clock, holder="shop/1/").free() == 1
    assert Budgets(opened(), clock=clock, holder="shop/").free() == 1
    assert Budgets(opened(), clock=clock, holder="shop/").free() == 0


@pytest.mark.parametrize(
    ("clock_time", "hours", "waits_s"),
    [
        ("23:00", (22, 6), 0), ("05:59", (22, 6), 0), ("06:00", (22, 6), 16 * 3600), ("21:00", (22, 6), 3600),
        ("09:00", (9, 17), 0), ("17:00", (9, 17), 16 * 3600), ("08:30", (9, 17), 1800),
    ],
)  # fmt: skip
def test_a_site_is_asked_in_its_hours_only(clock_time: str, hours: tuple[int, int], waits_s: int) -> None:
    """A window may go over midnight; it is read in the operator's zone."""
    zone = ZoneInfo("Asia/Shanghai")
    now = datetime.fromisoformat(f"2026-11-20T{clock_time}").replace(tzinfo=zone).timestamp()
    begins, ends = hours
    allowance = Allowance(per_second=1, per_day=1, hours=(begins * 3600, ends * 3600), zone=zone)
    assert allowance.closed_for_s(now) == waits_s


def test_outside_its_hours_a_turn_is_not_given(opened: Opened) -> None:
    """The answer says that it is the hours, so that the sweep ends and is resumed later."""
    _clock, left, _right = two(opened)
    turn = left.turn("s", Allowance(per_second=1, per_day=9, hours=(3 * 3600, 4 * 3600)))
    assert (turn.granted, turn.spent, turn.wait_s) == (False, "hours", 3600)


@pytest.mark.slow
@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_two_workers_together_stay_within_a_sites_budget(tmp_path: Path, place: Place) -> None:
    """Counted at the site: never more than the rate in any second, nor than the number of the day."""
    text = PLATFORM.replace("per_second: 1000, per_day: 1000000", "per_second: 10, per_day: 30")
    with served(Site(goods=200)) as site:
        crawls = [
            prepared(tmp_path / name, site, text=text, place=str(place), joins=name) for name in ("a", "b")
        ]
        with crawls[0].start() as first, crawls[1].start() as second:
            said = [process.communicate(timeout=120) for process in (first, second)]
    assert all('"interrupted"' in out for out, _err in said), said
    assert len(site.times) == 30
    assert all(sum(at <= other < at + 1 for other in site.times) <= 10 for at in site.times)


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
