"""The child that decodes pictures: bytes in, one line of JSON out, until its input ends.

Run as `python -m pipelines.picture_child`. A picture is four bytes of length (big-endian) and its
content. A decoder that crashes or never ends takes this process with it and no other.
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys
from dataclasses import asdict
from typing import BinaryIO

from matchers.hashes import MAX_BYTES, PictureRefused, read_picture

# 25 megapixels are 100 MB as RGBA, a few copies of that, and numpy's own address space.
MOST_MEMORY_BYTES = 3 * 1024**3
MOST_OPEN_FILES = 64


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_OPEN_FILES, MOST_OPEN_FILES))
    with contextlib.suppress(BrokenPipeError):
        serve(sys.stdin.buffer, sys.stdout.buffer)


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer one picture after another."""
    while len(head := source.read(4)) == 4:
        size = int.from_bytes(head, "big")
        if size > MAX_BYTES:
            return
        sink.write(json.dumps(answer(source.read(size))).encode() + b"\n")
        sink.flush()


def answer(data: bytes) -> dict[str, object]:
    """What `read_picture` says, as plain JSON values."""
    try:
        picture = read_picture(data, "")
    except PictureRefused as refused:
        return {"refused": refused.reason, "detail": refused.detail[:500]}
    except MemoryError:
        return {"refused": "broken", "detail": "more memory than a picture may take"}
    return asdict(picture)


if __name__ == "__main__":
    main()
