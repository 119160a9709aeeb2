"""Listings from a file an operator gives: JSON Lines, CSV or XLSX with the same names."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, tzinfo
from typing import Any, Final

from domain.errors import InputError
from domain.listing import Listing
from markwarden.columns import Columns
from markwarden.jsonl import LISTING_KEYS, Account, lines_of, read_listing_line, read_listings
from markwarden.record import Record, nearest
from registry.workbook import Formula, tables

MOST_BYTES: Final = 64 * 1024 * 1024
# Cells that hold several values: pictures on lines or by bar, classes by comma.
_LISTS: Final = {"images": "\n|", "nice_class": ",;"}

Rows = Iterator[tuple[int, Mapping[str, Any]]]


def listings_of(
    account: Account, *, zone: tzinfo, absent_at: datetime, columns: Columns | None = None
) -> Iterator[Listing]:
    """The listings of `account.path`, whose ending says what it is; `columns` of one with other names.

    Raises:
        InputError: the file cannot be read, or a line is bad and bad lines are not skipped.
    """
    suffix = account.path.suffix.lower()
    if columns is None and suffix not in (".csv", ".xlsx"):
        yield from read_listings(account, zone=zone, absent_at=absent_at)
        return
    for number, found in _rows(account, exact=columns is None):
        try:
            row = columns.record(found) if columns else found
            raw = json.dumps(_record(row, number, account), ensure_ascii=False).encode("utf-8", "replace")
            listing = read_listing_line(raw, number, account, zone=zone, absent_at=absent_at)
        except InputError as error:
            account.bad_line(error)
            continue
        account.taken += 1
        yield listing


def headings_of(account: Account) -> tuple[list[str], Mapping[str, Any]]:
    """The headings of a table as they are written, and its first row.

    Raises:
        InputError: the file cannot be read, or has no rows.
    """
    for _number, row in _rows(account, exact=False):
        return list(row), row
    raise _file_error(account, "a table with headings and rows")


def _rows(account: Account, *, exact: bool) -> Rows:
    """The rows by heading; `exact` wants our own names among the headings."""
    match account.path.suffix.lower():
        case ".csv":
            return _csv_rows(account, exact=exact)
        case ".xlsx":
            return _workbook_rows(account, exact=exact)
        case _:
            return _json_rows(account)


def _json_rows(account: Account) -> Rows:
    for number, raw in lines_of(account):
        try:
            record = Record.parse(raw, file=str(account.path), line=number)
        except InputError as error:
            account.bad_line(error)
            continue
        yield number, record.values


def _record(row: Mapping[str, Any], number: int, account: Account) -> dict[str, Any]:
    return {key: _value(key, cell, number, account) for key, cell in row.items() if cell not in (None, "")}


def _value(key: str, cell: Any, number: int, account: Account) -> Any:
    """A cell as the value JSON Lines would have."""
    if isinstance(cell, Formula):
        raise InputError(file=str(account.path), line=number, key=key, expected="a value, not a formula")
    if isinstance(cell, list):
        return [str(part) for part in cell]
    text = cell.isoformat() if isinstance(cell, (datetime, date)) else str(cell).strip()
    if key not in _LISTS:
        return text
    for mark in _LISTS[key]:
        text = text.replace(mark, "\n")
    parts = [part.strip() for part in text.split("\n") if part.strip()]
    if key == "nice_class":
        return [int(part) if part.isdecimal() and len(part) < 4 else part for part in parts]
    return parts


def _content(account: Account) -> bytes:
    path = account.path
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise _file_error(account, f"a readable file ({error.strerror})") from None
    if len(content) > MOST_BYTES:
        raise _file_error(account, "at most 64 MiB; JSON Lines may be longer")
    return content


def _file_error(account: Account, expected: str, line: int = 0) -> InputError:
    return InputError(file=str(account.path), line=line, key="(file)", expected=expected)


def _decoded(account: Account) -> str:
    """UTF-8, or GB 18030 as Excel in China writes CSV."""
    content = _content(account)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _file_error(account, "text in UTF-8 or GB 18030")


def _csv_rows(account: Account, *, exact: bool) -> Rows:
    reader = csv.reader(io.StringIO(_decoded(account), newline=""), strict=True)
    try:
        headings = _headings(next(reader, []), account, exact=exact)
        for cells in reader:
            if any(cells):
                yield reader.line_num, dict(zip(headings, cells, strict=False))
    except csv.Error as error:
        raise _file_error(account, f"a CSV table ({error})", reader.line_num) from None


def _workbook_rows(account: Account, *, exact: bool) -> Rows:
    found = [table for _title, table in tables(_content(account), account.path.name) if table]
    if len(found) != 1:
        raise _file_error(account, f"one sheet with rows, found {len(found)}")
    headings = _headings([str(cell or "") for cell in found[0][0][1]], account, exact=exact)
    for number, cells in found[0][1:]:
        yield number, dict(zip(headings, cells, strict=False))


def _headings(cells: list[str], account: Account, *, exact: bool) -> list[str]:
    if not exact:
        return [cell.strip() for cell in cells]
    headings = [cell.strip().lower() for cell in cells]
    for needed in ("id", "title"):
        if needed not in headings:
            hint = nearest(needed, headings)
            meant = f"; is it {hint!r}?" if hint else ""
            other = "; of a table with other headings say which is which: see `listings columns`"
            raise _file_error(
                account, f"a heading {needed!r} among {', '.join(sorted(LISTING_KEYS))}{meant}{other}", 1
            )
    return headings
