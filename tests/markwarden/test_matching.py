"""`markwarden match`: files in, files out."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.errors import InputError
from markwarden.matching import MatchRefused, MatchRun, run_match
from pipelines.compiled import LEAST
from tests.markwarden.test_jsonl import MARK, OFFER, png, write

ROOT = Path(__file__).resolve().parents[2]
DRAWING = {"id": "r2", "kind": "work", "images": ["a.png"]}


def run(folder: Path, **rest: Any) -> list[dict[str, Any]]:
    """Run on `rights.jsonl` and `listings.jsonl` of a folder; the rows of the output."""
    asked: dict[str, Any] = {
        "rights": folder / "rights.jsonl",
        "listings": folder / "listings.jsonl",
        "output": folder / "out.jsonl",
        "zone": ZoneInfo("Asia/Shanghai"),
        "absent_at": datetime(2026, 11, 23, tzinfo=UTC),
    }
    run_match(MatchRun(**{**asked, **rest}))
    return [json.loads(line) for line in (folder / "out.jsonl").read_text().splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One word, one drawing; a listing of each, and one of neither."""
    png(tmp_path / "a.png")
    write(tmp_path / "rights.jsonl", MARK, DRAWING)
    picture = {"id": "2", "title": "挂画", "images": ["a.png"]}
    write(tmp_path / "listings.jsonl", OFFER, picture, {"id": "0", "title": ""})
    return tmp_path


def test_every_listing_is_listed_in_its_order(folder: Path) -> None:
    """Each listing has its line, with or without marks, and the score is a number in [0, 1]."""
    rows = run(folder)
    assert [row["id"] for row in rows] == ["1", "2", "0"]
    assert [[mark[0] for mark in row["marks"]] for row in rows] == [["r1"], ["r2"], []]
    assert all(0.5 <= score <= 1 for row in rows for _right, score in row["marks"])
    assert all(set(row) == {"id", "marks"} for row in rows)


def test_matchers_asked_for_are_the_only_ones(folder: Path) -> None:
    """Without the matcher of pictures no picture is compared."""
    rows = run(folder, names=("text",))
    assert [bool(row["marks"]) for row in rows] == [True, False, False]


def by_hand(parts: list[dict[str, Any]]) -> float:
    """The score of the parts of one right, as the reference of the format says it."""
    added = {"log-odds": [0.0], "share": [0.0], "gate": []}
    for part in parts:
        added[part["counts_as"]].append(part["weight"] * part["score"])
    odds = sum(added["log-odds"])
    words = 1 / (1 + math.exp(-odds)) if len(added["log-odds"]) > 1 else 0
    shares = min(1, max(0, sum(added["share"])))
    return 0 if added["gate"] else 1 - (1 - words) * (1 - shares)


def test_explained_scores_can_be_redone_by_hand(folder: Path) -> None:
    """With reasons, each score follows from the weights and scores of its parts alone."""
    explained = [reason for row in run(folder, explain=True) for reason in row["reasons"]]
    assert {part["counts_as"] for reason in explained for part in reason["parts"]} >= {"log-odds", "share"}
    for reason in explained:
        assert reason["score"] == pytest.approx(by_hand(reason["parts"]), abs=1e-4)


def test_explained_claims_tell_likeness_axis_by_axis(folder: Path) -> None:
    """Form, sound, meaning, goods and fame stand beside the parts; what cannot be tested is null."""
    told = [reason["likeness"] for row in run(folder, explain=True) for reason in row["reasons"]]
    assert {tuple(each) for each in told} == {("form", "sound", "meaning", "goods", "fame")}
    assert any(each["form"]["score"] == 1.0 for each in told)
    assert {each["fame"]["score"] for each in told} == {None}


