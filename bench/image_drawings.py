"""Pictures drawn from seeds: fictional emblems, mascots, goods in scenes, patterns, landscapes, posters."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

# Eight bits; OpenCV's own types do not say so.
U8 = NDArray[Any]
Rng = np.random.Generator
Colour = tuple[int, int, int]

WORDS: Final = (
    *("VELTORA", "NORDWICKE", "ASHPINE", "KURUMI", "OSTREVA", "BELLAMOR", "TAZUNA", "FERNOK"),
    *("LUMIKA", "QUENDO", "ZALTIS", "MIRABO", "HOLVIK", "PANDERO", "SOLEYA", "TRIVENN", "YUKARO"),
    *("BRAMSEL", "CINDELL", "DORVANE", "EKLUND", "FAROLI", "GRISKO", "HALVORA"),
)
PHRASES: Final = (
    *("NEW ARRIVAL", "HOT SALE", "FREE SHIPPING", "50% OFF", "BEST QUALITY", "ONLY TODAY"),
    *("FACTORY PRICE", "IN STOCK", "BUY 2 GET 1", "GENUINE", "WHOLESALE", "LIMITED OFFER"),
    *("TOP RATED", "ORDER NOW"),
)


def drawn(style: str, seed: int) -> U8:
    """A picture of a style, BGR, its longer side 520 to 900 pixels."""
    rng = np.random.default_rng([STYLE_NUMBERS[style], seed])
    return STYLES[style](rng)


def eight_bits(values: NDArray[Any]) -> U8:
    """Values cut to 0 to 255."""
    made: NDArray[np.uint8] = np.clip(values, 0, 255).astype(np.uint8)
    return made


def colour(rng: Rng, *, dark: bool = False) -> Colour:
    hue, strength = rng.integers(0, 180), rng.integers(60, 230)
    value = rng.integers(30, 110) if dark else rng.integers(120, 255)
    b, g, r = cv2.cvtColor(np.array([[[hue, strength, value]]], np.uint8), cv2.COLOR_HSV2BGR)[0, 0]
    return int(b), int(g), int(r)


def sheet(rng: Rng, tint: Colour | None = None) -> U8:
    """An empty canvas of a random shape."""
    long = int(rng.integers(520, 900))
    short = int(long * rng.uniform(0.62, 1.0))
    size = (short, long) if rng.random() < 0.6 else (long, short)
    return np.full((*size, 3), tint or (255, 255, 255), np.uint8)


def noise(rng: Rng, shape: tuple[int, int], *, steep: float = 1.0) -> NDArray[Any]:
    """Cloudy noise in 0 to 1: octaves of random values, each half as strong to the power `steep`."""
    total: NDArray[Any] = np.zeros(shape, np.float32)
    for octave in range(1, 7):
        cells = rng.random((2**octave + 1, 2**octave + 1)).astype(np.float32)
        total += cv2.resize(cells, shape[::-1], interpolation=cv2.INTER_CUBIC) / 2 ** (octave * steep)
    made: NDArray[Any] = (total - total.min()) / (total.max() - total.min())
    return made


def graded(values: NDArray[Any], *colours: Colour) -> U8:
    """Values in 0 to 1 as a way through colours."""
    stops = np.linspace(0, 1, len(colours))
    bands = [np.interp(values, stops, [one[i] for one in colours]) for i in range(3)]
    return np.stack(bands, axis=-1).astype(np.uint8)


@cache
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def write(
    picture: U8, text: str, at: tuple[int, int], size: int, tint: Colour, *, edge: Colour | None = None
) -> U8:
    """The picture with text whose middle is at `at`."""
    image = Image.fromarray(picture)
    ImageDraw.Draw(image).text(
        at,
        text,
        fill=tint,
        font=font(size),
        anchor="mm",
        stroke_width=size // 14 if edge else 0,
        stroke_fill=edge,
    )
    return np.asarray(image).copy()


def star(
    middle: tuple[float, float], radius: float, inner: float, points: int, turn: float
) -> NDArray[np.int32]:
    angles = turn + np.arange(2 * points) * math.pi / points
    lengths = np.where(np.arange(2 * points) % 2, radius * inner, radius)
    corners = np.stack((np.cos(angles) * lengths, np.sin(angles) * lengths), axis=1) + middle
    return corners.astype(np.int32)


def emblem(rng: Rng) -> U8:
    """A plate with rims, rays, motifs and a word: some share the plate, others the number of rays."""
    side = int(rng.integers(520, 760))
    paper = (255, 255, 255) if rng.random() < 0.6 else colour(rng)
    picture = np.full((side, side, 3), paper, np.uint8)
    c, r = side // 2, side * 0.44
    first, second, third = colour(rng, dark=True), colour(rng), colour(rng)
    corners = int(rng.choice((4, 5, 6, 8, 60, 60, 60)))
    turn = rng.uniform(0, math.pi)
    cv2.fillPoly(
        picture, [star((c, c), r, math.cos(math.pi / corners / 2), corners, turn)], first, cv2.LINE_AA
    )
    for width in rng.uniform(0.8, 0.96, int(rng.integers(0, 3))):
        ring = star((c, c), r * width, math.cos(math.pi / corners / 2), corners, turn)
        cv2.polylines(
            picture, [ring], True, second, max(3, int(side * rng.uniform(0.006, 0.02))), cv2.LINE_AA
        )
    points = int(rng.integers(5, 13))
    cv2.fillPoly(
        picture,
        [star((c, c), r * rng.uniform(0.5, 0.8), rng.uniform(0.4, 0.85), points, rng.uniform(0, 1))],
        second,
        cv2.LINE_AA,
    )
    for k in range(int(rng.integers(3, 7))):
        at = (c + int(rng.uniform(-0.4, 0.4) * r), c + int(rng.uniform(-0.4, 0.4) * r))
        tint = (third, first, colour(rng))[k % 3]
        _motif(picture, rng, at, int(r * rng.uniform(0.1, 0.3)), tint)
    return write(
        picture,
        str(rng.choice(WORDS)),
        (c, int(c + r * rng.uniform(0.45, 0.7))),
        int(side * rng.uniform(0.05, 0.1)),
        paper,
        edge=first,
    )


def _motif(picture: U8, rng: Rng, at: tuple[int, int], size: int, tint: Colour) -> None:
    match int(rng.integers(0, 5)):
        case 0:
            cv2.ellipse(
                picture,
                at,
                (size, max(2, size // 2)),
                float(rng.uniform(0, 180)),
                0,
                360,
                tint,
                -1,
                cv2.LINE_AA,
            )
        case 1:
            cv2.fillPoly(
                picture, [star(at, size, 0.5, int(rng.integers(3, 8)), rng.uniform(0, 3))], tint, cv2.LINE_AA
            )
        case 2:
            cv2.rectangle(picture, at, (at[0] + size, at[1] + size // 2), tint, -1)
        case 3:
            cv2.circle(picture, at, size, tint, max(2, size // 5), cv2.LINE_AA)
        case _:
            blob = np.cumsum(rng.normal(0, size * 0.5, (9, 2)), axis=0) + at
            cv2.fillPoly(picture, [cv2.convexHull(blob.astype(np.int32))], tint, cv2.LINE_AA)


def mascot(rng: Rng) -> U8:
    """A face with ears, eyes, a mouth and spots on a body, on a plain or cloudy ground."""
    picture = sheet(rng, colour(rng))
    if rng.random() < 0.5:
        picture = graded(noise(rng, picture.shape[:2]), colour(rng), colour(rng))
    h, w = picture.shape[:2]
    s, c = min(h, w) * 0.28, (w // 2, int(h * 0.42))
    skin, line, cloth = colour(rng), colour(rng, dark=True), colour(rng)
    cv2.ellipse(
        picture,
        (c[0], int(c[1] + s * 1.5)),
        (int(s * rng.uniform(0.7, 1.1)), int(s)),
        0,
        0,
        360,
        cloth,
        -1,
        cv2.LINE_AA,
    )
    for side in (-1, 1):
        ear = (int(c[0] + side * s * rng.uniform(0.5, 0.8)), int(c[1] - s * 0.8))
        cv2.ellipse(
            picture,
            ear,
            (int(s * 0.3), int(s * rng.uniform(0.3, 0.8))),
            side * 20,
            0,
            360,
            skin,
            -1,
            cv2.LINE_AA,
        )
        cv2.ellipse(picture, ear, (int(s * 0.15), int(s * 0.3)), side * 20, 0, 360, cloth, -1, cv2.LINE_AA)
    cv2.ellipse(
        picture,
        c,
        (int(s * rng.uniform(0.9, 1.1)), int(s * rng.uniform(0.8, 1.0))),
        0,
        0,
        360,
        skin,
        -1,
        cv2.LINE_AA,
    )
    eye = int(s * rng.uniform(0.1, 0.22))
    for side in (-1, 1):
        at = (int(c[0] + side * s * 0.4), int(c[1] - s * 0.1))
        cv2.circle(picture, at, eye, (255, 255, 255), -1, cv2.LINE_AA)
        cv2.circle(
            picture, (at[0] + int(eye * rng.uniform(-0.3, 0.3)), at[1]), eye // 2, line, -1, cv2.LINE_AA
        )
    cv2.ellipse(
        picture,
        (c[0], int(c[1] + s * 0.4)),
        (int(s * 0.4), int(s * rng.uniform(0.1, 0.3))),
        0,
        0,
        180,
        line,
        max(3, int(s * 0.06)),
        cv2.LINE_AA,
    )
    for _ in range(int(rng.integers(6, 16))):
        at = (int(c[0] + rng.normal(0, s * 0.6)), int(c[1] + s * rng.uniform(0.9, 2.2)))
        _motif(picture, rng, at, int(s * rng.uniform(0.06, 0.2)), colour(rng))
    return picture


def scene(rng: Rng) -> U8:
    """Goods on a table before a wall, with shadows, labels and the grain of a camera."""
    stage, goods = rng.spawn(2)
    return staged(stage, goods)


def staged(stage: Rng, goods: Rng) -> U8:
    """A scene whose wall and table come from one seed and whose goods from another."""
    picture = sheet(stage)
    h, w = picture.shape[:2]
    edge = int(h * stage.uniform(0.5, 0.7))
    picture[:edge] = graded(noise(stage, (edge, w), steep=1.4) * 0.5, colour(stage), colour(stage))
    grain = noise(stage, (h - edge, w // 8), steep=0.6)
    picture[edge:] = graded(cv2.resize(grain, (w, h - edge)), colour(stage, dark=True), colour(stage))
    for _ in range(int(goods.integers(2, 6))):
        _ware(picture, goods, edge)
    light = 0.75 + 0.5 * noise(stage, (h, w), steep=2.0)[..., None]
    rough = goods.normal(0, 3, picture.shape)
    return eight_bits(picture * light + rough)


def _ware(picture: U8, rng: Rng, edge: int) -> None:
    h, w = picture.shape[:2]
    wide, tall = int(w * rng.uniform(0.12, 0.3)), int(h * rng.uniform(0.2, 0.5))
    left, foot = int(rng.uniform(0, w - wide)), int(edge + (h - edge) * rng.uniform(0.1, 0.8))
    shade = (
        np.linspace(0.6, 1.25, wide)[None, :, None]
        if rng.random() < 0.5
        else np.linspace(1.2, 0.7, wide)[None, :, None]
    )
    body = np.clip(np.array(colour(rng), np.float32) * shade, 0, 255) * np.ones((tall, 1, 1))
    body = body.astype(np.uint8)
    for _ in range(int(rng.integers(2, 6))):
        _motif(
            body,
            rng,
            (int(rng.uniform(0.1, 0.9) * wide), int(rng.uniform(0.3, 0.9) * tall)),
            max(4, int(wide * rng.uniform(0.05, 0.3))),
            colour(rng),
        )
    body = write(
        body,
        str(rng.choice(WORDS)),
        (wide // 2, int(tall * rng.uniform(0.3, 0.8))),
        max(10, wide // 7),
        colour(rng, dark=True),
    )
    mask = np.zeros((tall, wide), np.uint8)
    if rng.random() < 0.5:
        cv2.rectangle(mask, (0, 0), (wide, tall), 255, -1)
    else:
        cv2.rectangle(mask, (0, tall // 4), (wide, tall), 255, -1)
        cv2.rectangle(mask, (wide // 3, 0), (2 * wide // 3, tall // 4), 255, -1)
        cv2.ellipse(mask, (wide // 2, tall // 4), (wide // 2, tall // 10), 0, 0, 360, 255, -1)
    top = max(0, foot - tall)
    cv2.ellipse(
        picture,
        (left + wide // 2, foot),
        (int(wide * 0.6), max(3, tall // 20)),
        0,
        0,
        360,
        (40, 40, 40),
        -1,
        cv2.LINE_AA,
    )
    target = picture[top:foot, left : left + wide]
    taken = mask[tall - (foot - top) :, : target.shape[1], None] > 0
    np.copyto(target, body[tall - (foot - top) :, : target.shape[1]], where=taken)


def pattern(rng: Rng) -> U8:
    """A cloth or a wallpaper: cells of nearest points, bent stripes, or motifs strewn about."""
    picture = sheet(rng)
    shape = picture.shape[:2]
    match int(rng.integers(0, 3)):
        case 0:
            return _mosaic(rng, shape)
        case 1:
            wave = np.sin(noise(rng, shape) * rng.uniform(30, 70)) * 0.5 + 0.5
            return graded(wave.astype(np.float32), colour(rng, dark=True), colour(rng), colour(rng))
    picture[:] = colour(rng)
    for _ in range(int(rng.integers(50, 120))):
        at = (int(rng.uniform(0, shape[1])), int(rng.uniform(0, shape[0])))
        _motif(picture, rng, at, int(rng.uniform(8, 50)), colour(rng, dark=rng.random() < 0.4))
    return picture


def _mosaic(rng: Rng, shape: tuple[int, int]) -> U8:
    seeds = rng.uniform(0, 1, (int(rng.integers(40, 140)), 2)) * shape
    y, x = np.mgrid[0 : shape[0] : 2, 0 : shape[1] : 2]
    nearest = np.full(y.shape, np.inf)
    owner = np.zeros(y.shape, np.intp)
    for i, (a, b) in enumerate(seeds):
        away = (y - a) ** 2 + (x - b) ** 2
        owner[away < nearest] = i
        nearest = np.minimum(nearest, away)
    tints = np.array([colour(rng, dark=rng.random() < 0.3) for _ in seeds], np.uint8)
    return cv2.resize(tints[owner], shape[::-1], interpolation=cv2.INTER_NEAREST)


def landscape(rng: Rng) -> U8:
    """Sky, sun and ridges, with a painter's or a camera's grain."""
    picture = sheet(rng)
    h, w = picture.shape[:2]
    fall = np.linspace(0, 1, h, dtype=np.float32)[:, None] * np.ones((1, w), np.float32)
    picture = graded(
        np.clip(fall + (noise(rng, (h, w)) - 0.5) * 0.4, 0, 1), colour(rng), colour(rng), colour(rng)
    )
    sun = (int(rng.uniform(0.1, 0.9) * w), int(rng.uniform(0.1, 0.4) * h))
    cv2.circle(picture, sun, int(h * rng.uniform(0.04, 0.12)), colour(rng), -1, cv2.LINE_AA)
    for ridge in range(int(rng.integers(3, 6))):
        rough = noise(rng, (2, w), steep=0.9)[0] - 0.5
        line = h * (0.35 + 0.13 * ridge) + rough * h * 0.5
        corners = np.concatenate((np.stack((np.arange(w), line), axis=1), [(w, h), (0, h)])).astype(np.int32)
        layer = picture.copy()
        cv2.fillPoly(layer, [corners], (255, 255, 255))
        where = (layer == 255).all(axis=-1)
        texture = graded(noise(rng, (h, w), steep=0.5), colour(rng, dark=True), colour(rng))
        picture[where] = texture[where]
    return eight_bits(picture + rng.normal(0, 4, picture.shape))


def figure(rng: Rng) -> U8:
    """A flat logo: a few big shapes and a word on paper."""
    picture = sheet(rng, (255, 255, 255) if rng.random() < 0.7 else colour(rng))
    h, w = picture.shape[:2]
    tints = [colour(rng, dark=rng.random() < 0.6) for _ in range(3)]
    for k in range(int(rng.integers(3, 7))):
        at = (int(w * rng.uniform(0.3, 0.7)), int(h * rng.uniform(0.2, 0.6)))
        _motif(picture, rng, at, int(min(h, w) * rng.uniform(0.08, 0.25)), tints[k % 3])
    return write(picture, str(rng.choice(WORDS)), (w // 2, int(h * 0.82)), w // 9, tints[0])


def poster(rng: Rng) -> U8:
    """A shop's banner: big phrases over a scene or a cloudy ground."""
    picture = (
        scene(rng)
        if rng.random() < 0.5
        else graded(noise(rng, sheet(rng).shape[:2]), colour(rng), colour(rng))
    )
    h, w = picture.shape[:2]
    for row in range(int(rng.integers(2, 5))):
        size = int(min(h, w) * rng.uniform(0.06, 0.13))
        at = (int(w * rng.uniform(0.35, 0.65)), int(h * (0.15 + 0.2 * row)))
        picture = write(picture, str(rng.choice(PHRASES)), at, size, colour(rng), edge=colour(rng, dark=True))
    return picture


