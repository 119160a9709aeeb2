"""The writing thread and natural batches."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest
from django.db import DataError, OperationalError

from store import writer as module
from store.batches import NaturalBatches
from store.writer import Writer, pause_s, persistently


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_PAUSE_S", 0.0)


class Flaky:
    """Fails so many times, then answers."""

    def __init__(self, failures: int, error: Exception) -> None:
        self.failures, self.error, self.calls = failures, error, 0

    def __call__(self) -> str:
        self.calls += 1
        if self.calls <= self.failures:
            raise self.error
        return threading.current_thread().name


def test_all_writing_happens_in_one_thread() -> None:
    """Many awaiting callers share one thread, so SQLite has one writer."""

    async def many(writer: Writer) -> set[str]:
        return set(await asyncio.gather(*(writer.run(Flaky(0, OSError())) for _ in range(20))))

    writer = Writer()
    names = asyncio.run(many(writer))
    writer.close()
    assert len(names) == 1
    assert names.pop().startswith("writer")


def test_a_locked_database_is_tried_again() -> None:
    """A transaction that met a lock is run again until it gets through."""
    flaky = Flaky(3, OperationalError("database is locked"))
    assert persistently(flaky)
    assert flaky.calls == 4


def test_tries_are_bounded() -> None:
    """A database that stays locked is an error in the end, not a hang."""
    flaky = Flaky(99, OperationalError("database is locked"))
    with pytest.raises(OperationalError):
        persistently(flaky)
    assert flaky.calls == module.TRIES


@pytest.mark.parametrize("error", [OperationalError("no such table: x"), DataError("x"), ValueError("x")])
def test_what_will_not_get_better_is_not_tried_again(error: Exception) -> None:
    """A full disk or a wrong statement is told at once."""
    flaky = Flaky(1, error)
    with pytest.raises(type(error)):
        persistently(flaky)
    assert flaky.calls == 1


def test_pauses_grow_and_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting doubles with jitter up to a bound."""
    monkeypatch.setattr(module, "FIRST_PAUSE_S", 0.05)
    assert 0.025 <= pause_s(1) <= 0.05
    assert pause_s(50) <= module.LONGEST_PAUSE_S


def test_batches_gather_while_one_is_worked_on() -> None:
    """An idle line takes one thing at once; a busy one takes all that came meanwhile, up to a bound."""
    sizes: list[int] = []

    async def scene() -> list[int]:
        gate = asyncio.Event()

        async def work(batch: Sequence[int]) -> Sequence[int]:
            sizes.append(len(batch))
            await gate.wait()
            return [n * 2 for n in batch]

        batches = NaturalBatches(work, most=4)
        first = asyncio.ensure_future(batches.put(0))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        rest = [asyncio.ensure_future(batches.put(n)) for n in range(1, 8)]
        await asyncio.sleep(0)
        gate.set()
        return [await first, *(await asyncio.gather(*rest))]

    assert asyncio.run(scene()) == [n * 2 for n in range(8)]
    assert sizes == [1, 4, 3]


def test_a_failed_batch_is_told_to_everyone_in_it_and_the_line_goes_on() -> None:
    """Nobody waits for ever on a batch that broke."""

    async def scene() -> tuple[list[object], int]:
        async def work(batch: Sequence[int]) -> Sequence[int]:
            if 1 in batch:
                raise ValueError("one")
            return batch

        batches = NaturalBatches(work, most=2)
        results = await asyncio.gather(*(batches.put(n) for n in (1, 1)), return_exceptions=True)
        return list(results), await batches.put(5)

    failed, good = asyncio.run(scene())
    assert [type(one) for one in failed] == [ValueError, ValueError]
    assert good == 5
