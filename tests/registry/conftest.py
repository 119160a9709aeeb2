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

from matchers.hashes import read_picture
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
            path, mode=mode, read_picture=read_picture, pictures_root=pictures_root, default_holder=holder
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
    """A small PNG that is not blank."""
    picture = Image.new("RGB", (64, 64), "white")
    ImageDraw.Draw(picture).ellipse((8, 20, 50, 60), fill=colour)
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()


def said(report: ImportReport) -> list[tuple[int, str]]:
    """Row and column of every problem."""
    return [(problem.row, problem.column) for problem in report.problems]
