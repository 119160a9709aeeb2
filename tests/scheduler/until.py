"""Waiting for something to happen, with a deadline."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

DEADLINE_S = 20


def until(
    condition: Callable[[], object],
    *,
    tick: Callable[[], object] | None = None,
    deadline_s: float = DEADLINE_S,
) -> None:
    """Return once `condition` holds, calling `tick` meanwhile; fail after `deadline_s`."""
    deadline = time.monotonic() + deadline_s
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"nothing happened within {deadline_s} seconds")
        if tick is not None:
            tick()
        time.sleep(0.01)
