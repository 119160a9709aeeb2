"""A drawing of what met what: the reference, its place on the listing's picture, and what lies there."""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.values import Quad
from matchers.copies_look import grey_of
from matchers.features import points
from matchers.verify_frame import U8

_TALL_PX: Final = 480
_GAP_PX: Final = 12
_LINE: Final = (40, 40, 230)
_CORNER: Final = (60, 200, 60)
# Corners drawn are those whose codes differ in at most so many of 256 bits, this near each other.
_ALIKE_BITS: Final = 64
_NEAR_PX: Final = 12.0
_MOST_CORNERS: Final = 300


def drawing(reference: U8, picture: U8, quad: Quad) -> U8:
    """Three pictures beside each other, BGR: the reference, the listing's picture with the place framed, and
    that place laid flat, with the corners marked that both have."""
    ours, theirs = _tall(_colour(reference)), _tall(_colour(picture))
    height, width = theirs.shape[:2]
    corners = (np.array(quad) / 1000 * (width, height)).astype(np.float32)
    flat = _flat(theirs, corners, ours)
    common = _common(ours, flat)
    framed = theirs.copy()
    cv2.polylines(framed, [corners.round().astype(np.int32)], True, _LINE, 3, cv2.LINE_AA)
    cv2.circle(framed, tuple(int(v) for v in corners[0].round()), 7, _LINE, -1, cv2.LINE_AA)
    return _beside(_marked(ours, common), framed, _marked(flat, common))


def png(picture: U8) -> bytes:
    """The picture as a PNG file."""
    _, data = cv2.imencode(".png", picture)
    return data.tobytes()


def _colour(picture: U8) -> U8:
    return cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR) if picture.ndim == 2 else picture


def _tall(picture: U8) -> U8:
    factor = _TALL_PX / picture.shape[0]
    size = (max(1, round(picture.shape[1] * factor)), _TALL_PX)
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR)


def _flat(picture: U8, corners: NDArray[Any], like: U8) -> U8:
    height, width = like.shape[:2]
    upright = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), upright)
    return cv2.warpPerspective(picture, matrix, (width, height), borderValue=(90, 90, 90))


def _common(ours: U8, flat: U8) -> NDArray[Any]:
    """Where both have the same corner: n by 2."""
    one, other = points(grey_of(ours), 600), points(grey_of(flat), 600)
    if not len(one.at) or not len(other.at):
        return np.zeros((0, 2), np.float32)
    words = one.codes.view(np.uint64)[:, None] ^ other.codes.view(np.uint64)[None]
    bits = np.bitwise_count(words).sum(axis=-1, dtype=np.int64)
    away = np.hypot(*(one.at[:, None] - other.at[None]).transpose(2, 0, 1))
    both: NDArray[np.bool_] = ((bits <= _ALIKE_BITS) & (away <= _NEAR_PX)).any(axis=1)
    return one.at[both][:_MOST_CORNERS]


def _marked(picture: U8, at: NDArray[Any]) -> U8:
    out = picture.copy()
    for x, y in at.round().astype(int):
        cv2.circle(out, (int(x), int(y)), 4, _CORNER, 1, cv2.LINE_AA)
    return out


def _beside(*pictures: U8) -> U8:
    gap = np.full((_TALL_PX, _GAP_PX, 3), 255, np.uint8)
    parts = [part for picture in pictures for part in (picture, gap)]
    return np.hstack(parts[:-1])
