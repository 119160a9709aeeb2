"""The strict verifier: does a picture show a reference at a place somebody proposed, and how surely?"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, NamedTuple

import cv2
import numpy as np

from matchers.features_vote import Support
from matchers.verify_frame import F64, Frame, Ground
from matchers.verify_measures import Measures, edges_alike, measures
from matchers.verify_weights import BIAS, REFERENCES, WEIGHTS

_MARGIN_PX: Final = 8
_RIM_PX: Final = _MARGIN_PX + 4
_STEPS: Final = 12
_STEP_LEAST: Final = 2e-3
_SMOOTHING: Final = 5
# Below this correlation of edges refining seldom ends anywhere: 1 of 200 true places lies lower.
LEAST_AT_FIRST: Final = 0.15

Quad = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]


NO_SUPPORT: Final = Support()


class Verdict(NamedTuple):
    """What was found at one place.

    Attributes:
        score: the chance that the picture shows the reference there, in [0, 1].
        matrix: 3 by 3, pixels of the reference's frame to pixels of the picture.
        quad: the reference's corners on the picture, in its pixels, clockwise from the upper left.
        width_px: how wide the reference lies there.
        support: corners that agree.
        beaten: by how much another reference lies better in the same place.
    """

    score: float
    matrix: F64
    quad: Quad
    width_px: float
    support: Support
    measures: Measures
    beaten: float = 0.0


def first_look(frame: Frame, ground: Ground, matrix: F64) -> float:
    """Correlation of edges at a place as proposed: cheap, to order places by."""
    return edges_alike(frame, ground.cut(matrix, frame.size))


def verify(
    frame: Frame, ground: Ground, matrix: F64, support: Callable[[F64], Support] = lambda _: NO_SUPPORT
) -> Verdict:
    """Lay the reference closer, then measure.

    Args:
        matrix: pixels of the frame to pixels of the picture, as proposed.
        support: which corners agree with such a matrix.
    """
    best, cut = matrix, ground.cut(matrix, frame.size)
    closer = _closer(frame, ground, matrix)
    if closer is not None:
        there = ground.cut(closer, frame.size)
        if edges_alike(frame, there) > edges_alike(frame, cut):
            best, cut = closer, there
    found, held = measures(frame, cut), support(best)
    quad = corners(best, frame.size)
    return Verdict(chance(inputs(found, best, frame, held)), best, quad, _width(quad), held, found)


def inputs(found: Measures, matrix: F64, frame: Frame, support: Support) -> dict[str, float]:
    """What the score is made of, by name; about 0 to 1 each."""
    width = _width(corners(matrix, frame.size))
    stretch = np.linalg.svd(matrix[:2, :2], compute_uv=False)
    return {
        **found._asdict(),
        "cells_texture": found.cells * found.texture,
        "sure_held": found.sure_cells * math.sqrt(support.held),
        "field_evidence": found.field * math.sqrt(found.field_share),
        "field_held": found.field * math.sqrt(support.held),
        "outline_held": found.outline * math.sqrt(support.held),
        "little": 3 * max(0.0, 1 - found.shown / 0.4),
        "fitting": math.log1p(support.fitting) / 5,
        "held": math.sqrt(support.held),
        "spread": support.spread,
        "width": min(1.0, width / 640),
        "small": max(0.0, 1 - width / 120),
        "stretch": min(1.0, math.log2(float(stretch[0] / max(stretch[1], 1e-6)))),
    }


def chance(values: dict[str, float], references: int = REFERENCES) -> float:
    """1 / (1 + e^-sum) of the weighted values; among more references chance alone finds more."""
    total = (
        BIAS
        - max(0.0, math.log(max(1, references) / REFERENCES))
        + math.fsum(WEIGHTS[name] * value for name, value in values.items() if name in WEIGHTS)
    )
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, total))))


def corners(matrix: F64, size: tuple[int, int]) -> Quad:
    """Where a frame's corners come to lie, clockwise from its upper left."""
    (width, height), found = size, []
    for x, y in ((0, 0), (width, 0), (width, height), (0, height)):
        a, b, c = matrix @ (x - 0.5, y - 0.5, 1.0)
        found.append((float(a / c), float(b / c)))
    return found[0], found[1], found[2], found[3]


def _width(quad: Quad) -> float:
    return (math.dist(quad[0], quad[1]) + math.dist(quad[2], quad[3])) / 2


def _closer(frame: Frame, ground: Ground, matrix: F64) -> F64 | None:
    """The place moved to where edges meet best (ECC, affine); None where that ends nowhere."""
    cut = ground.cut(matrix, frame.size, _MARGIN_PX)
    across, down = cv2.Scharr(cut.grey, cv2.CV_32F, 1, 0), cv2.Scharr(cut.grey, cv2.CV_32F, 0, 1)
    theirs = np.sqrt(cv2.magnitude(across, down))
    # The rim of what was pasted is an edge the reference itself has not: it would draw the place outwards.
    inner = np.zeros_like(cut.there)
    inner[_RIM_PX:-_RIM_PX, _RIM_PX:-_RIM_PX] = cut.there[_RIM_PX:-_RIM_PX, _RIM_PX:-_RIM_PX]
    start = np.array([(1, 0, _MARGIN_PX), (0, 1, _MARGIN_PX)], np.float32)
    ends = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, _STEPS, _STEP_LEAST)
    try:
        _, moved = cv2.findTransformECC(
            np.sqrt(frame.edges.strength), theirs, start, cv2.MOTION_AFFINE, ends, inner, _SMOOTHING
        )
    except cv2.error:  # nothing to be correlated
        return None
    back = np.array([(1, 0, -_MARGIN_PX), (0, 1, -_MARGIN_PX), (0, 0, 1)], np.float64)
    closer = matrix @ back @ np.vstack((moved, (0, 0, 1)))
    return closer if np.isfinite(closer).all() else None
