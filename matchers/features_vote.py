"""Where a reference may lie in a picture: corners vote for a place, and the voters of one place fit it."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers.features import Points
from matchers.features_index import Pairs

F64 = NDArray[np.float64]
Ints = NDArray[np.intp]
# Left, top, right and bottom in pixels, ends excluded.
Within = tuple[int, int, int, int]
# n by 2, of either precision.
Coordinates = NDArray[Any]

_TURN_BINS: Final = 12
# A bin is one octave of scale and a quarter of the reference's diagonal wide.
_PLACE_SHARE: Final = 0.25
_SPREAD_CELLS: Final = 6
_LEAST_VOTES: Final = 4
_MOST_PLACES: Final = 16
_NEAR_PX: Final = 5.0
_LEAST_FITTING: Final = 4
_FITS_HOMOGRAPHY: Final = 14
# Two corners nearer than this are one corner, seen on two levels.
_ONE_CORNER_PX: Final = 4.0
_WIDEST: Final = 8.0


class Sheet(NamedTuple):
    """Corners of every view of every reference, as rows; their codes are in an index.

    Attributes:
        view: the view a row belongs to; views are numbered in the order of their rows.
        centre: by view, the middle of the reference in its own pixels.
        diagonal: by view, pixels.
    """

    points: Points
    view: NDArray[np.signedinteger]
    centre: Coordinates
    diagonal: NDArray[Any]


class Support(NamedTuple):
    """Corners of a reference that lie where a place puts them.

    Attributes:
        fitting: distinct corners that agree.
        held: their share of the reference's corners that should be seen.
        spread: the share of cells with corners that should be seen in which one agrees.
    """

    fitting: int = 0
    held: float = 0.0
    spread: float = 0.0


class Place(NamedTuple):
    """A view laid on the query.

    Attributes:
        matrix: 3 by 3, pixels of the view to pixels of the query.
        fitting: distinct corners that agree.
    """

    view: int
    matrix: F64
    fitting: int


def places(sheet: Sheet, query: Points, pairs: Pairs, most: int) -> list[Place]:
    """The likeliest places, most fitting corners first; at most `most`."""
    if len(pairs.ours) < _LEAST_VOTES:
        return []
    votes = _votes(sheet, query, pairs)
    found: list[Place] = []
    for members in _bins(votes, pairs):
        if any(_explains(one, sheet, query, pairs, members) for one in found):
            continue
        place = _fitted(sheet, query, pairs, members)
        if place is not None and not any(_same(place, one, sheet) for one in found):
            found.append(place)
    return sorted(found, key=lambda one: (-one.fitting, one.view))[:most]


def _explains(place: Place, sheet: Sheet, query: Points, pairs: Pairs, members: Ints) -> bool:
    """Whether most pairs of a bin already fit a place that was found."""
    ours, theirs = pairs.ours[members], pairs.theirs[members]
    if sheet.view[ours[0]] != place.view:
        return False
    near = _near(place.matrix, sheet.points.at[ours], query.at[theirs], 3 * _NEAR_PX)
    return bool(near.mean() > 0.5)


class _Votes(NamedTuple):
    """For each pair its view, turn and scale, and where it puts the reference's middle."""

    view: Ints
    turn: NDArray[np.float32]
    octave: NDArray[np.float32]
    middle: Coordinates


def _votes(sheet: Sheet, query: Points, pairs: Pairs) -> _Votes:
    ours, theirs = pairs.ours, pairs.theirs
    view = sheet.view[ours].astype(np.int64)
    turn = (query.turn[theirs] - sheet.points.turn[ours]) % np.float32(2 * np.pi)
    scale = query.size[theirs] / sheet.points.size[ours]
    arm = (sheet.centre[view] - sheet.points.at[ours]) * scale[:, None]
    cos, sin = np.cos(turn), np.sin(turn)
    middle = np.stack((cos * arm[:, 0] - sin * arm[:, 1], sin * arm[:, 0] + cos * arm[:, 1]), axis=1)
    return _Votes(view, turn, np.log2(scale), middle + query.at[theirs])


