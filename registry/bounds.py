"""How much of a register file is read at all."""

from __future__ import annotations

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
