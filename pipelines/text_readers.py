"""Text read out of pictures in child processes of their own, the most promising picture first."""

from __future__ import annotations

import asyncio
import heapq
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import NamedTuple

from domain.values import TextLine
from pipelines.picture_readers import PictureReader
from pipelines.refusal import PictureLost

# A second a picture, several on a busy machine; the first waits for the models.
TIMEOUT_S = 60.0
# Letters of ten pixels on a picture of 800 stay readable; larger costs more and finds little.
SIDE = 960


class TextReader(PictureReader):
    """One child with the models of the text reader."""

    def __init__(self, *, timeout_s: float = TIMEOUT_S, module: str = "pipelines.text_child") -> None:
        super().__init__(timeout_s=timeout_s, module=module)

    def lines(self, data: bytes) -> tuple[TextLine, ...]:
        """The lines of text in a picture, in reading order; blocks.

        Raises:
            PictureLost: it is refused, or the reader stopped over it.
        """
        _record, content = self.asked(b"T", data, SIDE)
        try:
            return tuple(
                TextLine(text, score, tuple(corners)) for text, score, corners in json.loads(content)
            )
        except (ValueError, TypeError):
            self.close()
            raise PictureLost("decoder_stopped", "the text reader made no sense") from None


class _Wish(NamedTuple):
    """A picture that waits: the riskiest first, then the first come."""

    safety: float
    number: int
    data: bytes
    answer: asyncio.Future[tuple[TextLine, ...]]


class TextReaders:
    """A few readers and those who wait for them, in the order of their risk."""

    def __init__(self, processes: int = 1, *, timeout_s: float = TIMEOUT_S) -> None:
        self._idle = [TextReader(timeout_s=timeout_s) for _ in range(processes)]
        self._all: Sequence[TextReader] = tuple(self._idle)
        self._threads = ThreadPoolExecutor(processes, thread_name_prefix="texts")
        self._waiting: list[_Wish] = []
        self._numbers = count()
        self._busy: set[asyncio.Task[None]] = set()

    async def read(self, data: bytes, risk: float) -> tuple[TextLine, ...]:
        """The lines in a picture, or `PictureLost`; of those waiting the one of most `risk` comes next."""
        answer: asyncio.Future[tuple[TextLine, ...]] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, _Wish(-risk, next(self._numbers), data, answer))
        self._go_on()
        return await answer

    def close(self) -> None:
        self._threads.shutdown(wait=True)
        for reader in self._all:
            reader.close()

    def _go_on(self) -> None:
        while self._idle and self._waiting:
            task = asyncio.ensure_future(self._serve(heapq.heappop(self._waiting), self._idle.pop()))
            self._busy.add(task)
            task.add_done_callback(self._busy.discard)

    async def _serve(self, wish: _Wish, reader: TextReader) -> None:
        loop = asyncio.get_running_loop()
        try:
            lines = await loop.run_in_executor(self._threads, reader.lines, wish.data)
        except PictureLost as lost:
            if not wish.answer.done():
                wish.answer.set_exception(lost)
        else:
            if not wish.answer.done():
                wish.answer.set_result(lines)
        finally:
            self._idle.append(reader)
            self._go_on()
