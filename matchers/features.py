"""Corners of a picture, spread over all of it: the places by which a part of a picture is found again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

# What OpenCV gives back has no element type for a checker: these names say it to a reader.
F32 = NDArray[Any]
U8 = NDArray[Any]

# A flat drawing has few strong corners, so that weak ones are let in and the best of each cell kept.
_FAST_THRESHOLD: Final = 6
_CELLS: Final = 12
_BLOCKS: Final = 4
_STEP: Final = 1.2
_LEVELS: Final = 8
_PATCH_PX: Final = 31
_DETECTED_PER_KEPT: Final = 3


class Points(NamedTuple):
    """Corners of one picture.

    Attributes:
        at: n by 2, pixels of the picture given.
        turn: n, direction in radians.
        size: n, diameter in pixels of the picture given.
        codes: n by 32, ORB's 256 bits.
    """

    at: F32
    turn: F32
    size: F32
    codes: U8

    def scaled(self, factor: float) -> Points:
        """The same corners in a picture `factor` times as large."""
        return self._replace(at=self.at * np.float32(factor), size=self.size * np.float32(factor))


NONE: Final = Points(
    np.zeros((0, 2), np.float32),
    np.zeros(0, np.float32),
    np.zeros(0, np.float32),
    np.zeros((0, 32), np.uint8),
)


def points(grey: U8, most: int) -> Points:
    """At most about `most` corners of a grey picture, spread over its cells."""
    if min(grey.shape) < 2 * _PATCH_PX:
        return NONE
    orb = _orb(most * _DETECTED_PER_KEPT)
    found = [*orb.detect(grey, None)]
    found += _quiet(grey, found, most)
    if not found:
        return NONE
    kept, codes = orb.compute(grey, [found[i] for i in _spread(found, grey.shape, most)])
    if not kept:
        return NONE
    rows = np.array([(*p.pt, p.angle, p.size) for p in kept], np.float32)
    return Points(rows[:, :2].copy(), np.deg2rad(rows[:, 2]), rows[:, 3], codes)


def joined(*parts: Points) -> Points:
    """Corners of several renderings of one picture, already in the same pixels."""
    return Points(*(np.concatenate(field) for field in zip(*parts, strict=True)))


def _quiet(grey: U8, found: Sequence[cv2.KeyPoint], most: int) -> list[cv2.KeyPoint]:
    """Corners of blocks that loud ones have left without their share."""
    if len(found) < most * _DETECTED_PER_KEPT // 2:
        return []
    height, width = grey.shape
    at = np.asarray(cv2.KeyPoint.convert(found))
    block = np.minimum(at / (width, height) * _BLOCKS, _BLOCKS - 1).astype(np.intp)
    counts = np.bincount(block[:, 1] * _BLOCKS + block[:, 0], minlength=_BLOCKS * _BLOCKS)
    share = most // (_BLOCKS * _BLOCKS)
    return [one for i in np.flatnonzero(counts < share) for one in _of_block(grey, int(i), share)]


def _of_block(grey: U8, number: int, most: int) -> list[cv2.KeyPoint]:
    """Corners of one block, with so much around it that those at its edges have their patch."""
    row, column = divmod(number, _BLOCKS)
    height, width = grey.shape
    top, foot = height * row // _BLOCKS, height * (row + 1) // _BLOCKS
    left, right = width * column // _BLOCKS, width * (column + 1) // _BLOCKS
    y, x = max(0, top - _PATCH_PX), max(0, left - _PATCH_PX)
    part = np.ascontiguousarray(grey[y : foot + _PATCH_PX, x : right + _PATCH_PX])
    if min(part.shape) < 2 * _PATCH_PX:
        return []
    made = []
    for one in _orb(2 * most).detect(part, None):
        one.pt = (one.pt[0] + x, one.pt[1] + y)
        if left <= one.pt[0] < right and top <= one.pt[1] < foot:
            made.append(one)
    return made


def _orb(most: int) -> cv2.ORB:
    return cv2.ORB.create(
        nfeatures=most,
        scaleFactor=_STEP,
        nlevels=_LEVELS,
        edgeThreshold=_PATCH_PX // 2,
        patchSize=_PATCH_PX,
        fastThreshold=_FAST_THRESHOLD,
    )


def _spread(found: Sequence[cv2.KeyPoint], shape: tuple[int, ...], most: int) -> NDArray[np.intp]:
    """The strongest of every cell, then the next of every cell, until there are enough."""
    if len(found) <= most:
        return np.arange(len(found))
    at = np.asarray(cv2.KeyPoint.convert(found))
    strength = np.fromiter((p.response for p in found), np.float32, len(found))
    cells = np.minimum(at / (shape[1], shape[0]) * _CELLS, _CELLS - 1).astype(np.intp)
    order = np.argsort(-strength, kind="stable")
    cell = (cells[:, 1] * _CELLS + cells[:, 0])[order]
    by_cell = np.argsort(cell, kind="stable")
    starts = np.searchsorted(cell[by_cell], np.arange(_CELLS * _CELLS))
    rank = np.empty(len(found), np.intp)
    rank[by_cell] = np.arange(len(found)) - starts[cell[by_cell]]
    return order[np.argsort(rank, kind="stable")[:most]]
