"""Register files with something wrong in them: every bad cell is named, nothing else happens."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from registry.imports import Mode
from registry.models import Licence, Right, RightsHolder
from tests.registry.conftest import Import, Write, drawing, said

HEAD = "id,kind,text,holder"


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("kind", "wordmark2"), ("kind", ""), ("nice_classes", "46"), ("nice_classes", "0"),
        ("nice_classes", "9.25"),
        ("nice_classes", "９"), ("nice_classes", "-9"), ("valid_from", "2026-02-30"),
        ("valid_from", "01/02/2026"),
        ("valid_to", "46000"), ("valid_to", "tomorrow"), ("season", "9"), ("season", "0-13"),
        ("season", "1-2-3"),
        ("ordinary_word", "maybe"), ("watched", "perhaps"), ("id", "x" * 101), ("id", ""),
        ("text", "y" * 301),
        ("aliases", "z" * 10_001), ("text", "a\x00b"), ("text", "a\x1bb"), ("holder", ""),
        ("images", "nowhere.png"),
        ("images", "../../etc/passwd"), ("images", "/etc/passwd"), ("lang", "x" * 21), ("office", "x" * 41),
        ("territory", "x" * 61), ("brand", "x" * 101),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named(do_import: Import, write: Write, column: str, cell: str) -> None:
    """File, row and column of the cell, and what was expected; the row is not kept."""
    values = {"id": "A", "kind": "word", "text": "a", "holder": "x", column: cell}
    path = write("r.csv", ",".join(values) + "\n" + ",".join(values.values()) + "\n")
    report = do_import(path, Mode.GOOD_ROWS)
    assert said(report) == [(2, column)]
    assert report.problems[0].file == "r.csv"
    assert report.problems[0].expected
    assert not Right.objects.exists()


def test_every_bad_cell_of_every_row_is_named_at_once(do_import: Import, write: Write) -> None:
    """Nobody mends one cell a run."""
    path = write(
        "r.csv", f"{HEAD},nice_classes,valid_to\nA,foo,a,x,99,soon\n,word,,x,1,\nC,word,c,,2,2020-1-1\n"
    )
    assert said(do_import(path)) == [
        (2, "kind"), (2, "nice_classes"), (2, "valid_to"), (3, "id"), (4, "holder"),
    ]  # fmt: skip


def test_dates_the_wrong_way_round(do_import: Import, write: Write) -> None:
    """A right cannot end before it begins."""
    report = do_import(write("r.csv", f"{HEAD},valid_from,valid_to\nA,word,a,x,2026-01-02,2026-01-01\n"))
    assert said(report) == [(2, "valid_to")]


def test_an_update_may_not_turn_the_dates_round_either(do_import: Import, write: Write) -> None:
    """The day in the file is compared with the day in the register."""
    do_import(write("r.csv", f"{HEAD},valid_from\nA,word,a,x,2026-01-02\n"))
    assert said(do_import(write("s.csv", "id,kind,valid_to\nA,word,2025-01-01\n"))) == [(2, "valid_to")]


def test_a_right_that_protects_nothing_visible(do_import: Import, write: Write) -> None:
    """Without words, aliases and pictures there is nothing to look for."""
    assert said(do_import(write("r.csv", "id,kind,holder\nA,figure,x\n"))) == [(2, "text")]


def test_an_id_twice_is_named_with_its_first_row(do_import: Import, write: Write) -> None:
    """Which of two rows is meant is not ours to guess."""
    report = do_import(write("r.csv", f"{HEAD}\nA,word,a,x\nB,word,b,x\nA,word,c,x\n"), Mode.GOOD_ROWS)
    assert said(report) == [(4, "id")]
    assert "row 2" in report.problems[0].expected
    assert Right.objects.get(code="A").text == "a"


def test_rows_are_numbered_as_in_the_file(do_import: Import, write: Write) -> None:
    """Blank rows and cells of several lines do not shift the numbers."""
    sheet = [
        ["id", "kind", "text", "holder"],
        [None],
        ["A", "word", "a", "x"],
        [None],
        ["B", "bad", "b", "x"],
    ]
    report = do_import(write("r.xlsx", {"rights": sheet}))
    assert said(report) == [(5, "kind")]
    assert report.problems[0].file == "r.xlsx [rights]"


def test_an_unknown_column_is_named_with_the_nearest(do_import: Import, write: Write) -> None:
    """A column nobody reads is an error, not a silence."""
    report = do_import(
        write("r.csv", "id,kind,text,holder,valid_form\nA,word,a,x,2020-01-01\n"), Mode.GOOD_ROWS
    )
    assert said(report) == [(1, "valid_form")]
    assert "valid_from" in report.problems[0].expected
    assert not Right.objects.exists()


def test_a_column_twice_and_a_column_missing(do_import: Import, write: Write) -> None:
    """Headings are checked before any row."""
    assert said(do_import(write("a.csv", "id,kind,text,名称\nA,word,a,b\n"))) == [(1, "名称")]
    assert said(do_import(write("b.csv", "id,text,holder\nA,a,b\n"))) == [(1, "kind")]


def test_a_cell_beyond_the_headings_is_named(do_import: Import, write: Write) -> None:
    """An unquoted comma shifts cells; that is said, not swallowed."""
    assert said(do_import(write("r.csv", f"{HEAD}\nA,word,a,x,oops\n"))) == [(2, "-")]


def test_an_unread_sheet_is_mentioned(do_import: Import, write: Write) -> None:
    """A sheet of notes does no harm, but it is said that it was not read."""
    sheets = {"rights": [["id", "kind", "text", "holder"], ["A", "word", "a", "x"]], "notes": [["hello"]]}
    report = do_import(write("r.xlsx", sheets))
    assert (report.kept, report.unread) == (True, ["notes"])


@pytest.mark.parametrize("cell", ["=1+1", '=HYPERLINK("http://x")', "#N/A"])
def test_formulas_and_error_values_are_refused(do_import: Import, write: Write, cell: str) -> None:
    """A register holds values; what a formula would give elsewhere is nobody's claim."""
    report = do_import(
        write("r.xlsx", {"rights": [["id", "kind", "text", "holder"], ["A", "word", cell, "x"]]})
    )
    assert said(report) == [(2, "text")]
    assert "formula" in report.problems[0].expected


