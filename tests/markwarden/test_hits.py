"""`hits`: the riskiest first, as a table or a file that no spreadsheet can be tricked with."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from domain.errors import HouseError
from domain.ports import HitQuery, Scope
from markwarden import hit_rows
from markwarden.hit_files import csv_cell, write_file, write_jsonl
from markwarden.hit_rows import COLUMNS, hits_in_order
from tests.store.made import keep, kept, listing, match, right

pytestmark = pytest.mark.django_db
EVIL = '=HYPERLINK("http://evil.example";"x")'


@pytest.fixture
def hits() -> None:
    right()
    right("B", kind="gi")
    offers = [(EVIL, 0.9), ("[red]迪卡侬[/red]\x1b[31m", 0.7), ("@迪卡侬", 0.6)]
    keep(*(kept(listing(str(n), title=title), match(score=s)) for n, (title, s) in enumerate(offers)))
    keep(kept(listing("9"), match("B", 0.8)))


def out_of(capsysbinary: pytest.CaptureFixture[bytes], *arguments: str) -> bytes:
    call_command("hits", *arguments)
    return capsysbinary.readouterr().out


@pytest.mark.usefixtures("hits")
def test_json_lines_hold_every_hit_with_its_reasons(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """Riskiest first, whole, one object a line."""
    records = [json.loads(line) for line in out_of(capsysbinary, "--format", "jsonl").splitlines()]
    assert [record["score"] for record in records] == [0.9, 0.8, 0.7, 0.6]
    assert records[0]["title"] == EVIL
    assert records[0]["matches"][0]["reasons"][0]["feature"] == "exact_text"


@pytest.mark.usefixtures("hits")
def test_no_csv_cell_begins_a_formula(tmp_path: Path) -> None:
    """A title that looks like a formula is text with a mark before it."""
    file = tmp_path / "hits.csv"
    call_command("hits", "--format", "csv", "--output", str(file))
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    assert rows[0]["title"] == "'" + EVIL
    assert rows[3]["title"] == "'@迪卡侬"
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    assert file.stat().st_mode & 0o007 == 0


@pytest.mark.usefixtures("hits")
def test_every_text_of_a_workbook_is_text(tmp_path: Path) -> None:
    """XLSX holds the formula as the words it is, unchanged."""
    file = tmp_path / "hits.xlsx"
    call_command("hits", "--format", "xlsx", "--output", str(file))
    sheet = load_workbook(file).active
    assert sheet is not None
    titles = [row[COLUMNS.index("title")] for row in sheet.iter_rows(min_row=2)]
    assert [cell.data_type for cell in titles] == ["s"] * 4
    assert titles[0].value == EVIL


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_each_formula_start_is_disarmed(start: str) -> None:
    """Every character a spreadsheet may take for a formula's begin is covered."""
    assert csv_cell(start + "1") == "'" + start + "1"
    assert csv_cell("1" + start) == "1" + start
    assert csv_cell(-1) == -1


@pytest.mark.usefixtures("hits")
def test_a_table_shows_reasons_and_styles_nothing(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """What a shop wrote is shown as it is and cannot colour the terminal."""
    out = out_of(capsysbinary, "--format", "table").decode()
    assert "exact_text" in out
    assert "4 of 4" in out
    assert "\x1b" not in out


@pytest.mark.usefixtures("hits")
@pytest.mark.parametrize(
    ("arguments", "n"),
    [
        (("--limit", "2"), 2),
        (("--right", "B"), 1),
        (("--kind", "gi"), 1),
        (("--status", "infringing"), 0),
        (("--platform", "none"), 0),
        (("--least-score", "0.75"), 2),
        (("--holder", "acme"), 4),
    ],
)
def test_filters_restrict(
    arguments: tuple[str, ...], n: int, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Each filter of the command is one of the queue's."""
    assert len(out_of(capsysbinary, "--format", "jsonl", *arguments).splitlines()) == n


@pytest.mark.usefixtures("hits")
def test_pages_are_joined_without_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    """An export longer than a page has every hit once."""
    monkeypatch.setattr(hit_rows, "PAGE", 1)
    hits = list(hits_in_order(Scope.everything(), HitQuery(), limit=None))
    assert len({hit.id for hit in hits}) == len(hits) == 4
    assert len(list(hits_in_order(Scope.everything(), HitQuery(), limit=3))) == 3


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """A directory that is not there is said; nothing is left lying about."""
    with pytest.raises(HouseError, match="none"):
        write_file(tmp_path / "none" / "hits.jsonl", write_jsonl, [])
    file = tmp_path / "hits.jsonl"
    assert write_file(file, write_jsonl, []) == 0
    assert list(tmp_path.iterdir()) == [file]
