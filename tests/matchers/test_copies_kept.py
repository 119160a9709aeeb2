"""References made ready: changed without a rebuild, kept in mapped files, refused when not whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bench.image_drawings import U8
from domain.match import OPERATING_POINT, Match
from domain.rights import Right
from matchers.copies import CompiledCopies, CopiesMatcher
from matchers.copies_kept import ABOUT
from matchers.copies_register import Register
from matchers.copies_segment import CORNERS
from tests.matchers.shown import Wall, work

STYLES = ("scene", "mascot", "landscape", "pattern")


@pytest.fixture(scope="module")
def wall() -> Wall:
    return Wall()


@pytest.fixture(scope="module")
def rights(wall: Wall) -> list[Right]:
    return [wall.right(f"{style}-{i}", work(style, 200 + i)) for i in range(3) for style in STYLES]


def shown(compiled: CompiledCopies, wall: Wall, *pictures: U8) -> dict[str, Match]:
    matches = compiled.match([wall.listing(*pictures)])[0]
    return {match.right_id: match for match in matches if match.score >= OPERATING_POINT}


def cut(style: str, number: int) -> U8:
    """A part of a work, as no file or hash is known of it."""
    picture = work(style, 200 + number)
    return np.ascontiguousarray(picture[30:, picture.shape[1] // 5 :])


def test_opened_references_answer_as_compiled_ones(wall: Wall, rights: list[Right], tmp_path: Path) -> None:
    """The files give the very same matches, and no reference's pixels are asked for again."""
    compiled = CopiesMatcher(wall.look).compile(rights)
    compiled.save(tmp_path / "copies", "d")
    wall.asked.clear()
    opened = CopiesMatcher(wall.look).open(tmp_path / "copies", "d", rights)
    assert wall.asked == []
    listing = wall.listing(cut("scene", 1), cut("mascot", 2), work("landscape", 900))
    assert opened.match([listing]) == compiled.match([listing])
    assert set(shown(opened, wall, cut("scene", 1))) == {"scene-1"}


def test_opened_references_stay_on_disk(wall: Wall, rights: list[Right], tmp_path: Path) -> None:
    """Arrays are maps of their files, which other processes share."""
    CopiesMatcher(wall.look).compile(rights).save(tmp_path / "copies", "d")
    opened = CopiesMatcher(wall.look).open(tmp_path / "copies", "d", rights)
    [segment] = opened.gallery.register.segments
    assert isinstance(segment.sheet.points.at, np.memmap)
    assert isinstance(segment.bits, np.memmap)


def test_one_reference_more_is_made_ready_alone(wall: Wall, rights: list[Right], tmp_path: Path) -> None:
    """What was opened is shared, not made again, and the newcomer is found beside it."""
    CopiesMatcher(wall.look).compile(rights).save(tmp_path / "copies", "d")
    before = CopiesMatcher(wall.look).open(tmp_path / "copies", "d", rights)
    newcomer = wall.right("new", work("poster", 250))
    wall.asked.clear()
    after = before.changed([newcomer], [])
    assert wall.asked == [newcomer.images[0].digest]
    assert [len(segment) for segment in after.gallery.register.segments] == [len(rights), 1]
    assert after.gallery.register.segments[0] is before.gallery.register.segments[0]
    assert set(shown(after, wall, np.ascontiguousarray(work("poster", 250)[:, 90:]))) == {"new"}
    assert set(shown(after, wall, cut("mascot", 1))) == {"mascot-1"}
    assert shown(before, wall, np.ascontiguousarray(work("poster", 250)[:, 90:])) == {}


def test_many_changes_leave_what_a_fresh_register_finds(wall: Wall, rights: list[Right]) -> None:
    """Added one by one and half of them ended, references are found as if compiled at once."""
    compiled = CopiesMatcher(wall.look).compile([])
    for right in rights:
        compiled = compiled.changed([right], [])
    compiled = compiled.changed([], rights[::2])
    fresh = CopiesMatcher(wall.look).compile(rights[1::2])
    for style in STYLES:
        found = (shown(one, wall, cut(style, 1)) for one in (compiled, fresh))
        now, then = ({key: one.score for key, one in each.items()} for each in found)
        assert now == pytest.approx(then, abs=0.02)


def test_ended_reference_makes_no_room_for_chance(wall: Wall, rights: list[Right]) -> None:
    """A work whose right ended is not found; the others still are, although it takes the nearest corners."""
    twin = wall.right("twin", work("scene", 201))
    noisy = wall.right("noisy", np.clip(work("scene", 201).astype(np.int16) + 3, 0, 255).astype(np.uint8))
    both = CopiesMatcher(wall.look).compile([twin, noisy])
    left = both.changed([], [twin])
    assert set(shown(both, wall, cut("scene", 1))) == {"twin", "noisy"}
    assert set(shown(left, wall, cut("scene", 1))) == {"noisy"}


def test_right_that_changed_keeps_its_reference(wall: Wall, rights: list[Right]) -> None:
    """Ended and added with the same picture, it is not made ready again and stays found."""
    compiled = CopiesMatcher(wall.look).compile(rights)
    renamed = Right(id="renamed", kind=rights[0].kind, images=rights[0].images)
    wall.asked.clear()
    after = compiled.changed([renamed], [rights[0]])
    assert wall.asked == []
    assert set(shown(after, wall, cut("scene", 0))) == {"renamed"}


def test_changed_references_are_not_kept(wall: Wall, rights: list[Right], tmp_path: Path) -> None:
    """Files are written of what was compiled as a whole, not of a register with gaps."""
    changed = CopiesMatcher(wall.look).compile(rights[:3]).changed([], rights[:1])
    with pytest.raises(ValueError, match="compile again"):
        changed.save(tmp_path / "copies", "d")


def test_nothing_to_keep_is_kept_too(wall: Wall, tmp_path: Path) -> None:
    """Without a picture that can be read the folder says so, and opens."""
    CopiesMatcher(wall.look).compile([]).save(tmp_path / "copies", "d")
    opened = CopiesMatcher(wall.look).open(tmp_path / "copies", "d", [])
    assert shown(opened, wall, work("scene", 201)) == {}


def _foreign(folder: Path) -> None:
    (folder / ABOUT).write_text(json.dumps({"digest": "other", "pictures": []}))


def _one_missing(folder: Path) -> None:
    about = json.loads((folder / ABOUT).read_text())
    (folder / ABOUT).write_text(json.dumps({**about, "pictures": about["pictures"][1:]}))


def _without_corners(folder: Path) -> None:
    (folder / CORNERS).unlink()


def _no_corners(folder: Path) -> None:
    (folder / CORNERS).write_bytes(b"nothing of the kind")


def _no_array(folder: Path) -> None:
    (folder / "size.npy").write_bytes(b"\x80\x04N.")


@pytest.mark.parametrize("damage", [_foreign, _one_missing, _without_corners, _no_corners, _no_array])
def test_damaged_files_are_refused(
    wall: Wall, rights: list[Right], tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    """Files of other rights, cut off or foreign, are an error that says so, never an empty register."""
    CopiesMatcher(wall.look).compile(rights[:2]).save(tmp_path / "copies", "d")
    damage(tmp_path / "copies")
    with pytest.raises((OSError, ValueError)):
        CopiesMatcher(wall.look).open(tmp_path / "copies", "d", rights[:2])


def test_empty_register_is_one() -> None:
    """Nothing, and nothing more, is still nothing."""
    empty = Register(())
    assert len(empty) == 0
    assert empty.more([]) is empty
    assert empty.hashed()[0].shape == (0, 32)
