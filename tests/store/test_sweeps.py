"""Sweeps: opened once, counted without loss, found again when they did not end."""

from __future__ import annotations

import pytest

from store import sweeps
from store.models import Rejected, Sweep
from tests.store.made import NOW, kept, later, listing

pytestmark = pytest.mark.django_db


def opened(platform: str = "yiwugo") -> Sweep:
    sweep = sweeps.open_sweep(platform)
    return sweeps.begin(sweep.pk, pid=7, now=NOW)


def test_one_due_time_is_one_sweep() -> None:
    """Two schedulers that open the same due sweep get the same row."""
    first = sweeps.open_sweep("yiwugo", scheduled_for=NOW)
    assert sweeps.open_sweep("yiwugo", scheduled_for=NOW) == first
    assert sweeps.open_sweep("yiwugo", scheduled_for=later(1)) != first


def test_numbers_of_a_killed_process_stay_counted() -> None:
    """A resumed sweep adds to what its first process had counted by its last beat."""
    sweep = opened()
    sweeps.beat(sweep.pk, {"pages": 10, "markwarden/pictures": 4}, NOW)
    sweeps.begin(sweep.pk, pid=8, now=NOW)
    sweeps.beat(sweep.pk, {"pages": 3}, NOW)
    done = sweeps.finish(sweep.pk, state="done", counts={"pages": 5}, detail="", now=NOW)
    assert done.counts == {"pages": 15, "pictures": 4}


def test_a_beat_cannot_touch_the_accounting_of_listings() -> None:
    """What a process says of kept listings is ignored: the transactions that kept them counted them."""
    sweep = opened()
    sweeps.reject(sweep.pk, reason="no_title", what="u", record={}, now=NOW)
    sweeps.beat(sweep.pk, {"kept": 99, "markwarden/rejected/no_title": 99, "listings": 99}, NOW)
    sweep.refresh_from_db()
    assert sweep.counts == {"listings": 1, "rejected/no_title": 1}
    assert sweeps.account_closes(sweep.counts)


def test_no_number_ever_goes_down() -> None:
    """A late beat with older counts changes nothing."""
    sweep = opened()
    sweeps.beat(sweep.pk, {"pages": 9}, NOW)
    sweeps.beat(sweep.pk, {"pages": 8}, NOW)
    sweep.refresh_from_db()
    assert sweep.counts == {"pages": 9}


@pytest.mark.parametrize("state", ["running", "interrupted"])
def test_a_sweep_that_did_not_end_is_found(state: str) -> None:
    """The newest crawl that neither ended nor waits is the one to resume."""
    sweep = opened()
    if state == "interrupted":
        sweeps.finish(sweep.pk, state=state, counts={}, now=NOW)
    assert sweeps.unfinished("yiwugo") == sweep


@pytest.mark.parametrize("state", ["done", "failed", "blocked"])
def test_a_sweep_that_ended_is_not_resumed(state: str) -> None:
    """An older interruption is not resumed once a later sweep has ended."""
    sweeps.finish(opened().pk, state="interrupted", counts={}, now=NOW)
    sweeps.finish(opened().pk, state=state, counts={}, now=NOW)
    assert sweeps.unfinished("yiwugo") is None


def test_other_platforms_imports_and_waiting_sweeps_are_not_resumed() -> None:
    """Only a begun crawl of this very platform is."""
    opened("other")
    sweeps.open_sweep("yiwugo")
    sweeps.begin(sweeps.open_sweep("yiwugo", kind="import").pk, pid=1, now=NOW)
    assert sweeps.unfinished("yiwugo") is None


def test_what_is_rejected_is_kept_aside_within_bounds() -> None:
    """A rejected listing can be tried again, and a hostile one fills no table."""
    sweep = opened()
    sweeps.reject(sweep.pk, reason="r" * 99, what="w" * 9999, detail="d" * 9999, record={"a": 1}, now=NOW)
    row = Rejected.objects.get()
    assert (len(row.reason), len(row.what), len(row.detail), row.record) == (60, 2000, 1000, {"a": 1})
    assert kept(listing()).matches == ()


def test_a_platforms_name_follows_its_file() -> None:
    """A name given later replaces the one kept; none given keeps it."""
    assert sweeps.platform_row("yiwugo", "义乌购").name == "义乌购"
    assert sweeps.platform_row("yiwugo").name == "义乌购"
    assert sweeps.platform_row("yiwugo", "Yiwugo").name == "Yiwugo"
