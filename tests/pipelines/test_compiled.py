"""Compiled rights in files: opened as they were made, or made again, and never a reason to fail."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from domain.listing import Listing
from domain.rights import Right, RightKind
from matchers.panel import DEFAULT, compile_panel
from pipelines import compiled
from pipelines.compiled import ABANDONED_S, KEPT, PART, How, Ready, ready_panel
from tests.matchers.shown import Wall, work
from tests.pipelines.made import ZONE

RIGHTS = tuple(
    Right(id=text, kind=RightKind.WORD, text=text, nice_classes=(25,))
    for text in ("Norvelle", "山岚记忆", "Jax & Kestrel", "哆啦梦A")
)
LISTINGS = [
    Listing(platform="p", id=str(i), title=title, captured_at=datetime(2026, 6, 1, tzinfo=UTC))
    for i, title in enumerate(("Novelle coat", "山 岚 记 忆 外套", "J.a.x Kestrel", "nothing at all"))
]


def ready(kept_in: Path | None, rights: Sequence[Right] = RIGHTS, *, least: int = 1) -> Ready:
    return ready_panel(rights, zone=ZONE, kept_in=kept_in, least=least)


def folder(kept_in: Path) -> Path:
    [found] = [place for place in kept_in.iterdir() if not place.name.startswith(PART)]
    return found


def test_second_process_opens_what_the_first_compiled(tmp_path: Path) -> None:
    """The files give the same matches and the same digest, changes included."""
    first, second = ready(tmp_path), ready(tmp_path)
    assert (first.how, second.how) == (How.COMPILED, How.OPENED)
    assert second.panel.match(LISTINGS) == first.panel.match(LISTINGS)
    assert any(matches for matches in second.panel.match(LISTINGS))
    assert second.panel.digest == first.panel.digest == compile_panel(RIGHTS, zone=ZONE).digest
    fewer = second.panel.changed(ended=["Norvelle"])
    assert fewer.match(LISTINGS) == compile_panel(RIGHTS[1:], zone=ZONE).match(LISTINGS)
    assert "norvelle" not in str(fewer.match(LISTINGS))


@pytest.mark.parametrize(
    "rights",
    [RIGHTS[:-1], RIGHTS[::-1], (*RIGHTS[:-1], Right(id="哆啦梦A", kind=RightKind.WORK, text="哆啦梦A"))],
    ids=["one fewer", "another order", "one of another kind"],
)
def test_other_rights_are_never_answered_for(tmp_path: Path, rights: tuple[Right, ...]) -> None:
    """A register that differs in a right, its content or its order is compiled for itself."""
    ready(tmp_path)
    other = ready(tmp_path, rights)
    assert other.how is How.COMPILED
    assert other.panel.match(LISTINGS) == compile_panel(rights, zone=ZONE).match(LISTINGS)


def test_other_rules_are_never_answered_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What older rules or older code compiled is not opened."""
    ready(tmp_path)
    monkeypatch.setattr(compiled, "RULES_VERSION", "older")
    assert ready(tmp_path).how is How.COMPILED
    monkeypatch.setattr(compiled, "_code", lambda: "other code")
    assert ready(tmp_path).how is How.COMPILED


def cut(place: Path) -> None:
    file = place / "text" / "entries.npy"
    file.write_bytes(file.read_bytes()[:-8])


def flip(place: Path) -> None:
    file = place / "text" / "word_at.npy"
    content = bytearray(file.read_bytes())
    content[-3] ^= 0xFF
    file.write_bytes(content)


def lose(place: Path) -> None:
    (place / "text" / "filter.npy").unlink()


def blank(place: Path) -> None:
    file = place / "text" / "text.npy"
    file.write_bytes(bytes(file.stat().st_size))  # as after a power cut


def add(place: Path) -> None:
    np.save(place / "text" / "more.npy", np.zeros(3))


def forget(place: Path) -> None:
    (place / compiled.ABOUT).unlink()


def scribble(place: Path) -> None:
    (place / compiled.ABOUT).write_bytes(b"\xff{")


def deny(place: Path) -> None:
    (place / compiled.ABOUT).write_text("[]")


def empty(place: Path) -> None:
    shutil.rmtree(place)
    place.mkdir()


def file_instead(place: Path) -> None:
    shutil.rmtree(place)
    place.write_bytes(b"no folder")


def link_to_nowhere(place: Path) -> None:
    shutil.rmtree(place)
    place.symlink_to(place.parent / "nowhere")