def _bins(votes: _Votes, pairs: Pairs) -> list[Ints]:
    """Pairs that vote alike, most distinct corners first; two grids, one half a bin further."""
    found: list[tuple[int, Ints]] = []
    for shift in (0.0, 0.5):
        found += _grid(votes, pairs, shift)
    found.sort(key=lambda one: -one[0])
    return [members for _, members in found[:_MOST_PLACES]]


def _grid(votes: _Votes, pairs: Pairs, shift: float) -> list[tuple[int, Ints]]:
    octave = np.floor(votes.octave + shift).astype(np.int64)
    cell = np.exp2(octave - shift + 0.5) * _PLACE_PX
    turn = np.floor(votes.turn / (2 * np.pi) * _TURN_BINS + shift).astype(np.int64) % _TURN_BINS
    x, y = (np.floor(votes.middle[:, i] / cell + shift).astype(np.int64) & 0xFFF for i in (0, 1))
    key = (((votes.view * 16 + (octave + 8)) * _TURN_BINS + turn) << 24) | (x << 12) | y
    order = np.lexsort((pairs.theirs, key))
    key, theirs = key[order], pairs.theirs[order]
    first = np.append(True, key[1:] != key[:-1])
    distinct = first | np.append(True, theirs[1:] != theirs[:-1])
    starts = np.flatnonzero(first)
    counts = np.add.reduceat(distinct, starts)
    ends = np.append(starts[1:], len(key))
    best = np.flatnonzero(counts >= _LEAST_VOTES)
    best = best[np.argsort(-counts[best], kind="stable")][:_MOST_PLACES]
    return [(int(counts[i]), order[starts[i] : ends[i]]) for i in best]


# References are brought to about one size, so that one cell serves all.
_PLACE_PX: Final = 480 * _PLACE_SHARE


def _fitted(sheet: Sheet, query: Points, pairs: Pairs, members: Ints) -> Place | None:
    """The place on which most pairs of a bin agree, fitted again with every pair of the view."""
    view = int(sheet.view[pairs.ours[members[0]]])
    start = _consensus(sheet, query, pairs, members[:_MOST_VOTERS])
    every = np.flatnonzero(sheet.view[pairs.ours] == view)
    ours = sheet.points.at[pairs.ours[every]].astype(np.float64)
    theirs = query.at[pairs.theirs[every]].astype(np.float64)
    matrix, near = _refitted(start, ours, theirs)
    fitting = _distinct(theirs[near], ours[near])
    if fitting < _LEAST_FITTING or not _sane(matrix, sheet, view):
        return None
    return Place(view, matrix, fitting)


def _consensus(sheet: Sheet, query: Points, pairs: Pairs, members: Ints) -> F64:
    """Each pair alone fixes turn, scale and place: the one with which most others agree."""
    ours, theirs = pairs.ours[members], pairs.theirs[members]
    turn = query.turn[theirs] - sheet.points.turn[ours]
    scale = query.size[theirs] / sheet.points.size[ours]
    factor = (scale * np.exp(1j * turn)).astype(np.complex64)
    here = sheet.points.at[ours] @ _COMPLEX
    there = query.at[theirs] @ _COMPLEX
    off = np.abs(factor[:, None] * (here[None, :] - here[:, None]) + there[:, None] - there[None, :])
    # A single corner's turn is coarse (some degrees), so that far corners may lie further off.
    within = 2 * _NEAR_PX + 0.12 * np.abs(here[None, :] - here[:, None]) * scale[:, None]
    agree = (off <= within).sum(axis=1)
    best = int(agree.argmax())
    mine = off[best] <= within[best]
    if mine.sum() >= 2:
        return _similarity(here[mine], there[mine])
    f, shift = complex(factor[best]), complex(there[best] - factor[best] * here[best])
    return _matrix(f, shift)


