"""Hits written as JSON Lines, CSV or XLSX; no cell is ever read as a formula."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from domain.errors import HouseError
from markwarden.hit_rows import COLUMNS, hit_record, hit_row
from store.models import Hit

# Excel and LibreOffice read a cell that begins with one of these as a formula (OWASP: CSV injection).
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
MOST_XLSX_ROWS: Final = 1_048_575
MOST_XLSX_TEXT: Final = 32_767

Write = Callable[[Iterable[Hit], IO[bytes]], int]


def write_jsonl(hits: Iterable[Hit], out: IO[bytes]) -> int:
    """One JSON object a hit, reasons taken apart; the number of hits written."""
    n = 0
    for hit in hits:
        out.write(json.dumps(hit_record(hit), ensure_ascii=False).encode() + b"\n")
        n += 1
    return n


def write_csv(hits: Iterable[Hit], out: IO[bytes]) -> int:
    """One row a hit under a row of headings, in UTF-8 with a mark, as Excel wants it."""
    out.write(b"\xef\xbb\xbf")
    text = io.TextIOWrapper(out, "utf-8", newline="", write_through=True)
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    n = 0
    for hit in hits:
        writer.writerow({name: csv_cell(value) for name, value in hit_row(hit).items()})
        n += 1
    text.detach()
    return n


def write_xlsx(hits: Iterable[Hit], out: IO[bytes]) -> int:
    """One row a hit; every text is stored as text, also one that looks like a formula.

    Raises:
        HouseError: there are more hits than a sheet has rows.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("hits")
    sheet.append(list(COLUMNS))
    n = 0
    for n, hit in enumerate(hits, 1):
        if n > MOST_XLSX_ROWS:
            raise HouseError(f"a sheet holds {MOST_XLSX_ROWS} hits; use --format csv, or --limit")
        sheet.append([xlsx_cell(sheet, value) for value in hit_row(hit).values()])
    book.save(out)
    return n


def csv_cell(value: object) -> object:
    """Text with a leading ' where a spreadsheet would see a formula; numbers as they are."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def xlsx_cell(sheet: Any, value: object) -> object:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value)[:MOST_XLSX_TEXT])
    cell.data_type = "s"
    return cell


WRITERS: Final[dict[str, Write]] = {"jsonl": write_jsonl, "csv": write_csv, "xlsx": write_xlsx}


def write_file(path: Path, write: Write, hits: Iterable[Hit]) -> int:
    """Write the file whole or not at all; readable by its owner and group only."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        fresh.touch(mode=0o640, exist_ok=False)
        with fresh.open("wb") as out:
            n = write(hits, out)
        fresh.replace(path)
    except OSError as error:
        raise HouseError(f"{path}: {error.strerror}") from None
    finally:
        fresh.unlink(missing_ok=True)
    return n
