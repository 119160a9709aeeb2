"""Corners are spread over a picture, found again, and vote for the place they come from."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from bench.image_drawings import U8
from matchers.copies_look import brought, grey_of, look
from matchers.copies_segment import Segment
from matchers.features import NONE, joined, points
from matchers.features_index import CornerIndex
from matchers.features_vote import Sheet, laid, places, support
from tests.matchers.shown import work


def grey(style: str, seed: int, side: int = 480) -> U8:
    return brought(grey_of(work(style, seed)), side)


def sheet(*pictures: U8) -> tuple[Sheet, CornerIndex]:
    """A sheet of one view a picture."""
    views = [points(one, 400) for one in pictures]
    index = CornerIndex()
    index.add([view.codes for view in views])
    sizes = np.array([one.shape[::-1] for one in pictures], np.float32)
    number = np.repeat(np.arange(len(views)), [len(view.at) for view in views])
    return Sheet(joined(*views), number, sizes / 2, np.hypot(*sizes.T)), index


def test_corners_are_spread_over_the_picture() -> None:
    """Where one half has seven times the corners of the other, both give about as many."""
    many = np.random.default_rng(1).integers(0, 256, (480, 240), np.uint8)
    few = np.full((480, 240), 128, np.uint8)
    for x in range(20, 240, 40):
        for y in range(20, 480, 24):
            few[y - 5 : y + 5, x - 8 : x + 8] = 255 * ((x + y) // 8 % 2)
    found = points(np.hstack((many, few)), 200)
    assert 0.25 < (found.at[:, 0] > 240).mean() < 0.75
    assert len(found.at) <= 200


@pytest.mark.parametrize("shape", [(1, 1), (10, 800), (61, 61), (400, 400)])
def test_nothing_to_see_has_no_corners(shape: tuple[int, int]) -> None:
    """Plain and tiny pictures have no corners and raise nothing."""
    assert len(points(np.full(shape, 127, np.uint8), 100).at) == 0


def test_corners_scale_with_their_picture() -> None:
    """Corners said in the pixels of a picture twice as large lie and measure twice as far."""
    found = points(grey("scene", 1), 50)
    assert np.allclose(found.scaled(2).at, found.at * 2)
    assert np.allclose(found.scaled(2).size, found.size * 2)


def test_index_gives_a_corner_itself_first() -> None:
    """Asked with a reference's own corners, the index finds nearly all of them, none of them changed."""
    one = grey("pattern", 2)
    own, index = points(one, 400), sheet(grey("scene", 1), one)[1]
    pairs = index.pairs(own)
    assert (pairs.bits == 0).sum() >= 0.95 * len(own.at)


def test_empty_index_and_empty_picture_meet_nowhere() -> None:
    """No references, or no corners, give no pairs and no places."""
    full, empty = sheet(grey("scene", 1))[1], CornerIndex()
    assert len(empty.pairs(points(grey("scene", 1), 100)).ours) == 0
    assert len(full.pairs(NONE).ours) == 0


@pytest.mark.parametrize("degrees", [0, 35, 180])
@pytest.mark.parametrize("factor", [0.5, 1.0])
def test_place_is_found_where_the_reference_was_laid(degrees: int, factor: float) -> None:
    """Corners of one picture among others vote for it, and its four corners come out within four pixels."""
    mine = grey("scene", 5)
    turn = np.vstack((cv2.getRotationMatrix2D((240, 180), degrees, factor), (0, 0, 1)))
    turn[:2, 2] += 120
    picture = cv2.warpPerspective(mine, turn, (640, 640), flags=cv2.INTER_AREA, borderValue=90)
    known, index = sheet(grey("landscape", 1), mine, grey("mascot", 2))
    seen = points(picture, 800)
    best = places(known, seen, index.pairs(seen), 3)[0]
    height, width = mine.shape
    quad = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64)
    assert best.view == 1
    assert np.abs(laid(best.matrix, quad) - laid(turn, quad)).max() < 4


def test_support_counts_what_agrees_and_not_what_lies_outside() -> None:
    """At the true place most corners hold, all over; half out of the picture they are not missed."""
    mine = grey("pattern", 6)
    known, index = sheet(mine)
    for cut in (mine, mine[:, : mine.shape[1] // 2]):
        seen = points(np.ascontiguousarray(cut), 800)
        held = support(known, seen, index.pairs(seen), 0, np.eye(3), (0, 0, *cut.shape[::-1]))
        assert held.held > 0.6
        assert held.spread > 0.8
    away = support(
        known,
        seen,
        index.pairs(seen),
        0,
        np.array([(1.0, 0, 90), (0, 1, 0), (0, 0, 1)]),
        (0, 0, 240, 480),
    )
    assert away.held < 0.2


def test_reference_is_seen_as_it_stands_and_mirrored() -> None:
    """A reference has both views, and a matrix from the mirrored one leads to the same pixels."""
    one = look(work("mascot", 3))
    width, held = one.size[0], Segment.of([one])
    (straight, *_), (there, *_) = (held.upright(0, view, np.eye(3)) @ (0, 0, 1) for view in (0, 1))
    assert all(len(view.at) for view in one.views)
    assert there == pytest.approx(width - 1 - straight)
