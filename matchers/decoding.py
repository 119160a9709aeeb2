"""Pictures of strangers as pixels: bounded before they are decoded, reduced, upright, in 8 bits."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from matchers.media_types import DECODED, MAX_PIXELS, PictureRefused, taken_mime

Grey = NDArray[np.uint8]

# The shorter side of a grey copy stays at least this long: three times the 64 samples of a PDQ. What
# reducing changes is measured in docs/reference/image-speed.md.
SHORT_SIDE: Final = 192
# A strip longer than this is squeezed: what is sampled at 64 places does not show it.
LONG_SIDE: Final = 6_000
# Frames of an animation that are looked at: slide shows of shops have two to ten, shown for a second each.
FRAMES: Final = (1, 2, 4, 8, 16, 32)
# All frames decoded on the way there count, because each is painted on the one before.
MOST_FRAME_PIXELS: Final = 60_000_000
# A mean difference of two grey copies, in levels, above which they are worth two hashes.
UNLIKE: Final = 6.0

# Pillow warns from 89 megapixels on; our own bound lies lower, and a warning nobody reads is no bound.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
# What decoders grumble about a stranger's file (a damaged EXIF block) is nothing an operator can mend.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")

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
    AssertionError,
    UserWarning,
)
_ORIENTATION: Final = 0x0112
_TOLD_IN: Final = frozenset(("exif", "xmp"))
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SWAPPED: Final = frozenset((5, 6, 7, 8))


class Size(NamedTuple):
    """Pixels of a picture as a person sees it."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Greys:
    """A picture in grey, made smaller by whole factors while its shorter side keeps `SHORT_SIDE`.

    Attributes:
        size: of the whole picture, upright.
        factor: pixels of the picture a side in each of `first`.
        first: what is seen first, transparent parts on white.
        black: the same on black, where that looks different.
        frames: further frames of an animation that look different.
    """

    size: Size
    factor: int
    first: Grey
    black: Grey | None = None
    frames: tuple[Grey, ...] = ()


def greys(data: bytes) -> Greys:
    """The picture in `data` as hashes are made of it.

    Raises:
        PictureRefused: the bytes are no picture we read, or more of one than we read.
    """
    with _opened(data) as picture:
        turn = _turn(picture)
        size = _upright_size(picture.size, turn)
        picture.draft("L", (SHORT_SIDE, SHORT_SIDE))
        factor = round(max(size) / max(picture.size)) * _factor(picture)
        picture.load()
        first = _upright(_small_grey(picture, "white"), turn)
        black = _upright(_small_grey(picture, "black"), turn) if _is_cut_out(picture) else None
        differs = black is not None and _unlike(black, [first])
        return Greys(size, factor, first, black if differs else None, tuple(_frames(picture, first, turn)))


def look(data: bytes, side: int) -> NDArray[np.uint8]:
    """The picture in `data` in colour, shape (height, width, 3), blue first, no side longer than `side`.

    Raises:
        PictureRefused: the bytes are no picture we read, or more of one than we read.
    """
    made = small(data, side)
    return np.frombuffer(made.tobytes("raw", "BGR"), np.uint8).reshape(made.height, made.width, 3)


