"""A reference picture made ready to be found again: corners, frame, hashes in every orientation."""

from __future__ import annotations

from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from matchers.crops import Crop, trimmed
from matchers.features import Points, joined, points
from matchers.pdq import LEAST_QUALITY, pdq_orientations
from matchers.verify_frame import F64, U8, Frame, small

# References are brought to one size, so that one grid of places serves all.
REFERENCE_PX: Final = 480
# A reference that lies small in a picture has lost its fine corners: it is also looked at small.
_SMALL_PX: Final = 200
_CORNERS: Final = 400
_SMALL_CORNERS: Final = 200


class Hashed(NamedTuple):
    """PDQ of one part of a picture.

    Attributes:
        bits: 8 by 32.
        box: left, top, right, bottom in pixels.
    """

    bits: NDArray[np.uint8]
    box: tuple[int, int, int, int]


class Look(NamedTuple):
    """One reference.

    Attributes:
        small: what its frame is made of, grey; the frame's matrices lead through the pixels of `size`.
        views: corners as it stands and mirrored, each in the pixels of its own view.
        size: width and height the reference was brought to.
    """

    small: U8
    views: tuple[Points, Points]
    size: tuple[int, int]
    hashed: tuple[Hashed, ...]


def upright(frame: Frame, width: int, view: int, matrix: F64) -> F64:
    """A matrix from the pixels of a view of a reference `width` wide as one from its frame's."""
    mirror = np.array([(-1, 0, width - 1), (0, 1, 0), (0, 0, 1)], np.float64)
    return (matrix @ mirror if view else matrix) @ frame.up


def look(picture: U8) -> Look:
    """Make a reference ready; `picture` is grey or BGR."""
    grey = brought(grey_of(picture), REFERENCE_PX)
    mirrored = np.ascontiguousarray(grey[:, ::-1])
    size = (grey.shape[1], grey.shape[0])
    return Look(small(grey), (_corners(grey), _corners(mirrored)), size, tuple(_hashed(grey)))


def grey_of(picture: U8) -> U8:
    return picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)


def brought(grey: U8, longest: int) -> U8:
    """The picture with its longer side `longest` pixels, as it is if that is so."""
    factor = longest / max(grey.shape)
    if factor == 1:
        return grey
    size = (max(1, round(grey.shape[1] * factor)), max(1, round(grey.shape[0] * factor)))
    return cv2.resize(grey, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR)


def _corners(grey: U8) -> Points:
    small = brought(grey, _SMALL_PX)
    again = points(small, _SMALL_CORNERS).scaled(grey.shape[1] / small.shape[1])
    return joined(points(grey, _CORNERS), again)


def _hashed(grey: U8) -> list[Hashed]:
    """The whole and, where a border can be trimmed, what is inside."""
    height, width = grey.shape
    parts = {part[1:]: part for part in (Crop("whole", 0, 0, width, height), trimmed(grey))}
    made = ((part, pdq_orientations(part.of(grey))) for part in parts.values())
    return [Hashed(each.hashes, part[1:]) for part, each in made if each.quality >= LEAST_QUALITY]


def orientation(number: int, ours: tuple[int, int, int, int], theirs: tuple[int, int, int, int]) -> F64:
    """The matrix that lays box `ours`, turned as `matchers.orientations` numbers it, on box `theirs`."""
    turned = np.array([(0, 1, 0), (1, 0, 0), (0, 0, 1)] if number & 4 else np.eye(3), np.float64)
    across = np.array([(-1, 0, 1), (0, 1, 0), (0, 0, 1)] if number & 1 else np.eye(3), np.float64)
    down = np.array([(1, 0, 0), (0, -1, 1), (0, 0, 1)] if number & 2 else np.eye(3), np.float64)
    return _spread(theirs) @ down @ across @ turned @ np.linalg.inv(_spread(ours))


def _spread(box: tuple[int, int, int, int]) -> F64:
    """The unit square to a box of pixels."""
    left, top, right, bottom = box
    return np.array([(right - left, 0, left - 0.5), (0, bottom - top, top - 0.5), (0, 0, 1)], np.float64)
