"""Import of a register file: holders, rights and licences; the good rows or nothing, or only a report."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from tablib import Dataset

from domain.errors import RegistryError
from registry.columns import COLUMNS, HOLDERS, LICENCES, RIGHTS
from registry.licence_resource import LicenceResource
from registry.pictures import Album, ReadPicture, keep
from registry.refusals import FileRefused
from registry.resources import HolderResource, RegisterResource
from registry.right_resource import RightResource
from registry.rows import ABSENT, Cell, Row, Sheet
from registry.sheets import read_sheets


class Mode(StrEnum):
    """What an import may leave behind."""

    DRY_RUN = "dry-run"
    ALL_OR_NOTHING = "all-or-nothing"
    GOOD_ROWS = "good-rows"


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the rows of one sheet. `kind` is rights, licences or holders."""

    kind: str
    new: int
    changed: int
    unchanged: int
    bad: int


@dataclass(slots=True)
class ImportReport:
    """What an import did, or in a dry run would have done.

    Attributes:
        kept: whether anything was written.
        problems: every bad cell, in the order of the file.
        unread: sheets whose name says nothing to us.
        weak: what weakens reference pictures that were taken, one line each.
        holders_made: names of rights holders that were not in the register before.
    """

    file: str
    mode: Mode
    kept: bool = False
    tallies: list[Tally] = field(default_factory=list)
    problems: list[RegistryError] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    weak: list[str] = field(default_factory=list)
    holders_made: list[str] = field(default_factory=list)

    def add(self, problems: Sequence[RegistryError], tally: Tally) -> None:
        self.problems += problems
        self.tallies.append(tally)


def import_rights(
    path: Path,
    *,
    mode: Mode,
    read_picture: ReadPicture,
    pictures_root: Path,
    default_holder: str = "",
) -> ImportReport:
    """Import the register file at `path`; the same file twice changes nothing the second time.

    Args:
        read_picture: decodes a reference picture; `matchers.references.read_reference`.
        pictures_root: where reference pictures are kept, by digest.
        default_holder: key or name of the holder of rows that name none.

    Raises:
        FileRefused: the file as a whole cannot be read.
    """
    sheets = read_sheets(path)
    report = ImportReport(path.name, mode, problems=sheets.problems, unread=sheets.unread)
    album = Album(path.parent, read_picture, absolute=True)
    rights = [
        RightResource(numbers=_numbers(sheet), album=album, default_holder=default_holder)
        for sheet in sheets.of(RIGHTS)
    ]
    with transaction.atomic():
        for sheet in sheets.of(HOLDERS):
            report.add(*import_sheet(sheet, HolderResource(numbers=_numbers(sheet))))
        for sheet, resource in zip(sheets.of(RIGHTS), rights, strict=True):
            report.add(*import_sheet(sheet, resource))
        for sheet in sheets.of(LICENCES):
            report.add(*import_sheet(sheet, LicenceResource(numbers=_numbers(sheet))))
        report.kept = mode is Mode.GOOD_ROWS or (mode is Mode.ALL_OR_NOTHING and not report.problems)
        if report.kept:
            _keep_pictures(rights, pictures_root)
        else:
            transaction.set_rollback(True)
    report.weak = list(album.weak)
    report.holders_made = [holder.name for resource in rights for holder in resource.holders_made]
    return report


def dataset_of(sheet: Sheet) -> Dataset:
    """The sheet as import-export takes it, with an id and a holder column even where the file has none."""
    always = ("id", "holder") if sheet.kind == RIGHTS else ()
    headers = list(dict.fromkeys((*sheet.columns, *always)))
    dataset = Dataset(headers=headers)
    for row in sheet.rows:
        values = {**row.cells, "id": _identity(row)} if sheet.kind == RIGHTS else row.cells
        dataset.append([values.get(name, ABSENT) for name in headers])
    return dataset


def _identity(row: Row) -> Cell:
    """The id given, else office and number as one."""
    given = row.cells.get("id")
    if given not in (None, "", ABSENT):
        return given
    office, number = (str(row.cells.get(name) or "").strip() for name in ("office", "number"))
    return f"{office}:{number}" if office and number else ""


def _numbers(sheet: Sheet) -> tuple[int, ...]:
    return tuple(row.number for row in sheet.rows)


def import_sheet(sheet: Sheet, resource: RegisterResource) -> tuple[list[RegistryError], Tally]:
    """Import one sheet's good rows within the transaction at hand; its bad cells and its counts."""
    result = resource.import_data(dataset_of(sheet), use_transactions=True)
    for error in (*result.base_errors, *(error for row in result.error_rows for error in row.errors)):
        raise error.error  # ours, not the file's: a file's faults are validation errors
    problems = sorted(_problems(sheet, result.invalid_rows), key=lambda bad: bad.row)
    totals, bad_rows = result.totals, {bad.row for bad in problems}
    return problems, Tally(sheet.kind, totals["new"], totals["update"], totals["skip"], len(bad_rows))


def _problems(sheet: Sheet, invalid_rows: Sequence[Any]) -> Iterator[RegistryError]:
    for invalid in invalid_rows:
        row = sheet.rows[invalid.number - 1]
        for column, errors in invalid.error.error_dict.items():
            said = errors[0].params or {}
            yield RegistryError(
                file=sheet.place,
                row=row.number,
                column=column if column in COLUMNS[sheet.kind] else "-",
                expected=said.get("expected") or "; ".join(invalid.error_dict[column]),
                found=said.get("found", str(row.cells.get(column, ""))[:80]),
            )


def _keep_pictures(resources: Sequence[RightResource], root: Path) -> None:
    """Copy what was found, just before the rows that speak of it are committed."""
    for resource in resources:
        for path, digest, name in resource.to_keep:
            content = path.read_bytes()
            if hashlib.sha256(content).hexdigest() != digest:
                raise FileRefused(path.name, _("a picture that does not change while it is read"), path.name)
            keep(content, name, root)
