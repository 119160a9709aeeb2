"""The child that decodes pictures: bytes in, one line of JSON out, until its input ends.

Run as `python -m pipelines.picture_child`. A request is one byte (`H` for hashes, `R` for those of a
reference, `L` for a look, `M` for a miniature), two bytes for the longest side wished and four for the
length (big-endian), and a picture's content. After the line come as many bytes as it says, the pixels of a
look or a JPEG. A decoder that crashes or never ends takes this process with it and no other.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import struct
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from domain.values import Picture
from matchers.decoding import look
from matchers.hashes import read_picture
from matchers.media_types import MAX_BYTES, PictureRefused
from matchers.miniature import miniature
from matchers.references import read_reference

# 25 megapixels are 100 MB as RGBA, a few copies of that, and numpy's own address space.
MOST_ADDRESSES_BYTES = 3 * 1024**3 // 2
# What is really used. Where the system does not hold us to address space (macOS), we look ourselves.
MOST_MEMORY_BYTES = 1024**3
WATCHED_EVERY_S = 0.05
# The parent counts seconds on the wall; on a busy machine those are few on the processor.
CPU_SECONDS_A_PICTURE = 20
MOST_OPEN_FILES = 64
# Wish, longest side, length.
REQUEST = struct.Struct(">cHI")

# What was wished, the longest side, the file; what is said of it, and what does not go into those words.
Answer = Callable[[bytes, int, bytes], tuple[dict[str, Any], bytes]]


def main() -> None:
    confine(addresses_bytes=MOST_ADDRESSES_BYTES, memory_bytes=MOST_MEMORY_BYTES)
    with contextlib.suppress(BrokenPipeError):
        serve(answer, sys.stdin.buffer, sys.stdout.buffer)


def confine(*, addresses_bytes: int, memory_bytes: int) -> None:
    """Hold this process to so much memory, a few files and no written byte."""
    _limit(resource.RLIMIT_AS, addresses_bytes)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, MOST_OPEN_FILES)
    threading.Thread(target=_watch, args=(memory_bytes,), daemon=True).start()


def serve(answer: Answer, source: BinaryIO, sink: BinaryIO) -> None:
    """Answer one request after another."""
    while len(head := source.read(REQUEST.size)) == REQUEST.size:
        wish, side, size = REQUEST.unpack(head)
        if size > MAX_BYTES:
            return
        _allow_cpu(CPU_SECONDS_A_PICTURE)
        record, content = answer(wish, side, source.read(size))
        sink.write(json.dumps(record | {"bytes": len(content)}).encode() + b"\n" + content)
        sink.flush()


def answer(wish: bytes, side: int, data: bytes) -> tuple[dict[str, Any], bytes]:
    """What was asked, as plain JSON values, and what does not go into those."""
    try:
        match wish:
            case b"L":
                pixels = look(data, side)
                return {"height": pixels.shape[0], "width": pixels.shape[1]}, pixels.tobytes()
            case b"M":
                return {}, miniature(data, side)
            case b"R":
                return _record(read_reference(data, "")), b""
        return _record(read_picture(data, "")), b""
    except PictureRefused as refused:
        return {"refused": refused.reason, "detail": refused.detail[:500]}, b""
    except MemoryError:
        return {"refused": "broken", "detail": "more memory than a picture may take"}, b""


def _record(picture: Picture) -> dict[str, Any]:
    record = asdict(picture)
    for one in record["hashes"]:
        one["bits"] = one["bits"].hex()
    return record


def _limit(what: int, most: int) -> None:
    # Some systems do not know a limit, or refuse one below what is used already.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(what, (most, most))


def _allow_cpu(seconds: int) -> None:
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + seconds + 1, hard))


def _watch(most_bytes: int) -> None:
    """End the process when it uses more memory than that."""
    while used_bytes() < most_bytes:
        time.sleep(WATCHED_EVERY_S)
    os._exit(3)


def used_bytes() -> int:
    """The memory this process uses; where the system only knows the most it ever used, that."""
    with contextlib.suppress(OSError):
        # Not the most ever used: Linux counts what the parent used before this program was loaded.
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


if __name__ == "__main__":
    main()
