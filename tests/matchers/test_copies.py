"""Copies are found however they are disguised, and what only looks alike is left alone."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import cv2
import numpy as np
import pytest

from bench.image_drawings import U8
from bench.image_edits import SEEN, collage_many, fitted
from domain.match import OPERATING_POINT, Match
from domain.rights import RightKind
from domain.values import Picture, PictureHash
from matchers.copies import CompiledCopies, CopiesMatcher
from matchers.copies_hashes import most_bits, score_at
from matchers.copies_kinds import at_kind
from matchers.orientations import NAMES, oriented
from matchers.panel import compile_panel
from matchers.pdq import pdq
from matchers.score import total
from tests.matchers.shown import Wall, work

STYLES = ("scene", "mascot", "landscape")


@pytest.fixture(scope="module")
def wall() -> Wall:
    return Wall()


@pytest.fixture(scope="module")
def compiled(wall: Wall) -> CompiledCopies:
    """Six works, one right each."""
    rights = [wall.right(f"{style}-{i}", work(style, i)) for style in STYLES for i in (1, 2)]
    return CopiesMatcher(wall.look).compile(rights)


def found(compiled: CompiledCopies, wall: Wall, *pictures: U8) -> dict[str, Match]:
    matches = compiled.match([wall.listing(*pictures)])[0]
    return {match.right_id: match for match in matches if match.score >= OPERATING_POINT}


@pytest.mark.parametrize("edit", SEEN)
@pytest.mark.parametrize("style", STYLES)
def test_disguised_copy_is_found(compiled: CompiledCopies, wall: Wall, style: str, edit: str) -> None:
    """A work is found after each of the edits sellers make, and no other work with it."""
    picture = SEEN[edit](work(style, 1), np.random.default_rng(5), lambda: work("pattern", 77))
    assert set(found(compiled, wall, fitted(picture, 640))) == {f"{style}-1"}


@pytest.mark.parametrize("style", [*STYLES, "poster", "pattern", "lettering", "blank", "figure"])
@pytest.mark.parametrize("seed", [31, 32])
def test_another_picture_is_left_alone(compiled: CompiledCopies, wall: Wall, style: str, seed: int) -> None:
    """A picture of the same style, of words, or of nothing is no copy."""
    assert found(compiled, wall, work(style, seed)) == {}


@pytest.mark.parametrize("seed", range(4))
def test_small_picture_among_loud_ones_is_found(compiled: CompiledCopies, wall: Wall, seed: int) -> None:
    """One of six or nine pictures, cut to its cell, is found although the others have far more corners."""
    rng, style = np.random.default_rng(seed), ("scene", "landscape")[seed % 2]
    loud = (lambda: work("pattern", 77 + seed), lambda: work("poster", 60 + seed))[seed // 2]
    assert set(found(compiled, wall, fitted(collage_many(work(style, 1), rng, loud), 640))) == {f"{style}-1"}


def test_two_works_in_one_picture_are_two_matches(compiled: CompiledCopies, wall: Wall) -> None:
    """A collage of two protected works is claimed for both, each with its own place."""
    both = np.hstack([cv2.resize(work(style, 1), (400, 320)) for style in ("scene", "landscape")])
    claims = found(compiled, wall, both)
    assert set(claims) == {"scene-1", "landscape-1"}
    quads = [claims[key].reasons[0].quad for key in ("scene-1", "landscape-1")]
    assert quads[0] is not None
    assert quads[1] is not None
    assert max(x for x, _ in quads[0][::3]) < min(x for x, _ in quads[1][1:3])


def test_place_is_where_the_work_was_pasted(compiled: CompiledCopies, wall: Wall) -> None:
    """The quadrilateral lies within two hundredths of the place, clockwise from the upper left."""
    page = np.full((600, 800, 3), 240, np.uint8)
    part = fitted(work("mascot", 1), 300)
    height, width = part.shape[:2]
    page[100 : 100 + height, 400 : 400 + width] = part
    quad = found(compiled, wall, page)["mascot-1"].reasons[0].quad
    right, foot = 400 + width, 100 + height
    wanted = [(400, 100), (right, 100), (right, foot), (400, foot)]
    assert quad is not None
    assert np.abs(np.array(quad) / 1000 * (800, 600) - wanted).max() < 16


def test_mirrored_work_says_so(compiled: CompiledCopies, wall: Wall) -> None:
    """A mirrored copy's corners run the other way round, and a reason says it in words."""
    mirrored = np.ascontiguousarray(work("scene", 1)[:, ::-1])
    reasons = found(compiled, wall, mirrored)["scene-1"].reasons
    assert next(one.theirs for one in reasons if one.feature == "copy_area").endswith("mirrored")


