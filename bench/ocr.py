"""Text read in rendered banners, Chinese and English, as sellers make them; and read where none is.

Fonts of the machine are used and named, missing ones too. `--write FILE` keeps the table.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

from bench.image_speed import scene
from domain.values import TextLine
from pipelines.text_child import Reader
from pipelines.text_readers import SIDE

ZH: Final = (
    *("户外露营帐篷", "厂家直销", "北极星旗舰店", "满三件包邮", "正品保证", "新款春季女鞋", "加厚防水面料"),
    *("义乌小商品城", "儿童益智玩具", "一件代发", "限时抢购", "纯棉透气", "不锈钢保温杯", "电话咨询客服"),
    *("全国联保", "支持定制", "批发价格面议", "高清夜视", "无线蓝牙耳机", "手工编织", "夏季清凉", "微信扫码"),
    *("品质生活", "每日特惠", "买二送一", "进口原料", "环保无味", "轻便折叠", "送货上门", "七天无理由退货"),
)
EN: Final = (
    *("VELTORA OUTDOOR", "Camping Tent 2026", "Free Shipping", "Nordwicke", "Buy 2 Get 1", "Waterproof"),
    *("Premium Quality", "New Arrival", "Official Store", "Limited Offer", "Stainless Steel", "Best Price"),
    *("Wireless Headset", "Made for Summer", "Kestrel Lamps", "Handmade Leather", "Soft Cotton", "Gift Box"),
    *("Call 13812345678", "SALE 50% OFF", "Factory Direct", "Silver Finch", "Winter Jacket", "Quick Dry"),
    *("Heavy Duty", "Model KT-48", "Full Warranty", "Easy to Fold", "Light and Strong", "Original Design"),
)
NOTO = "/usr/share/fonts/opentype/noto"
TRUETYPE = "/usr/share/fonts/truetype"


class Font(NamedTuple):
    """A font file with its place in it, and whether it has Chinese letters."""

    name: str
    path: str
    index: int
    chinese: bool


# Noto CJK and Liberation: SIL Open Font License 1.1. DejaVu: Bitstream Vera licence. Debian packages
# fonts-noto-cjk, fonts-liberation, fonts-dejavu-core.
FONTS: Final = (
    Font("Noto Sans CJK SC Regular", f"{NOTO}/NotoSansCJK-Regular.ttc", 2, chinese=True),
    Font("Noto Sans CJK SC Bold", f"{NOTO}/NotoSansCJK-Bold.ttc", 2, chinese=True),
    Font("Noto Serif CJK SC Bold", f"{NOTO}/NotoSerifCJK-Bold.ttc", 2, chinese=True),
    Font("Liberation Sans Bold", f"{TRUETYPE}/liberation/LiberationSans-Bold.ttf", 0, chinese=False),
    Font("Liberation Serif Italic", f"{TRUETYPE}/liberation/LiberationSerif-Italic.ttf", 0, chinese=False),
    Font("DejaVu Sans", f"{TRUETYPE}/dejavu/DejaVuSans.ttf", 0, chinese=False),
)

Style = Callable[[Image.Image, random.Random], Image.Image]


class Banner(NamedTuple):
    """A picture and the phrases in it."""

    picture: Image.Image
    phrases: tuple[str, ...]


class Ink(NamedTuple):
    """How letters are drawn: their height in pixels, their colour and the ground's."""

    size: int = 46
    front: tuple[int, int, int] = (25, 25, 40)
    back: tuple[int, int, int] = (240, 238, 230)
    outline: int = 0
    busy: bool = False


def turned(degrees: int) -> Style:
    def turn(picture: Image.Image, _rng: random.Random) -> Image.Image:
        return picture.rotate(
            degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=picture.getpixel((2, 2))
        )

    return turn


def squeezed(picture: Image.Image, _rng: random.Random) -> Image.Image:
    """Seen from the side: the right edge is a sixth shorter."""
    width, height = picture.size
    seen = (0, 0, 0, height, width, height * 1.1, width, -height * 0.1)
    return picture.transform(picture.size, Image.Transform.QUAD, seen, Image.Resampling.BICUBIC)


def compressed(picture: Image.Image, _rng: random.Random) -> Image.Image:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=25)
    return Image.open(file).convert("RGB")


def blurred(picture: Image.Image, _rng: random.Random) -> Image.Image:
    return ImageEnhance.Brightness(picture.filter(ImageFilter.GaussianBlur(1.4))).enhance(0.9)


def as_it_is(picture: Image.Image, _rng: random.Random) -> Image.Image:
    return picture


CASES: Final[dict[str, tuple[Ink, Style]]] = {
    "plain": (Ink(), as_it_is),
    "white on colour": (Ink(front=(255, 255, 255), back=(190, 30, 40)), as_it_is),
    "low contrast": (Ink(front=(150, 150, 150), back=(190, 190, 188)), as_it_is),
    "very low contrast": (Ink(front=(176, 176, 174), back=(190, 190, 188)), as_it_is),
    "small, 16 px": (Ink(size=16), as_it_is),
    "tiny, 10 px": (Ink(size=10), as_it_is),
    "turned by 8°": (Ink(), turned(8)),
    "turned by 30°": (Ink(), turned(30)),
    "turned by 90°": (Ink(), turned(90)),
    "upside down": (Ink(), turned(180)),
    "perspective": (Ink(), squeezed),
    "JPEG, quality 25": (Ink(size=30), compressed),
    "blurred": (Ink(size=36), blurred),
    "outlined, on a busy picture": (Ink(front=(255, 240, 90), outline=3, busy=True), as_it_is),
    "turned by 8°, low contrast": (Ink(front=(120, 120, 125), back=(165, 165, 160)), turned(8)),
}


