"""A reference in a small frame, and a picture from which the same frame can be cut wherever it may lie."""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

# What OpenCV gives back has no element type for a checker: these names say it to a reader.
F32 = NDArray[Any]
F64 = NDArray[np.float64]
U8 = NDArray[Any]

# Small enough that blur and recompression do not matter, large enough to tell emblems of one style apart.
SIDE_PX: Final = 112
_LEAST_SIDE_PX: Final = 24
CELLS: Final = 6
WINDOW: Final = (9, 9)
_BLUR: Final = 0.8
_MOST_LEVELS: Final = 5
_LEAST_LEVEL_PX: Final = 40
# A level is taken when at most this many of its pixels (a power of two) fall into one of the frame.
_LEVEL_SHIFT: Final = 0.4


class Gradients(NamedTuple):
    """Edges without their sign: direction doubled, so that light on dark equals dark on light.

    Attributes:
        cos, sin: strength times cosine and sine of twice the direction.
        strength: at least a thousandth.
    """

    cos: F32
    sin: F32
    strength: F32


class Frame(NamedTuple):
    """One reference, ready to be held against pictures.

    Attributes:
        grey: at most `SIDE_PX` a side.
        energy: by cell, mean squared strength of edges.
        mean, spread: of the window around each pixel; spread is a variance.
        up: 3 by 3, pixels of the frame to pixels of the reference.
    """

    grey: F32
    edges: Gradients
    squared: F32
    energy: F32
    mean: F32
    spread: F32
    up: F64

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.grey.shape[1], self.grey.shape[0]


class Cut(NamedTuple):
    """What lies under a frame: grey, and 255 where there is a picture at all."""

    grey: F32
    there: U8


class Ground(NamedTuple):
    """A picture at halving sizes, each with a full mask."""

    levels: tuple[U8, ...]
    masks: tuple[U8, ...]

    def cut(self, matrix: F64, size: tuple[int, int], margin: int = 0) -> Cut:
        """The part under a frame of `size`, by a matrix from the frame's pixels to this picture's."""
        level = self._level(matrix)
        shift = np.array([(1, 0, -margin), (0, 1, -margin), (0, 0, 1)], np.float64)
        full = _halved(level) @ matrix @ shift
        whole = (size[0] + 2 * margin, size[1] + 2 * margin)
        grey = cv2.warpPerspective(
            self.levels[level], full, whole, flags=_TAKEN | cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        there = cv2.warpPerspective(self.masks[level], full, whole, flags=_TAKEN | cv2.INTER_NEAREST)
        return Cut(_smooth(grey.astype(np.float32)), there)

    def within(self, left: int, top: int, right: int, bottom: int) -> Ground:
        """The same picture with nothing there outside a part of it, in its pixels."""
        masks = []
        for number, mask in enumerate(self.masks):
            share = 0.5**number
            rows = slice(math.ceil(top * share), math.floor(bottom * share))
            columns = slice(math.ceil(left * share), math.floor(right * share))
            masks.append(np.zeros_like(mask))
            masks[-1][rows, columns] = 255
        return self._replace(masks=tuple(masks))

    def _level(self, matrix: F64) -> int:
        scale = np.sqrt(max(abs(float(np.linalg.det(matrix[:2, :2]))), 1e-6))
        return int(np.clip(np.floor(np.log2(scale) + _LEVEL_SHIFT), 0, len(self.levels) - 1))


_TAKEN: Final = cv2.WARP_INVERSE_MAP


def frame(grey: U8) -> Frame:
    """The frame of a reference."""
    return frame_of(small(grey), (grey.shape[1], grey.shape[0]))


def small(grey: U8) -> U8:
    """All that is kept of a reference's pixels: at most `SIDE_PX` a side."""
    height, width = grey.shape
    factor = SIDE_PX / max(height, width)
    size = (max(_LEAST_SIDE_PX, round(width * factor)), max(_LEAST_SIDE_PX, round(height * factor)))
    return cv2.resize(grey, size, interpolation=cv2.INTER_AREA)


def frame_of(small: U8, size: tuple[int, int]) -> Frame:
    """The frame of a reference of `size`, width and height, from its small picture."""
    grey = _smooth(small.astype(np.float32))
    edges = gradients(grey)
    squared = edges.strength * edges.strength
    across, down = size[0] / small.shape[1], size[1] / small.shape[0]
    up = np.array([(across, 0, (across - 1) / 2), (0, down, (down - 1) / 2), (0, 0, 1)])
    return Frame(grey, edges, squared, cells(squared), *spread(grey), up)


def ground(grey: U8) -> Ground:
    """A picture to cut frames from."""
    levels = [grey]
    while min(levels[-1].shape) > _LEAST_LEVEL_PX and len(levels) < _MOST_LEVELS:
        levels.append(cv2.pyrDown(levels[-1]))
    return Ground(tuple(levels), tuple(np.full(level.shape, 255, np.uint8) for level in levels))


def gradients(grey: F32) -> Gradients:
    across, down = cv2.Scharr(grey, cv2.CV_32F, 1, 0), cv2.Scharr(grey, cv2.CV_32F, 0, 1)
    first, second = across * across, down * down
    strength = np.maximum(np.sqrt(first + second), np.float32(1e-3))
    return Gradients((first - second) / strength, 2 * across * down / strength, strength)


def cells(values: F32) -> F32:
    """The mean of each of `CELLS` by `CELLS` cells, in one row."""
    return cv2.resize(values, (CELLS, CELLS), interpolation=cv2.INTER_AREA).ravel()


def spread(grey: F32) -> tuple[F32, F32]:
    """Mean and variance of the window around each pixel."""
    mean = cv2.boxFilter(grey, -1, WINDOW)
    return mean, np.maximum(cv2.boxFilter(grey * grey, -1, WINDOW) - mean * mean, 0)


def _smooth(grey: F32) -> F32:
    return cv2.GaussianBlur(grey, (3, 3), _BLUR)


def _halved(level: int) -> F64:
    """Pixels of the whole picture to pixels of a level."""
    # A level's pixel lies on every second one of the level before, not between two.
    share = 0.5**level
    return np.diag([share, share, 1.0])