def test_score_is_one_reason_and_the_rest_explain(compiled: CompiledCopies, wall: Wall) -> None:
    """The calibrated reason alone makes the score; the parts have no weight and lie in [0, 1]."""
    match = found(compiled, wall, fitted(work("landscape", 1), 400))["landscape-1"]
    assert match.score == total(match.reasons) == match.reasons[0].score
    assert [one.weight for one in match.reasons[1:]] == [0.0] * (len(match.reasons) - 1)
    parts = {one.feature: one.theirs for one in match.reasons}
    assert {"copy_corners", "copy_edges", "copy_shown"} <= parts.keys()
    corners, source = parts["copy_corners"].split()
    assert int(corners) > 0
    assert source in ("corners", "hash")


def test_order_of_rights_makes_no_difference_with_pixels(wall: Wall) -> None:
    """The same works in another order are found at the same places with the same scores."""
    rights = [wall.right(f"r{i}", work("mascot", i)) for i in range(1, 4)]
    listing = wall.listing(work("mascot", 2), work("mascot", 3))
    one, other = (
        CopiesMatcher(wall.look).compile(order).match([listing]) for order in (rights, rights[::-1])
    )
    assert one == other


def test_added_and_ended_rights_count_at_once(wall: Wall) -> None:
    """After a change the panel finds what was added and no longer what ended, as if compiled anew."""
    first, second = (wall.right(f"w{i}", work("scene", 40 + i)) for i in (1, 2))
    before = CopiesMatcher(wall.look).compile([first])
    after = before.changed([second], [first])
    listing = wall.listing(work("scene", 41), work("scene", 42))
    assert [match.right_id for match in before.match([listing])[0]] == ["w1"]
    assert after.match([listing]) == CopiesMatcher(wall.look).compile([second]).match([listing])


def test_known_references_are_not_looked_at_again(wall: Wall) -> None:
    """Adding a right asks for the pixels of its own pictures only."""
    first, second = (wall.right(f"k{i}", work("pattern", 50 + i)) for i in (1, 2))
    compiled = CopiesMatcher(wall.look).compile([first])
    wall.asked.clear()
    compiled.changed([second], [])
    assert wall.asked == [second.images[0].digest]


def test_change_without_pictures_changes_nothing(compiled: CompiledCopies, wall: Wall) -> None:
    """A right without pictures leaves the compiled matcher as it is."""
    word = replace(wall.right("word", work("scene", 1)), images=(), text="VELTORA")
    assert compiled.changed([word], []) is compiled


def test_same_file_needs_no_pixels(wall: Wall) -> None:
    """A byte-for-byte copy is claimed with certainty without being looked at."""
    right = wall.right("same", work("mascot", 60))
    compiled = CopiesMatcher(wall.look).compile([right])
    wall.asked.clear()
    match = compiled.match([wall.listing(work("mascot", 60))])[0][0]
    assert (match.score, match.reasons[0].feature, wall.asked) == (1.0, "same_picture", [])


def _hashed(picture: Picture, pixels: U8) -> Picture:
    grey = np.ascontiguousarray(pixels[..., 1])
    made = pdq(grey)
    return replace(picture, hashes=(PictureHash("pdq", "whole", made.quality, made.hashes[0].tobytes()),))


@pytest.mark.parametrize("turn", range(8))
def test_turned_copy_without_pixels_is_found_by_its_hash(turn: int) -> None:
    """Without pixels a copy turned or mirrored as a whole is found, and the reason says by what."""
    wall, pixels = Wall(), work("landscape", 3)
    original = wall.right("hashed", pixels)
    right = replace(original, images=(_hashed(original.images[0], pixels),))
    turned = np.ascontiguousarray(oriented(pixels, turn))
    seen = replace(_hashed(wall.hang(turned), turned), digest="ab" * 32)
    listing = replace(wall.listing(), pictures=(seen,))
    match = CopiesMatcher().compile([right]).match([listing])[0][0]
    assert match.score >= OPERATING_POINT
    assert match.reasons[1].feature == "copy_hash"
    kind, bits, orientation, crop, quality = match.reasons[1].theirs.split()
    assert (kind, orientation, crop) == ("pdq", NAMES[turn], "whole")
    assert int(bits) <= most_bits(1)
    assert int(quality) >= 50


@pytest.mark.parametrize("style", STYLES)
def test_without_pixels_another_picture_is_left_alone(style: str) -> None:
    """Hashes of other pictures of one style lie too far apart for a claim."""
    wall, pixels, other = Wall(), work(style, 1), work(style, 9)
    original = wall.right("hashed", pixels)
    right = replace(original, images=(_hashed(original.images[0], pixels),))
    listing = replace(wall.listing(), pictures=(_hashed(wall.hang(other), other),))
    assert CopiesMatcher().compile([right]).match([listing]) == ((),)


def test_larger_registers_ask_for_nearer_hashes() -> None:
    """The distance that still counts never grows with the register, and ends at the published one."""
    allowed = [most_bits(count) for count in (1, 130, 1_000, 10_000, 1_000_000)]
    assert allowed == sorted(allowed, reverse=True)
    assert allowed[-1] == 31
    assert [score_at(0), score_at(10)] == [1.0, 0.55]


