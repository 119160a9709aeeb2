"""The demo's register imports without a bad row, and its terms are what the demo claims."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from domain.rights import RightKind
from markwarden.demo import protected as p
from markwarden.demo.rights_workbook import leaves, write_workbook
from matchers.hashes import read_picture
from registry.imports import Mode, import_rights
from registry.rights import rights_to_match

TODAY = date(2026, 11, 23)


@pytest.mark.django_db
def test_the_workbook_imports_without_a_bad_row(tmp_path: Path) -> None:
    """Every row of the demo's workbook is taken, with its pictures and licences."""
    book = write_workbook(tmp_path / "register", TODAY)
    report = import_rights(
        book, mode=Mode.ALL_OR_NOTHING, read_picture=read_picture, pictures_root=tmp_path / "pictures"
    )
    rights = {right.id: right for right in rights_to_match()}
    assert not report.problems
    assert set(rights) == {right.code for right in p.all_rights(TODAY)}
    assert sum(len(right.licences) for right in rights.values()) == len(leaves(TODAY))
    assert all(rights[right.code].images for right in p.all_rights(TODAY) if right.pictures)


def test_every_kind_of_right_is_there() -> None:
    """The demo's register shows each kind of right."""
    assert {right.kind for right in p.all_rights(TODAY)} == set(RightKind)


@pytest.mark.parametrize("today", [date(2026, 11, 23), date(2027, 3, 14), date(2034, 1, 1)])
def test_terms_stand_whenever_the_demo_is_shown(today: date) -> None:
    """The fictional games' sign is in force, the Asian Games' sign and Kairu are not; other rights are."""
    out = {right.code for right in p.all_rights(today) if not right.term.covers(today)}
    assert out == {p.ASIAN_GAMES_SIGN, p.KAIRU}


def test_one_licence_has_ended() -> None:
    """The former licensee's leave is over, everybody else's runs."""
    over = {leave.seller for leave in leaves(TODAY) if not leave.term.covers(TODAY)}
    assert over == {"旧时尚服饰店"}
