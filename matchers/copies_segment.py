"""Some references in flat arrays: made once, kept in files, and mapped into memory by all who open them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers.copies_look import Look, upright
from matchers.features import NONE, Points, joined
from matchers.features_index import CornerIndex
from matchers.features_vote import Sheet
from matchers.pdq import BYTES
from matchers.verify_frame import F64, Frame, frame_of

CORNERS: Final = "corners.ivf"
# Of 350 kB each; a picture asks for some five, mostly the same ones as the picture before it.
_FRAMES_READY: Final = 512


class Arrays(NamedTuple):
    """References as rows; each field is a file of its own.

    Attributes:
        at, turn, length: corners of every view, as in `Points`.
        view: the view a corner belongs to: twice the reference's number, and one more for its mirror image.
        size: by reference, width and height it was brought to.
        shape: by reference, height and width of its small grey picture.
        small: the pixels of all small grey pictures.
        bits: PDQ in eight orientations, of each hashed part.
        owner, box: by hashed part, its reference and its place in pixels.
    """

    at: NDArray[np.float32]
    turn: NDArray[np.float32]
    length: NDArray[np.float32]
    view: NDArray[np.int32]
    size: NDArray[np.int32]
    shape: NDArray[np.int32]
    small: NDArray[np.uint8]
    bits: NDArray[np.uint8]
    owner: NDArray[np.int32]
    box: NDArray[np.int32]


class Segment:
    """References that were made ready together; nothing is ever added to one."""

    def __init__(self, arrays: Arrays, index: CornerIndex) -> None:
        self.index, self._arrays = index, arrays
        sizes = np.repeat(arrays.size.astype(np.float32), 2, axis=0)
        seen = Points(arrays.at, arrays.turn, arrays.length, np.zeros((0, 32), np.uint8))
        self.sheet = Sheet(seen, arrays.view, sizes / 2, np.hypot(*sizes.T))
        self._starts = np.concatenate(([0], np.cumsum(arrays.shape.prod(axis=1, dtype=np.int64))))
        self.frame = lru_cache(maxsize=_FRAMES_READY)(self._frame)

    @classmethod
    def of(cls, looks: Sequence[Look]) -> Segment:
        index = CornerIndex()
        views = [view for one in looks for view in one.views]
        index.add([view.codes for view in views])
        return cls(_arrays(looks, views), index)

    def __len__(self) -> int:
        return len(self._arrays.size)

    @property
    def bits(self) -> NDArray[np.uint8]:
        """Hashes of parts, shape (parts, 8, 32)."""
        return self._arrays.bits

    @property
    def owner(self) -> NDArray[np.int32]:
        """By hashed part, whose it is."""
        return self._arrays.owner

    def box(self, part: int) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of a hashed part in its reference's pixels."""
        left, top, right, bottom = self._arrays.box[part].tolist()
        return left, top, right, bottom

    def upright(self, number: int, view: int, matrix: F64) -> F64:
        """A matrix from a view's pixels as one from the frame's."""
        return upright(self.frame(number), int(self._arrays.size[number, 0]), view, matrix)

    def save(self, folder: Path) -> None:
        """Write every array into `folder`."""
        for name, array in self._arrays._asdict().items():
            np.save(folder / f"{name}.npy", array)
        self.index.save(folder / CORNERS)

    @classmethod
    def open(cls, folder: Path) -> Segment:
        """What `save` wrote: it stays on disk.

        Raises:
            OSError: a file is missing.
            ValueError: a file is none of ours.
        """
        read: dict[str, Any] = {
            name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
            for name in Arrays._fields
        }
        arrays, index = Arrays(**read), CornerIndex.open(folder / CORNERS)
        if len(index) != len(arrays.view) or len(arrays.shape) != len(arrays.size):
            raise ValueError(f"{folder}: {len(index)} corners in the index, {len(arrays.view)} beside it")
        return cls(arrays, index)

    def _frame(self, number: int) -> Frame:
        height, width = self._arrays.shape[number].tolist()
        small = self._arrays.small[self._starts[number] : self._starts[number + 1]].reshape(height, width)
        across, down = self._arrays.size[number].tolist()
        return frame_of(np.asarray(small), (across, down))


def _arrays(looks: Sequence[Look], views: Sequence[Points]) -> Arrays:
    every = joined(*views) if views else NONE
    hashed = [(i, one) for i, each in enumerate(looks) for one in each.hashed]
    return Arrays(
        at=every.at,
        turn=every.turn,
        length=every.size,
        view=np.repeat(np.arange(len(views), dtype=np.int32), [len(view.at) for view in views]),
        size=np.array([one.size for one in looks], np.int32).reshape(-1, 2),
        shape=np.array([one.small.shape for one in looks], np.int32).reshape(-1, 2),
        small=np.concatenate([np.zeros(0, np.uint8), *(one.small.ravel() for one in looks)]),
        bits=np.array([one.bits for _, one in hashed], np.uint8).reshape(-1, 8, BYTES),
        owner=np.array([i for i, _ in hashed], np.int32),
        box=np.array([one.box for _, one in hashed], np.int32).reshape(-1, 4),
    )
