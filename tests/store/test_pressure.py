"""Back-pressure: when a crawl has to wait, and how fast the index takes what it is owed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from store.drain import drain_once
from store.embedded import EmbeddedIndex
from store.models import DrainTally, Outbox
from store.pressure import Watermarks, over, pressure
from store.tallies import KEPT_FOR, rate_per_s, tally
from tests.store.made import NOW, keep, kept, later, listing, match, right

GIB = 1024**3
MARKS = Watermarks(free_bytes=GIB, owed=100)


@pytest.mark.parametrize(
    ("free", "owed", "reason"),
    [
        (2 * GIB, 0, ""),
        (GIB, 100, ""),
        (GIB - 1, 0, "disk"),
        (2 * GIB, 101, "backlog"),
        (0, 10**6, "disk"),
    ],
)
def test_at_which_marks_a_crawl_waits(free: int, owed: int, reason: str) -> None:
    """Below the free space or above the debt it waits; at the marks it goes on; the disk is named first."""
    assert over(MARKS, free_bytes=free, owed=owed) == reason


@pytest.mark.django_db
def test_a_debt_over_the_mark_is_pressure_until_it_is_paid(tmp_path: Path) -> None:
    """Three hits owed are too many for a mark of two, and none are after a drain."""
    right()
    keep(*(kept(listing(str(number)), match()) for number in range(3)))
    marks = Watermarks(free_bytes=0, owed=2)
    assert pressure(tmp_path, marks) == "backlog"
    drain_once(EmbeddedIndex(tmp_path / "index.sqlite3"), now=later())
    assert pressure(tmp_path, marks) == ""


@pytest.mark.django_db
def test_parked_documents_hold_no_crawl_back(tmp_path: Path) -> None:
    """What waits for a person would hold every crawl back for ever, so it is no pressure."""
    right()
    keep(*(kept(listing(str(number)), match()) for number in range(3)))
    Outbox.objects.update(poisoned=True)
    assert pressure(tmp_path, Watermarks(free_bytes=0, owed=2)) == ""


@pytest.mark.django_db
def test_the_rate_is_what_was_settled_in_five_minutes(tmp_path: Path) -> None:
    """What a drain settled counts at once, and no more when five minutes are over."""
    right()
    keep(*(kept(listing(str(number)), match()) for number in range(3)))
    drain_once(EmbeddedIndex(tmp_path / "index.sqlite3"), now=later())
    assert rate_per_s(later()) == pytest.approx(3 / 300)
    assert rate_per_s(later() + timedelta(minutes=6)) == 0


@pytest.mark.django_db
def test_tallies_add_up_and_old_ones_go() -> None:
    """One minute is one row however often it is added to; rows of more than a day ago are removed."""
    tally(2, now=NOW - KEPT_FOR - timedelta(minutes=2))
    tally(5, now=NOW)
    tally(7, now=NOW)
    tally(0, now=NOW + timedelta(minutes=1))
    assert list(DrainTally.objects.values_list("settled", flat=True)) == [12]