def test_panel_hands_pixels_to_the_matcher(wall: Wall) -> None:
    """A panel compiled with pixels finds a cut copy that hashes alone cannot."""
    right = wall.right("cut", work("landscape", 5))
    listing = wall.listing(np.ascontiguousarray(work("landscape", 5)[:, 120:420]))
    seeing, blind = (
        compile_panel([right], names=("copies",), zone=ZoneInfo("Asia/Shanghai"), looks=looks)
        for looks in (wall.look, None)
    )
    assert [match.right_id for match in seeing.match([listing])[0]] == ["cut"]
    assert blind.match([listing]) == ((),)


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((1, 1, 3), np.uint8),
        np.zeros((2, 900), np.uint8),
        np.full((640, 640, 3), 255, np.uint8),
        np.random.default_rng(1).integers(0, 256, (300, 300, 3), np.uint8),
        np.tile(np.array([[0, 255], [255, 0]], np.uint8), (200, 200)),
    ],
    ids=["one-pixel", "a-line", "white", "noise", "chequered"],
)
def test_odd_picture_is_no_copy_and_no_error(compiled: CompiledCopies, wall: Wall, pixels: U8) -> None:
    """Pictures with nothing, or nothing but noise, in them match nothing, as listing or as reference."""
    assert found(compiled, wall, pixels) == {}
    odd = CopiesMatcher(wall.look).compile([wall.right("odd", pixels)])
    assert found(odd, wall, work("scene", 1)) == {}


def test_pixels_that_are_gone_leave_the_hashes(wall: Wall) -> None:
    """A picture whose file is lost is compared by what is known of it, not an error."""
    compiled = CopiesMatcher(lambda _: None).compile([wall.right("gone", work("scene", 1))])
    assert compiled.match([wall.listing(work("scene", 2))]) == ((),)


def test_picture_that_comes_again_is_not_looked_at_again(wall: Wall) -> None:
    """Text read later, or another seller with the same picture, costs no second look."""
    compiled = CopiesMatcher(wall.look).compile([wall.right("again", work("scene", 80))])
    listing = wall.listing(np.ascontiguousarray(work("scene", 80)[:, 100:]))
    first = compiled.match([listing])
    wall.asked.clear()
    assert compiled.match([listing]) == first
    assert wall.asked == []
    assert compiled.changed([], []) is compiled


def test_what_was_found_before_a_right_came_is_not_remembered(wall: Wall) -> None:
    """A right added later is looked for in pictures seen before it."""
    first, second = (wall.right(f"later-{i}", work("mascot", 80 + i)) for i in (1, 2))
    listing = wall.listing(np.ascontiguousarray(work("mascot", 82)[60:]))
    compiled = CopiesMatcher(wall.look).compile([first])
    assert compiled.match([listing]) == ((),)
    assert [match.right_id for match in compiled.changed([second], []).match([listing])[0]] == ["later-2"]


def test_every_picture_is_counted_at_the_stage_that_ended_it(wall: Wall) -> None:
    """Known files, pictures seen before, those without pixels and those looked at make up all."""
    rights = [wall.right("counted", work("scene", 81))]
    panel = compile_panel(rights, names=("text", "copies"), zone=ZoneInfo("Asia/Shanghai"), looks=wall.look)
    cut = np.ascontiguousarray(work("scene", 81)[50:])
    lost = wall.listing(work("poster", 81))
    del wall.hung[lost.pictures[0].digest]
    panel.match([wall.listing(work("scene", 81), cut, work("landscape", 81)), wall.listing(cut), lost])
    effort = {key.removeprefix("copies/"): n for key, n in panel.effort.items()}
    ends = {key: effort[key] for key in ("same_file", "seen_before", "not_looked_at", "looked_at")}
    assert ends == {"same_file": 1, "seen_before": 1, "not_looked_at": 1, "looked_at": 2}
    assert effort["pictures"] == sum(ends.values())
    assert effort["first_looks"] >= effort["verified"] >= effort["likely"] == 1


@pytest.mark.parametrize("kind", RightKind)
def test_kinds_move_a_score_and_keep_its_order(kind: RightKind) -> None:
    """Whatever the kind, surer stays surer, and nothing leaves [0, 1]."""
    scores = [0.0, 1e-6, 0.2, 0.5, 0.8, 1 - 1e-6, 1.0]
    moved = [at_kind(score, kind) for score in scores]
    assert moved == sorted(moved)
    assert 0.0 <= moved[0] <= moved[-1] <= 1.0


def test_marks_ask_for_more_than_works() -> None:
    """Emblems of one style are more alike than photographs: the same place says less of a mark."""
    assert at_kind(0.5, RightKind.FIGURE) < 0.5 < at_kind(0.5, RightKind.WORK)
