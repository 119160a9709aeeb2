"""Files that are not read at all: too large, hostile, or something else."""

from __future__ import annotations

import io
import zipfile

import pytest

from registry import bounds
from registry.refusals import FileRefused
from registry.sheets import read_content
from tests.registry.conftest import Import, Write, workbook

GOOD = workbook({"rights": [["id", "kind", "text", "holder"], ["A", "word", "a", "x"]]})
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)


def _with_part(name: str, content: bytes) -> bytes:
    """The good workbook with one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
        if name not in old.namelist():
            new.writestr(name, content)
    return out.getvalue()


def _sheet(rows: str, dimension: str = "A1:D2") -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    body = f'<dimension ref="{dimension}"/><sheetData>{rows}</sheetData>'
    return f'<worksheet xmlns="{space}">{body}</worksheet>'.encode()


def test_an_absent_file_is_said_to_be_absent(do_import: Import, tmp_path: object) -> None:
    """No traceback for a mistyped name."""
    with pytest.raises(FileRefused, match=r"nothere\.csv: expected a file that can be read"):
        do_import(tmp_path / "nothere.csv")  # type: ignore[operator]


@pytest.mark.parametrize("name", ["r.xls", "r.pdf", "r", "r.json", "r.xlsm"])
def test_other_kinds_of_file_are_refused(name: str) -> None:
    """The endings that are read are named."""
    with pytest.raises(FileRefused, match=r"\.xlsx, \.csv or \.jsonl"):
        read_content(b"id,kind\n", name)


def test_a_file_over_the_bound_is_not_opened(
    do_import: Import, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty megabytes are the most."""
    monkeypatch.setattr("registry.sheets.FILE_BYTES", 100)
    with pytest.raises(FileRefused, match="20 MiB"):
        do_import(write("r.csv", "x" * 101))


@pytest.mark.parametrize("size", [300 * 2**20, 5 * 2**20])
def test_an_archive_that_unpacks_to_too_much_is_not_unpacked(size: int) -> None:
    """A bomb is judged by its declared size and ratio, before openpyxl sees it."""
    with pytest.raises(FileRefused, match=r"unpacked|packed at most"):
        read_content(_with_part("xl/media/bomb.bin", b"\0" * size), "r.xlsx")


def test_an_archive_of_very_many_parts_is_refused() -> None:
    """Thousands of empty parts are no register."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for n in range(bounds.PARTS + 1):
            archive.writestr(f"p{n}", b"")
    with pytest.raises(FileRefused, match="parts"):
        read_content(out.getvalue(), "r.xlsx")


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/worksheets/sheet1.xml", LAUGHS.encode() + b"<worksheet>&j;</worksheet>"),
        ("xl/workbook.xml", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><workbook>&x;</workbook>'),
        ("xl/workbook.xml", b"<not xml"), ("[Content_Types].xml", b""),
        ("xl/worksheets/sheet1.xml", b"<worksheet><row"),
        ("xl/worksheets/sheet1.xml", _sheet('<row r="x"><c r="??"><v>1</v></c></row>')),
    ],
)  # fmt: skip
def test_a_hostile_or_broken_part_is_refused(part: str, content: bytes) -> None:
    """Entities are not expanded, files are not read, broken XML is no crash."""
    with pytest.raises(FileRefused):
        read_content(_with_part(part, content), "r.xlsx")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"hello", GOOD[:200]])
def test_no_workbook_at_all(content: bytes) -> None:
    """A truncated or renamed file is said to be no workbook."""
    with pytest.raises(FileRefused, match="XLSX workbook"):
        read_content(content, "r.xlsx")


def test_a_row_number_of_a_million_does_not_fill_the_memory() -> None:
    """A cell far down is refused without making the rows between."""
    first = '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c></row>'
    far = _sheet(first + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    try:
        sheets = read_content(_with_part("xl/worksheets/sheet1.xml", far), "r.xlsx")
    except FileRefused:
        return
    assert all(not sheet.rows for sheet in sheets.sheets)


def test_very_many_columns_are_refused() -> None:
    """Sixty-four columns are more than any register has."""
    with pytest.raises(FileRefused, match="64 columns"):
        read_content(workbook({"rights": [[f"c{n}" for n in range(65)]]}), "r.xlsx")


def test_very_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """One row over the bound refuses the file, in each format."""
    for module in ("sheets", "workbook"):
        monkeypatch.setattr(f"registry.{module}.ROWS", 3)
    rows = [["id", "kind"], *[[str(n), "word"] for n in range(4)]]
    text = "\n".join(",".join(row) for row in rows)
    for name, content in (
        ("r.csv", text.encode()),
        ("r.xlsx", workbook({"rights": rows})),
        ("r.jsonl", b"{}\n" * 4),
    ):
        with pytest.raises(FileRefused, match="at most 3 rows"):
            read_content(content, name)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("id,kind".encode("utf-16"), "UTF-8 or GB 18030"), (b"\xff\xff\xff\xff", "UTF-8 or GB 18030"),
        (b"", "headings"), (b"\n\n", "headings"),
        (b'id,kind\n"a', "CSV table"), (b'id,kind\n"a"b,c\n', "CSV table"),
    ],
)  # fmt: skip
def test_csv_that_is_none(content: bytes, expected: str) -> None:
    """Encoding, emptiness and broken quotes are told apart."""
    with pytest.raises(FileRefused, match=expected):
        read_content(content, "r.csv")


def test_an_empty_workbook_and_empty_json_lines() -> None:
    """Nothing to import is said, not reported as success."""
    with pytest.raises(FileRefused, match="a sheet named"):
        read_content(workbook({"rights": []}), "r.xlsx")
    with pytest.raises(FileRefused, match="JSON object"):
        read_content(b"\n", "r.jsonl")


def test_shared_texts_that_multiply_themselves_are_refused() -> None:
    """Entities in the table of texts are not expanded either."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    entry = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    with zipfile.ZipFile(io.BytesIO(GOOD)) as good:
        types = good.read("[Content_Types].xml").decode().replace("</Types>", entry)
    content = _with_part("[Content_Types].xml", types.encode())
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", LAUGHS + "<sst>&j;</sst>")
    with pytest.raises(FileRefused, match="could not read strings"):
        read_content(out.getvalue(), "r.xlsx")
