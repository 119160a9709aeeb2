"""Natural batches: while one batch is worked on, the next one gathers.

Nobody waits for a batch to fill: an idle line works on one thing at once, a busy one on as many
as came in meanwhile, so latency and throughput both look after themselves.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class NaturalBatches(Generic[T, R]):
    """Gives `work` what is waiting, at most `most` at a time, one batch after another."""

    def __init__(self, work: Callable[[Sequence[T]], Awaitable[Sequence[R]]], *, most: int) -> None:
        self._work, self._most = work, most
        self._waiting: deque[tuple[T, asyncio.Future[R]]] = deque()
        self._worker: asyncio.Task[None] | None = None

    async def put(self, thing: T) -> R:
        """What `work` made of this one thing; what it raised, if the batch failed."""
        done: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((thing, done))
        if self._worker is None or self._worker.done():
            self._worker = asyncio.ensure_future(self._work_off())
        return await done

    async def _work_off(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
            await self._one_batch(batch)

    async def _one_batch(self, batch: list[tuple[T, asyncio.Future[R]]]) -> None:
        try:
            results = await self._work([thing for thing, _done in batch])
        except Exception as error:  # noqa: BLE001  # handed to everyone who waits for this batch
            for _thing, done in batch:
                if not done.done():
                    done.set_exception(error)
            return
        for (_thing, done), result in zip(batch, results, strict=True):
            if not done.done():
                done.set_result(result)
