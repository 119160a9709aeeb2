"""Who writes next where there is one writer: people before sweeps, and nobody for ever."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from store import turns
from store.turns import person_turn, sweep_turn

PATIENCE_S = 20


@pytest.fixture(autouse=True)
def one_writer() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL orders its writers itself")


@contextmanager
def busy_sweeps(begun: list[float], number: int = 3) -> Iterator[None]:
    """Threads that do nothing but write, as sweeps without any pace would."""
    over = threading.Event()

    def sweep() -> None:
        while not over.is_set():
            with sweep_turn():
                begun.append(time.monotonic())
                time.sleep(0.005)

    threads = [threading.Thread(target=sweep) for _ in range(number)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join(PATIENCE_S)


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_at_most_one_sweep_writes_before_a_person_who_waits() -> None:
    """However busy the sweeps are, a person comes next: only a turn that was being given may begin."""
    begun: list[float] = []
    between = []
    with busy_sweeps(begun):
        wait_until(lambda: len(begun) > 3)
        for _ in range(20):
            before = len(begun)
            with person_turn():
                between.append(len(begun) - before)
            wait_until(lambda before=before: len(begun) > before + 2)  # type: ignore[misc]
    assert max(between) <= 2


def test_nobody_writes_in_anothers_turn() -> None:
    """While a person has the turn no sweep begins one, and afterwards they go on."""
    begun: list[float] = []
    with busy_sweeps(begun):
        wait_until(lambda: bool(begun))
        with person_turn():
            before = len(begun)
            time.sleep(0.05)
            assert len(begun) == before
        wait_until(lambda: len(begun) > before)


def test_a_sweep_is_not_kept_waiting_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk that is never idle slows sweeps down and stops none: SQLite itself keeps the truth whole."""
    monkeypatch.setattr(turns, "SWEEP_WAITS_S", 0.02)
    monkeypatch.setattr(turns, "PERSON_WAITS_S", 0.02)
    begun: list[float] = []
    with person_turn(), busy_sweeps(begun, number=1):
        wait_until(lambda: bool(begun))
