"""The verifier: right places are sure, wrong ones are not, and neither tone nor inversion misleads it."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.image_drawings import U8
from matchers.copies_gallery import cut_by
from matchers.copies_look import brought, grey_of, orientation
from matchers.orientations import oriented
from matchers.verify import Quad, chance, corners, first_look, verify
from matchers.verify_frame import F64, SIDE_PX, frame, ground
from matchers.verify_measures import measures
from matchers.verify_weights import WEIGHTS
from tests.matchers.shown import work

AGAINST = {"beaten", "small", "stretch", "little"}


def grey(style: str, seed: int) -> U8:
    return brought(grey_of(work(style, seed)), 480)


def similar(factor: float, degrees: float, x: float, y: float) -> F64:
    turn = math.radians(degrees)
    cos, sin = factor * math.cos(turn), factor * math.sin(turn)
    return np.array([(cos, -sin, x), (sin, cos, y), (0, 0, 1)])


def shown(reference: U8, matrix: F64) -> U8:
    return cv2.warpPerspective(reference, matrix, (700, 700), flags=cv2.INTER_AREA, borderValue=128)


@settings(max_examples=15, deadline=None)
@given(
    factor=st.floats(0.4, 1.0), degrees=st.floats(0, 360), gain=st.floats(0.4, 1.0), inverted=st.booleans()
)
def test_right_place_is_near_one_in_any_tone(
    factor: float, degrees: float, gain: float, inverted: bool
) -> None:
    """At the true place edges and windows agree, whatever the turn, the size, the contrast and its sign."""
    reference = grey("mascot", 1)
    matrix = similar(factor, degrees, 350, 350) @ similar(1, 0, -240, -200)
    picture = shown(reference, matrix).astype(np.float32) * gain + 20
    scene = ground((255 - picture if inverted else picture).clip(0, 255).astype(np.uint8))
    one = frame(reference)
    found = measures(one, scene.cut(matrix @ one.up, one.size))
    assert min(found.edges, found.cells, found.tone) > 0.8
    assert found.texture > 0.7


@pytest.mark.parametrize("style", ["mascot", "scene", "pattern", "landscape"])
def test_wrong_picture_is_unlike_at_every_place(style: str) -> None:
    """Another picture of the style, laid on exactly, stays below what a copy reaches."""
    one = frame(grey(style, 1))
    scene = ground(cv2.resize(grey(style, 2), (480, 400)))
    found = measures(one, scene.cut(np.diag([480 / one.size[0], 400 / one.size[1], 1.0]), one.size))
    assert found.texture < 0.7
    assert found.sure_cells < 0.3


@pytest.mark.parametrize("off", [(4, 0), (0, -4), (3, 3)])
def test_place_a_little_off_is_moved_home(off: tuple[int, int]) -> None:
    """A proposal some pixels off ends at most two pixels from the truth."""
    reference = grey("scene", 3)
    truth = similar(0.8, 10, 120, 60)
    verdict = verify(
        frame(reference), ground(shown(reference, truth)), similar(1, 0, *off) @ truth @ frame(reference).up
    )
    wanted = corners(truth @ frame(reference).up, frame(reference).size)
    assert max(math.dist(a, b) for a, b in zip(verdict.quad, wanted, strict=True)) < 2.5


def test_place_outside_the_picture_is_nothing() -> None:
    """A place that lies wholly beyond the picture measures nothing and is no error."""
    reference = grey("scene", 3)
    one, scene = frame(reference), ground(reference)
    far = similar(1, 0, 5000, 5000) @ one.up
    assert verify(one, scene, far).measures.visible == 0.0
    assert abs(first_look(one, scene, far)) < 0.5


def test_what_a_seam_cuts_off_is_not_missed() -> None:
    """A picture cut by its panel is judged by what the panel shows; what is beyond counts for nothing."""
    reference = grey("landscape", 3)
    height, width = reference.shape
    beside = np.hstack((reference[:, : 2 * width // 3], cv2.resize(grey("pattern", 9), (width, height))))
    one, scene = frame(reference), ground(np.ascontiguousarray(beside))
    whole = measures(one, scene.cut(one.up, one.size))
    inside = measures(one, scene.within(0, 0, 2 * width // 3, height).cut(one.up, one.size))
    assert whole.visible > 0.9
    assert 0.5 < inside.visible < 0.7
    assert inside.cells > 0.95 > whole.cells


@pytest.mark.parametrize(
    ("quad", "cut"),
    [
        (((0, 0), (100, 0), (100, 100), (0, 100)), False),
        (((-60, 0), (100, 0), (100, 100), (-60, 100)), True),
        (((0, 0), (400, 0), (400, 400), (0, 400)), False),
        (((300, 300), (400, 300), (400, 400), (300, 400)), False),
        (((0, 0), (100, 100), (100, 0), (0, 100)), False),
        (((5, 5), (5, 5), (5, 5), (5, 5)), False),
    ],
    ids=["fills", "cut", "far larger", "elsewhere", "crosses itself", "a point"],
)
def test_panel_that_cuts_a_place_is_named(quad: Quad, cut: bool) -> None:
    """Only a panel that holds most of a place and not all of it has cut it, whatever the place's shape."""
    assert cut_by(quad, [(0, 0, 100, 100), (200, 0, 300, 100)]) == ((0, 0, 100, 100) if cut else None)


@pytest.mark.parametrize("shape", [(1, 1), (2, 300), (300, 2), (64, 64)])
def test_odd_shapes_have_a_frame(shape: tuple[int, int]) -> None:
    """However small or long a reference is, its frame has sides within bounds and no broken number."""
    one = frame(np.random.default_rng(1).integers(0, 256, shape, np.uint8))
    assert max(one.size) == SIDE_PX
    assert np.isfinite(one.edges.cos).all()


@pytest.mark.parametrize("turn", range(8))
def test_orientation_lays_a_box_where_turning_puts_it(turn: int) -> None:
    """The matrix of each orientation takes a pixel to where the turned picture has it."""
    pixels = np.zeros((30, 50), np.uint8)
    pixels[4, 7] = 255
    turned = oriented(pixels, turn)
    x, y, _ = orientation(turn, (0, 0, 50, 30), (0, 0, turned.shape[1], turned.shape[0])) @ (7, 4, 1)
    assert turned[round(y), round(x)] == 255


def test_weights_keep_the_sign_of_their_measure() -> None:
    """What speaks for a copy never counts against it, nor the other way round."""
    assert {name for name, weight in WEIGHTS.items() if weight < 0} <= AGAINST
    assert not {name for name, weight in WEIGHTS.items() if weight > 0} & AGAINST


@given(st.dictionaries(st.sampled_from(sorted(WEIGHTS)), st.floats(-1e6, 1e6)))
def test_chance_is_a_chance(values: dict[str, float]) -> None:
    """Whatever is measured, the score lies in [0, 1]."""
    assert 0.0 <= chance(values) <= 1.0
