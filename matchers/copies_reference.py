"""Whether a reference can be relied on: what would match everything is refused, what is weak is named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from matchers.copies_background import background
from matchers.copies_look import brought, grey_of
from matchers.features import points
from matchers.verify_frame import U8

# Sides in pixels: below the first nothing can be verified, below the second details are lost.
LEAST_SIDE_PX: Final = 48
SMALL_SIDE_PX: Final = 120
# Grey levels between the 1st and 99th of 100 pixels: below this the compression's own noise decides.
LEAST_CONTRAST: Final = 12
# Fewer corners than this many cannot be told from chance when the picture is cut or covered.
FEW_CORNERS: Final = 24
# Share of a picture that one common shape covers, and how surely, to be that shape.
_COMMON_AREA: Final = 0.25
_COMMON_SCORE: Final = 0.5
_COMMON_TEXTURE: Final = 0.8
# The middle of a frame, as a share of each side, and its edges as a share of all edges.
_MIDDLE: Final = 0.6
_FRAME_EDGES: Final = 0.02
# Of what stands on plain paper so much in letters of few heights makes it writing.
_PAPER_SHARE: Final = 0.55
_LETTERS_SHARE: Final = 0.85
_LEAST_LETTERS: Final = 8
_HEIGHT_SPREAD: Final = 2.2
_WRITING_PX: Final = 480


class Finding(NamedTuple):
    """Something to be said of a reference picture.

    Attributes:
        key: refused are `too_small`, `blank`, `frame` and `common_shape`; warned about `small`,
            `few_details` and `text_only`.
        refused: whether the picture cannot be registered.
    """

    key: str
    refused: bool


def judge_reference(picture: U8, *, width: int, height: int) -> tuple[Finding, ...]:
    """What speaks against a reference picture, worst first; nothing where it is good.

    Args:
        picture: its pixels, grey or BGR, as the matcher gets them.
        width, height: its own pixels, before it was made smaller.
    """
    grey = grey_of(picture)
    found = [Finding(key, refused=True) for key in _refusals(grey, picture, min(width, height))]
    return tuple(found or (Finding(key, refused=False) for key in _warnings(grey, min(width, height))))


def _refusals(grey: U8, picture: U8, side: int) -> Iterator[str]:
    if side < LEAST_SIDE_PX:
        yield "too_small"
    elif _is_blank(grey):
        yield "blank"
    elif _is_frame(grey):
        yield "frame"
    elif _is_common(picture):
        yield "common_shape"


def _warnings(grey: U8, side: int) -> Iterator[str]:
    if side < SMALL_SIDE_PX:
        yield "small"
    if _is_writing(grey):
        yield "text_only"
    if len(points(brought(grey, _WRITING_PX), 200).at) < FEW_CORNERS:
        yield "few_details"


def _is_blank(grey: U8) -> bool:
    low, high = np.percentile(cv2.GaussianBlur(grey, (5, 5), 0), (1, 99))
    return bool(high - low < LEAST_CONTRAST) or _edges(grey).mean() < 0.001


def _is_frame(grey: U8) -> bool:
    """Edges only near the border: a stock frame, whose middle is anybody's picture."""
    edges = _edges(brought(grey, 256))
    height, width = edges.shape
    top, left = round(height * (1 - _MIDDLE) / 2), round(width * (1 - _MIDDLE) / 2)
    inside = edges[top : height - top, left : width - left].sum()
    return bool(inside < _FRAME_EDGES * edges.sum())


def _edges(grey: U8) -> NDArray[np.float32]:
    made = cv2.Canny(grey, 30, 90)
    return (made > 0).astype(np.float32)


def _is_common(picture: U8) -> bool:
    """Whether one shape that belongs to nobody is all there is."""
    for found in background().found(picture):
        if found.score < _COMMON_SCORE:
            return False
        quad = np.array(found.verdict.quad, np.float32)
        covered = float(cv2.contourArea(quad)) / (found.size[0] * found.size[1])
        sure = found.verdict.measures.texture >= _COMMON_TEXTURE
        if sure and covered >= _COMMON_AREA and _nothing_else(grey_of(picture), quad, found.size):
            return True
    return False


def _nothing_else(grey: U8, quad: NDArray[np.float32], size: tuple[int, int]) -> bool:
    """Whether hardly an edge lies outside the shape's place."""
    edges = _edges(cv2.resize(grey, size))
    mask: U8 = np.zeros(edges.shape, np.uint8)
    cv2.fillConvexPoly(mask, quad.round().astype(np.int32), 1)
    mask = cv2.dilate(mask, np.ones((9, 9), np.uint8))
    return bool(edges[mask == 0].sum() <= 0.05 * edges.sum())


def _is_writing(grey: U8) -> bool:
    """Letters of few heights on plain paper, and next to nothing else."""
    small = brought(grey, _WRITING_PX)
    paper = int(np.argmax(np.bincount(small.ravel(), minlength=256)))
    ink = (np.abs(small.astype(np.int16) - paper) > 40).astype(np.uint8)
    if 1 - ink.mean() < _PAPER_SHARE:
        return False
    _count, _labels, boxes, _centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    boxes = boxes[1:][boxes[1:, cv2.CC_STAT_AREA] >= 6]
    tall = boxes[:, cv2.CC_STAT_HEIGHT]
    if len(tall) < _LEAST_LETTERS:
        return False
    usual = float(np.median(tall))
    letters = (
        (tall <= _HEIGHT_SPREAD * usual)
        & (boxes[:, cv2.CC_STAT_WIDTH] <= 4 * usual)
        & (usual < 0.25 * len(small))
    )
    areas = boxes[:, cv2.CC_STAT_AREA]
    return bool(areas[letters].sum() >= _LETTERS_SHARE * areas.sum())
