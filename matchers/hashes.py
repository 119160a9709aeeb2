"""Pictures as they are compared: checked bytes in, size and perceptual hash out."""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
import zlib
from typing import Final

import imagehash
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from domain.errors import HouseError
from domain.values import Picture

MAX_BYTES: Final = 15 * 1024 * 1024
MAX_PIXELS: Final = 25_000_000

# Grey levels between the darkest and the lightest of 32 by 32 samples. Below this the
# compression's own noise decides the bits of a hash, and every plain card looks alike.
LEAST_CONTRAST: Final = 8

# Pillow warns from 89 megapixels on; our own bound lies lower, and a warning nobody reads is no bound.
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
# What decoders grumble about a stranger's file (a damaged EXIF block) is nothing an operator can mend.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")

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
_BRANDS: Final = {b"avif": "image/avif", b"avis": "image/avif", b"heic": "image/heic", b"mif1": "image/heif"}
_DECODED: Final = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
    "image/bmp": "BMP",
}
# Everything Pillow's decoders are known to raise on hostile or cut-off bytes.
_BROKEN: Final = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    EOFError,
    RuntimeError,
    MemoryError,
    struct.error,
    zlib.error,
    UserWarning,
)


class PictureRefused(HouseError):
    """A picture is not taken; `reason` is a stable key that is counted.

    Keys: `too_large`, `too_many_pixels`, `not_a_picture`, `broken`, `format_refused`.
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


def read_picture(data: bytes, source: str) -> Picture:
    """The picture in `data` with its size after EXIF orientation and its perceptual hash.

    Alpha is laid over white, the first frame stands for an animation, and a picture without
    contrast has no hash.

    Raises:
        PictureRefused: the bytes are no picture we read, or more of one than we read.
    """
    picture = _decoded(data)
    return Picture(
        source=source,
        digest=hashlib.sha256(data).hexdigest(),
        width=picture.width,
        height=picture.height,
        phash=_phash(picture),
    )


def bits_apart(left: int, right: int) -> int:
    """Hamming distance of two 64-bit perceptual hashes, in bits: 0 (same) to 64."""
    return (left ^ right).bit_count()


def _decoded(data: bytes) -> Image.Image:
    mime = _taken_mime(data)
    try:
        with Image.open(io.BytesIO(data), formats=[_DECODED[mime]]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise PictureRefused("too_many_pixels", f"{picture.width} by {picture.height}")
            picture.load()
            return _upright(_on_white(picture))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise PictureRefused("too_many_pixels", str(error)) from None
    except UnidentifiedImageError:
        raise PictureRefused("broken", f"{mime} by its first bytes, but unreadable") from None
    except _BROKEN as error:
        raise PictureRefused("broken", f"{type(error).__name__}: {error}"[:200]) from None


def _taken_mime(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise PictureRefused("too_large", f"{len(data)} bytes, at most {MAX_BYTES}")
    mime = mime_of(data)
    if not mime:
        raise PictureRefused("not_a_picture", f"{len(data)} bytes, begin {data[:8].hex() or 'empty'}")
    if mime not in _DECODED:
        raise PictureRefused("format_refused", mime)
    return mime


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I") or picture.mode == "F":
        return _eight_bits(picture)
    if not picture.has_transparency_data:
        return picture if picture.mode in ("L", "RGB") else _with_exif(picture.convert("RGB"), picture)
    layer = picture.convert("RGBA")
    white = Image.new("RGBA", layer.size, "white")
    return _with_exif(Image.alpha_composite(white, layer).convert("RGB"), picture)


def _eight_bits(picture: Image.Image) -> Image.Image:
    # Pillow's own conversion clips 16-bit grey at 255: nearly everything would turn white.
    samples = np.clip(np.asarray(picture, dtype=np.float64), 0, 65535) / 257
    return _with_exif(Image.fromarray(samples.astype(np.uint8)), picture)


def _with_exif(made: Image.Image, read: Image.Image) -> Image.Image:
    if "exif" in read.info:
        made.info["exif"] = read.info["exif"]
    return made


def _upright(picture: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(picture)
    except _BROKEN:  # a damaged orientation must not lose a sound picture
        return picture


def _phash(picture: Image.Image) -> int | None:
    small = picture.convert("L").resize((32, 32), Image.Resampling.BILINEAR)
    darkest, lightest = small.getextrema()
    if lightest - darkest < LEAST_CONTRAST:  # type: ignore[operator]  # one band: two numbers
        return None
    return int(str(imagehash.phash(picture)), 16)
