"""Pictures as they are compared: checked bytes in, size and perceptual hashes out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.values import Picture, PictureHash
from matchers.crops import crops
from matchers.decoding import Greys, greys
from matchers.media_types import MAX_BYTES, MAX_PIXELS, PictureRefused, mime_of
from matchers.pdq import LEAST_QUALITY, pdq
from matchers.phash import phash

# Moves with every change that moves a bit of what is kept, so that old pictures are read again.
HASH_RULES: Final = 2

__all__ = ["MAX_BYTES", "MAX_PIXELS", "PictureRefused", "bits_apart", "mime_of", "read_picture"]


def read_picture(data: bytes, source: str) -> Picture:
    """The picture in `data` with its size after EXIF orientation and its perceptual hashes.

    Alpha is laid over white; over black instead where nothing is to be seen on white. The first frame
    stands for an animation, and a picture without contrast has no hash.

    Raises:
        PictureRefused: the bytes are no picture we read, or more of one than we read.
    """
    seen = greys(data)
    hashes = tuple(picture_hashes(seen))
    first = next((each.bits for each in hashes if each.kind == "phash"), None)
    return Picture(
        source=source,
        digest=hashlib.sha256(data).hexdigest(),
        width=seen.size.width,
        height=seen.size.height,
        phash=None if first is None else int.from_bytes(first, "big"),
        hashes=hashes,
    )


def picture_hashes(seen: Greys) -> Iterator[PictureHash]:
    """Both hashes of the whole on every ground, and PDQ of each part that shows enough."""
    yield from _both("whole", seen.first, seen.factor)
    if seen.black is not None:
        yield from _both("black", seen.black, seen.factor)
    for frame in seen.frames:
        yield from _both("frame", frame, seen.factor)
    for crop in crops(seen.first):
        part = pdq(crop.of(seen.first), factor=seen.factor)
        if part.quality >= LEAST_QUALITY or crop.name == "trim":
            bits = part.hashes[0].tobytes()
            yield PictureHash("pdq", crop.name, part.quality, bits, crop.box(seen.first))


def _both(crop: str, grey: NDArray[np.uint8], factor: int) -> Iterator[PictureHash]:
    short = phash(grey)
    if short is None:
        return
    long = pdq(grey, factor=factor)
    yield PictureHash("phash", crop, long.quality, short.to_bytes(8, "big"))
    yield PictureHash("pdq", crop, long.quality, long.hashes[0].tobytes())


def bits_apart(left: int, right: int) -> int:
    """Hamming distance of two 64-bit perceptual hashes, in bits: 0 (same) to 64."""
    return (left ^ right).bit_count()
