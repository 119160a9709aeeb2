"""Special marks by day: in the term, after it, and while nobody knows the term."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from domain.special_marks import Basis, Company, InTerm, Regime, SignKind, SpecialMarks
from registry.pack_files import READY_PACKS, find_pack, read_pack
from tests.registry.pack_texts import MARKS


def marks(folder: Path, first: str = "2023-01-01", last: str = "2026-12-31") -> SpecialMarks:
    text = MARKS.replace("first_day: 2023-01-01", f"first_day: {first}")
    path = folder / "games.yaml"
    path.write_text(text.replace("last_day: 2026-12-31", f"last_day: {last}"), "utf-8")
    pack = read_pack(path).pack
    assert isinstance(pack, SpecialMarks)
    return pack


@pytest.fixture(scope="module")
def ready() -> SpecialMarks:
    pack = find_pack("special-marks", [READY_PACKS]).pack
    assert isinstance(pack, SpecialMarks)
    return pack


OPEN = "to_be_filled"
MARK, WORK, UNFAIR = Basis.SPECIAL_MARK, Basis.COPYRIGHT, Basis.UNFAIR_COMPETITION


@pytest.mark.parametrize(
    ("first", "last", "day", "said"),
    [
        ("2023-01-01", "2026-12-31", date(2022, 12, 31), InTerm.NOT_YET),
        ("2023-01-01", "2026-12-31", date(2023, 1, 1), InTerm.YES),
        ("2023-01-01", "2026-12-31", date(2026, 12, 31), InTerm.YES),
        ("2023-01-01", "2026-12-31", date(2027, 1, 1), InTerm.LAPSED),
        ("2024-02-29", "2024-02-29", date(2024, 2, 29), InTerm.YES),
        (OPEN, OPEN, date(2026, 12, 31), InTerm.UNKNOWN),
        (OPEN, "2026-12-31", date(2026, 12, 31), InTerm.UNKNOWN),
        (OPEN, "2026-12-31", date(2027, 1, 1), InTerm.LAPSED),
        ("2023-01-01", OPEN, date(2023, 1, 1), InTerm.UNKNOWN),
        ("2023-01-01", OPEN, date(2022, 12, 31), InTerm.NOT_YET),
    ],
)
def test_the_term_includes_its_last_day(
    tmp_path: Path, first: str, last: str, day: date, said: InTerm
) -> None:
    """In force on both ends, not a day beyond; unknown as long as a date is to be filled in."""
    assert marks(tmp_path, first, last).events[0].registration.on(day) is said


@pytest.mark.parametrize(
    ("first", "last", "day", "kind", "bases"),
    [
        ("2023-01-01", "2026-12-31", date(2026, 12, 31), SignKind.EMBLEM, {MARK, WORK}),
        ("2023-01-01", "2026-12-31", date(2027, 1, 1), SignKind.EMBLEM, {WORK, UNFAIR}),
        ("2023-01-01", "2026-12-31", date(2026, 12, 31), SignKind.NAME, {MARK}),
        ("2023-01-01", "2026-12-31", date(2027, 1, 1), SignKind.NAME, {UNFAIR}),
        (OPEN, OPEN, date(2026, 12, 31), SignKind.EMBLEM, {WORK}),
        (OPEN, OPEN, date(2026, 12, 31), SignKind.NAME, set()),
    ],
)  # fmt: skip
def test_the_basis_switches_by_itself(
    tmp_path: Path, first: str, last: str, day: date, kind: SignKind, bases: set[Basis]
) -> None:
    """In the term the special mark, after it what remains; with unknown dates neither is claimed."""
    event = marks(tmp_path, first, last).events[0]
    assert {rests.basis for rests in event.bases_on(day, kind)} == bases


def test_no_ready_event_claims_a_term_nobody_read(ready: SpecialMarks) -> None:
    """Every ready registration waits for its announcement, and says so."""
    for event in ready.events:
        assert event.registration.where
        assert event.registration.on(date(2026, 11, 24)) is InTerm.UNKNOWN
        assert {"term", "basis"} & set(event.open_points)
        held = event.bases_on(date(2026, 11, 24), SignKind.NAME)
        assert Basis.SPECIAL_MARK not in {rests.basis for rests in held}


def test_foreign_games_rest_on_no_special_mark(ready: SpecialMarks) -> None:
    """Aichi-Nagoya, Doha and the Council of Asia are not under the regulation on special marks."""
    foreign = {event.id: event for event in ready.events if event.regime is Regime.NONE}
    assert set(foreign) == {"aichi_nagoya2026", "doha2030", "oca"}
    bases = {rests.basis for event in foreign.values() for rests in event.rests_on}
    assert not bases & {Basis.SPECIAL_MARK, Basis.OLYMPIC_MARK}


def test_the_asian_games_never_rest_on_the_olympic_rule(ready: SpecialMarks) -> None:
    """Only the contrast rests on the regulation on Olympic marks, and it is not watched."""
    bases = {event.id: {rests.basis for rests in event.rests_on} for event in ready.events}
    assert {name for name, held in bases.items() if Basis.OLYMPIC_MARK in held} == {"olympic"}
    assert {event.id for event in ready.events if event.contrast} == {"olympic"}


@pytest.mark.parametrize(
    "word",
    [
        *("潮涌", "江南忆", "莲莲", "Lianlian", "琮琮", "宸宸", "杭州2022", "亚运村"),
        *("飞飞", "向前", "超越", "妮妮", "OCA", "永远向前"),
    ],
)
def test_a_false_friend_convinces_nobody_alone(ready: SpecialMarks, word: str) -> None:
    """Poems, names, places and ordinary words need the event beside them."""
    friend = next(found for event in ready.events if (found := event.false_friend(word)))
    assert not friend.convincing(frozenset())
    assert any(friend.convincing(frozenset({company})) for company in Company)


def test_a_false_friend_is_one_in_any_case(ready: SpecialMarks) -> None:
    """Capitals do not make a pet's name the mascot's."""
    (event,) = (one for one in ready.events if one.id == "hangzhou2022")
    assert event.false_friend("LIANLIAN") is not None
    assert event.false_friend("杭州亚运会") is None
