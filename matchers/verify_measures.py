"""How alike a reference's frame and what lies under it are: numbers that do not heed inversion or tone."""

from __future__ import annotations

from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from matchers.verify_frame import CELLS, F32, WINDOW, Cut, Frame, Gradients, cells, gradients

# Cells with less than this share of the strongest cell's edges say nothing.
_LEAST_ENERGY: Final = 0.02
_LEAST_THERE: Final = 0.5
_ALIKE: Final = 0.5
_WELL_ALIKE: Final = 0.6
_SURELY: Final = 0.75
# Grey levels of noise, and of a contrast that counts half.
_NOISE: Final = 6.0
_HALF_CONTRAST: Final = 8.0
_LEAST_CONTRAST: Final = 0.08
_LEAST_PIXELS: Final = 60


class Measures(NamedTuple):
    """What was measured at one place, each from 0 (unlike) to 1 unless said otherwise.

    Attributes:
        edges: correlation of all edges.
        cells: the cells' mean correlation of edges, weighted by what the reference shows there.
        low_cells: the cell below which 15 of 100 lie.
        mid_cells, high_cells: the same for 50 and 75.
        good_cells: share of cells above one half.
        tone: correlation of grey, its sign dropped.
        texture: mean correlation of the windows around each pixel where either shows something.
        low_texture: the cell below which 20 of 100 lie.
        mid_texture, high_texture: the same for 50 and 75.
        least_texture: mean of the three worst cells.
        good_texture: share of windows above 0.6.
        sure_cells: share of the cells that show something in which edges and windows both agree above 0.75.
        field: how alike cells are, on average, in the upright rectangle of cells that agrees best.
        field_share: the share of what the reference shows that lies in that rectangle.
        outline: how well directions agree along the reference's own edges, whatever else is there.
        low_outline: the cell below which 20 of 100 lie.
        good_outline: share of cells above one half.
        visible: share of the frame that lies inside the picture.
        shown: share of the reference's edges that lie inside the picture.
    """

    edges: float
    cells: float
    low_cells: float
    mid_cells: float
    high_cells: float
    good_cells: float
    tone: float
    texture: float
    low_texture: float
    mid_texture: float
    high_texture: float
    least_texture: float
    good_texture: float
    sure_cells: float
    field: float
    field_share: float
    outline: float
    low_outline: float
    good_outline: float
    visible: float
    shown: float


NOTHING: Final = Measures(*(0.0,) * 21)