def test_a_formula_as_id_is_refused(do_import: Import, write: Write) -> None:
    """Also where the cell is needed before it is checked."""
    report = do_import(
        write("r.xlsx", {"rights": [["id", "kind", "text", "holder"], ["=A1", "word", "a", "x"]]})
    )
    assert said(report) == [(2, "id")]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("Z,甲,,,", "right"), (",甲,,,", "right"), ("A,,,,", "seller"), ("A,甲,123,,", "credit_code"),
        ("A,甲,,2027-01-01,2026-01-01", "valid_to"), ("A,甲,,soon,", "valid_from"),
        ("A," + "x" * 201 + ",,,", "seller"),
    ],
)  # fmt: skip
def test_a_bad_licence_is_named(do_import: Import, write: Write, row: str, column: str) -> None:
    """A licence for an unknown right, without a licensee or with a bad term is not kept."""
    do_import(write("r.csv", f"{HEAD}\nA,word,a,x\n"))
    path = write("l.csv", f"right,seller,credit_code,valid_from,valid_to\n{row}\n")
    assert said(do_import(path, Mode.GOOD_ROWS)) == [(2, column)]
    assert not Licence.objects.exists()


def test_a_licence_of_a_bad_right_is_bad_too(do_import: Import, write: Write) -> None:
    """With the good rows only, a licence may not point at a right that was left out."""
    sheets = {
        "rights": [["id", "kind", "text", "holder"], ["A", "bad", "a", "x"]],
        "licences": [["right", "seller"], ["A", "甲"]],
    }
    report = do_import(write("r.xlsx", sheets), Mode.GOOD_ROWS)
    assert said(report) == [(2, "kind"), (2, "right")]


def test_the_same_licence_twice_in_a_file(do_import: Import, write: Write) -> None:
    """Two last days for one licence are a question, not a choice of ours."""
    do_import(write("r.csv", f"{HEAD}\nA,word,a,x\n"))
    path = write("l.csv", "right,seller,valid_to\nA,甲,2026-01-01\nA,甲,2027-01-01\n")
    assert said(do_import(path)) == [(3, "right")]


