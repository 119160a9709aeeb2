"""How much of a register file is read at all, and the refusal of a whole file."""

from __future__ import annotations

from domain.errors import RegistryError

FILE_BYTES = 20 * 2**20
ROWS = 200_000
COLUMNS = 64
# A workbook's parts together once unpacked. Real registers measure 5 to 20 times their packed size.
UNPACKED_BYTES = 200 * 2**20
UNPACKED_RATIO = 200
# Parts below this may be packed as tightly as they like: a few kilobytes of blanks are harmless.
RATIO_MATTERS_BYTES = 2**20
PARTS = 2_000
PICTURE_BYTES = 15 * 2**20


class FileRefused(RegistryError):
    """A register file that is not read any further."""

    def __init__(self, file: str, expected: str, found: str) -> None:
        super().__init__(file=file, row=0, column="-", expected=expected, found=found[:200])
        self.args = (f"{file}: expected {expected}, found {found[:200]!r}",)