_COMPLEX: Final = np.array([1, 1j], np.complex64)


def _similarity(here: NDArray[np.complex64], there: NDArray[np.complex64]) -> F64:
    """Least squares of a turn, a scale and a shift."""
    a, b = here - here.mean(), there - there.mean()
    spread = float(np.vdot(a, a).real)
    f = complex(np.vdot(a, b) / spread) if spread > 1e-6 else 1.0 + 0j
    return _matrix(f, complex(there.mean() - f * here.mean()))


def _matrix(f: complex, shift: complex) -> F64:
    return np.array([(f.real, -f.imag, shift.real), (f.imag, f.real, shift.imag), (0, 0, 1)])


def _refitted(matrix: F64, ours: F64, theirs: F64) -> tuple[F64, NDArray[np.bool_]]:
    """Closer in steps: a similarity, then an affine map, then a perspective where enough corners fit."""
    near = _near(matrix, ours, theirs, 4 * _NEAR_PX)
    for within in (2 * _NEAR_PX, 1.5 * _NEAR_PX):
        if near.sum() < 3:
            return matrix, near
        fit = _affine if near.sum() >= _FITS_AFFINE else _similar
        new = fit(ours[near], theirs[near])
        fits = _near(new, ours, theirs, within)
        if fits.sum() < 3:
            return matrix, _near(matrix, ours, theirs, 1.5 * _NEAR_PX)
        matrix, near = new, fits
    if near.sum() >= _FITS_HOMOGRAPHY:
        wide = _near(matrix, ours, theirs, 5 * _NEAR_PX)
        new = _perspective(matrix, ours[wide], theirs[wide])
        fits = _near(new, ours, theirs, 1.5 * _NEAR_PX)
        if fits.sum() > 1.1 * near.sum():
            return new, fits
    return matrix, near


def _similar(ours: F64, theirs: F64) -> F64:
    return _similarity(ours @ _COMPLEX, theirs @ _COMPLEX)


def _affine(ours: F64, theirs: F64) -> F64:
    """Least squares, held near a similarity where the corners leave it open."""
    held = _similar(ours, theirs)
    middle = ours.mean(axis=0)
    rows = np.column_stack((ours - middle, np.ones(len(ours))))
    want = theirs - laid(held, ours)
    pull = np.diag([_HOLD, _HOLD, 0.0])
    change = np.linalg.solve(rows.T @ rows + pull, rows.T @ want).T
    added = np.zeros((3, 3))
    added[:2, :2] = change[:, :2]
    added[:2, 2] = change[:, 2] - change[:, :2] @ middle
    return held + added


def _perspective(matrix: F64, ours: F64, theirs: F64) -> F64:
    """Gauss-Newton on eight parameters, far corners weighted down."""
    to_unit = _unit(ours)
    here = laid(to_unit, ours)
    full = matrix @ np.linalg.inv(to_unit)
    for _ in range(_NEWTON_STEPS):
        x, y = here.T
        u, v, w = full @ np.vstack((x, y, np.ones_like(x)))
        if np.abs(w).min() < _LEAST_DEPTH:
            return matrix
        off = theirs.T - np.array((u / w, v / w))
        weight = 1.0 / (1.0 + (off**2).sum(axis=0) / _NEAR_PX**2)
        zero, inverse = np.zeros_like(x), 1.0 / w
        along = np.array((x, y, np.ones_like(x), zero, zero, zero, -x * u / w, -y * u / w)) * inverse
        across = np.array((zero, zero, zero, x, y, np.ones_like(x), -x * v / w, -y * v / w)) * inverse
        normal = (along * weight) @ along.T + (across * weight) @ across.T + _EASE * np.eye(8)
        step = np.linalg.solve(normal, (along * weight) @ off[0] + (across * weight) @ off[1])
        full = full + np.append(step, 0.0).reshape(3, 3)
    made: F64 = full @ to_unit / full[2, 2]
    return made


