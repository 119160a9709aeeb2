"""References that would match everything are refused with a reason, weak ones named, good ones taken."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from bench.image_drawings import U8
from matchers.copies_background import common_shapes
from matchers.copies_reference import Finding, judge_reference
from tests.matchers.shown import work


def keys(pixels: U8) -> set[str]:
    return {one.key for one in judge_reference(pixels, width=pixels.shape[1], height=pixels.shape[0])}


@pytest.mark.parametrize("style", ["scene", "mascot", "landscape"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_good_reference_is_taken_without_a_word(style: str, seed: int) -> None:
    """Works with something to them have nothing said against them."""
    assert keys(work(style, seed)) == set()


@pytest.mark.parametrize("seed", range(4))
def test_blank_card_is_refused(seed: int) -> None:
    """A plain or softly graded card would match every other."""
    pixels = work("blank", seed)
    assert judge_reference(pixels, width=600, height=600) == (Finding("blank", refused=True),)


def test_noise_on_a_plain_card_does_not_make_it_a_picture() -> None:
    """A scanned sheet of paper with a camera's grain is still blank."""
    grain = np.random.default_rng(1).normal(200, 3, (500, 400)).clip(0, 255).astype(np.uint8)
    assert keys(grain) == {"blank"}


@pytest.mark.parametrize(
    ("side", "key"), [(20, "too_small"), (47, "too_small"), (48, "small"), (100, "small")]
)
def test_small_pictures_are_refused_or_warned_about(side: int, key: str) -> None:
    """The size of the file counts, not that of what it was brought to."""
    findings = judge_reference(work("scene", 1), width=side, height=400)
    assert findings == (Finding(key, refused=key == "too_small"),)


def test_frame_is_refused() -> None:
    """A border around nothing is a stock frame: whatever stands in it is another's."""
    pixels = np.full((500, 500, 3), 250, np.uint8)
    cv2.rectangle(pixels, (15, 15), (485, 485), (40, 40, 160), 12)
    for x in range(20, 480, 40):
        cv2.circle(pixels, (x, 40), 9, (60, 120, 60), -1)
    assert keys(pixels) == {"frame"}


@pytest.mark.parametrize("number", [0, 1, 2, 3, 20, 22, 26])
def test_shape_that_belongs_to_nobody_is_refused(number: int) -> None:
    """A heart, a star, an arrow or a house alone, in another colour and size, is no reference."""
    shape = list(common_shapes())[number]
    ink = np.where(shape[..., None] < 128, np.array([30, 30, 200]), np.array([250, 240, 235])).astype(
        np.uint8
    )
    assert keys(cv2.resize(ink, (520, 480))) & {"common_shape", "frame"}


@pytest.mark.parametrize("seed", range(4))
def test_words_alone_are_warned_about(seed: int) -> None:
    """A picture of nothing but words is better protected as words."""
    assert "text_only" in keys(work("lettering", seed))
