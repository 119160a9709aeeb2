"""Pictures of the demo world, drawn from seeds: protected references, copies of them, and goods."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from PIL import Image, ImageEnhance

from markwarden.demo.canvas import Canvas
from markwarden.demo.motifs import MOTIFS, STYLES
from matchers.hashes import bits_apart, read_picture

# Reference -> the style it is drawn in and its seed.
REFERENCES: Mapping[str, tuple[str, int]] = {
    "veltora": ("crest", 3),
    "nordwicke": ("crest", 8),
    "emblem": ("crest", 21),
    "hills": ("hills", 5),
    "cat": ("cat", 4),
    "town": ("town", 7),
    "lamp": ("lamp", 6),
    "mascot": ("mascot", 9),
}
REFERENCE_SIDE = 480
GOODS_SIDE = 300
# The copies matcher takes ten bits and fewer for a copy; what is only alike stays clearly beyond.
LEAST_BITS = 16


def reference(name: str) -> Image.Image:
    """A protected picture."""
    style, seed = REFERENCES[name]
    return _drawn(style, seed, REFERENCE_SIDE)


def reference_bytes(name: str) -> bytes:
    return _jpeg(reference(name), 92)


def picture_bytes(recipe: str, name: str) -> bytes:
    """The picture file of a recipe: `goods:SHELF`, `style:REFERENCE` or `copy:REFERENCE`; `name` seeds it."""
    how, _, what = recipe.partition(":")
    rng = random.Random(name)  # noqa: S311  # repeatable, not secret
    if how == "copy":
        return _copy(reference(what), rng)
    style = MOTIFS[what] if how == "goods" else REFERENCES[what][0]
    for picture in _tries(style, rng):
        if _apart(picture):
            return picture
    raise ValueError(f"{name}: everything drawn by {recipe} resembles a protected picture")


def _tries(style: str, rng: random.Random) -> Iterator[bytes]:
    for _ in range(20):
        yield _jpeg(_drawn(style, rng.randrange(1 << 30), GOODS_SIDE), 80)


def _apart(picture: bytes) -> bool:
    drawn = read_picture(picture, "").phash
    return drawn is not None and all(bits_apart(drawn, known) >= LEAST_BITS for known in _protected())


@cache
def _protected() -> tuple[int, ...]:
    hashes = (read_picture(reference_bytes(name), name).phash for name in REFERENCES)
    return tuple(known for known in hashes if known is not None)


def _drawn(style: str, seed: int, side: int) -> Image.Image:
    rng = random.Random(f"{style}/{seed}")  # noqa: S311
    canvas = Canvas(rng, side)
    STYLES[style](canvas)
    return canvas.image


def _copy(picture: Image.Image, rng: random.Random) -> bytes:
    """A copy as sellers make them: another size, another compression, a little brighter or darker."""
    side = rng.randint(180, 420)
    small = picture.resize((side, side), Image.Resampling.LANCZOS)
    toned = ImageEnhance.Brightness(small).enhance(rng.uniform(0.9, 1.1))
    return _jpeg(toned, rng.randint(45, 80))


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return file.getvalue()


def draw_all(recipes: Mapping[str, str], folder: Path) -> None:
    """Every picture of `recipes` (file name to recipe) that `folder` lacks."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, recipe in recipes.items():
        target = folder / name
        if not target.exists():
            target.write_bytes(picture_bytes(recipe, name))
