"""Small values that check themselves once, at birth."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Term:
    """Days on which a right or licence is in force.

    `start` None means since ever; `end` is the last day in force, itself included, and None
    means no known end.
    """

    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.end < self.start:
            raise ValueError(f"term ends on {self.end}, before it starts on {self.start}")

    def covers(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the major unit (yuan, euro) of an ISO 4217 currency."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not self.amount.is_finite() or self.amount < 0:
            raise ValueError(f"a price is a finite amount of at least 0, not {self.amount}")


@dataclass(frozen=True, slots=True)
class PriceRange:
    """What goods usually cost: from `least` to `most`, both included; `most` None means no upper end."""

    least: Decimal
    most: Decimal | None
    currency: str

    def __post_init__(self) -> None:
        if not self.least.is_finite() or self.least <= 0:
            raise ValueError(f"a usual price is a finite amount above 0, not {self.least}")
        if self.most is not None and not (self.most.is_finite() and self.most >= self.least):
            raise ValueError(f"a price range ends on {self.most}, below its start {self.least}")

    def __str__(self) -> str:
        most = "" if self.most is None else f"{self.most:f}"
        return f"{self.least:f}..{most} {self.currency}"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one raw text field of a listing: characters `start` to `end`, `end` excluded."""

    field: str
    start: int
    end: int


# Left, top, right, bottom of a part of a picture, in thousandths of its width and height.
Box = tuple[int, int, int, int]
WHOLE: Box = (0, 0, 1000, 1000)


# A part of a picture that need not be upright: its corners, clockwise from what was the upper left, in
# thousandths of the picture's width and height; a corner may lie outside.
Quad = tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class PictureHash:
    """How a picture, or a part of it, looks, in bits.

    Attributes:
        kind: `phash` (8 bytes) or `pdq` (32 bytes).
        crop: what was hashed: `whole`, `trim` (without a plain border), `panel` (between seams), a tile
            (`left`, `right`, `top`, `bottom`, `nw`, `ne`, `sw`, `se`), `black` (transparent parts on
            black instead of white), or `frame` (a later one of an animation).
        quality: PDQ's quality of that part, 0 to 100; below 50 its bits mean little.
        box: where that part lies.
    """

    kind: str
    crop: str
    quality: int
    bits: bytes
    box: Box = WHOLE

    def __post_init__(self) -> None:
        if len(self.bits) != {"phash": 8, "pdq": 32}.get(self.kind):
            raise ValueError(f"no hash {self.kind!r} of {len(self.bits)} bytes")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text in a picture.

    Attributes:
        confidence: the reader's own, 0 to 1.
        corners: x and y of its four corners, from the left upper one on as the text runs, in thousandths.
    """

    text: str
    confidence: float
    corners: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture as kept: where it came from, what it is and how it looks.

    Attributes:
        source: URL or path it was read from.
        digest: SHA-256 of its bytes, hex.
        width, height: pixels after EXIF orientation.
        phash: 64-bit perceptual hash (imagehash.phash), or None where it could not be computed.
        hashes: of the whole and of its parts; empty where they are not known. They follow from the
            bytes, so two pictures are equal without them.
        weak: what weakens it as a right's picture, by key; empty where nothing does or nobody asked.
    """

    source: str
    digest: str
    width: int
    height: int
    phash: int | None = None
    hashes: tuple[PictureHash, ...] = field(default=(), compare=False, repr=False)
    weak: tuple[str, ...] = field(default=(), compare=False)
