"""Pictures decoded in child processes, so that a hostile one can neither crash nor hold up a sweep."""

from __future__ import annotations

import asyncio
import atexit
import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import structlog
from numpy.typing import NDArray

from domain.values import Picture, PictureHash
from matchers.media_types import MAX_BYTES
from pipelines.picture_child import REQUEST
from pipelines.refusal import PictureLost

TIMEOUT_S = 20.0
# What features are looked for in: a shop's picture of 800 by 800 loses little.
LOOK_SIDE = 640
_HOUSE = Path(__file__).resolve().parent.parent
# No secret of the operator's environment is any business of a decoder.
_ENVIRONMENT = {"LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_LONGEST_ANSWER = 64 * 1024

log = structlog.get_logger()


class PictureReader:
    """One child process, started when first needed and again after it stopped."""

    def __init__(self, *, timeout_s: float = TIMEOUT_S, module: str = "pipelines.picture_child") -> None:
        self._timeout_s, self._module = timeout_s, module
        self._child: subprocess.Popen[bytes] | None = None

    def read(self, data: bytes, source: str) -> Picture:
        """The picture in `data`; blocks.

        Raises:
            PictureLost: it is refused, or the decoder stopped over it.
        """
        return _picture(self.asked(b"H", data)[0], source)

    def reference(self, data: bytes, source: str) -> Picture:
        """A right's own picture, judged as something to look for; blocks.

        Raises:
            PictureLost: it is refused, or the decoder stopped over it.
        """
        return _picture(self.asked(b"R", data)[0], source)

    def look(self, data: bytes, side: int = LOOK_SIDE) -> NDArray[np.uint8]:
        """The picture in `data` in colour, shape (height, width, 3), blue first, no side longer; blocks.

        Raises:
            PictureLost: it is refused, or the decoder stopped over it.
        """
        record, pixels = self.asked(b"L", data, side)
        return np.frombuffer(pixels, np.uint8).reshape(record["height"], record["width"], 3)

    def close(self) -> None:
        """End the child; it also ends by itself when this process does, because its input does."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def miniature(self, data: bytes, side: int) -> bytes:
        """A JPEG of the picture in `data` with no side longer than `side`; blocks.

        Raises:
            PictureLost: it is refused, or the decoder stopped over it.
        """
        return self.asked(b"M", data, side)[1]

    def asked(self, wish: bytes, data: bytes, side: int = 0) -> tuple[dict[str, Any], bytes]:
        if len(data) > MAX_BYTES:
            raise PictureLost("too_large", f"{len(data)} bytes, at most {MAX_BYTES}")
        try:
            record, content = self._ask(REQUEST.pack(wish, side, len(data)) + data)
        except (ValueError, LookupError, TypeError, OSError):
            self.close()
            detail = f"crashed, took over {self._timeout_s:g} s, or made no sense"
            raise PictureLost("decoder_stopped", detail) from None
        if "refused" in record:
            raise PictureLost(record["refused"], record["detail"])
        return record, content

    def _ask(self, request: bytes) -> tuple[dict[str, Any], bytes]:
        """One exchange with the child, ended with it when it takes too long.

        Raises:
            OSError, ValueError: the child is gone, or its answer is none.
        """
        child = self._running()
        if child.stdin is None or child.stdout is None:
            raise OSError("a child without pipes")
        timer = threading.Timer(self._timeout_s, child.kill)
        timer.start()
        try:
            child.stdin.write(request)
            child.stdin.flush()
            record = json.loads(child.stdout.readline(_LONGEST_ANSWER))
            content = child.stdout.read(record["bytes"])
        finally:
            timer.cancel()
        if len(content) != record["bytes"]:
            raise ValueError(f"{len(content)} bytes, not {record['bytes']}")
        return record, content

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            log.debug("picture_reader.start")
            self._child = subprocess.Popen(
                [sys.executable, "-m", self._module],
                cwd=_HOUSE,
                env=_ENVIRONMENT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # Ctrl-C is for the sweep, which still wants its last pictures read.
                start_new_session=True,
            )
        return self._child


class PictureReaders:
    """A few readers behind one awaitable."""

    def __init__(self, count: int = 2, *, timeout_s: float = TIMEOUT_S) -> None:
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="pictures")
        self._all = [PictureReader(timeout_s=timeout_s) for _ in range(count)]
        self._idle: queue.SimpleQueue[PictureReader] = queue.SimpleQueue()
        for reader in self._all:
            self._idle.put(reader)

    async def read(self, data: bytes, source: str) -> Picture:
        """The picture in `data`, or `PictureLost`."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.read_now, data, source)

    def read_now(self, data: bytes, source: str) -> Picture:
        """The picture in `data`, or `PictureLost`; blocks."""
        with self._one() as reader:
            return reader.read(data, source)

    def reference(self, data: bytes, source: str) -> Picture:
        """A right's own picture, or `PictureLost`; blocks."""
        with self._one() as reader:
            return reader.reference(data, source)

    def look(self, data: bytes, side: int = LOOK_SIDE) -> NDArray[np.uint8]:
        """The picture in `data` in colour, or `PictureLost`; blocks."""
        with self._one() as reader:
            return reader.look(data, side)

    def miniature(self, data: bytes, side: int) -> bytes:
        """A small JPEG of the picture in `data`, or `PictureLost`; blocks."""
        with self._one() as reader:
            return reader.miniature(data, side)

    def close(self) -> None:
        self._threads.shutdown(wait=True)
        for reader in self._all:
            reader.close()

    @contextmanager
    def _one(self) -> Iterator[PictureReader]:
        reader = self._idle.get()
        try:
            yield reader
        finally:
            self._idle.put(reader)


@cache
def shared_readers() -> PictureReaders:
    """One reader for all of this process: for commands and pages, which have no sweep of their own."""
    readers = PictureReaders(1)
    atexit.register(readers.close)
    return readers


def _picture(record: dict[str, Any], source: str) -> Picture:
    return Picture(
        source=source,
        digest=record["digest"],
        width=record["width"],
        height=record["height"],
        phash=record["phash"],
        hashes=tuple(_hash(one) for one in record["hashes"]),
        weak=tuple(record["weak"]),
    )


def _hash(record: dict[str, Any]) -> PictureHash:
    return PictureHash(
        record["kind"], record["crop"], record["quality"], bytes.fromhex(record["bits"]), tuple(record["box"])
    )
