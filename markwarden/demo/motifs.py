"""What is drawn: goods for the shelves, and crests, scenes and figures for what is protected."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from markwarden.demo.canvas import Canvas, Point

Style = Callable[[Canvas], None]


def _stage(canvas: Canvas) -> None:
    """The backdrop of a product photo: a wall, a table, a shadow or a plant."""
    canvas.backdrop(canvas.colour(110, 255), canvas.colour(90, 255), turn=canvas.rng.randrange(4))
    table = canvas.between(0.6, 0.85)
    canvas.box(0, table, 1, 1, canvas.colour(100, 235))
    for _ in range(canvas.rng.randint(1, 3)):
        canvas.disc(
            canvas.between(0, 1), canvas.between(0, 1), canvas.between(0.15, 0.5), canvas.colour(90, 240)
        )


def _dressed(draw: Style) -> Style:
    def scene(canvas: Canvas) -> None:
        _stage(canvas)
        draw(canvas)
        if canvas.rng.random() < 0.4:
            canvas.label()

    return scene


def jacket(canvas: Canvas) -> None:
    x, y, wide, tall = _place(canvas, 0.3, 0.5)
    cloth, sleeve = canvas.colour(), canvas.colour()
    reach = canvas.between(0.08, 0.2)
    canvas.polygon([(x, y), (x - reach, y + tall * 0.8), (x, y + tall * 0.8)], sleeve)
    canvas.polygon([(x + wide, y), (x + wide + reach, y + tall * 0.8), (x + wide, y + tall * 0.8)], sleeve)
    canvas.box(x, y, x + wide, y + tall, cloth, 0.04)
    canvas.line([(x + wide / 2, y), (x + wide / 2, y + tall)], canvas.colour(), 0.015)
    canvas.disc(x + wide / 2, y, wide * 0.4, canvas.colour(), high=0.5)


def bag(canvas: Canvas) -> None:
    x, y, wide, tall = _place(canvas, 0.35, 0.4)
    canvas.arc(x + wide / 2, y, wide * 0.7, canvas.colour(), (180, 360), 0.03)
    canvas.box(x, y, x + wide, y + tall, canvas.colour(), 0.06)
    canvas.box(x + wide * 0.15, y + tall * 0.5, x + wide * 0.85, y + tall * 0.9, canvas.colour(), 0.03)


def headphones(canvas: Canvas) -> None:
    x, y, across = canvas.between(0.35, 0.65), canvas.between(0.35, 0.6), canvas.between(0.35, 0.6)
    shell = canvas.colour()
    canvas.arc(x, y, across, shell, (180, 360), canvas.between(0.03, 0.07))
    for side in (-1, 1):
        canvas.disc(x + side * across / 2, y + 0.05, across * 0.35, shell, high=1.3)
        canvas.disc(x + side * across / 2, y + 0.05, across * 0.2, canvas.colour(), high=1.3)


def tin(canvas: Canvas) -> None:
    x, y, wide, tall = _place(canvas, 0.25, 0.5)
    canvas.box(x, y, x + wide, y + tall, canvas.colour(), 0.03)
    canvas.disc(x + wide / 2, y, wide, canvas.colour(), high=0.3)
    canvas.box(x, y + tall * 0.35, x + wide, y + tall * canvas.between(0.5, 0.75), canvas.colour(150, 250))


def fruit(canvas: Canvas) -> None:
    skin = canvas.colour()
    shine = (skin[0] + 40, skin[1] + 40, skin[2] + 40)
    for _ in range(canvas.rng.randint(3, 9)):
        x, y, across = canvas.between(0.2, 0.8), canvas.between(0.4, 0.8), canvas.between(0.14, 0.3)
        canvas.disc(x, y, across, skin, high=canvas.between(0.9, 1.1))
        canvas.disc(x - across * 0.15, y - across * 0.15, across * 0.3, shine)


def cup(canvas: Canvas) -> None:
    x, y, wide, tall = _place(canvas, 0.25, 0.35)
    glaze = canvas.colour()
    canvas.arc(x + wide, y + tall / 2, tall * 0.7, glaze, (270, 450), 0.04)
    canvas.box(x, y, x + wide, y + tall, glaze, 0.05)
    canvas.disc(x + wide / 2, y, wide, canvas.colour(), high=0.25)
    canvas.box(x, y + tall * 0.6, x + wide, y + tall * 0.75, canvas.colour())


def blocks(canvas: Canvas) -> None:
    for _ in range(canvas.rng.randint(4, 10)):
        x, y, side = canvas.between(0.1, 0.7), canvas.between(0.25, 0.7), canvas.between(0.1, 0.25)
        canvas.box(x, y, x + side, y + side, canvas.colour(), 0.02)


def book(canvas: Canvas) -> None:
    x, y, wide, tall = _place(canvas, 0.4, 0.5)
    lean = canvas.between(-0.1, 0.1)
    canvas.polygon(
        [(x + lean, y), (x + wide + lean, y), (x + wide, y + tall), (x, y + tall)], canvas.colour()
    )
    for row in range(canvas.rng.randint(2, 5)):
        top = y + tall * (0.2 + 0.14 * row)
        canvas.line([(x + wide * 0.2, top), (x + wide * 0.8, top)], canvas.colour(180, 255), 0.02)


def pendant(canvas: Canvas) -> None:
    x, y = canvas.between(0.3, 0.7), canvas.between(0.3, 0.5)
    canvas.line([(x, 0), (x, y)], canvas.colour(), 0.012)
    wide = canvas.between(0.15, 0.3)
    canvas.polygon(
        [(x - wide / 3, y), (x + wide / 3, y), (x + wide, y + wide), (x - wide, y + wide)], canvas.colour()
    )
    canvas.disc(x, y + wide, wide * 0.8, (255, 245, 190), high=0.4)


def folded_cloth(canvas: Canvas) -> None:
    x, wide = canvas.between(0.1, 0.35), canvas.between(0.4, 0.6)
    y = canvas.between(0.35, 0.5)
    for _ in range(canvas.rng.randint(2, 5)):
        thick = canvas.between(0.06, 0.13)
        canvas.box(x, y, x + wide, y + thick, canvas.colour(), 0.04)
        y += thick


def tent(canvas: Canvas) -> None:
    x, y, half = canvas.between(0.35, 0.65), canvas.between(0.2, 0.4), canvas.between(0.25, 0.42)
    floor = canvas.between(0.7, 0.85)
    canvas.polygon([(x, y), (x + half, floor), (x - half, floor)], canvas.colour())
    canvas.polygon([(x, y), (x + half * 0.4, floor), (x - half * 0.2, floor)], canvas.colour())


def crest(canvas: Canvas) -> None:
    """A bold figure in two or three colours on white, as trade marks are registered."""
    canvas.box(0, 0, 1, 1, (250, 250, 250))
    inks = [canvas.colour(20, 190) for _ in range(3)]
    canvas.disc(canvas.between(0.4, 0.6), canvas.between(0.4, 0.6), canvas.between(0.6, 0.9), inks[0])
    for _ in range(canvas.rng.randint(4, 6)):
        canvas.polygon(_star(canvas), canvas.rng.choice([*inks, (250, 250, 250)]))
    start = canvas.rng.randint(0, 270)
    canvas.arc(
        0.5, 0.5, canvas.between(0.5, 0.9), inks[2], (start, start + canvas.rng.randint(80, 200)), 0.07
    )


def hills(canvas: Canvas) -> None:
    """Hills behind hills under a sun."""
    canvas.backdrop(canvas.colour(150, 255), canvas.colour(90, 230))
    canvas.disc(
        canvas.between(0.15, 0.85),
        canvas.between(0.12, 0.4),
        canvas.between(0.12, 0.3),
        canvas.colour(200, 255),
    )
    for layer in range(4):
        base = 0.35 + 0.17 * layer
        ridge = [(step / 6, base + canvas.between(-0.16, 0.12)) for step in range(7)]
        canvas.polygon([(0, 1), *ridge, (1, 1)], canvas.colour(20 + 10 * layer, 200 - 25 * layer))


def cat(canvas: Canvas) -> None:
    """A cat somewhere in a lit room."""
    canvas.backdrop(canvas.colour(30, 120), canvas.colour(100, 200), turn=canvas.rng.randrange(4))
    canvas.disc(
        canvas.between(0.1, 0.9), canvas.between(0.05, 0.3), canvas.between(0.3, 0.6), canvas.colour(190, 250)
    )
    x, y, size = canvas.between(0.3, 0.7), canvas.between(0.4, 0.65), canvas.between(0.28, 0.45)
    fur = canvas.colour(20, 120)
    canvas.disc(x, y + size * 0.7, size * 1.3, fur, high=1.1)
    canvas.disc(x, y, size, fur)
    for side in (-1, 1):
        ear = x + side * size * 0.35
        canvas.polygon(
            [(ear - 0.07, y - size * 0.3), (ear, y - size * 0.8), (ear + 0.07, y - size * 0.3)], fur
        )
        canvas.disc(x + side * size * 0.2, y, size * 0.15, (240, 220, 90), high=1.3)
    tail = canvas.rng.choice((-1, 1)) * size
    canvas.arc(x + tail, y + size * 0.7, size, fur, (canvas.rng.randint(0, 180), 300), 0.05)


def town(canvas: Canvas) -> None:
    """A lane between houses in the rain."""
    canvas.backdrop(canvas.colour(90, 200), canvas.colour(140, 240))
    x = -0.05
    while x < 1:
        wide, top = canvas.between(0.1, 0.3), canvas.between(0.1, 0.7)
        canvas.box(x, top, x + wide, 1, canvas.colour(40, 200))
        canvas.polygon(
            [(x - 0.03, top), (x + wide / 2, top - 0.12), (x + wide + 0.03, top)], canvas.colour(20, 110)
        )
        x += wide
    for _ in range(25):
        drop, fall = canvas.between(0, 1), canvas.between(0, 0.9)
        canvas.line([(drop, fall), (drop - 0.02, fall + 0.07)], (225, 230, 240), 0.005)


def lamp(canvas: Canvas) -> None:
    """A desk lamp as a design is filed: one thing, plain ground."""
    canvas.box(0, 0, 1, 1, canvas.colour(225, 250))
    metal = canvas.colour(30, 130)
    foot, knee = (canvas.between(0.2, 0.8), 0.9), (canvas.between(0.15, 0.85), canvas.between(0.4, 0.6))
    head = (canvas.between(0.2, 0.8), canvas.between(0.12, 0.35))
    canvas.disc(*foot, canvas.between(0.3, 0.5), metal, high=0.25)
    canvas.line([foot, knee, head], metal, 0.04)
    canvas.disc(*head, canvas.between(0.25, 0.45), metal, high=0.7)
    canvas.disc(head[0], head[1] + 0.06, canvas.between(0.1, 0.3), (255, 240, 170), high=0.6)


def mascot(canvas: Canvas) -> None:
    """A round creature with a hat, waving."""
    canvas.backdrop(canvas.colour(190, 250), canvas.colour(150, 250), turn=canvas.rng.randrange(4))
    x, y, size = canvas.between(0.38, 0.62), canvas.between(0.38, 0.6), canvas.between(0.3, 0.5)
    skin, suit = canvas.colour(60, 200), canvas.colour(20, 160)
    canvas.disc(x, y + size * 0.75, size * 0.9, suit, high=canvas.between(0.9, 1.3))
    canvas.disc(x, y, size, skin, high=canvas.between(0.8, 1.1))
    for side in (-1, 1):
        canvas.disc(x + side * size * 0.2, y - size * 0.05, size * 0.16, (20, 20, 30))
        hand = y + size * canvas.between(-0.3, 0.8)
        canvas.line([(x + side * size * 0.4, y + size * 0.6), (x + side * size * 0.9, hand)], suit, 0.06)
    canvas.polygon(_star(canvas, x, y - size * 0.55, size * 0.6), canvas.colour())


def _star(canvas: Canvas, x: float = -1, y: float = 0, size: float = 0) -> list[Point]:
    """A jagged shape of three to seven points, somewhere if no place is given."""
    if x < 0:
        x, y, size = canvas.between(0.25, 0.75), canvas.between(0.25, 0.75), canvas.between(0.3, 0.6)
    points, turn = canvas.rng.randint(3, 7), canvas.between(0, math.pi)
    radii = [size / 2 * canvas.between(0.5, 1) for _ in range(points)]
    angles = [turn + 2 * math.pi * number / points for number in range(points)]
    return [(x + r * math.cos(a), y + r * math.sin(a)) for r, a in zip(radii, angles, strict=True)]


def _place(canvas: Canvas, wide: float, tall: float) -> tuple[float, float, float, float]:
    """Left, top, width and height of a thing about this large, standing a little anywhere."""
    wide, tall = wide * canvas.between(0.8, 1.25), tall * canvas.between(0.8, 1.15)
    return canvas.between(0.15, 0.8 - wide), canvas.between(0.15, 0.85 - tall), wide, tall


_GOODS: Mapping[str, Style] = {
    "clothing": jacket,
    "bags": bag,
    "audio": headphones,
    "food": tin,
    "fruit": fruit,
    "cups": cup,
    "toys": blocks,
    "books": book,
    "care": tin,
    "lamps": pendant,
    "textiles": folded_cloth,
    "camping": tent,
    "garden": fruit,
}
MOTIFS: Mapping[str, str] = {shelf: f"goods-{shelf}" for shelf in _GOODS}
STYLES: Mapping[str, Style] = {
    **{MOTIFS[shelf]: _dressed(draw) for shelf, draw in _GOODS.items()},
    **{style.__name__: style for style in (crest, hills, cat, town, lamp, mascot)},
}
