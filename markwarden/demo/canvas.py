"""A square to draw on, in fractions of its side, with chance in its hands."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps

Colour = tuple[int, int, int]
Point = tuple[float, float]

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Bold.ttc",
    "/System/Library/Fonts/PingFang.ttc",
)
LABELS_ZH = ("新品", "包邮", "现货", "热卖", "优选", "特惠")
LABELS_LATIN = ("NEW", "SALE", "HOT", "TOP", "BEST", "PICK")


@cache
def font(size: int) -> tuple[ImageFont.ImageFont | ImageFont.FreeTypeFont, bool]:
    """A font of `size` pixels, and whether it has Chinese characters."""
    for path in FONTS:
        if Path(path).exists():
            return ImageFont.truetype(path, size), True
    return ImageFont.load_default(size), False


@cache
def _slope(side: int) -> Image.Image:
    return Image.linear_gradient("L").resize((side, side))


class Canvas:
    """Shapes in fractions of the side, 0 to 1, from the top left."""

    def __init__(self, rng: random.Random, side: int) -> None:
        self.rng = rng
        self.side = side
        self.image = Image.new("RGB", (side, side), "white")
        self._draw = ImageDraw.Draw(self.image)

    def between(self, least: float, most: float) -> float:
        return self.rng.uniform(least, most)

    def colour(self, least: int = 40, most: int = 215) -> Colour:
        return (self.rng.randint(least, most), self.rng.randint(least, most), self.rng.randint(least, most))

    def backdrop(self, top: Colour, bottom: Colour, *, turn: int = 0) -> None:
        """The whole square in a gradient, turned by quarter turns."""
        slope = _slope(self.side).rotate(90 * turn)
        self.image = ImageOps.colorize(slope, top, bottom)
        self._draw = ImageDraw.Draw(self.image)

    def polygon(self, points: Sequence[Point], fill: Colour, outline: Colour | None = None) -> None:
        scaled = [(x * self.side, y * self.side) for x, y in points]
        self._draw.polygon(scaled, fill=fill, outline=outline, width=max(1, self.side // 80))

    def box(
        self, left: float, top: float, right: float, bottom: float, fill: Colour, round_by: float = 0.0
    ) -> None:
        box = [side * self.side for side in (*sorted_pair(left, right, top, bottom),)]
        self._draw.rounded_rectangle(box, radius=round_by * self.side, fill=fill)

    def disc(self, x: float, y: float, across: float, fill: Colour, *, high: float = 1.0) -> None:
        """An ellipse around (x, y), `across` wide and `high` times that high."""
        half, tall = across / 2, across * high / 2
        box = [part * self.side for part in (x - half, y - tall, x + half, y + tall)]
        self._draw.ellipse(box, fill=fill)

    def arc(
        self, x: float, y: float, across: float, colour: Colour, span: tuple[float, float], thick: float
    ) -> None:
        half = across / 2
        box = [part * self.side for part in (x - half, y - half, x + half, y + half)]
        self._draw.arc(box, *span, fill=colour, width=max(2, int(thick * self.side)))

    def line(self, points: Sequence[Point], colour: Colour, thick: float) -> None:
        scaled = [(x * self.side, y * self.side) for x, y in points]
        self._draw.line(scaled, fill=colour, width=max(1, int(thick * self.side)), joint="curve")

    def label(self) -> None:
        """A seller's sticker in a corner."""
        letters, chinese = font(max(10, self.side // 10))
        words = self.rng.choice(LABELS_ZH if chinese else LABELS_LATIN)
        x, y = self.between(0.02, 0.7), self.rng.choice((0.03, 0.84))
        self.box(x, y, x + 0.26, y + 0.13, self.colour(150, 240), 0.02)
        self._draw.text((x * self.side + 6, y * self.side), words, fill="white", font=letters)


def sorted_pair(left: float, right: float, top: float, bottom: float) -> tuple[float, float, float, float]:
    """A box's corners in the order the drawing library wants them."""
    return min(left, right), min(top, bottom), max(left, right), max(top, bottom)