def test_gated_right_is_explained_but_no_mark(folder: Path) -> None:
    """A right whose term is over is no mark of the listing, and its reason says so."""
    write(folder / "rights.jsonl", {**MARK, "valid_to": "2026-11-22"})
    row = run(folder, explain=True)[0]
    assert row["marks"] == []
    assert row["reasons"][0]["parts"][-1]["feature"] == "term"


def test_day_of_capture_decides_not_the_day_of_the_run(folder: Path) -> None:
    """A listing seen in the term is matched, whenever the file is."""
    write(folder / "rights.jsonl", {**MARK, "valid_to": "2023-12-31"})
    write(folder / "listings.jsonl", {**OFFER, "captured_at": "2023-12-31T23:30:00+08:00"}, OFFER)
    assert [bool(row["marks"]) for row in run(folder)] == [True, False]


def test_half_a_surrogate_comes_out_as_it_went_in(folder: Path) -> None:
    """Broken text in an id is given back unharmed."""
    write(folder / "listings.jsonl", b'{"id": "\\ud800", "title": "Norvelle \\udfff"}')
    (row,) = run(folder, explain=True)
    assert row["id"] == "\ud800"
    assert row["marks"]


def test_bad_line_leaves_no_output(folder: Path) -> None:
    """A run that ends in an error leaves neither a half file nor a temporary one."""
    write(folder / "listings.jsonl", OFFER, b"{")
    with pytest.raises(InputError, match="line 2"):
        run(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["a.png", "listings.jsonl", "rights.jsonl"]


def test_bad_line_leaves_the_last_output_alone(folder: Path) -> None:
    """What a former run wrote stays until a new one is whole."""
    run(folder)
    before = (folder / "out.jsonl").read_bytes()
    write(folder / "listings.jsonl", b"{")
    with pytest.raises(InputError):
        run(folder)
    assert (folder / "out.jsonl").read_bytes() == before


@pytest.mark.parametrize("names", [(), ("txt",), ("text", "")])
def test_unknown_matcher_is_refused_before_anything_is_read(folder: Path, names: tuple[str, ...]) -> None:
    """A matcher nobody has is refused with the known ones named."""
    with pytest.raises(MatchRefused, match="text, copies"):
        run(folder, names=names)


@pytest.mark.parametrize("name", ["rights.jsonl", "listings.jsonl"])
def test_input_is_never_overwritten(folder: Path, name: str) -> None:
    """An output that is an input is refused."""
    with pytest.raises(MatchRefused, match="overwrite"):
        run(folder, output=folder / name)


def test_output_in_a_missing_directory_is_refused(folder: Path) -> None:
    """A place that cannot be written is named."""
    with pytest.raises(MatchRefused, match="cannot be written"):
        run(folder, output=folder / "absent" / "out.jsonl")


def program(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The program itself, in a home directory that does not exist."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MARKWARDEN_")}
    environ = {**kept, "MARKWARDEN_HOME": str(folder / "home"), "MARKWARDEN_LANGUAGE": "en"}
    files = ["--rights", "rights.jsonl", "--listings", "listings.jsonl", "--output", "out.jsonl"]
    command = [sys.executable, "-m", "markwarden", "match", *files, *arguments]
    paths = {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=folder, env=environ | paths, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.slow
def test_command_runs_without_a_home(folder: Path) -> None:
    """The command needs no database and makes no home directory."""
    done = program(folder, "--explain", "--on", "2026-01-01")
    assert done.returncode == 0, done.stderr
    assert "2 rights, 3 listings: 2 hits on 2 listings" in done.stderr
    assert not (folder / "home").exists()
    assert len((folder / "out.jsonl").read_text().splitlines()) == 3


@pytest.mark.slow
def test_command_keeps_compiled_rights_where_it_is_told(folder: Path) -> None:
    """With --keep-in the next run opens them, says so if they are damaged, and writes the same matches."""
    more = [{"id": f"more{i}", "kind": "word", "text": f"Zarvo{i}na"} for i in range(LEAST)]
    with (folder / "rights.jsonl").open("a") as rights:
        rights.writelines(json.dumps(one) + "\n" for one in more)

    def written() -> tuple[bool, bytes]:
        done = program(folder, "--keep-in", "compiled")
        assert done.returncode == 0, done.stderr
        return "compiled again" in done.stderr, (folder / "out.jsonl").read_bytes()

    first = written()
    [kept] = (folder / "compiled").iterdir()
    made = kept.stat().st_ino
    assert written() == first == (False, first[1])
    assert [place.stat().st_ino for place in (folder / "compiled").iterdir()] == [made]
    (kept / "text" / "entries.npy").write_bytes(b"")
    assert written() == (True, first[1])


@pytest.mark.slow
def test_command_names_a_bad_line_and_ends_with_2(folder: Path) -> None:
    """File, line, key and expectation are printed, and the exit code is 2."""
    write(folder / "listings.jsonl", OFFER, {**OFFER, "price": 3})
    done = program(folder)
    assert done.returncode == 2
    assert "listings.jsonl, line 2, key price: expected a string" in done.stderr
    assert "Traceback" not in done.stderr


LONG = {
    "long": ("x" * 1_000_000, 1),
    "surrogates": ("\ud800" * 100_000, 1),
    "nuls": ("\0" * 100_000, 1),
    "overrides": ("\u202e\u202d" * 50_000, 1),
    "one letter with 10,000 marks": ("x" + "\u0301" * 10_000, 1),
    "as long as is compared": ("x" * 503, 0),
    "invisible but read": ("\u200b" * 3_000, 0),
}


@pytest.mark.parametrize(("text", "cut"), LONG.values(), ids=list(LONG))
def test_fields_that_are_cut_are_counted(folder: Path, text: str, cut: int) -> None:
    """Whatever fills a title behind the mark, the mark is found, and what is not compared is counted."""
    title = f"{MARK['text']} {text}"
    escaped = json.dumps({**OFFER, "title": title}).encode()
    write(folder / "listings.jsonl", escaped, {"id": "2", "title": ""})
    asked = MatchRun(
        rights=folder / "rights.jsonl",
        listings=folder / "listings.jsonl",
        output=folder / "out.jsonl",
        zone=ZoneInfo("Asia/Shanghai"),
        absent_at=datetime(2026, 11, 23, tzinfo=UTC),
        explain=True,
    )
    report = run_match(asked)
    assert (report.listings.taken, report.hits, report.fields_cut) == (2, 1, cut)


@pytest.mark.slow
@pytest.mark.parametrize(("size", "told"), [(2_000, False), (2_001, True)])
def test_command_tells_what_was_not_compared(folder: Path, size: int, told: bool) -> None:
    """The account of the run has a line for fields that were cut, and none where there is none."""
    write(folder / "listings.jsonl", {**OFFER, "description": "x" * size, "ocr": "字" * size})
    done = program(folder)
    assert done.returncode == 0
    assert ("2 fields were longer than what is compared" in done.stderr) is told


@pytest.mark.slow
def test_command_skips_and_counts_when_asked(folder: Path) -> None:
    """With --skip-bad the good lines are matched and the bad ones counted."""
    write(folder / "listings.jsonl", OFFER, {**OFFER, "price": 3}, {**OFFER, "mood": "x"})
    done = program(folder, "--skip-bad")
    assert done.returncode == 0
    assert "1 bad lines skipped" in done.stderr
    assert "unknown key 'mood' ignored on 1 lines" in done.stderr
    assert len((folder / "out.jsonl").read_text().splitlines()) == 2


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [("--on", "tomorrow"), ("--matchers", "logo"), ("--explian",)])
def test_command_refuses_what_it_does_not_know(folder: Path, arguments: tuple[str, ...]) -> None:
    """A wrong option ends in an error and writes nothing."""
    done = program(folder, *arguments)
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr
    assert not (folder / "out.jsonl").exists()
