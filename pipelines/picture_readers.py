"""Pictures decoded in child processes, so that a hostile one can neither crash nor hold up a sweep."""

from __future__ import annotations

import asyncio
import json
import queue
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import structlog

from domain.values import Picture
from pipelines.refusal import PictureLost

TIMEOUT_S = 20.0
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
        try:
            record = json.loads(self._ask(data))
        except ValueError:
            self.close()
            detail = f"crashed, took over {self._timeout_s:g} s, or made no sense"
            raise PictureLost("decoder_stopped", detail) from None
        if "refused" in record:
            raise PictureLost(record["refused"], record["detail"])
        return replace(Picture(**record), source=source)

    def close(self) -> None:
        """End the child; it also ends by itself when this process does, because its input does."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def _ask(self, data: bytes) -> bytes:
        child = self._running()
        if child.stdin is None or child.stdout is None:
            return b""
        timer = threading.Timer(self._timeout_s, child.kill)
        timer.start()
        try:
            child.stdin.write(len(data).to_bytes(4, "big") + data)
            child.stdin.flush()
            return child.stdout.readline(_LONGEST_ANSWER)
        except OSError:
            return b""
        finally:
            timer.cancel()

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
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._read, data, source)

    def close(self) -> None:
        self._threads.shutdown(wait=True)
        for reader in self._all:
            reader.close()

    def _read(self, data: bytes, source: str) -> Picture:
        reader = self._idle.get()
        try:
            return reader.read(data, source)
        finally:
            self._idle.put(reader)
