"""A pack's rights in the register: once, without overwriting what a person found out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from domain.rights import RightKind
from registry.inventory import right_lines
from registry.models import Right
from registry.pack_files import READY_PACKS, find_pack, read_pack
from registry.pack_rights import apply_pack, differences, pack_rights, row_differences
from registry.rights import rights_to_match
from tests.registry.pack_texts import MARKS, WORDS

pytestmark = pytest.mark.django_db


def applied(name: str) -> None:
    done = apply_pack(find_pack(name, [READY_PACKS]), dry_run=False)
    assert done.kept, done.problems


@pytest.mark.parametrize("name", ["special-marks", "gi-ningbo"])
def test_a_pack_is_registered_once(name: str) -> None:
    """The second time nothing is new and nothing changes."""
    applied(name)
    again = apply_pack(find_pack(name, [READY_PACKS]), dry_run=False)
    assert again.tally is not None
    assert (again.tally.new, again.tally.changed) == (0, 0)
    assert {one.state for one in differences(find_pack(name, [READY_PACKS]))} == {"same"}


def test_a_dry_run_registers_nothing() -> None:
    """It counts and leaves the register as it was."""
    done = apply_pack(find_pack("special-marks", [READY_PACKS]), dry_run=True)
    assert done.tally is not None
    assert done.tally.new > 30
    assert not Right.objects.exists()


@pytest.mark.parametrize("name", ["laws-cn", "nice-classes", "selling-words", "seeds", "works"])
def test_a_pack_of_rules_registers_nothing(name: str) -> None:
    """Rules, classes and words are no rights."""
    assert pack_rights(find_pack(name, [READY_PACKS])) == ()
    assert apply_pack(find_pack(name, [READY_PACKS]), dry_run=False).tally is None


def test_an_unknown_term_is_never_in_force() -> None:
    """A sign whose days nobody read is listed as not in force, and its right carries the doubt."""
    applied("special-marks")
    lines = {line.id: line for line in right_lines(date(2026, 11, 24))}
    assert not lines["special-marks:hz_name"].in_force
    rights = {right.id: right for right in rights_to_match()}
    assert {"term", "number"} <= set(rights["special-marks:hz_name"].to_confirm)
    assert rights["special-marks:an_name"].kind is RightKind.WORD
    assert "basis" in rights["special-marks:an_name"].to_confirm


def test_a_false_friend_is_not_looked_for_by_itself() -> None:
    """潮涌, OCA and 向前 are registered as guarded words: no text search takes them for the sign."""
    applied("special-marks")
    watched = {word for right in rights_to_match() for word in right.words}
    assert not watched & {"潮涌", "江南忆", "莲莲", "Lianlian", "向前", "OCA", "杭州2022", "超越"}
    assert {"杭州亚运会", "Memories of Jiangnan", "亚冬会"} <= watched
    (emblem,) = (right for right in rights_to_match() if right.id == "special-marks:hz_emblem")
    assert [one.word for one in emblem.facts.guarded] == ["潮涌"]
    assert "亚运" in emblem.facts.guarded[0].beside
    assert "亚运村" in emblem.facts.masked


def test_olympic_marks_are_only_a_contrast() -> None:
    """They are described to be told apart, and not registered."""
    applied("special-marks")
    assert not Right.objects.filter(code__startswith="special-marks:ol_").exists()


def test_what_a_person_found_out_is_kept() -> None:
    """Days, numbers, confirmations and watching that a person entered outlive the next registering."""
    applied("special-marks")
    row = Right.objects.get(code="special-marks:hz_emblem")
    row.valid_from, row.valid_to, row.number = date(2018, 8, 6), date(2024, 8, 5), "T2018001"
    row.to_confirm, row.watched = [], True
    row.save()
    applied("special-marks")
    row.refresh_from_db()
    assert (row.valid_to, row.number, row.to_confirm, row.watched) == (date(2024, 8, 5), "T2018001", [], True)


def test_a_changed_and_a_gone_right_are_told(tmp_path: Path) -> None:
    """A pack beside the register: what it says otherwise, with both sides, and what it no longer says."""
    path = tmp_path / "games.yaml"
    path.write_text(MARKS, "utf-8")
    assert apply_pack(read_pack(path), dry_run=False).kept
    changed = MARKS.replace("classes: [25, 28]", "classes: [25]").replace("id: mascot,", "id: animal,")
    path.write_text(changed, "utf-8")
    found = {one.id: one for one in differences(read_pack(path))}
    assert found["games:emblem"].changes == (("nice_classes", "25; 28", "25"),)
    assert (found["games:animal"].state, found["games:mascot"].state) == ("new", "gone")


def test_two_packs_are_compared_row_by_row(tmp_path: Path) -> None:
    """A changed field is told with both sides; the rows around it are not."""
    first, second = tmp_path / "mine.yaml", tmp_path / "later" / "mine.yaml"
    second.parent.mkdir()
    first.write_text(WORDS, "utf-8")
    second.write_text(WORDS.replace("strength: 0.6", "strength: 0.3"), "utf-8")
    (one,) = row_differences(read_pack(first).pack, read_pack(second).pack)
    assert (one.id, one.changes) == ("one", (("strength", "0.6", "0.3"),))
    assert row_differences(read_pack(first).pack, read_pack(first).pack) == ()
