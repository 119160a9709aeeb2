"""What is remembered of pages, and when a page is due again; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from spiders.pages_known import MOST_AGE_S, MOST_REST_S, Known, PagesKnown
from spiders.sitemaps import changed_before
from spiders.tables import Tables

DAY = 86_400.0
PAGE = Known('"a"', "Mon, 01 Jan 2026 00:00:00 GMT", (("https://s.example/2", "next"),), ("7",), "d1")


class Clock:
    def __init__(self) -> None:
        self.at = 1_000 * DAY

    def __call__(self) -> float:
        return self.at


def pages(tables: Tables, clock: Clock, *, platform: str = "p", rules: str = "r1") -> PagesKnown:
    return PagesKnown(tables, platform=platform, rules=rules, clock=clock)


def test_a_page_is_known_by_its_platform_and_its_rules(opened: Callable[[], Tables]) -> None:
    """Another platform, or the same after its file was changed, knows nothing of it."""
    tables, clock = opened(), Clock()
    pages(tables, clock).keep("f1", PAGE)
    assert pages(tables, clock).of(["f1", "f2"]) == {
        "f1": replace(PAGE, fetched_at=clock.at, changed_at=clock.at)
    }
    assert pages(tables, clock, platform="q").of(["f1"]) == {}
    assert pages(tables, clock, rules="r2").of(["f1"]) == {}
    assert pages(tables, clock, rules="").of(["f1"]) == {}


def test_a_page_read_the_same_keeps_the_day_it_changed(opened: Callable[[], Tables]) -> None:
    """Reading it again moves when it was read, a change moves both."""
    tables, clock = opened(), Clock()
    known = pages(tables, clock)
    known.keep("f1", PAGE)
    clock.at += DAY
    known.keep("f1", PAGE)
    assert known_times(tables, clock) == (clock.at, clock.at - DAY)
    clock.at += DAY
    known.keep("f1", replace(PAGE, digest="d2"))
    assert known_times(tables, clock) == (clock.at, clock.at)


def known_times(tables: Tables, clock: Clock) -> tuple[float, float]:
    page = pages(tables, clock).of(["f1"])["f1"]
    return page.fetched_at, page.changed_at


def test_what_is_forgotten_or_old_is_read_whole(opened: Callable[[], Tables]) -> None:
    """Validators are believed for two weeks: some sites give wrong ones."""
    tables, clock = opened(), Clock()
    pages(tables, clock).keep("f1", PAGE)
    pages(tables, clock).keep("f2", PAGE)
    pages(tables, clock).forget("f1")
    assert list(pages(tables, clock).of(["f1", "f2"])) == ["f2"]
    clock.at += MOST_AGE_S + 1
    assert pages(tables, clock).of(["f2"]) == {}


def test_a_thousand_pages_are_looked_up_at_once(opened: Callable[[], Tables]) -> None:
    """More than a statement takes values."""
    tables, clock = opened(), Clock()
    known = pages(tables, clock)
    with tables.at_once("pages"):
        for number in range(1_100):
            known.keep(f"f{number}", PAGE)
    assert len(pages(tables, clock).of(f"f{number}" for number in range(2_000))) == 1_100


@pytest.mark.parametrize(
    ("stood_days", "later_days", "rests"),
    [(0, 0.0, False), (10, 1.9, True), (10, 2.1, False), (365, 6.9, True), (365, 7.1, False)],
)
def test_the_longer_a_page_has_stood_the_longer_it_rests(
    stood_days: float, later_days: float, rests: bool, opened: Callable[[], Tables]
) -> None:
    """A fifth of the time it stood, a week at most; a page just read for the first time does not rest."""
    clock = Clock()
    page = replace(PAGE, fetched_at=clock.at, changed_at=clock.at - stood_days * DAY)
    clock.at += later_days * DAY
    assert pages(opened(), clock).rests(page) is rests
    assert MOST_REST_S == 7 * DAY


def test_a_list_never_rests(opened: Callable[[], Tables]) -> None:
    """New goods appear on lists: they are always asked for."""
    clock = Clock()
    page = replace(PAGE, listings=(), fetched_at=clock.at, changed_at=clock.at - 100 * DAY)
    assert not pages(opened(), clock).rests(page)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2026-01-01T00:00:00+00:00", 1_767_225_600 + 60), ("2026-01-01T08:00:00+08:00", 1_767_225_600 + 60),
        ("2026-01-01", 1_767_225_600 + 12 * 3600 + DAY), ("", None), ("yesterday", None),
        ("2026-13-01", None), ("0000-00-00", None),
    ],
)  # fmt: skip
def test_the_date_of_a_sitemap_is_read_at_its_latest(said: str, expected: float | None) -> None:
    """A day may change until it ends, in the zone where it ends last; what is no date says nothing."""
    assert changed_before(said) == expected
