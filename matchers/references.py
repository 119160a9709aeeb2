"""A right's own picture as it is registered: read, held to imagehash, and judged as something to look for."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from domain.values import Picture
from matchers.copies_reference import judge_reference
from matchers.decoding import greys, look
from matchers.hashes import read_picture
from matchers.media_types import PictureRefused
from matchers.phash import moved_bits

# As copies are looked for.
_SIDE_PX: Final = 640


def read_reference(data: bytes, source: str) -> Picture:
    """The picture in `data` with what weakens it as a reference.

    Its pHash must be the one imagehash gives: what is kept is compared for years, and a library that moves
    a bit is caught where a right is registered, not where its copies are missed.

    Raises:
        PictureRefused: it is no picture we read; `hash_moved`; or it would match what is nobody's:
            `too_small`, `blank`, `frame`, `common_shape`.
    """
    picture = read_picture(data, source)
    moved = moved_bits(greys(data).first)
    if moved:
        raise PictureRefused("hash_moved", f"{moved} of 64 bits are not those of imagehash")
    findings = judge_reference(look(data, _SIDE_PX), width=picture.width, height=picture.height)
    refused = next((one.key for one in findings if one.refused), "")
    if refused:
        raise PictureRefused(refused, f"{picture.width} by {picture.height}")
    return replace(picture, weak=tuple(one.key for one in findings))
