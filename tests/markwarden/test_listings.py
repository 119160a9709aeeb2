"""`listings import` and `listings retry`: files in, the whole way, and an account that closes."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from config.operator import operator_settings
from domain.errors import HouseError, InputError
from store.models import Hit, Listing, Picture, Rejected, Sweep
from tests.pipelines.made import png
from tests.store.made import right

pytestmark = pytest.mark.django_db(transaction=True)


def lines(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    call_command("listings", *(str(argument) for argument in arguments))
    return capsys.readouterr().out


def test_an_old_capture_is_judged_by_the_rights_of_its_day(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A special sign in force then makes its hit; today's capture of the same words does not."""
    right("CN-SS:1", kind="special_sign", valid_from="2023-01-01", valid_to="2023-12-31")
    words = {"title": "迪卡侬 纪念 徽章"}
    file = lines(
        tmp_path / "l.jsonl",
        {"id": "old", **words, "captured_at": "2023-12-31T23:59:00+08:00"},
        {"id": "late", **words, "captured_at": "2024-01-01T00:01:00+08:00"},
    )
    out = run(capsys, "import", file)
    assert "2 listings = 2 kept + 0 unchanged + 0 rejected; 1 new hits" in out
    assert Hit.objects.get().listing.listing_id == "old"
    assert "2 listings = 0 kept + 2 unchanged + 0 rejected; 0 new hits" in run(capsys, "import", file)


def test_pictures_beside_the_file_are_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A path is relative to the file; one that is missing is told and costs no listing."""
    (tmp_path / "1.png").write_bytes(png())
    run(
        capsys, "import", lines(tmp_path / "l.jsonl", {"id": "1", "title": "x", "images": ["1.png", "2.png"]})
    )
    picture = Picture.objects.get()
    assert (operator_settings().pictures_path / picture.file).read_bytes() == png()
    assert Listing.objects.get().pictures.get() == picture


def table(path: Path, rows: list[list[Any]]) -> Path:
    if path.suffix == ".csv":
        encoding = "gb18030" if path.stem == "gbk" else "utf-8-sig"
        with path.open("w", encoding=encoding, newline="") as out:
            csv.writer(out).writerows(rows)
        return path
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("name", ["l.csv", "gbk.csv", "l.xlsx"])
def test_tables_have_the_same_names(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """CSV in both encodings of Chinese offices and XLSX say the same as JSON Lines."""
    headings = ["id", "title", "price", "nice_class", "platform", "captured_at"]
    row = [12345, "帐篷", "6.50", "18, 25", "yiwugo", "2026-11-01"]
    run(capsys, "import", table(tmp_path / name, [headings, row]))
    listing = Listing.objects.get()
    assert (listing.listing_id, listing.title, str(listing.price)) == ("12345", "帐篷", "6.50")
    assert listing.record["nice_classes"] == [18, 25]
    assert listing.platform.key == "yiwugo"


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("l.csv", [["ID", "name"], ["1", "x"]]),
        ("l.csv", []),
        ("l.csv", [["id", "title", "nice_class"], ["1", "x", "99"]]),
        ("l.csv", [["id", "title", "price"], ["1", "x", "cheap"]]),
        ("l.xlsx", [["id", "title"], ["1", "=1+1"]]),
    ],
)
def test_a_bad_table_is_named(name: str, rows: list[list[Any]], tmp_path: Path) -> None:
    """File, line and column are said, and nothing is half believed."""
    with pytest.raises(InputError):
        call_command("listings", "import", str(table(tmp_path / name, rows)))
    assert not Listing.objects.exists()


def test_bad_lines_end_the_run_or_are_skipped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What came before a bad line is kept; `--skip-bad` goes on and counts."""
    file = lines(tmp_path / "l.jsonl", {"id": "1", "title": "x"}, {"id": 2}, {"id": "3", "title": "z"})
    with pytest.raises(InputError, match="line 2"):
        call_command("listings", "import", str(file))
    assert Sweep.objects.get().state == "failed"
    out = run(capsys, "import", file, "--skip-bad")
    assert "2 listings = 1 kept + 1 unchanged" in out


@pytest.mark.parametrize("key", ["../x", "A", ""])
def test_a_platform_is_a_key(key: str, tmp_path: Path) -> None:
    """A platform that could have no file is refused before anything is read."""
    file = lines(tmp_path / "l.jsonl", {"id": "1", "title": "x"})
    with pytest.raises(HouseError, match="platform key"):
        call_command("listings", "import", str(file), "--platform", key)


def test_what_was_rejected_can_be_tried_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A listing kept aside goes its way once more, once."""
    run(capsys, "import", lines(tmp_path / "l.jsonl", {"id": "1", "title": "x", "url": "ftp://x/y"}))
    row = Rejected.objects.get()
    assert row.record is not None
    Rejected.objects.update(record={**row.record, "url": "https://x.example/y"})
    assert "1 listings = 1 kept" in run(capsys, "retry", row.sweep_id)
    assert Listing.objects.get().url == "https://x.example/y"
    assert "0 listings" in run(capsys, "retry", row.sweep_id)


def test_half_a_listing_is_not_tried_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A record whose page lacked required fields stays where it is, and ends nothing."""
    run(capsys, "import", lines(tmp_path / "l.jsonl", {"id": "1", "title": "x", "url": "ftp://x/y"}))
    row = Rejected.objects.get()
    Rejected.objects.update(reason="layout_changed", record={"id": "1", "title": "x"})
    assert "0 listings" in run(capsys, "retry", row.sweep_id)
    assert Rejected.objects.get().tried_again_at is None


def test_there_is_no_retry_of_nothing() -> None:
    """A sweep that does not exist is said, not ignored."""
    with pytest.raises(HouseError, match="no sweep"):
        call_command("listings", "retry", "99999")
