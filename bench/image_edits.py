"""What sellers do to a picture before they use it: each edit takes a picture and a random source.

An edit that lays the picture into another (collage, screenshot, insertion, goods) also takes `others`,
which gives pictures nobody protects. `UNSEEN` are variants kept from the fit part.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.image_drawings import PHRASES, U8, Rng, colour, eight_bits, noise, write

Others = Callable[[], U8]
Edit = Callable[[U8, Rng, Others], U8]


def fitted(picture: U8, longest: int) -> U8:
    """The picture with its longer side `longest` pixels."""
    factor = longest / max(picture.shape[:2])
    size = (max(8, round(picture.shape[1] * factor)), max(8, round(picture.shape[0] * factor)))
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return cv2.resize(picture, size, interpolation=how)


def compressed(picture: U8, quality: int, ending: str = ".jpg") -> U8:
    kind = cv2.IMWRITE_WEBP_QUALITY if ending == ".webp" else cv2.IMWRITE_JPEG_QUALITY
    _, data = cv2.imencode(ending, picture, [kind, quality])
    read = cv2.imdecode(data, cv2.IMREAD_COLOR)
    if read is None:
        raise ValueError(f"{ending} written here cannot be read")
    return read


def recompressed(picture: U8, rng: Rng, _: Others) -> U8:
    return compressed(picture, int(rng.integers(12, 45)))


def recompressed_webp(picture: U8, rng: Rng, _: Others) -> U8:
    return compressed(picture, int(rng.integers(8, 40)), ".webp")


def resized(picture: U8, rng: Rng, _: Others) -> U8:
    small = fitted(picture, int(rng.integers(160, 320)))
    wide = rng.uniform(0.75, 1.33)
    return cv2.resize(small, (int(small.shape[1] * wide), small.shape[0]), interpolation=cv2.INTER_LINEAR)


def cropped(picture: U8, rng: Rng, _: Others) -> U8:
    """At least half of the area stays."""
    h, w = picture.shape[:2]
    share = rng.uniform(0.5, 0.9)
    tall = rng.uniform(max(share, 0.55), 1.0)
    th, tw = int(h * tall), int(w * share / tall)
    y, x = int(rng.uniform(0, h - th)), int(rng.uniform(0, w - tw))
    return picture[y : y + th, x : x + tw].copy()


def rotated(picture: U8, rng: Rng, _: Others) -> U8:
    if rng.random() < 0.35:
        return np.ascontiguousarray(np.rot90(picture, int(rng.integers(1, 4))))
    return turned(picture, float(rng.choice((-1, 1)) * rng.uniform(3, 25)), colour(rng))


def rotated_far(picture: U8, rng: Rng, _: Others) -> U8:
    return turned(picture, float(rng.uniform(30, 330)), colour(rng))


def turned(picture: U8, degrees: float, ground: tuple[int, int, int]) -> U8:
    h, w = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((w / 2, h / 2), degrees, 1.0)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    size = (int(h * sin + w * cos), int(h * cos + w * sin))
    turn[:, 2] += (size[0] / 2 - w / 2, size[1] / 2 - h / 2)
    return cv2.warpAffine(picture, turn, size, flags=cv2.INTER_AREA, borderValue=ground)


def mirrored(picture: U8, rng: Rng, others: Others) -> U8:
    return recompressed(np.ascontiguousarray(picture[:, ::-1]), rng, others)


def recoloured(picture: U8, rng: Rng, _: Others) -> U8:
    match int(rng.integers(0, 4)):
        case 0:
            hsv = cv2.cvtColor(picture, cv2.COLOR_BGR2HSV).astype(np.int32)
            hsv[..., 0] = (hsv[..., 0] + rng.integers(15, 165)) % 180
            return cv2.cvtColor(hsv.astype(np.uint8), cv2.COLOR_HSV2BGR)
        case 1:
            return cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
        case 2:
            gamma = rng.uniform(0.45, 2.2)
            return eight_bits(255 * (picture / 255.0) ** gamma)
    toned = picture * rng.uniform(0.6, 1.4, 3) + rng.uniform(-30, 30)
    return eight_bits(toned)


def duotone(picture: U8, rng: Rng, _: Others) -> U8:
    """Two inks, sometimes in few steps."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32) / 255
    if rng.random() < 0.5:
        grey = np.floor(grey * 5) / 4.5
    dark, light = np.array(colour(rng, dark=True)), np.array(colour(rng))
    return eight_bits(dark + grey[..., None] * (light - dark))


