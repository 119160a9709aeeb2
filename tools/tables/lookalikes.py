"""Build `lookalikes.txt`: Chinese characters that look alike, by comparing drawn glyphs.

Run (needs the Debian package fonts-noto-cjk): python -m tools.tables.lookalikes
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tools.tables.parts import common
from tools.tables.sheet import read, write

ABOUT: Final = """
A character, tab, those most like it, nearest first: computed by this house from glyphs of Noto Sans CJK
SC Regular and Noto Serif CJK SC Regular (SIL OFL 1.1), drawn at 40 pixels, softened; cosine of the two
pictures less the mean picture, the mean of both fonts. Characters of GB 2312; at most 12: cosine at least
0.64, or any where both share a part (parts.txt) that few characters have, or one is the other and a radical.
"""
FONTS: Final = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
)
SIMPLIFIED_FACE: Final = 2
SIZE: Final = 40
MOST: Final = 12
# Pairs in the table were read through by eye around these values: below them, likenesses are chance.
LEAST: Final = 0.64
ANY: Final = -1.0
# A part of more characters than this is a radical: it says little about the look of the whole.
RADICAL: Final = 30


def main() -> None:
    """Draw, compare, keep the nearest."""
    chars = list(common())
    likeness = np.mean([_likeness(font, chars) for font in FONTS], axis=0)
    np.fill_diagonal(likeness, 0.0)
    least = _floors(chars)
    rows = []
    for number, char in enumerate(chars):
        order = np.argsort(-likeness[number], kind="stable")[:MOST]
        near = "".join(chars[i] for i in order if likeness[number, i] >= least[number, i])
        if near:
            rows.append(f"{char}\t{near}")
    write("lookalikes", ABOUT, rows)


def _floors(chars: list[str]) -> NDArray[np.float32]:
    """The cosine a pair needs."""
    floors = np.full((len(chars), len(chars)), LEAST, dtype=np.float32)
    number = {char: i for i, char in enumerate(chars)}
    families: dict[str, set[int]] = defaultdict(set)
    for entry in read("parts"):
        for part in entry[1:]:
            families[part].add(number[entry[0]])
    for family in families.values():
        if len(family) <= RADICAL:
            rows = sorted(family)
            floors[np.ix_(rows, rows)] = ANY
    for whole, *parts in read("parts"):
        for part, other in (parts, parts[::-1]) if len(parts) == 2 else ():
            if part in number and len(families[other]) > RADICAL:
                floors[number[whole], number[part]] = floors[number[part], number[whole]] = ANY
    return floors


def _likeness(path: str, chars: list[str]) -> NDArray[np.float32]:
    font = ImageFont.truetype(path, SIZE, index=SIMPLIFIED_FACE)
    drawn = np.stack([_drawn(font, char) for char in chars])
    drawn -= drawn.mean(axis=0)
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    return np.asarray(drawn @ drawn.T, dtype=np.float32)


def _drawn(font: ImageFont.FreeTypeFont, char: str) -> NDArray[np.float32]:
    image = Image.new("L", (SIZE, SIZE))
    ImageDraw.Draw(image).text((SIZE / 2, SIZE / 2), char, font=font, fill=255, anchor="mm")
    soft = image.filter(ImageFilter.GaussianBlur(1.4))
    return np.asarray(soft, dtype=np.float32).ravel()


if __name__ == "__main__":
    main()
