"""What bytes of strangers are, told by the bytes themselves, with the bounds they must keep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.errors import HouseError

MAX_BYTES: Final = 15 * 1024 * 1024
MAX_PIXELS: Final = 25_000_000

_MAGIC: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x00\x00\x01\x00", "image/x-icon"),
    (b"8BPS", "image/vnd.adobe.photoshop"),
    (b"\xff\x0a", "image/jxl"),
    (b"\x00\x00\x00\x0cJXL ", "image/jxl"),
    (b"\x00\x00\x00\x0cjP  ", "image/jp2"),
    (b"%!PS", "application/postscript"),
    (b"%PDF-", "application/pdf"),
)
_BRANDS: Final = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"hevc": "image/heic",
    b"mif1": "image/heif",
    b"msf1": "image/heif",
}
# What is decoded, by Pillow's name. HEIC is not: the wheels that read it carry a GPL encoder. SVG is not:
# drawing it means running a program of the sender's.
DECODED: Final[Mapping[str, str]] = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
    "image/bmp": "BMP",
    "image/avif": "AVIF",
}


class PictureRefused(HouseError):
    """A picture is not taken; `reason` is a stable key that is counted.

    Keys: `too_large`, `too_many_pixels`, `not_a_picture`, `broken`, `format_refused`, and `missing`,
    `unreadable` for files.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail


def mime_of(data: bytes) -> str:
    """The media type the first bytes say, or "" where they say none; names and headers do not count."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        return _BRANDS.get(data[8:12], "")
    for magic, mime in _MAGIC:
        if data.startswith(magic):
            return mime
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "image/svg+xml" if head.startswith(b"<") and b"<svg" in head else ""


def taken_mime(data: bytes) -> str:
    """The media type of bytes we decode.

    Raises:
        PictureRefused: they are too many, no picture, or of a format we do not decode.
    """
    if len(data) > MAX_BYTES:
        raise PictureRefused("too_large", f"{len(data)} bytes, at most {MAX_BYTES}")
    mime = mime_of(data)
    if not mime:
        raise PictureRefused("not_a_picture", f"{len(data)} bytes, begin {data[:8].hex() or 'empty'}")
    if mime not in DECODED:
        raise PictureRefused("format_refused", mime)
    return mime