@pytest.mark.parametrize(
    ("record", "column"),
    [
        ({"nice_classes": ["9", 46]}, "nice_classes"), ({"nice_classes": {"a": 1}}, "nice_classes"),
        ({"nice_classes": [True]}, "nice_classes"), ({"season": [1]}, "season"),
        ({"season": [1, 2, 3]}, "season"),
        ({"text": ["a"]}, "text"), ({"text": {"a": 1}}, "text"), ({"text": "\ud800"}, "text"),
        ({"ordinary_word": "perhaps"}, "ordinary_word"), ({"valid_from": 20260230}, "valid_from"),
        ({"id": None}, "id"), ({"id": "\ud800"}, "id"), ({"id": ["a"]}, "id"), ({"goods": [["a"]]}, "goods"),
        ({"colour": "red"}, "colour"), ({"holder": 3.5e300}, "holder"),
    ],
)  # fmt: skip
def test_a_bad_value_in_json_lines(
    do_import: Import, write: Write, record: dict[str, Any], column: str
) -> None:
    """Wrong types are named like wrong cells."""
    report = do_import(write("r.jsonl", [{"id": "A", "kind": "word", "text": "a", "holder": "x", **record}]))
    assert said(report) == [(1, column)]


@pytest.mark.parametrize("line", ["[1]", "{", "null", '{"id": "a"', "[" * 100_000, '"' + "x" * 99])
def test_a_line_that_is_no_object(do_import: Import, write: Write, line: str) -> None:
    """The line is named, however deep or broken it is."""
    report = do_import(write("r.jsonl", (line + "\n").encode()))
    assert said(report) == [(1, "-")]


def test_a_picture_that_is_none(do_import: Import, write: Write) -> None:
    """Text with a picture's name is refused with the cell."""
    write("a.png", b"hello")
    assert said(do_import(write("r.csv", "id,kind,images,holder\nA,figure,a.png,x\n"))) == [(2, "images")]


def test_a_link_out_of_the_directory_is_refused(do_import: Import, write: Write, tmp_path: Any) -> None:
    """A symbolic link does not lead the import astray."""
    (tmp_path / "secret.png").write_bytes(drawing())
    path = write("r.csv", "id,kind,images,holder\nA,figure,a.png,x\n")
    (path.parent / "a.png").symlink_to(tmp_path / "secret.png")
    assert said(do_import(path)) == [(2, "images")]


@pytest.mark.parametrize(
    ("size", "why"), [((40, 300), "smaller than 48"), ((300, 300), "next to nothing is to be seen")]
)
def test_a_picture_that_would_match_everything(
    do_import: Import, write: Write, size: tuple[int, int], why: str
) -> None:
    """A blank or tiny reference is refused with the reason, not registered to flood the desk."""
    file = io.BytesIO()
    Image.new("RGB", size, (250, 250, 245)).save(file, "PNG")
    write("a.png", file.getvalue())
    report = do_import(write("r.csv", "id,kind,images,holder\nA,figure,a.png,x\n"))
    assert said(report) == [(2, "images")]
    assert why in report.problems[0].found


def test_a_weak_picture_is_taken_with_a_word(do_import: Import, write: Write) -> None:
    """A picture of few pixels is registered, and the report says that copies of it are missed more often."""
    with Image.open(io.BytesIO(drawing())) as picture:
        file = io.BytesIO()
        picture.resize((100, 100)).save(file, "PNG")
    write("a.png", file.getvalue())
    report = do_import(write("r.csv", "id,kind,images,holder\nA,figure,a.png,x\n"))
    assert (report.kept, said(report)) == (True, [])
    assert any(line.startswith("a.png: smaller than 120") for line in report.weak)


def test_nothing_of_a_refused_file_is_kept(do_import: Import, write: Write, pictures_root: Any) -> None:
    """All or nothing covers holders, licences and picture files."""
    write("a.png", drawing())
    path = write("r.csv", "id,kind,images,holder,licensed_sellers\nA,figure,a.png,x,甲\nB,bad,,y,\n")
    do_import(path)
    assert not RightsHolder.objects.exists()
    assert not Licence.objects.exists()
    assert not pictures_root.exists()


def test_what_was_found_is_printable(do_import: Import, write: Write) -> None:
    """A report never carries control characters to a terminal."""
    report = do_import(write("r.csv", f"{HEAD}\nA,\x1b[31mword,a,x\n"))
    assert "\x1b" not in report.problems[0].found