def _unit(at: F64) -> F64:
    """Points moved about the origin, one unit far."""
    middle, spread = at.mean(axis=0), max(float(at.std()), 1e-6)
    return np.array([(1 / spread, 0, -middle[0] / spread), (0, 1 / spread, -middle[1] / spread), (0, 0, 1)])


_NEWTON_STEPS: Final = 4
_LEAST_DEPTH: Final = 0.2
_EASE: Final = 1e-3
_MOST_VOTERS: Final = 160
_FITS_AFFINE: Final = 8
_HOLD: Final = 2000.0


def _near(matrix: F64, ours: Coordinates, theirs: Coordinates, within: float) -> NDArray[np.bool_]:
    near: NDArray[np.bool_] = np.hypot(*(laid(matrix, ours) - theirs).T) <= within
    return near


def laid(matrix: F64, at: Coordinates) -> F64:
    """Points under a 3 by 3 transformation."""
    out = at @ matrix[:, :2].T + matrix[:, 2]
    w = out[:, 2:]
    w = np.where(np.abs(w) < 1e-6, 1e-6, w)
    there: F64 = out[:, :2] / w
    return there


def _distinct(theirs: Coordinates, ours: Coordinates) -> int:
    if not len(theirs):
        return 0
    a = np.unique((theirs / _ONE_CORNER_PX).astype(np.int64) @ np.array([1, 1 << 20])).size
    b = np.unique((ours / _ONE_CORNER_PX).astype(np.int64) @ np.array([1, 1 << 20])).size
    return min(a, b)


def _corners(sheet: Sheet, view: int) -> F64:
    x, y = 2 * sheet.centre[view].astype(np.float64)
    return np.array([(0, 0), (x, 0), (x, y), (0, y)])


def _sane(matrix: F64, sheet: Sheet, view: int) -> bool:
    """Whether the reference stays a convex quadrilateral that is not turned over or squashed."""
    quad = laid(matrix, _corners(sheet, view))
    sides = np.roll(quad, -1, axis=0) - quad
    cross = sides[:, 0] * np.roll(sides[:, 1], -1) - sides[:, 1] * np.roll(sides[:, 0], -1)
    lengths = np.hypot(*sides.T)
    return bool((cross > 0).all() and lengths.min() > 12 and lengths.max() < 8000)


def _same(one: Place, other: Place, sheet: Sheet) -> bool:
    if one.view != other.view:
        return False
    a, b = (laid(each.matrix, _corners(sheet, each.view)) for each in (one, other))
    return bool(np.abs(a - b).max() < 0.15 * np.ptp(a, axis=0).max())


def support(sheet: Sheet, query: Points, pairs: Pairs, view: int, matrix: F64, within: Within) -> Support:
    """How many of a view's corners lie where a matrix from the view's pixels puts them.

    Args:
        within: the part of the picture that counts; corners beyond it are not missed.
    """
    first, last = np.searchsorted(sheet.view, (view, view + 1))
    own = sheet.points.at[first:last].astype(np.float64)
    there = laid(matrix, own)
    seen = ((there >= within[:2]) & (there < within[2:])).all(axis=1)
    mine = np.flatnonzero(sheet.view[pairs.ours] == view)
    rows = pairs.ours[mine] - first
    near = np.hypot(*(there[rows] - query.at[pairs.theirs[mine]]).T) <= 1.6 * _NEAR_PX
    fits = np.zeros(len(own), np.bool_)
    fits[rows[near]] = True
    cell = (own / (2 * sheet.centre[view]) * _SPREAD_CELLS).astype(np.int64) @ np.array([1, _SPREAD_CELLS])
    with_corners, with_fits = np.unique(cell[seen]).size, np.unique(cell[fits & seen]).size
    fitting = _distinct(query.at[pairs.theirs[mine[near]]], own[rows[near]])
    return Support(fitting, float(fits.sum()) / max(1, int(seen.sum())), with_fits / max(1, with_corners))