def other_format(place: Path) -> None:
    about = place / "text" / "about.json"
    told = json.loads(about.read_text())
    about.write_text(json.dumps({**told, "format": told["format"] + 1}))
    (place / compiled.ABOUT).write_text(json.dumps(compiled._sums(place)))


@pytest.mark.parametrize(
    "damage",
    [cut, flip, lose, blank, add, forget, scribble, deny, empty, file_instead, link_to_nowhere, other_format],
)
def test_damaged_files_are_made_again_and_counted(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    """Whatever happened to the files, the matches are right; it is counted, and done once."""
    expected = ready(tmp_path).panel.match(LISTINGS)
    damage(folder(tmp_path))
    repaired, after = ready(tmp_path), ready(tmp_path)
    assert (repaired.how, after.how) == (How.REBUILT, How.OPENED)
    assert repaired.panel.match(LISTINGS) == after.panel.match(LISTINGS) == expected
    assert [place.name for place in tmp_path.iterdir()] == [folder(tmp_path).name]


def test_no_room_to_keep_is_no_reason_to_fail(tmp_path: Path) -> None:
    """Where nothing can be written the rights are compiled each time."""
    (tmp_path / "file").write_bytes(b"")
    place = tmp_path / "file" / "compiled"
    assert [ready(place).how for _ in range(2)] == [How.COMPILED, How.COMPILED]
    assert ready(place).panel.match(LISTINGS) == compile_panel(RIGHTS, zone=ZONE).match(LISTINGS)


@pytest.mark.parametrize("least", [len(RIGHTS) + 1, compiled.LEAST])
def test_small_registers_leave_nothing_behind(tmp_path: Path, least: int) -> None:
    """What compiles at once is not kept, nor is anything without a place to keep it in."""
    assert ready(tmp_path, least=least).how is How.COMPILED
    assert ready(None).how is How.COMPILED
    assert list(tmp_path.iterdir()) == []


def test_old_registers_and_abandoned_work_are_removed(tmp_path: Path) -> None:
    """The newest few registers stay; half-written ones of the dead go, those of the living stay."""
    for name, age in ((f"{PART}dead", ABANDONED_S + 60), (f"{PART}alive", 5)):
        (tmp_path / name).mkdir()
        at = (tmp_path / name).stat().st_mtime - age
        os.utime(tmp_path / name, (at, at))
    for number in range(len(RIGHTS), 0, -1):
        ready(tmp_path, RIGHTS[:number])
        newest = max(tmp_path.iterdir(), key=lambda place: place.stat().st_mtime_ns)
        assert newest.name == compiled.digest_of(RIGHTS[:number], DEFAULT)
    names = {place.name for place in tmp_path.iterdir()}
    assert len(names) == KEPT + 1
    assert f"{PART}alive" in names
    assert ready(tmp_path, RIGHTS).how is How.COMPILED


def test_processes_that_start_at_once_do_not_disturb_one_another(tmp_path: Path) -> None:
    """Many compile and keep the same register at once: each matches rightly, one whole folder is left."""
    with ThreadPoolExecutor(8) as several:
        found = list(several.map(lambda _: ready(tmp_path), range(16)))
    expected = compile_panel(RIGHTS, zone=ZONE).match(LISTINGS)
    assert all(one.panel.match(LISTINGS) == expected for one in found)
    assert ready(tmp_path).how is How.OPENED
    assert len([place for place in tmp_path.iterdir() if not (place / "old").exists()]) == 1


def test_pictures_make_a_register_worth_keeping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few rights with many reference pictures are kept, and opened without looking at one again."""
    monkeypatch.setattr(compiled, "LEAST_PICTURES", 3)
    wall = Wall()
    rights = [wall.right(style, work(style, 70)) for style in ("scene", "mascot", "landscape")]
    first = ready_panel(rights, zone=ZONE, looks=wall.look, kept_in=tmp_path)
    wall.asked.clear()
    second = ready_panel(rights, zone=ZONE, looks=wall.look, kept_in=tmp_path)
    assert (first.how, second.how, wall.asked) == (How.COMPILED, How.OPENED, [])
    listing = wall.listing(np.ascontiguousarray(work("mascot", 70)[40:, 60:]))
    assert [match.right_id for match in second.panel.match([listing])[0]] == ["mascot"]
    assert second.panel.match([listing]) == first.panel.match([listing])
