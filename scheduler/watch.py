"""The watch: clock and runner together, until told to stop."""

from __future__ import annotations

import threading
import time

import structlog
from django.db import DatabaseError, close_old_connections

from scheduler.clock import Clock, alarm
from scheduler.nightly import Nightly
from scheduler.runs import Runner

log = structlog.get_logger()

TICK_S = 1.0
# The alarm rings at due times; asking again catches what a database that was away made it miss.
ASK_AGAIN_S = 60.0


def watch(
    clock: Clock,
    runner: Runner,
    stop: threading.Event,
    *,
    nightly: Nightly | None = None,
    tick_s: float = TICK_S,
) -> None:
    """Insert and run what is due until `stop` is set; then end the children cleanly."""
    bell = alarm(clock)
    if nightly is not None:
        nightly.join(bell)
    bell.start()
    asked = float("-inf")
    try:
        while not stop.is_set():
            try:
                if time.monotonic() - asked >= ASK_AGAIN_S:
                    clock.insert_due()
                    asked = time.monotonic()
                runner.tick()
            except DatabaseError as error:
                log.warning("watch.database", error=str(error))
                close_old_connections()
            stop.wait(tick_s)
    finally:
        if nightly is not None:
            nightly.stop()
        bell.shutdown(wait=True)
        runner.stop()
