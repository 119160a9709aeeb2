"""Register files uploaded in the admin: the same bounded reading as on the command line."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from import_export.formats.base_formats import Format
from tablib import Dataset

from domain.errors import RegistryError
from registry.columns import LICENCES, RIGHTS
from registry.imports import dataset_of
from registry.refusals import FileRefused, LinesRefused
from registry.rows import Sheet
from registry.sheets import read_content


class RegisterFormat(Format):  # type: ignore[misc]  # import-export is untyped
    """One sheet of a register file; the others are imported on their own page."""

    ending = ""
    kind = RIGHTS

    def __init__(self, encoding: str | None = None) -> None:
        self.encoding = encoding

    def get_title(self) -> str:
        return self.ending

    def get_extension(self) -> str:
        return self.ending

    def can_import(self) -> bool:
        return True

    def create_dataset(self, in_stream: bytes) -> Dataset:
        """The rows of this kind.

        Raises:
            RegistryError: the file as a whole is refused.
            LinesRefused: headings or lines of it are no rows.
        """
        name = f"upload.{self.ending}"
        sheets = read_content(in_stream, name)
        found = sheets.of(self.kind)
        problems = [*sheets.problems, *(one for sheet in found[:1] for one in _unshowable(sheet, name))]
        if problems:
            raise LinesRefused(problems)
        if not found:
            raise FileRefused(name, _("a sheet of %(kind)s") % {"kind": self.kind}, _("none"))
        return dataset_of(found[0])


def _unshowable(sheet: Sheet, file: str) -> Iterator[RegistryError]:
    """Cells with halves of characters, which JSON can write and no page can show beside its fault."""
    for row in sheet.rows:
        for column, value in row.cells.items():
            written = str(value).encode("utf-8", "backslashreplace").decode("utf-8")
            if written != str(value):
                yield RegistryError(
                    file=file,
                    row=row.number,
                    column=column,
                    expected=_("text without control characters"),
                    found=written[:200],
                )


class RightsXlsx(RegisterFormat):
    ending = "xlsx"


class RightsCsv(RegisterFormat):
    ending = "csv"


class RightsJsonl(RegisterFormat):
    ending = "jsonl"


class LicencesXlsx(RightsXlsx):
    kind = LICENCES


class LicencesCsv(RightsCsv):
    kind = LICENCES
