"""Parts of a grey picture that may each be a copy: without its border, between seams, halves and quarters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain.values import Box

Grey = NDArray[np.uint8]

# Levels a plain border may stray (JPEG rings beside what it frames), and the share of a line that must not.
_PLAIN: Final = 12
_PLAIN_SHARE: Final = 0.98
# A border that leaves less than this share of a side is no border: the picture is a small thing on a ground.
_LEAST_LEFT: Final = 0.3
# A border thinner than this share changes no hash.
_LEAST_TRIM: Final = 0.015
# A seam is a step of so many levels along this share of a line; a photograph's own horizon seldom has it.
_STEP: Final = 14
_SEAM_SHARE: Final = 0.6
_MOST_SEAMS: Final = 3
# Parts smaller than this share of a side are ribbons and words, not pictures.
_LEAST_SIDE: Final = 0.2
# Fewer pixels than this a side say nothing.
_LEAST_PIXELS: Final = 16
MOST_PANELS: Final = 9


class Crop(NamedTuple):
    """A part of a picture in pixels, ends excluded, with its name."""

    name: str
    left: int
    top: int
    right: int
    bottom: int

    def of(self, grey: Grey) -> Grey:
        """The pixels of this part."""
        return grey[self.top : self.bottom, self.left : self.right]

    def box(self, grey: Grey) -> Box:
        """This part in thousandths of the whole."""
        height, width = grey.shape
        return (
            round(1000 * self.left / width),
            round(1000 * self.top / height),
            round(1000 * self.right / width),
            round(1000 * self.bottom / height),
        )


TILES: Final = {
    "left": (0.0, 0.0, 0.5, 1.0),
    "right": (0.5, 0.0, 1.0, 1.0),
    "top": (0.0, 0.0, 1.0, 0.5),
    "bottom": (0.0, 0.5, 1.0, 1.0),
    "nw": (0.0, 0.0, 0.5, 0.5),
    "ne": (0.5, 0.0, 1.0, 0.5),
    "sw": (0.0, 0.5, 0.5, 1.0),
    "se": (0.5, 0.5, 1.0, 1.0),
}


def crops(grey: Grey) -> Iterator[Crop]:
    """Every part worth a hash of its own, the whole left out; none of them twice."""
    if min(grey.shape) < 2 * _LEAST_PIXELS:
        return
    seen = {_whole(grey)[1:]}
    for crop in (trimmed(grey), *panels(grey), *tiles(grey)):
        if crop[1:] not in seen and min(crop.of(grey).shape) >= _LEAST_PIXELS:
            seen.add(crop[1:])
            yield crop


def trimmed(grey: Grey) -> Crop:
    """The picture without plain borders, frames within frames too; the whole where there are none."""
    crop = _whole(grey)
    for _frame in range(2):
        top, bottom = _borders(crop.of(grey))
        crop = crop._replace(top=crop.top + top, bottom=crop.bottom - bottom)
        left, right = _borders(crop.of(grey).T)
        crop = crop._replace(left=crop.left + left, right=crop.right - right)
    return crop._replace(name="trim") if _worth(crop, grey) else _whole(grey)


def panels(grey: Grey) -> list[Crop]:
    """The fields between long straight seams, largest first: of a collage, or what stands beside a banner."""
    cells = _cells(grey)
    if len(cells) < 2:
        return []
    height, width = grey.shape
    large = [
        cell
        for cell in cells
        if cell.right - cell.left >= _LEAST_SIDE * width and cell.bottom - cell.top >= _LEAST_SIDE * height
    ]
    return sorted(large, key=_negative_area)[:MOST_PANELS]


def tiles(grey: Grey) -> list[Crop]:
    """Halves and quarters."""
    height, width = grey.shape
    return [
        Crop(name, round(left * width), round(top * height), round(right * width), round(bottom * height))
        for name, (left, top, right, bottom) in TILES.items()
    ]


def _whole(grey: Grey) -> Crop:
    return Crop("whole", 0, 0, grey.shape[1], grey.shape[0])


def _negative_area(crop: Crop) -> int:
    return -(crop.right - crop.left) * (crop.bottom - crop.top)


def _borders(lines: Grey) -> tuple[int, int]:
    """How many plain lines there are at the start and at the end."""
    return _plain_lines(lines), _plain_lines(lines[::-1])


def _plain_lines(lines: Grey) -> int:
    """Lines from the first one on that are of the first one's one shade."""
    if lines.size == 0:
        return 0
    shade = int(np.median(lines[0]))
    near = np.abs(lines.astype(np.int16) - shade) <= _PLAIN
    plain = near.mean(axis=1) >= _PLAIN_SHARE
    return 0 if plain.all() else int(np.argmin(plain))


def _worth(crop: Crop, grey: Grey) -> bool:
    height, width = grey.shape
    across, down = (crop.right - crop.left) / width, (crop.bottom - crop.top) / height
    return bool(_LEAST_LEFT <= min(across, down) <= 1 - _LEAST_TRIM)


def _cells(grey: Grey) -> list[Crop]:
    """The picture cut along its seams: across, each strip then down; or first down where none is."""
    height, width = grey.shape
    across = _seams(grey)
    if across:
        return [
            Crop("panel", left, top, right, bottom)
            for top, bottom in pairwise((0, *across, height))
            for left, right in pairwise((0, *_seams(grey[top:bottom].T), width))
        ]
    down = _seams(grey.T)
    return [
        Crop("panel", left, top, right, bottom)
        for left, right in pairwise((0, *down, width))
        for top, bottom in pairwise((0, *_seams(grey[:, left:right]), height))
    ]


def _seams(lines: Grey) -> Sequence[int]:
    """Where a new field begins: lines unlike the one before along most of their length, in order."""
    if min(lines.shape) < 8:
        return ()
    steps = np.abs(np.diff(lines.astype(np.int16), axis=0)) > _STEP
    share = steps.mean(axis=1)
    apart = max(4, int(len(lines) * _LEAST_SIDE / 3))
    found: list[int] = []
    for place in np.argsort(-share, kind="stable")[: 8 * _MOST_SEAMS]:
        if share[place] < _SEAM_SHARE or len(found) == _MOST_SEAMS:
            break
        line = int(place) + 1
        if apart <= line <= len(lines) - apart and all(abs(line - other) >= apart for other in found):
            found.append(line)
    return sorted(found)
