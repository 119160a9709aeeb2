"""Register files uploaded in the admin: the same bounded reading as on the command line."""

from __future__ import annotations

from django.utils.translation import gettext as _
from import_export.formats.base_formats import Format
from tablib import Dataset

from registry.columns import LICENCES, RIGHTS
from registry.imports import dataset_of
from registry.refusals import FileRefused
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
            RegistryError: the file is refused, or the first of its headings or lines that is wrong.
        """
        name = f"upload.{self.ending}"
        sheets = read_content(in_stream, name)
        for problem in sheets.problems:
            raise problem
        found = sheets.of(self.kind)
        if not found:
            raise FileRefused(name, _("a sheet of %(kind)s") % {"kind": self.kind}, _("none"))
        return dataset_of(found[0])


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
