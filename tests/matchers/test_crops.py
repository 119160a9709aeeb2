"""Parts of pictures: borders are taken off, fields between seams found, and photographs left whole."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from matchers.crops import TILES, crops, panels, tiles, trimmed
from matchers.pdq import pdq

Grey = NDArray[np.uint8]


def photograph(seed: int, width: int = 240, height: int = 200) -> Grey:
    """Soft shapes that end nowhere in a straight line."""
    blocks = np.random.default_rng(seed).integers(0, 256, (6, 7), np.uint8)
    return np.asarray(Image.fromarray(blocks).resize((width, height), Image.Resampling.BICUBIC))


def framed(grey: Grey, *, top: int, right: int, bottom: int, left: int, shade: int = 255) -> Grey:
    return np.pad(grey, ((top, bottom), (left, right)), constant_values=shade)


@pytest.mark.parametrize("shade", [0, 128, 255])
@pytest.mark.parametrize(
    ("top", "right", "bottom", "left"), [(20, 20, 20, 20), (60, 0, 0, 0), (0, 31, 7, 90)]
)
def test_a_plain_border_is_taken_off(shade: int, top: int, right: int, bottom: int, left: int) -> None:
    """Whatever its shade and sides, what is left has the hash of the picture it was put around."""
    inner = photograph(1)
    grey = framed(inner, top=top, right=right, bottom=bottom, left=left, shade=shade)
    crop = trimmed(grey)
    assert crop.name == "trim"
    assert int(np.bitwise_count(pdq(crop.of(grey)).hashes ^ pdq(inner).hashes).sum()) <= 40


def test_a_frame_in_a_frame_is_taken_off() -> None:
    """White around black around a picture: both go."""
    inner = photograph(2)
    double = framed(
        framed(inner, top=9, right=9, bottom=9, left=9, shade=0), top=30, right=30, bottom=30, left=30
    )
    crop = trimmed(double)
    assert abs(crop.left - 39) <= 2
    assert abs(crop.bottom - (39 + 200)) <= 2


@pytest.mark.parametrize(
    "grey", [photograph(3), np.full((200, 240), 255, np.uint8)], ids=["photograph", "plain"]
)
def test_what_has_no_border_stays_whole(grey: Grey) -> None:
    """Neither a photograph nor a plain card loses a line."""
    assert trimmed(grey).name == "whole"


def test_a_small_thing_on_a_ground_keeps_its_ground() -> None:
    """A product cut out on white is not a border around a detail."""
    grey = np.full((240, 240), 255, np.uint8)
    grey[110:130, 100:140] = photograph(4, 40, 20)
    assert trimmed(grey).name == "whole"


def test_pictures_of_a_collage_are_fields_of_their_own() -> None:
    """Four pictures put together are found again as four panels."""
    parts = [photograph(seed, 150, 130) for seed in (5, 6, 7, 8)]
    collage = np.vstack((np.hstack(parts[:2]), np.hstack(parts[2:])))
    found = panels(collage)
    for part in parts:
        best = min(
            int(np.bitwise_count(pdq(one.of(collage)).hashes ^ pdq(part).hashes).sum()) for one in found
        )
        assert best <= 31


def test_nine_pictures_in_one_are_nine_fields() -> None:
    """None of the pictures of a dense collage is left out."""
    parts = [framed(photograph(seed, 90, 90), top=2, right=2, bottom=2, left=2) for seed in range(9)]
    collage = np.vstack([np.hstack(parts[row : row + 3]) for row in (0, 3, 6)])
    middles = {
        ((one.left + one.right) // 2 // 94, (one.top + one.bottom) // 2 // 94) for one in panels(collage)
    }
    assert middles == {(across, down) for across in range(3) for down in range(3)}


def test_a_banner_is_cut_from_what_stands_above_it() -> None:
    """The picture over a seller's banner is a panel; the ribbon itself is too small for one."""
    picture = photograph(9, 240, 200)
    banner = np.full((36, 240), 30, np.uint8)
    found = panels(np.vstack((picture, banner)))
    assert [(one.left, one.top, one.right) for one in found] == [(0, 0, 240)]
    assert abs(found[0].bottom - 200) <= 1


@pytest.mark.parametrize("seed", range(20, 30))
def test_a_photograph_has_no_panels(seed: int) -> None:
    """Without long straight seams nothing is cut."""
    assert panels(photograph(seed)) == []


def test_no_part_comes_twice_and_all_have_boxes() -> None:
    """Every crop is another rectangle inside the picture, and the whole is none of them."""
    grey = framed(photograph(1), top=20, right=0, bottom=20, left=0)
    found = list(crops(grey))
    assert len({one[1:] for one in found}) == len(found)
    for one in found:
        left, top, right, bottom = one.box(grey)
        assert 0 <= left < right <= 1000
        assert 0 <= top < bottom <= 1000
        assert (left, top, right, bottom) != (0, 0, 1000, 1000)


def test_tiles_are_halves_and_quarters() -> None:
    """Eight tiles, which together cover the picture three times over."""
    found = tiles(photograph(1))
    assert {one.name for one in found} == set(TILES)
    assert sum((one.right - one.left) * (one.bottom - one.top) for one in found) == 3 * 240 * 200


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (500, 1), (20, 20), (31, 900)])
def test_a_dot_or_a_strip_has_no_parts(shape: tuple[int, int]) -> None:
    """What is too thin to be cut is not."""
    assert list(crops(np.zeros(shape, np.uint8))) == []
