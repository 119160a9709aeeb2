"""The demo's register: a workbook of rights, licences and holders, with its pictures beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from domain.values import Term
from markwarden.demo import protected as p
from markwarden.demo.drawings import reference_bytes
from markwarden.demo.vocabulary import (
    FORMER_SHOP,
    GAMES_SHOP,
    NORDWICKE_SHOP,
    QINGHELI_SHOP,
    VELTORA_SHOP,
    Seller,
)

RIGHTS_COLUMNS = (
    "id", "kind", "holder", "text", "brand", "nice_classes", "goods", "ordinary_word", "aliases", "images",
    "area", "valid_from", "valid_to",
)  # fmt: skip
LICENCE_COLUMNS = ("right", "seller", "credit_code", "valid_from", "valid_to")
HOLDER_COLUMNS = ("key", "name")
# A list in one cell.
SEPARATOR = ";"


def leaves(today: date) -> tuple[p.Leave, ...]:
    """Every licence of the demo world; the last one has ended."""
    granted = (
        (VELTORA_SHOP, (p.VELTORA, p.VELTORA_FIGURE)),
        (NORDWICKE_SHOP, (p.NORDWICKE, p.NORDWICKE_FIGURE)),
        (QINGHELI_SHOP, (p.QINGHELI,)),
        (GAMES_SHOP, (p.GAMES, p.GAMES_EMBLEM, p.GAMES_MASCOT)),
    )
    start, end = date(today.year - 1, 1, 1), date(today.year + 2, 12, 31)
    running = [_leave(code, seller, start, end) for seller, codes in granted for code in codes]
    ended = date(today.year - 1, 6, 30)
    former = [_leave(code, FORMER_SHOP, date(2020, 1, 1), ended) for code in (p.VELTORA, p.VELTORA_FIGURE)]
    return (*running, *former)


def _leave(code: str, seller: Seller, start: date, end: date) -> p.Leave:
    return p.Leave(code=code, seller=seller.name, credit_code=seller.credit_code, term=Term(start, end))


def write_workbook(folder: Path, today: date) -> Path:
    """`rights.xlsx` in `folder`, and the reference pictures it names."""
    folder.mkdir(parents=True, exist_ok=True)
    rights = p.all_rights(today)
    for name in sorted({picture for right in rights for picture in right.pictures}):
        (folder / f"{name}.jpg").write_bytes(reference_bytes(name))
    book = Workbook()
    book.remove(book.worksheets[0])
    _sheet(book, "rights", RIGHTS_COLUMNS, map(_right_row, rights))
    _sheet(book, "licences", LICENCE_COLUMNS, map(_leave_row, leaves(today)))
    _sheet(book, "holders", HOLDER_COLUMNS, p.HOLDERS.items())
    path = folder / "rights.xlsx"
    book.save(path)
    return path


def _right_row(right: p.Protected) -> Sequence[object]:
    return (
        right.code, right.kind.value, right.holder, right.text, right.brand,
        SEPARATOR.join(map(str, right.classes)), SEPARATOR.join(right.goods), "yes" if right.ordinary else "",
        SEPARATOR.join(right.aliases), SEPARATOR.join(f"{name}.jpg" for name in right.pictures),
        SEPARATOR.join(right.area), right.term.start, right.term.end,
    )  # fmt: skip


def _leave_row(leave: p.Leave) -> Sequence[object]:
    return (leave.code, leave.seller, leave.credit_code, leave.term.start, leave.term.end)


def _sheet(book: Workbook, name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    sheet: Worksheet = book.create_sheet(name)
    sheet.append(list(columns))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([value if value != "" else None for value in row])
