"""Back-pressure on a crawl: asked every two seconds, it says why no request should be sent for now."""

from __future__ import annotations

from types import TracebackType

import structlog

from config.operator import OperatorSettings
from store.drain import Drainer
from store.indexes import open_index
from store.pressure import BACKLOG, Watermarks, pressure
from store.writer import Writer

MIB = 1024 * 1024

log = structlog.get_logger()


class Backpressure:
    """Holds a crawl at the operator's watermarks.

    A sweep may be the only process there is, so while it waits for the index to take what it is owed,
    it sends that itself.
    """

    def __init__(self, settings: OperatorSettings, writer: Writer) -> None:
        self._settings, self._writer = settings, writer
        self._marks = Watermarks(free_bytes=settings.disk_reserve_mb * MIB, owed=settings.backlog_limit)
        self._drainer: Drainer | None = None
        self._last = ""

    async def reason(self) -> str:
        """`disk` or `backlog`; empty while all is well.

        Raises:
            StoreAway: the database does not answer.
        """
        reason = await self._writer.run(pressure, self._settings.home, self._marks)
        if reason == BACKLOG and self._drainer is None:
            self._drainer = Drainer(open_index(self._settings))
            self._drainer.start()
        if reason != self._last:
            log.warning("sweep.waits", why=reason) if reason else log.info("sweep.goes_on", after=self._last)
        self._last = reason
        return reason

    def __enter__(self) -> Backpressure:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._drainer is not None:
            self._drainer.stop()
