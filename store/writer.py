"""The one thread a process writes the truth with.

Django's ORM refuses to work inside an event loop, and SQLite has one writer at a time anyway:
so everything that touches the truth from a crawl goes through one thread with a connection of
its own. A function handed in is run again when the database was locked, so it must be one
transaction.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

import structlog
from django.db import IntegrityError, OperationalError, connections

from domain.errors import StoreAway
from store.turns import sweep_turn

P = ParamSpec("P")
R = TypeVar("R")

# SQLite itself waits 20 s (config.settings) before it says "locked"; together well over a minute.
TRIES = 6
FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 2.0
_BUSY_WORDS = ("locked", "busy", "deadlock", "could not serialize", "connection", "server closed")

log = structlog.get_logger()


def worth_another_try(error: Exception) -> bool:
    """Whether the same transaction may well succeed when it is run again.

    Two processes that meet a new listing at once both insert it: the second finds it there when
    it looks again, so a broken uniqueness is worth another try too.
    """
    if isinstance(error, IntegrityError):
        return True
    return any(word in str(error).lower() for word in _BUSY_WORDS)


def pause_s(tries: int) -> float:
    """How long to wait after the `tries`-th failure: doubling, with jitter, bounded."""
    longest: float = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (tries - 1))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311  # jitter, not a secret


def persistently(fn: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run one transaction, again while the database is busy, at most `TRIES` times."""
    for tries in range(1, TRIES):
        try:
            with sweep_turn():
                return fn(*args, **kwargs)
        except (OperationalError, IntegrityError) as error:
            if not worth_another_try(error):
                raise
            log.warning("writer.busy", tries=tries, why=str(error))
            connections.close_all()
            time.sleep(pause_s(tries))
    with sweep_turn():
        return fn(*args, **kwargs)


def durably(fn: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run one transaction `persistently`.

    Raises:
        StoreAway: the database cannot take it now: a full disk, a server that is away.
    """
    try:
        return persistently(fn, *args, **kwargs)
    except OperationalError as error:
        raise StoreAway(f"the database cannot be written to: {str(error).strip()[:300]}") from error


class Writer:
    """One writing thread; awaitable from asyncio and from Scrapy's asyncio reactor."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")

    def submit(self, fn: Callable[..., R], *args: Any, **kwargs: Any) -> Future[R]:
        """Queue one transaction; for callers without an event loop."""
        return self._thread.submit(durably, fn, *args, **kwargs)

    async def run(self, fn: Callable[..., R], *args: Any, **kwargs: Any) -> R:
        """Run one transaction in the writing thread and wait until it is durable."""
        return await asyncio.wrap_future(self.submit(fn, *args, **kwargs))

    def close(self) -> None:
        """Finish what is queued, then close the thread's connection."""
        self._thread.submit(connections.close_all)
        self._thread.shutdown(wait=True)