def banner(font: Font, ink: Ink, rng: random.Random) -> Banner:
    """Three phrases below one another, where there is room."""
    phrases = tuple(rng.sample(ZH if font.chinese and rng.random() < 0.7 else EN, 3))
    letters = ImageFont.truetype(font.path, ink.size, index=font.index)
    picture = scene(rng.randrange(1000), 720) if ink.busy else Image.new("RGB", (720, 720), ink.back)
    draw = ImageDraw.Draw(picture)
    for row, phrase in enumerate(phrases):
        at = (60 + rng.randrange(60), 120 + 190 * row + rng.randrange(40))
        draw.text(at, phrase, ink.front, letters, stroke_width=ink.outline, stroke_fill=(20, 20, 20))
    return Banner(picture, phrases)


def folded(text: str) -> str:
    """Text as a person would call it the same: width, case and spaces apart."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


class Score(NamedTuple):
    """Phrases found of all, letters read that were not there, pictures, seconds."""

    found: int
    phrases: int
    strange: int
    pictures: int
    seconds: float


def scored(reader: Reader, banners: Sequence[Banner]) -> tuple[Score, list[str]]:
    found = phrases = strange = 0
    missed: list[str] = []
    begun = time.process_time()
    for one in banners:
        read = folded("".join(line.text for line in _read(reader, one.picture)))
        hit = [phrase for phrase in one.phrases if folded(phrase) in read]
        found, phrases = found + len(hit), phrases + len(one.phrases)
        missed += [f"{phrase} ({read[:40]})" for phrase in one.phrases if phrase not in hit]
        spare = Counter(read) - Counter("".join(map(folded, one.phrases)))
        strange += spare.total()
    return Score(found, phrases, strange, len(banners), time.process_time() - begun), missed


def _read(reader: Reader, picture: Image.Image) -> Sequence[TextLine]:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return reader.read(file.getvalue(), SIDE)


def without_text(count: int) -> Iterator[Banner]:
    """Scenes, stripes, checks and noise: nothing in them is a letter."""
    for seed in range(count):
        rng = np.random.default_rng(seed)
        match seed % 4:
            case 0 | 1:
                yield Banner(scene(seed + 500, 640), ())
            case 2:
                stripes = (np.arange(640)[:, None] // rng.integers(4, 40)) % 2 * np.ones((640, 640)) * 200
                yield Banner(Image.fromarray(stripes.astype(np.uint8)).convert("RGB").rotate(seed * 7), ())
            case _:
                blocks = rng.integers(0, 256, (40, 40, 3), np.uint8)
                yield Banner(Image.fromarray(blocks).resize((640, 640), Image.Resampling.BICUBIC), ())


def report(rounds: int) -> str:
    fonts = [font for font in FONTS if Path(font.path).is_file()]
    missing = [font.name for font in FONTS if font not in fonts]
    reader, rng = Reader(), random.Random(20261124)
    rows, total, misses = [], Counter[str](), list[str]()
    for name, (ink, style) in CASES.items():
        made = [banner(font, ink, rng) for font in fonts for _ in range(rounds)]
        banners = [Banner(style(one.picture, rng), one.phrases) for one in made]
        score, missed = scored(reader, banners)
        misses += [f"{name}: {one}" for one in missed]
        total.update(found=score.found, phrases=score.phrases, pictures=score.pictures, strange=score.strange)
        rows.append(
            f"| {name} | {score.found} of {score.phrases} | {100 * score.found / score.phrases:.1f} % "
            f"| {score.strange} | {score.seconds / score.pictures:.2f} |"
        )
    bare = list(without_text(60))
    false = [read for one in bare if (read := _read(reader, one.picture))]
    print("\n".join(misses[:40]), *(line.text for read in false for line in read), sep="\n", file=sys.stderr)
    named = ", ".join(font.name for font in fonts) + (
        f"; missing here: {', '.join(missing)}" if missing else ""
    )
    everything = f"{total['found']} of {total['phrases']} | {100 * total['found'] / total['phrases']:.1f} %"
    table = "\n".join((*rows, f"| all | {everything} | {total['strange']} | |"))
    return f"""# Text in pictures: accuracy and cost

Made by `./run bench ocr`. {total["pictures"]} banners of three phrases, Chinese and English, from a seed.
A phrase is found if all of its letters are read in one piece, width, case and spaces apart. Letters beside it
are those read that nobody drew. Seconds are of one core.

Fonts: {named}.

| banner | phrases found | share | letters beside | seconds a picture |
| --- | --- | --- | --- | --- |
{table}

Of {len(bare)} pictures without any text (scenes, stripes, checks, noise) {len(false)} were said to have some.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="banners a font and a case")
    parser.add_argument("--write", type=Path, help="keep the table in this file")
    wish = parser.parse_args()
    text = report(wish.rounds)
    print(text)
    if wish.write:
        wish.write.write_text(text)


if __name__ == "__main__":
    main()
