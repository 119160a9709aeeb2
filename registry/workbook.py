"""Tables of an XLSX workbook as raw cells, opened only after its archive was judged."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator

from django.utils.translation import gettext as _
from openpyxl import DEFUSEDXML, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from registry.bounds import (
    COLUMNS,
    PARTS,
    RATIO_MATTERS_BYTES,
    ROWS,
    UNPACKED_BYTES,
    UNPACKED_RATIO,
)
from registry.refusals import FileRefused

Table = list[tuple[int, list[object]]]
# What openpyxl and its XML parsers raise on a broken or hostile part.
_BROKEN = (
    InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError,
    IndexError, SyntaxError, EOFError, OSError, NotImplementedError, RecursionError,
)  # fmt: skip


class Formula:
    """A formula or an error value where a plain value belongs."""

    def __init__(self, words: str) -> None:
        self._words = words

    def __str__(self) -> str:
        return self._words


def tables(content: bytes, name: str) -> list[tuple[str, Table]]:
    """Every sheet's title and its rows that hold anything, each with its number in the sheet.

    Raises:
        FileRefused: no workbook, a broken one, or one over a bound.
    """
    if not DEFUSEDXML:
        # Without it openpyxl expands entities: a kilobyte becomes gigabytes.
        raise FileRefused(name, _("the library defusedxml, which makes XLSX safe to read"), _("none"))
    judge_archive(content, name)
    try:
        with warnings.catch_warnings():
            # openpyxl warns of extensions it drops; none of them holds a register's cells.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            return [(sheet.title, list(_rows(sheet, name))) for sheet in book.worksheets]
    except _BROKEN as error:
        raise FileRefused(name, _("an XLSX workbook"), f"{type(error).__name__}: {error}") from None


def judge_archive(content: bytes, name: str) -> None:
    """Refuse an archive that would unpack to more than a register can hold.

    The sizes an archive declares bind: the standard library never unpacks more than them.
    """
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, EOFError, OSError):
        raise FileRefused(name, _("an XLSX workbook"), _("no archive")) from None
    if len(parts) > PARTS:
        raise FileRefused(name, _("a workbook of at most %(most)d parts") % {"most": PARTS}, str(len(parts)))
    unpacked = sum(part.file_size for part in parts)
    if unpacked > UNPACKED_BYTES:
        raise FileRefused(name, _("a workbook of at most 200 MiB unpacked"), f"{unpacked} bytes")
    for part in parts:
        if part.file_size > max(RATIO_MATTERS_BYTES, UNPACKED_RATIO * part.compress_size):
            raise FileRefused(
                name,
                _("parts packed at most %(most)d to 1") % {"most": UNPACKED_RATIO},
                f"{part.filename}: {part.compress_size} -> {part.file_size} bytes",
            )


def _rows(sheet: object, name: str) -> Iterator[tuple[int, list[object]]]:
    # What a sheet says of its own size is not to be believed; the bounds below are.
    sheet.reset_dimensions()  # type: ignore[attr-defined]  # read-only sheets have it
    rows = sheet.iter_rows(max_row=ROWS + 2, max_col=COLUMNS + 1)  # type: ignore[attr-defined]
    for number, cells in enumerate(rows, 1):
        values = [_value(cell) for cell in cells]
        if not any(value not in (None, "") for value in values):
            continue
        if number > ROWS + 1:
            raise FileRefused(name, _("at most %(most)d rows") % {"most": ROWS}, _("more"))
        if any(value not in (None, "") for value in values[COLUMNS:]):
            raise FileRefused(name, _("at most %(most)d columns") % {"most": COLUMNS}, _("more"))
        yield number, values[:COLUMNS]


def _value(cell: object) -> object:
    value = getattr(cell, "value", None)
    if getattr(cell, "data_type", "n") in ("f", "e") and value is not None:
        return Formula(str(getattr(value, "text", None) or value))
    return value
