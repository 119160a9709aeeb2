"""Large pages are read in a process beside the crawl, and one that never ends is given up."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from typing import Final

from scrapy.http import TextResponse

from domain.errors import CollectError
from spiders.extract import Reading, read_page
from spiders.platform_rules import PlatformFile

# Reading takes about 60 CPU-ms a megabyte (docs/reference/extraction.md): below this the way to another
# process and back costs more than it saves the others.
LARGE_BYTES: Final = 500_000
LONGEST_S: Final = 60.0
START_S: Final = 180.0

_TASK: list[tuple[PlatformFile, tuple[str, ...]]] = []


class ReadingGivenUp(CollectError):
    """A page could not be read: it took too long, or broke whoever read it."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"{why} at {url}"[:500])


class ReadingApart:
    """One process that reads large pages of one platform; started with the first, renewed after a hang."""

    def __init__(
        self, platform: PlatformFile, watched: Sequence[str], *, longest_s: float = LONGEST_S
    ) -> None:
        self._platform, self._watched, self._longest_s = platform, tuple(watched), longest_s
        self._pool: ProcessPoolExecutor | None = None

    async def read(self, response: TextResponse, captured_at: datetime) -> Reading:
        """What `read_page` gives.

        Raises:
            ReadingGivenUp: it took too long, or failed.
        """
        try:
            pool = await self._started()
            future = pool.submit(
                _read, type(response), response.url, response.body, response.encoding, captured_at
            )
            answer = await asyncio.wait_for(asyncio.wrap_future(future), self._longest_s)
        except TimeoutError:
            self.close()
            raise ReadingGivenUp(response.url, f"took over {self._longest_s:g} s to read") from None
        except BrokenProcessPool:
            self.close()
            raise ReadingGivenUp(response.url, "ended the process that read it") from None
        if isinstance(answer, str):
            raise ReadingGivenUp(response.url, answer)
        return answer

    async def _started(self) -> ProcessPoolExecutor:
        """The process, ready: what it takes to start is no page's fault."""
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                1,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_prepare,
                initargs=(self._platform, self._watched),
            )
            await asyncio.wait_for(asyncio.wrap_future(self._pool.submit(_ready)), START_S)
        return self._pool

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._pool is None:
            return
        processes = list((self._pool._processes or {}).values())
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()
            process.join()
        self._pool = None


def _prepare(platform: PlatformFile, watched: tuple[str, ...]) -> None:
    _TASK[:] = [(platform, watched)]


def _ready() -> None:
    """Nothing: whoever answers is there."""


def _read(
    kind: type[TextResponse], url: str, body: bytes, encoding: str, captured_at: datetime
) -> Reading | str:
    """In the other process: the reading, or what went wrong; errors with parts do not travel."""
    platform, watched = _TASK[0]
    try:
        return read_page(
            platform, kind(url, body=body, encoding=encoding), captured_at=captured_at, watched=watched
        )
    except (CollectError, ValueError, TypeError, LookupError, RecursionError) as error:
        return f"{type(error).__name__}: {error}"[:300]
