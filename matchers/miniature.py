"""Small copies of pictures for a page of many: checked bytes in, a small JPEG out."""

from __future__ import annotations

import io
from typing import Final

from matchers.decoding import small

QUALITY: Final = 82


def miniature(data: bytes, side: int) -> bytes:
    """A JPEG of at most `side` by `side` pixels, upright, on white.

    Raises:
        PictureRefused: the bytes are no picture we read, or more of one than we read.
    """
    written = io.BytesIO()
    small(data, side).save(written, "JPEG", quality=QUALITY)
    return written.getvalue()
