"""Shapes that belong to nobody: hearts, stars, arrows, ticks, frames; a reference must not be one of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from matchers.copies_gallery import Gallery
from matchers.copies_look import look
from matchers.verify_frame import U8

Corners = NDArray[np.float64]

_SIDE_PX: Final = 400


@cache
def background() -> Gallery:
    """The common shapes, ready to be found; made once."""
    return Gallery([look(picture) for picture in common_shapes()])


def common_shapes() -> Iterator[U8]:
    """Each shape filled and in outline, black on white."""
    for corners in _OUTLINES.values():
        at = [(corners() * _SIDE_PX).astype(np.int32)]
        filled, line = _paper(), _paper()
        cv2.fillPoly(filled, at, 0, cv2.LINE_AA)
        cv2.polylines(line, at, True, 0, 14, cv2.LINE_AA)
        yield filled
        yield line
    yield from _frames()


def _paper() -> U8:
    return np.full((_SIDE_PX, _SIDE_PX), 255, np.uint8)


def _frames() -> Iterator[U8]:
    """Borders of one or two lines, and with marked corners."""
    for widths in ((6,), (24,), (4, 16)):
        picture = _paper()
        for i, width in enumerate(widths):
            edge = 30 + 40 * i
            cv2.rectangle(picture, (edge, edge), (_SIDE_PX - edge, _SIDE_PX - edge), 0, width)
        yield picture
        for x in (30, _SIDE_PX - 30):
            for y in (30, _SIDE_PX - 30):
                cv2.rectangle(picture, (x - 20, y - 20), (x + 20, y + 20), 0, -1)
        yield picture.copy()


def _star(points: int, inner: float) -> Callable[[], Corners]:
    def made() -> Corners:
        angles = np.arange(2 * points) * math.pi / points - math.pi / 2
        radius = np.where(np.arange(2 * points) % 2, inner, 1.0) * 0.42
        return np.stack((np.cos(angles), np.sin(angles)), axis=1) * radius[:, None] + 0.5

    return made


def _heart() -> Corners:
    t = np.linspace(0, 2 * math.pi, 120)
    x = 16 * np.sin(t) ** 3
    y = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    return np.stack((x, -y), axis=1) / 40 + 0.5


def _given(*corners: tuple[float, float]) -> Callable[[], Corners]:
    return lambda: np.array(corners)


_OUTLINES: Final[dict[str, Callable[[], Corners]]] = {
    "heart": _heart,
    "star": _star(5, 0.38),
    "star_of_four": _star(4, 0.4),
    "star_of_six": _star(6, 0.58),
    "burst": _star(16, 0.8),
    "sun": _star(12, 0.55),
    "circle": _star(60, 1.0),
    "hexagon": _star(3, 1.0),
    "triangle": _given((0.5, 0.12), (0.9, 0.85), (0.1, 0.85)),
    "diamond": _given((0.5, 0.08), (0.85, 0.5), (0.5, 0.92), (0.15, 0.5)),
    "square": _given((0.15, 0.15), (0.85, 0.15), (0.85, 0.85), (0.15, 0.85)),
    "arrow": _given((0.1, 0.4), (0.55, 0.4), (0.55, 0.2), (0.9, 0.5), (0.55, 0.8), (0.55, 0.6), (0.1, 0.6)),
    "tick": _given((0.1, 0.55), (0.22, 0.42), (0.42, 0.62), (0.78, 0.2), (0.9, 0.32), (0.42, 0.85)),
    "cross": _given((0.12, 0.25), (0.25, 0.12), (0.5, 0.37), (0.75, 0.12), (0.88, 0.25), (0.63, 0.5),
                    (0.88, 0.75), (0.75, 0.88), (0.5, 0.63), (0.25, 0.88), (0.12, 0.75), (0.37, 0.5)),
    "plus": _given((0.38, 0.1), (0.62, 0.1), (0.62, 0.38), (0.9, 0.38), (0.9, 0.62), (0.62, 0.62),
                   (0.62, 0.9), (0.38, 0.9), (0.38, 0.62), (0.1, 0.62), (0.1, 0.38), (0.38, 0.38)),
    "shield": _given((0.15, 0.12), (0.85, 0.12), (0.85, 0.5), (0.72, 0.74), (0.5, 0.92),
                     (0.28, 0.74), (0.15, 0.5)),
    "house": _given((0.5, 0.1), (0.92, 0.48), (0.8, 0.48), (0.8, 0.9), (0.2, 0.9), (0.2, 0.48), (0.08, 0.48)),
    "bolt": _given((0.55, 0.08), (0.2, 0.55), (0.45, 0.55), (0.38, 0.92), (0.78, 0.4), (0.52, 0.4)),
}  # fmt: skip