def lettering(rng: Rng) -> U8:
    """Nothing but words on paper."""
    picture = sheet(rng, (255, 255, 255) if rng.random() < 0.5 else colour(rng))
    h, w = picture.shape[:2]
    for row in range(int(rng.integers(2, 6))):
        text = str(rng.choice(PHRASES if rng.random() < 0.6 else WORDS))
        picture = write(
            picture, text, (w // 2, int(h * (0.15 + 0.16 * row))), w // 12, colour(rng, dark=True)
        )
    return picture


def blank(rng: Rng) -> U8:
    """A plain or softly graded card."""
    picture = sheet(rng, colour(rng))
    if rng.random() < 0.5:
        return picture
    fall = np.linspace(0, 1, picture.shape[0], dtype=np.float32)[:, None] * np.ones(
        (1, picture.shape[1]), np.float32
    )
    return graded(fall, colour(rng), colour(rng))


STYLES: Final[Mapping[str, Callable[[Rng], U8]]] = {
    "emblem": emblem,
    "mascot": mascot,
    "scene": scene,
    "pattern": pattern,
    "landscape": landscape,
    "figure": figure,
    "poster": poster,
    "lettering": lettering,
    "blank": blank,
}
STYLE_NUMBERS: Final = {name: number for number, name in enumerate(STYLES)}
