"""Whose turn it is to write where SQLite has one writer: a person goes first, sweeps one after another.

SQLite lets whoever asks at the right moment write next; a waiter asks again after up to 100 ms, so
that busy sweeps would starve a person for seconds. Two files in the home directory order them: who
writes holds `write.lock`; a person who decides or waits to decide also holds `desk.lock`, shared with
other people, and a sweep begins no transaction meanwhile. Both only order: whoever has waited long
enough goes on to SQLite, which keeps the truth whole by itself. PostgreSQL orders its writers itself;
there this does nothing.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from config.operator import operator_settings

# People decide all day, and sweeps must get on: after this a sweep writes all the same. With less
# patience (0.1 s) busy sweeps on a loaded machine no longer looked, and a person waited for seconds.
SWEEP_WAITS_S = 1.0
# A sweep that was stopped in its turn must not hold up the desk.
PERSON_WAITS_S = 1.0
ASKS_EVERY_S = 0.001


@contextmanager
def person_turn() -> Iterator[None]:
    """A person's write: sweeps that have not begun theirs wait for it."""
    if connection.vendor != "sqlite":
        yield
        return
    with _opened("desk.lock") as desk, _opened("write.lock") as write:
        fcntl.flock(desk, fcntl.LOCK_SH)
        _locked(write, until=time.monotonic() + PERSON_WAITS_S)
        yield


@contextmanager
def sweep_turn() -> Iterator[None]:
    """A sweep's write: after other writers', and not while a person decides or waits to."""
    if connection.vendor != "sqlite":
        yield
        return
    until = time.monotonic() + SWEEP_WAITS_S
    with _opened("write.lock") as write, _opened("desk.lock") as desk:
        while True:
            _let_people_go_first(desk, until=until)
            _locked(write, until=until + PERSON_WAITS_S)
            if time.monotonic() >= until or not _a_person_waits(desk):
                break
            fcntl.flock(write, fcntl.LOCK_UN)
        yield


def _let_people_go_first(desk: int, *, until: float) -> None:
    """Wait without holding what a person waits for: whoever only looks must not be in the way."""
    while _a_person_waits(desk) and time.monotonic() < until:
        time.sleep(ASKS_EVERY_S)


def _a_person_waits(desk: int) -> bool:
    try:
        fcntl.flock(desk, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    fcntl.flock(desk, fcntl.LOCK_UN)
    return False


def _locked(handle: int, *, until: float) -> None:
    """Wait for the lock, but not for ever: `flock` itself knows no timeout."""
    while True:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        if time.monotonic() >= until:
            return
        time.sleep(ASKS_EVERY_S)


@contextmanager
def _opened(name: str) -> Iterator[int]:
    """A file of the home directory, held open; closing it gives its lock back, also after a kill."""
    home: Path = operator_settings().home
    handle = os.open(home / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield handle
    finally:
        os.close(handle)
