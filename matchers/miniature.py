"""Small copies of pictures for a page of many: checked bytes in, a small JPEG out."""

from __future__ import annotations

import io
from typing import Final

from PIL import Image

from matchers.hashes import _BROKEN, _DECODED, MAX_PIXELS, PictureRefused, _on_white, _taken_mime, _upright

QUALITY: Final = 82


def miniature(data: bytes, side: int) -> bytes:
    """A JPEG of at most `side` by `side` pixels, upright, on white.

    Raises:
        PictureRefused: the bytes are no picture we read, or more of one than we read.
    """
    mime = _taken_mime(data)
    try:
        with Image.open(io.BytesIO(data), formats=[_DECODED[mime]]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise PictureRefused("too_many_pixels", f"{picture.width} by {picture.height}")
            # JPEG decodes straight to a half, quarter or eighth: most of the time is saved here.
            picture.draft("RGB", (side, side))
            picture.load()
            small = _upright(_on_white(picture)).convert("RGB")
            small.thumbnail((side, side))
            written = io.BytesIO()
            small.save(written, "JPEG", quality=QUALITY)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise PictureRefused("too_many_pixels", str(error)) from None
    except _BROKEN as error:
        raise PictureRefused("broken", f"{type(error).__name__}: {error}"[:200]) from None
    return written.getvalue()
