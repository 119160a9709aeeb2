"""Register files made on the spot, and an import of them."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import pytest
from openpyxl import Workbook
from PIL import Image, ImageDraw

from matchers.references import read_reference
from registry.imports import ImportReport, Mode, import_rights

Table = Sequence[Sequence[Any]]


class Import(Protocol):
    def __call__(self, path: Path, mode: Mode = ..., holder: str = ...) -> ImportReport: ...


class Write(Protocol):
    def __call__(self, name: str, content: Any) -> Path: ...


@pytest.fixture
def pictures_root(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
def do_import(db: None, pictures_root: Path) -> Import:
    def run(path: Path, mode: Mode = Mode.ALL_OR_NOTHING, holder: str = "") -> ImportReport:
        return import_rights(
            path, mode=mode, read_picture=read_reference, pictures_root=pictures_root, default_holder=holder
        )

    return run


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file of the kind its name says: sheets for .xlsx, rows for .csv, records for .jsonl."""
    folder = tmp_path / "given"
    folder.mkdir()

    def run(name: str, content: Any) -> Path:
        path = folder / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif name.endswith(".xlsx"):
            path.write_bytes(workbook(content))
        elif name.endswith(".jsonl"):
            path.write_text("".join(json.dumps(record) + "\n" for record in content))
        else:
            path.write_text(content, encoding="utf-8")
        return path

    return run


def workbook(sheets: Mapping[str, Table]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def drawing(colour: str = "red") -> bytes:
    """A figure with something to it: a head with ears over a striped coat."""
    picture = Image.new("RGB", (240, 240), "white")
    draw = ImageDraw.Draw(picture)
    draw.polygon([(60, 90), (50, 12), (108, 60)], fill=colour)
    draw.polygon([(180, 90), (204, 20), (140, 56)], fill=colour)
    draw.ellipse((50, 44, 190, 170), fill=colour, outline="black", width=4)
    for x, y, reach in ((92, 92, 12), (146, 90, 15), (118, 128, 8)):
        draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill="white", outline="black", width=3)
    for step in range(6):
        draw.rectangle(
            (40 + 28 * step, 178, 54 + 28 * step, 236 - 6 * step), fill=("black", colour)[step % 2]
        )
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()


def said(report: ImportReport) -> list[tuple[int, str]]:
    """Row and column of every problem."""
    return [(problem.row, problem.column) for problem in report.problems]
