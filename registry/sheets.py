"""A register file as sheets of raw rows: XLSX, CSV or JSONL, bounded before anything is believed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from domain.errors import RegistryError
from registry import columns, workbook
from registry.bounds import FILE_BYTES, ROWS
from registry.refusals import FileRefused
from registry.rows import Cell, Row, Sheet, Sheets


def read_sheets(path: Path) -> Sheets:
    """The sheets of the file at `path`.

    Raises:
        FileRefused: the file cannot be opened or read, is of an unknown type, or over a bound.
    """
    try:
        if path.stat().st_size > FILE_BYTES:
            raise FileRefused(path.name, _("at most 20 MiB"), f"{path.stat().st_size} bytes")
        content = path.read_bytes()
    except OSError as error:
        raise FileRefused(path.name, _("a file that can be read"), error.strerror or str(error)) from None
    return read_content(content, path.name)


def read_content(content: bytes, name: str) -> Sheets:
    """The sheets of a file's content; its name's ending says what it is."""
    if len(content) > FILE_BYTES:
        raise FileRefused(name, _("at most 20 MiB"), f"{len(content)} bytes")
    match Path(name).suffix.lower():
        case ".xlsx":
            return _from_workbook(content, name)
        case ".csv" | ".tsv" | ".txt":
            return _from_csv(content, name)
        case ".jsonl" | ".ndjson":
            return _from_json_lines(content, name)
        case ending:
            raise FileRefused(name, _("a file ending in .xlsx, .csv or .jsonl"), ending or name)


def _from_workbook(content: bytes, name: str) -> Sheets:
    tables = [(title, rows) for title, rows in workbook.tables(content, name) if rows]
    found = Sheets()
    for title, rows in tables:
        kind = columns.SHEET_NAMES.get(title.strip().casefold())
        if kind is None and len(tables) == 1:
            kind = columns.sheet_of(rows[0][1])
        if kind is None:
            found.unread.append(title)
        else:
            _add_table(found, kind, f"{name} [{title}]", rows)
    if not found.sheets and not found.problems:
        raise FileRefused(name, _("a sheet named rights, licences or holders"), ", ".join(found.unread))
    return found


def _add_table(found: Sheets, kind: str, place: str, rows: Sequence[tuple[int, Sequence[Cell]]]) -> None:
    """Add a table whose first row holds the headings."""
    headings, problems = columns.columns_of(place, kind, rows[0][1])
    found.problems += problems
    if problems:
        return
    body = tuple(
        Row(number, {column: cell for column, cell in zip(headings, cells, strict=False) if column})
        for number, cells in rows[1:]
    )
    found.sheets.append(Sheet(kind, place, tuple(filter(None, headings)), body))


def _decoded(content: bytes, name: str) -> str:
    """UTF-8 (with or without a mark) or GB 18030, as Excel in China writes CSV."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileRefused(name, _("text in UTF-8 or GB 18030"), "UTF-16")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileRefused(name, _("text in UTF-8 or GB 18030"), _("bytes that are neither"))


def _from_csv(content: bytes, name: str) -> Sheets:
    text = _decoded(content, name)
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, Sequence[Cell]]] = []
    try:
        for cells in reader:
            if any(cells):
                rows.append((reader.line_num, cells))
            if len(rows) > ROWS + 1:
                raise FileRefused(name, _("at most %(most)d rows") % {"most": ROWS}, _("more"))
    except csv.Error as error:
        raise FileRefused(name, _("a CSV table"), f"line {reader.line_num}: {error}") from None
    if not rows:
        raise FileRefused(name, _("a row of headings"), _("an empty file"))
    found = Sheets()
    _add_table(found, columns.sheet_of(rows[0][1]), name, rows)
    long = [
        number for number, cells in rows[1:] if len(cells) > len(rows[0][1]) and any(cells[len(rows[0][1]) :])
    ]
    found.problems += [
        RegistryError(
            file=name, row=number, column="-", expected=_("as many cells as headings"), found=_("more")
        )
        for number in long
    ]
    return found


def _from_json_lines(content: bytes, name: str) -> Sheets:
    found = Sheets()
    rows: dict[str, list[Row]] = {columns.RIGHTS: [], columns.LICENCES: []}
    for number, record in _records(_decoded(content, name), name, found.problems):
        kind = columns.LICENCES if "right" in record and "kind" not in record else columns.RIGHTS
        known, bad = columns.NEEDED[kind], _unknown_keys(name, number, kind, record)
        found.problems += bad
        if not bad:
            cells = {**dict.fromkeys(known), **record}
            rows[kind].append(Row(number, cells))
    for kind, of_kind in rows.items():
        if of_kind:
            keys = {key: None for row in of_kind for key in row.cells}
            found.sheets.append(Sheet(kind, name, tuple(keys), tuple(of_kind)))
    if not found.sheets and not found.problems:
        raise FileRefused(name, _("a JSON object on each line"), _("an empty file"))
    return found


def _records(text: str, name: str, problems: list[RegistryError]) -> Iterator[tuple[int, dict[str, Any]]]:
    count = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        count += 1
        if count > ROWS:
            raise FileRefused(name, _("at most %(most)d rows") % {"most": ROWS}, _("more"))
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        if isinstance(record, dict):
            yield number, record
        else:
            problems.append(
                RegistryError(
                    file=name, row=number, column="-", expected=_("a JSON object"), found=line.strip()[:80]
                )
            )


def _unknown_keys(name: str, number: int, kind: str, record: dict[str, Any]) -> list[RegistryError]:
    problems = []
    for key in record:
        if key not in columns.COLUMNS[kind]:
            problem = columns.unknown(name, key, columns.names(kind), row=number)
            problems.append(problem)
    return problems