def measures(frame: Frame, cut: Cut) -> Measures:
    """Hold what was cut against the reference."""
    inside = cv2.erode(cut.there, _NEIGHBOURS, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    mask = (inside > 0).astype(np.float32)
    visible = float(mask.mean())
    if visible * mask.size < _LEAST_PIXELS:
        return NOTHING
    seen = gradients(cut.grey)
    both = cells((seen.cos * frame.edges.cos + seen.sin * frame.edges.sin) * mask)
    theirs, ours = cells(seen.strength * seen.strength * mask), cells(frame.squared * mask)
    edges = float(both.sum() / np.sqrt(max(float(theirs.sum()) * float(ours.sum()), 1e-9)))
    told = (cells(mask) > _LEAST_THERE) & (ours > _LEAST_ENERGY * ours.max())
    alike = both / np.sqrt(np.maximum(theirs * ours, 1e-9))
    weight = np.sqrt(ours)
    windows, heavy, good_windows = _texture(frame, cut.grey, mask)
    textured = heavy > _LEAST_CONTRAST
    by_cell, by_window = _ordered(alike[told]), _ordered(windows[textured])
    sure = told & textured & (alike > _SURELY) & (windows > _SURELY)
    field, field_share = _field((alike + windows) / 2, weight * (told & textured), weight)
    outline, drawn = _outline(frame, seen, mask)
    along = drawn > _LEAST_DRAWN
    shown = float(ours.sum() / max(float(frame.energy.sum()), 1e-9))
    return Measures(
        edges=edges,
        cells=_mean(alike[told], weight[told]),
        low_cells=_at(by_cell, 0.15),
        mid_cells=_at(by_cell, 0.5),
        high_cells=_at(by_cell, 0.75),
        good_cells=_mean(alike[told] > _ALIKE, weight[told]),
        tone=_tone(frame.grey, cut.grey, mask),
        texture=_mean(windows[textured], heavy[textured]),
        low_texture=_at(by_window, 0.2),
        mid_texture=_at(by_window, 0.5),
        high_texture=_at(by_window, 0.75),
        least_texture=float(by_window[:3].mean()) if by_window.size else 0.0,
        good_texture=good_windows,
        sure_cells=float(sure.sum()) / max(1, int((told | textured).sum())),
        field=field,
        field_share=field_share,
        outline=_mean(outline[along], drawn[along]),
        low_outline=_at(_ordered(outline[along]), 0.2),
        good_outline=_mean(outline[along] > _ALIKE, drawn[along]),
        visible=visible,
        shown=min(shown, 1.0),
    )


def edges_alike(frame: Frame, cut: Cut) -> float:
    """Only the correlation of all edges: the cheap first look."""
    seen = gradients(cut.grey)
    mask = cut.there > 0
    both = float(((seen.cos * frame.edges.cos + seen.sin * frame.edges.sin) * mask).sum())
    theirs, ours = float((seen.strength * seen.strength * mask).sum()), float((frame.squared * mask).sum())
    return both / float(np.sqrt(max(theirs * ours, 1e-9)))


_NEIGHBOURS: Final = np.ones((3, 3), np.uint8)


def _outline(frame: Frame, seen: Gradients, mask: F32) -> tuple[F32, F32]:
    """By cell how well directions agree along the reference's edges, and how much it draws there.

    A print on patterned goods, a caption or a sticker adds edges; those of the reference stay.
    """
    strength = frame.edges.strength
    weight = (strength / (strength + _HALF_DRAWN) * mask).astype(np.float32)
    weight[strength < _FAINT] = 0
    agreed = (seen.cos * frame.edges.cos + seen.sin * frame.edges.sin) / (seen.strength * strength)
    agreed = agreed * (seen.strength / (seen.strength + _HALF_SEEN))
    drawn = cells(weight)
    return cells((weight * agreed).astype(np.float32)) / np.maximum(drawn, 1e-6), drawn


# In Scharr's units (a step of one grey level is 16): half weight of a reference's edge, no edge at all,
# half trust in the direction of a picture's edge; and the mean weight below which a cell draws nothing.
_HALF_DRAWN: Final = 150.0
_FAINT: Final = 100.0
_HALF_SEEN: Final = 60.0
_LEAST_DRAWN: Final = 0.02


def _field(alike: F32, weight: F32, all_weight: F32) -> tuple[float, float]:
    """The rectangle of cells with the most agreement beyond `_FIELD`: what a neighbour covers is left out."""
    gain = _RECTANGLES @ (weight * (alike - _FIELD))
    best = _RECTANGLES[int(gain.argmax())]
    inside = float(best @ weight)
    if inside <= 0:
        return 0.0, 0.0
    return float(best @ (weight * alike)) / inside, inside / max(float(all_weight.sum()), 1e-9)


def _rectangles() -> F32:
    """Every upright rectangle of cells, as ones in a row of cells."""
    spans = [(a, b) for a in range(CELLS) for b in range(a + 1, CELLS + 1)]
    made = np.zeros((len(spans) ** 2, CELLS, CELLS), np.float32)
    for i, (top, foot) in enumerate(spans):
        for j, (left, right) in enumerate(spans):
            made[i * len(spans) + j, top:foot, left:right] = 1
    return made.reshape(len(made), -1)


# Cells of right places agree better than this, on average; of wrong ones worse.
_FIELD: Final = 0.65
_RECTANGLES: Final = _rectangles()


def _ordered(values: F32) -> F32:
    return np.sort(values)


def _at(ordered: F32, share: float) -> float:
    """The value below which a share of the values lies; 0 where there is none."""
    return float(ordered[int(share * ordered.size)]) if ordered.size else 0.0


def _mean(values: NDArray[np.floating | np.bool_], weight: F32) -> float:
    total = float(weight.sum())
    return float((values * weight).sum()) / total if total > 0 else 0.0


def _tone(ours: F32, theirs: F32, mask: F32) -> float:
    count = float(mask.sum())
    a, b = ((each - float((each * mask).sum()) / count) * mask for each in (ours, theirs))
    return abs(float((a * b).sum())) / float(np.sqrt(float((a * a).sum()) * float((b * b).sum()) + 1e-6))


def _texture(frame: Frame, grey: F32, mask: F32) -> tuple[F32, F32, float]:
    """By cell how alike the windows are and how much they show; the share of good windows."""
    inner = cv2.boxFilter(mask, -1, WINDOW) > 0.98
    if int(inner.sum()) < _LEAST_PIXELS:
        none = np.zeros(CELLS * CELLS, np.float32)
        return none, none, 0.0
    mean = cv2.boxFilter(grey, -1, WINDOW)
    varied = np.maximum(cv2.boxFilter(grey * grey, -1, WINDOW) - mean * mean, 0)
    common = np.abs(cv2.boxFilter(frame.grey * grey, -1, WINDOW) - frame.mean * mean)
    # A paler print is still the print: the picture's contrast is brought to the reference's.
    gain = float(np.sqrt((frame.spread[inner].mean() + 1) / (varied[inner].mean() + 1)))
    ours, theirs = np.sqrt(frame.spread), np.sqrt(varied) * gain
    alike = common * gain / (ours * theirs + _NOISE)
    contrast = np.maximum(ours, theirs)
    weight = contrast / (contrast + _HALF_CONTRAST) * inner
    total = float(weight.sum()) + 1e-6
    heavy = cells(weight.astype(np.float32))
    by_cell = cells((weight * alike).astype(np.float32)) / np.maximum(heavy, 1e-6)
    return by_cell, heavy, float(weight[alike > _WELL_ALIKE].sum()) / total
