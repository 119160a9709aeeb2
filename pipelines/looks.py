"""Pixels for the matcher, decoded in a child, of pictures that are kept or that lie in files."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.values import Picture
from matchers.media_types import MAX_BYTES
from pipelines.picture_readers import LOOK_SIDE
from pipelines.refusal import PictureLost

Pixels = NDArray[np.uint8]
Bytes = Callable[[Picture], bytes]
Look = Callable[[bytes, int], Pixels]

# Of 1.2 MB each; a picture is asked for once by every right that its hashes do not rule out.
MOST_REMEMBERED = 64


class Looks:
    """A picture's pixels, blue first, no side over 640; None where they are not to be had."""

    def __init__(self, read: Bytes, look: Look, *, most: int = MOST_REMEMBERED) -> None:
        """`read` gives the bytes of a picture, or raises OSError, ValueError or PictureLost."""
        self._read, self._look, self._most = read, look, most
        self._known: OrderedDict[str, Pixels | None] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, picture: Picture) -> Pixels | None:
        with self._lock:
            if picture.digest in self._known:
                self._known.move_to_end(picture.digest)
                return self._known[picture.digest]
        seen = self.at(picture, LOOK_SIDE)
        with self._lock:
            self._known[picture.digest] = seen
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return seen

    def at(self, picture: Picture, side: int) -> Pixels | None:
        """The same at another size, not remembered."""
        try:
            return self._look(self._read(picture), side)
        except (OSError, ValueError, PictureLost):
            return None


def kept_bytes(root: Path) -> Bytes:
    """Reads pictures kept below `root`: listings' by their content, references' by their path."""

    def read(picture: Picture) -> bytes:
        below = f"listings/{picture.digest[:2]}/{picture.digest}"
        if picture.source.startswith("reference/"):
            below = picture.source
        path = (root / below).resolve()
        if not path.is_relative_to(root.resolve()):
            raise ValueError(f"{below!r} is not below the pictures directory")
        return plain_file(path)

    return read


def file_bytes(picture: Picture) -> bytes:
    """Reads a picture from the file it came from."""
    return plain_file(Path(picture.source))


def plain_file(path: Path) -> bytes:
    """The bytes of a file, at most as many as a picture may have.

    Raises:
        OSError, ValueError: it is none (a pipe or a device would never end), or too long.
    """
    if not path.is_file():
        raise ValueError(f"{path} is no plain file")
    with path.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValueError(f"{path} is longer than a picture may be")
    return data