def small(data: bytes, side: int) -> Image.Image:
    """The picture in `data` upright, on white, in RGB, no side longer than `side`.

    Raises:
        PictureRefused: the bytes are no picture we read, or more of one than we read.
    """
    with _opened(data) as picture:
        turn = _turn(picture)
        # JPEG decodes straight to a half, quarter or eighth: most of the time is saved here.
        picture.draft("RGB", (side, side))
        picture.load()
        factor = max(1, min(picture.size) // side)
        copy = _on_paper(_reduced(_plain(picture), factor), "white").convert("RGB")
        copy.thumbnail((side, side), Image.Resampling.BILINEAR, reducing_gap=2.0)
        return copy.transpose(_TURNS[turn]) if turn in _TURNS else copy


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """A picture whose header was read and found within bounds; errors of its decoder become refusals."""
    mime = taken_mime(data)
    try:
        with Image.open(io.BytesIO(data), formats=[DECODED[mime]]) as picture:
            _bounded(picture)
            yield picture
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise PictureRefused("too_many_pixels", str(error)[:200]) from None
    except UnidentifiedImageError:
        raise PictureRefused("broken", f"{mime} by its first bytes, but unreadable") from None
    except _BROKEN as error:
        raise PictureRefused("broken", f"{type(error).__name__}: {error}"[:200]) from None


def _bounded(picture: Image.Image) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        raise PictureRefused("too_many_pixels", f"{picture.width} by {picture.height}")


def _frames(picture: Image.Image, first: Grey, turn: int) -> Iterator[Grey]:
    """Frames that look unlike those before; what cannot be read of an animation ends it."""
    seen = [first]
    with suppress(*_BROKEN, PictureRefused, Image.DecompressionBombError, Image.DecompressionBombWarning):
        # Counting all frames would mean reading a file of a million of them.
        # A phone's JPEG may carry a map of its brightness behind the picture: no frame anybody sees.
        if picture.format == "MPO" or not getattr(picture, "is_animated", False):
            return
        for number in range(1, 1 + min(FRAMES[-1], MOST_FRAME_PIXELS // (picture.width * picture.height))):
            picture.seek(number)
            _bounded(picture)
            picture.load()
            if number in FRAMES and _unlike(grey := _upright(_small_grey(picture, "white"), turn), seen):
                seen.append(grey)
                yield grey


def _unlike(grey: Grey, seen: list[Grey]) -> bool:
    return all(
        grey.shape != other.shape or float(np.abs(grey.astype(np.int16) - other).mean()) > UNLIKE
        for other in seen
    )


def _small_grey(picture: Image.Image, paper: str) -> Image.Image:
    """In grey, smaller by the largest whole factor that keeps `SHORT_SIDE`."""
    plain, factor = _plain(picture), _factor(picture)
    if plain.mode == "RGBA":
        return _on_paper(_squeezed(_reduced(plain, factor)), paper).convert("L")
    return _squeezed(_reduced(plain if plain.mode == "L" else plain.convert("L"), factor))


def _squeezed(picture: Image.Image) -> Image.Image:
    fitting = min(picture.width, LONG_SIDE), min(picture.height, LONG_SIDE)
    return picture if picture.size == fitting else picture.resize(fitting, Image.Resampling.BOX)


def _factor(picture: Image.Image) -> int:
    return max(1, min(picture.size) // SHORT_SIDE)


def _is_cut_out(picture: Image.Image) -> bool:
    return picture.has_transparency_data


def _plain(picture: Image.Image) -> Image.Image:
    """In a mode of 8 bits a band that may be averaged: not by palette, not deep."""
    if picture.mode.startswith("I") or picture.mode == "F":
        return _eight_bits(picture)
    if _is_cut_out(picture):
        return picture.convert("RGBA")
    return picture if picture.mode in ("L", "RGB") else picture.convert("RGB")


def _eight_bits(picture: Image.Image) -> Image.Image:
    # Pillow's own conversion clips 16-bit grey at 255: nearly everything would turn white.
    deep = np.asarray(picture)
    scaled = deep >> 8 if deep.dtype == np.uint16 else np.clip(deep, 0, 65535).astype(np.uint16) >> 8
    return Image.fromarray(scaled.astype(np.uint8))


def _reduced(picture: Image.Image, factor: int) -> Image.Image:
    return picture.reduce(factor) if factor > 1 else picture


def _on_paper(picture: Image.Image, paper: str) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    return Image.alpha_composite(Image.new("RGBA", picture.size, paper), picture)


def _turn(picture: Image.Image) -> int:
    if picture.format == "JPEG" and not _TOLD_IN & picture.info.keys():
        return 1  # looking for what is not there takes a tenth of all the time
    try:
        return int(picture.getexif().get(_ORIENTATION, 1))
    except _BROKEN:  # a damaged orientation must not lose a sound picture
        return 1


def _upright(grey: Image.Image, turn: int) -> Grey:
    return np.asarray(grey.transpose(_TURNS[turn]) if turn in _TURNS else grey)


def _upright_size(size: tuple[int, int], turn: int) -> Size:
    return Size(size[1], size[0]) if turn in _SWAPPED else Size(*size)