def bordered(picture: U8, rng: Rng, _: Others) -> U8:
    h, w = picture.shape[:2]
    top, foot, left, right = (int(rng.uniform(0.03, 0.25) * min(h, w)) for _ in range(4))
    return cv2.copyMakeBorder(picture, top, foot, left, right, cv2.BORDER_CONSTANT, value=colour(rng))


def bannered(picture: U8, rng: Rng, _: Others) -> U8:
    h, w = picture.shape[:2]
    strip = np.full((int(h * rng.uniform(0.1, 0.28)), w, 3), colour(rng), np.uint8)
    middle = (w // 2, strip.shape[0] // 2)
    strip = write(
        strip, str(rng.choice(PHRASES)), middle, max(12, strip.shape[0] // 2), colour(rng, dark=True)
    )
    if rng.random() < 0.4:
        out = picture.copy()
        out[h - len(strip) :] = strip
        return out
    return np.vstack((picture, strip) if rng.random() < 0.6 else (strip, picture))


def watermarked(picture: U8, rng: Rng, _: Others) -> U8:
    layer = picture.copy()
    h, w = picture.shape[:2]
    text, size = str(rng.choice(PHRASES)), int(w * rng.uniform(0.05, 0.1))
    rows = int(rng.integers(1, 6))
    for row in range(rows):
        for column in (0.25, 0.75) if rows > 2 else (0.5,):
            at = (int(w * column), int(h * (row + 0.5) / rows))
            layer = write(layer, text, at, size, (255, 255, 255), edge=(60, 60, 60))
    share = rng.uniform(0.25, 0.6)
    return cv2.addWeighted(layer, share, picture, 1 - share, 0)


def stickered(picture: U8, rng: Rng, _: Others) -> U8:
    out = picture.copy()
    h, w = picture.shape[:2]
    for _k in range(int(rng.integers(2, 5))):
        r = int(min(h, w) * rng.uniform(0.08, 0.18))
        at = (int(rng.uniform(r, w - r)), int(rng.uniform(r, h - r)))
        cv2.circle(out, at, r, colour(rng), -1, cv2.LINE_AA)
        out = write(out, str(rng.choice(PHRASES)).split()[0], at, max(10, r // 2), colour(rng, dark=True))
    return out


def perspective(picture: U8, rng: Rng, _: Others) -> U8:
    h, w = picture.shape[:2]
    corners = np.array([(0, 0), (w, 0), (w, h), (0, h)], np.float32)
    inward = rng.uniform(0.0, 0.2, (4, 2)) * (w, h) * [(1, 1), (-1, 1), (-1, -1), (1, -1)]
    matrix = cv2.getPerspectiveTransform(corners, (corners + inward).astype(np.float32))
    return cv2.warpPerspective(picture, matrix, (w, h), flags=cv2.INTER_LINEAR, borderValue=colour(rng))


def waved(picture: U8, rng: Rng, _: Others) -> U8:
    """As on paper that is not flat."""
    h, w = picture.shape[:2]
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    depth, turns = min(h, w) * rng.uniform(0.006, 0.015), rng.uniform(1, 2.5)
    return cv2.remap(
        picture,
        x + depth * np.sin(turns * 2 * np.pi * y / h, dtype=np.float32),
        y + depth * np.sin(turns * 2 * np.pi * x / w, dtype=np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT,
    )


def collage(picture: U8, rng: Rng, others: Others) -> U8:
    """One of four, or the big one of three."""
    if rng.random() < 0.5:
        return _tiled([[picture, others()], [others(), others()]], rng)
    big, beside = _cell(picture, 460, 480), np.vstack([_cell(others(), 240, 240) for _ in range(2)])
    parts = [big[:480], beside]
    return np.hstack(parts if rng.random() < 0.5 else parts[::-1])


def collage_many(picture: U8, rng: Rng, others: Others) -> U8:
    """One of six or nine."""
    rows, columns = ((2, 3), (3, 3))[int(rng.integers(0, 2))]
    cells = [picture, *(others() for _ in range(rows * columns - 1))]
    return _tiled([cells[i * columns : (i + 1) * columns] for i in range(rows)], rng)


def collage_uneven(picture: U8, rng: Rng, others: Others) -> U8:
    """A wall of two or three rows of unlike heights, one to three pictures in each, on a coloured ground."""
    rows = [int(rng.integers(1, 4)) for _ in range(int(rng.integers(2, 4)))]
    place, gap, ground = int(rng.integers(sum(rows))), int(rng.integers(0, 10)), colour(rng)
    made, number = [], 0
    for columns in rows:
        tall, shares = int(rng.integers(220, 380)), rng.uniform(0.8, 1.25, columns)
        ends = np.concatenate(([0], np.cumsum(shares) / shares.sum() * 760)).astype(int)
        cells = []
        for left, right in pairwise(ends):
            shown = picture if number == place else others()
            cells.append(_gapped(_cell(shown, int(right - left), tall), gap, ground))
            number += 1
        made.append(cv2.resize(np.hstack(cells), (760, tall)))
    return np.vstack(made)


def _tiled(rows: list[list[U8]], rng: Rng) -> U8:
    flat = [one for row in rows for one in row]
    order = rng.permutation(len(flat))
    gap, side = int(rng.integers(0, 12)), 760 // len(rows[0])
    cells = [_gapped(_cell(flat[i], side, side), gap) for i in order]
    columns = len(rows[0])
    return np.vstack([np.hstack(cells[i * columns : (i + 1) * columns]) for i in range(len(rows))])


def _gapped(picture: U8, gap: int, ground: tuple[int, int, int] = (255, 255, 255)) -> U8:
    return cv2.copyMakeBorder(picture, gap, gap, gap, gap, cv2.BORDER_CONSTANT, value=ground)


def _cell(picture: U8, wide: int, tall: int) -> U8:
    """Cut to the shape of a cell from the middle, little of a picture lost."""
    h, w = picture.shape[:2]
    factor = max(wide / w, tall / h)
    big = cv2.resize(picture, (math.ceil(w * factor), math.ceil(h * factor)), interpolation=cv2.INTER_AREA)
    y, x = (big.shape[0] - tall) // 2, (big.shape[1] - wide) // 2
    return big[y : y + tall, x : x + wide]


def screenshot(picture: U8, rng: Rng, others: Others) -> U8:
    """A shop's page in a browser."""
    page = np.full((620, 900, 3), 250, np.uint8)
    page[:46] = colour(rng)
    page = write(page, str(rng.choice(PHRASES)).lower(), (450, 23), 18, (30, 30, 30))
    shown = fitted(picture, int(rng.integers(300, 480)))
    _paste(page, shown, 30, 80)
    for row in range(6):
        page = write(page, str(rng.choice(PHRASES)), (720, 110 + 36 * row), 20, (40, 40, 40))
    _paste(page, fitted(others(), 130), 560, 430)
    _paste(page, fitted(others(), 130), 720, 430)
    return page


def screenshot_phone(picture: U8, rng: Rng, others: Others) -> U8:
    """An application on a telephone."""
    page = np.full((900, 460, 3), 246, np.uint8)
    page[:60] = colour(rng, dark=True)
    page = write(page, "9:41   " + str(rng.choice(PHRASES)).title(), (230, 32), 20, (255, 255, 255))
    _paste(page, fitted(picture, 420)[:460], 20, 80)
    for row in range(4):
        page = write(page, str(rng.choice(PHRASES)), (230, 580 + 34 * row), 22, (50, 50, 50))
    _paste(page, fitted(others(), 160), 40, 730)
    _paste(page, fitted(others(), 160), 250, 730)
    page[860:] = colour(rng)
    return page


def _paste(page: U8, picture: U8, x: int, y: int) -> None:
    h, w = min(picture.shape[0], page.shape[0] - y), min(picture.shape[1], page.shape[1] - x)
    if h > 0 and w > 0:
        page[y : y + h, x : x + w] = picture[:h, :w]


def insertion(picture: U8, rng: Rng, others: Others) -> U8:
    """Pasted into another picture, a quarter to a half of its length."""
    ground = fitted(others(), 760).copy()
    h, w = ground.shape[:2]
    part = fitted(picture, int(min(h, w) * rng.uniform(0.42, 0.75)))
    x, y = int(rng.uniform(0, max(1, w - part.shape[1]))), int(rng.uniform(0, max(1, h - part.shape[0])))
    _paste(ground, part, x, y)
    return ground


def insertion_turned(picture: U8, rng: Rng, others: Others) -> U8:
    """The same, turned and with a soft edge."""
    ground = fitted(others(), 760)
    part = fitted(picture, int(min(ground.shape[:2]) * rng.uniform(0.5, 0.75)))
    return laid(ground, part, rng, float(rng.uniform(-40, 40)), soft=2.0)


def laid(ground: U8, part: U8, rng: Rng, degrees: float, *, soft: float, ink: float = 1.0) -> U8:
    h, w = ground.shape[:2]
    ph, pw = part.shape[:2]
    turn = cv2.getRotationMatrix2D((pw / 2, ph / 2), degrees, 1.0)
    room = np.maximum((np.array([w, h]) - np.hypot(pw, ph)) / 2, 4)
    turn[:, 2] += np.array([w, h]) / 2 - (pw / 2, ph / 2) + rng.uniform(-1, 1, 2) * room
    flat = cv2.warpAffine(part, turn, (w, h), flags=cv2.INTER_AREA)
    mask: NDArray[Any] = (
        cv2.warpAffine(np.full(part.shape[:2], 255, np.uint8), turn, (w, h)).astype(np.float32) / 255
    )
    mask = cv2.GaussianBlur(mask, (0, 0), soft)[..., None] * ink
    return eight_bits(ground * (1 - mask) + flat * mask)


def printed(picture: U8, rng: Rng, _: Others) -> U8:
    """On a shirt: cloth shines through, folds bend the light."""
    goods = np.full((760, 700, 3), 235, np.uint8)
    cloth = colour(rng)
    outline = [
        (150, 120),
        (270, 60),
        (430, 60),
        (550, 120),
        (680, 260),
        (590, 340),
        (545, 290),
        (550, 740),
        (150, 740),
        (155, 290),
        (110, 340),
        (20, 260),
    ]
    cv2.fillPoly(goods, [np.array(outline, np.int32)], cloth, cv2.LINE_AA)
    goods = laid(
        goods, fitted(picture, int(rng.integers(230, 340))), rng, float(rng.uniform(-6, 6)), soft=0.8, ink=0.9
    )
    return _lit(goods, rng)


def printed_round(picture: U8, rng: Rng, _: Others) -> U8:
    """On a mug: narrower towards both sides."""
    goods = np.full((640, 720, 3), colour(rng), np.uint8)
    cv2.ellipse(goods, (550, 330), (90, 130), 0, 0, 360, (225, 225, 225), 30, cv2.LINE_AA)
    cv2.rectangle(goods, (180, 110), (520, 560), (225, 225, 225), -1)
    part = fitted(picture, int(rng.integers(260, 330)))
    h, w = part.shape[:2]
    x, y = np.meshgrid(np.linspace(-1, 1, w, dtype=np.float32), np.arange(h, dtype=np.float32))
    reach = float(rng.uniform(0.7, 1.0))
    bent = cv2.remap(
        part,
        ((np.arcsin(x * np.sin(reach)) / reach + 1) * (w - 1) / 2).astype(np.float32),
        y,
        cv2.INTER_LINEAR,
    )
    _paste(goods, bent, 350 - w // 2, 340 - h // 2)
    return _lit(goods, rng)


def _lit(goods: U8, rng: Rng) -> U8:
    light = 0.75 + 0.45 * noise(rng, goods.shape[:2], steep=1.6)[..., None]
    return eight_bits(goods * light + rng.normal(0, 3, goods.shape))


def photographed(picture: U8, rng: Rng, others: Others) -> U8:
    """A photograph of a screen: a fine grid, a dark rim, noise, a slight tilt."""
    out = perspective(picture, rng, others).astype(np.float32)
    h, w = out.shape[:2]
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    grid = 1 + 0.06 * np.sin(x * rng.uniform(1.2, 2.2)) + 0.06 * np.sin(y * rng.uniform(1.2, 2.2))
    rim = 1.05 - 0.5 * ((x / w - 0.5) ** 2 + (y / h - 0.5) ** 2)
    return eight_bits(out * (grid * rim)[..., None] + rng.normal(0, 6, out.shape))


def several(picture: U8, rng: Rng, others: Others) -> U8:
    """Three or four edits in a row."""
    chain: list[Edit] = [
        cropped,
        mirrored,
        recoloured,
        stickered,
        watermarked,
        bordered,
        bannered,
        rotated,
        resized,
    ]
    for i in sorted(rng.choice(len(chain), int(rng.integers(3, 5)), replace=False)):
        picture = chain[i](picture, rng, others)
    return picture


SEEN: Final[Mapping[str, Edit]] = {
    "recompressed": recompressed, "resized": resized, "cropped": cropped, "rotated": rotated,
    "mirrored": mirrored, "recoloured": recoloured, "bordered": bordered, "bannered": bannered,
    "watermarked": watermarked, "stickered": stickered, "perspective": perspective, "collage": collage,
    "screenshot": screenshot, "insertion": insertion, "printed": printed, "several": several,
}  # fmt: skip
UNSEEN: Final[Mapping[str, tuple[str, Edit]]] = {
    "recompressed_webp": ("recompressed", recompressed_webp),
    "rotated_far": ("rotated", rotated_far),
    "duotone": ("recoloured", duotone),
    "waved": ("perspective", waved),
    "photographed": ("perspective", photographed),
    "collage_many": ("collage", collage_many),
    "collage_uneven": ("collage", collage_uneven),
    "screenshot_phone": ("screenshot", screenshot_phone),
    "insertion_turned": ("insertion", insertion_turned),
    "printed_round": ("printed", printed_round),
}
