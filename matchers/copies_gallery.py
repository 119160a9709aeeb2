"""All references together: who proposes where one may lie in a picture, and what the verifier says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.rights import RightKind
from matchers.copies_kinds import at_kind
from matchers.copies_look import Look, brought, grey_of, orientation
from matchers.copies_register import Register
from matchers.crops import Crop, crops
from matchers.features import Points, joined, points
from matchers.features_index import Pairs
from matchers.features_vote import Support, Within, places, support
from matchers.pdq import LEAST_QUALITY, pdq
from matchers.verify import LEAST_AT_FIRST, Quad, Verdict, chance, corners, first_look, inputs, verify
from matchers.verify_frame import F64, U8, Ground, ground

# What a gallery counts, cheapest first: pictures, places proposed, and those each look left.
STAGES: Final = ("looked_at", "proposed/corners", "proposed/hash", "first_looks", "verified", "likely")
QUERY_PX: Final = 640
_CORNERS: Final = 1000
_MANY_PANELS: Final = 3
# Of panels enlarged to this side, and of all of them together.
_PANEL_PX: Final = 360
_PANELS_CORNERS: Final = 1800
_MOST_PLACES: Final = 10
_MOST_VERIFIED: Final = 5
# Corners that alone make a place worth the dear look, however its edges first seem.
_SURELY_FITTING: Final = 12
# Of 256, in any of eight orientations and parts: a proposal, no more.
_PROPOSED_BITS: Final = 92
_MOST_BY_HASH: Final = 3
# Enough for 64 samples of a half or a quarter.
_HASHED_PX: Final = 256
# A panel that holds so much of a place and no more has cut it; a seam is found to within some pixels.
_PANEL_LEAST: Final = 0.4
_PANEL_MOST: Final = 0.95
_SEAM_PX: Final = 3
# Two references lie in one place when they share so much of it.
_ONE_PLACE: Final = 0.5
_GRID: Final = 48


class Met(NamedTuple):
    """A picture's corners, those of each segment's references they look like, and its panels."""

    seen: Points
    pairs: Sequence[Pairs]
    panels: tuple[Within, ...] = ()


class Proposal(NamedTuple):
    """A reference, the matrix from its frame to the picture, who says so, and corners that agree."""

    reference: int
    matrix: F64
    source: str
    fitting: int


class Found(NamedTuple):
    """A reference at a place, as verified; the verdict's pixels are those of a picture of `size`."""

    reference: int
    source: str
    verdict: Verdict
    size: tuple[int, int]

    @property
    def score(self) -> float:
        return self.verdict.score

    def at_kind(self, kind: RightKind) -> Found:
        """The same with the score it has for a right of this kind."""
        return self._replace(verdict=self.verdict._replace(score=at_kind(self.score, kind)))


class Gallery:
    """References ready to be found; more can be added by making a gallery of the old one and them."""

    def __init__(
        self,
        looks: Sequence[Look] = (),
        register: Register | None = None,
        effort: Counter[str] | None = None,
    ) -> None:
        """`effort` counts what each stage let through, as `STAGES` names it."""
        self.register = Register.of(looks) if register is None else register
        self._bits, self._owner, self._parts = self.register.hashed()
        self.effort = Counter[str]() if effort is None else effort

    def __len__(self) -> int:
        return len(self.register)

    def found(self, picture: U8) -> list[Found]:
        """Every reference seen in a picture (grey or BGR), surest first, one place a reference."""
        grey = brought(grey_of(picture), QUERY_PX)
        scene = ground(grey)
        self.effort["looked_at"] += 1
        small = brought(grey, _HASHED_PX)
        parts = list(_parts(small))
        panels = _panels(parts, grey.shape[1] / small.shape[1])
        seen = _corners(grey, panels)
        met = Met(seen, self.register.met(seen), panels)
        proposals = [*self._by_corners(met), *self._by_hashes(grey, parts)]
        verdicts = [
            Found(one.reference, one.source, verdict, (grey.shape[1], grey.shape[0]))
            for one, verdict in self._verified(proposals, scene, met)
        ]
        best: dict[int, Found] = {}
        for one in self._competed(verdicts):
            if one.reference not in best or one.score > best[one.reference].score:
                best[one.reference] = one
        self.effort["likely"] += sum(one.score >= 0.5 for one in best.values())
        return sorted(best.values(), key=lambda one: (-one.score, one.reference))

    def _by_corners(self, met: Met) -> list[Proposal]:
        register, found = self.register, []
        for first, segment, pairs in zip(register.starts, register.segments, met.pairs, strict=False):
            for place in places(segment.sheet, met.seen, pairs, _MOST_PLACES):
                number, view = divmod(place.view, 2)
                matrix = segment.upright(number, view, place.matrix)
                found.append(Proposal(first + number, matrix, "corners", place.fitting))
        return sorted(found, key=lambda one: -one.fitting)[:_MOST_PLACES]

    def _by_hashes(self, grey: U8, crops: Sequence[Crop]) -> Iterator[Proposal]:
        """Parts of the picture whose hash is near a reference's in one of eight orientations."""
        if not len(self._bits):
            return
        small = brought(grey, _HASHED_PX)
        scale = grey.shape[1] / small.shape[1]
        made = ((part, pdq(part.of(small))) for part in crops)
        parts = [(part, each) for part, each in made if each.quality >= LEAST_QUALITY]
        if not parts:
            return
        bits = _distances(np.concatenate([each.hashes for _, each in parts]), self._bits)
        nearest = np.argsort(bits, axis=None, kind="stable")[:_MOST_BY_HASH]
        for theirs, ours in zip(*np.unravel_index(nearest, bits.shape), strict=True):
            if bits[theirs, ours] <= _PROPOSED_BITS:
                row, number = divmod(int(ours), 8)
                segment, number_there = self._parts[row]
                box = self.register.segments[segment].box(number_there)
                reference = int(self._owner[row])
                left, top, right, bottom = (round(side * scale) for side in parts[int(theirs)][0][1:])
                matrix = orientation(number, box, (left, top, right, bottom))
                yield Proposal(reference, matrix @ self.register.frame(reference).up, "hash", 0)

    def _verified(
        self, proposals: Sequence[Proposal], scene: Ground, met: Met
    ) -> Iterator[tuple[Proposal, Verdict]]:
        self.effort.update(f"proposed/{one.source}" for one in proposals)
        for one in self._worth_it(proposals, scene, met):
            self.effort["verified"] += 1
            yield one, max(self._verdicts(one, scene, met), key=lambda verdict: verdict.score)

    def _verdicts(self, one: Proposal, scene: Ground, met: Met) -> Iterator[Verdict]:
        """Of the place as a whole and, where the panel it lies in cuts it, of what is inside."""
        height, width = scene.levels[0].shape
        whole = self._judged(one, scene, met, (0, 0, width, height))
        yield whole
        # Laid closer with the neighbours in sight, a place is drawn into its panel and seems whole.
        proposed = corners(one.matrix, self.register.frame(one.reference).size)
        panel = cut_by(proposed, met.panels) or cut_by(whole.quad, met.panels)
        if panel is not None:
            yield self._judged(one, scene.within(*panel), met, panel)

    def _judged(self, one: Proposal, scene: Ground, met: Met, within: Within) -> Verdict:
        support = partial(self._support, met, one.reference, within)
        return verify(self.register.frame(one.reference), scene, one.matrix, support)

    def _support(self, met: Met, reference: int, within: Within, matrix: F64) -> Support:
        """Corners of a reference, of either view, that lie where a place puts them."""
        place, number = self.register.place(reference)
        segment = self.register.segments[place]
        view = int(np.linalg.det(matrix[:2, :2]) < 0)
        laid_out = matrix @ np.linalg.inv(segment.upright(number, view, np.eye(3)))
        return support(segment.sheet, met.seen, met.pairs[place], 2 * number + view, laid_out, within)

    def _worth_it(self, proposals: Sequence[Proposal], scene: Ground, met: Met) -> list[Proposal]:
        looked = []
        for one in proposals:
            frame = self.register.frame(one.reference)
            edges = first_look(frame, scene, one.matrix)
            panel = cut_by(corners(one.matrix, frame.size), met.panels)
            if panel is not None:
                edges = max(edges, first_look(frame, scene.within(*panel), one.matrix))
            if edges >= LEAST_AT_FIRST or one.fitting >= _SURELY_FITTING:
                looked.append((edges + 0.02 * min(one.fitting, 30), one))
        self.effort["first_looks"] += len(proposals)
        looked.sort(key=lambda pair: -pair[0])
        return [one for _, one in looked[:_MOST_VERIFIED]]

    def _competed(self, verdicts: Sequence[Found]) -> Iterator[Found]:
        """A reference that lies where another lies better is the less likely for it."""
        covers = [_cover(one) for one in verdicts]
        for i, one in enumerate(verdicts):
            rivals = [
                _likeness(other.verdict)
                for j, other in enumerate(verdicts)
                if other.reference != one.reference and _shared(covers[i], covers[j]) > _ONE_PLACE
            ]
            beaten = max(0.0, max(rivals, default=0.0) - _likeness(one.verdict))
            frame = self.register.frame(one.reference)
            values = inputs(one.verdict.measures, one.verdict.matrix, frame, one.verdict.support)
            score = chance({**values, "beaten": beaten}, len(self))
            yield one._replace(verdict=one.verdict._replace(score=score, beaten=beaten))


def cut_by(quad: Quad, panels: Sequence[Within]) -> Within | None:
    """The panel a place lies in that cuts some of it off; None where none does.

    In a collage a picture is cut to the shape of its field: what lies beyond the seam is another's.
    """
    corners = np.array(quad, np.float32)
    area = float(cv2.contourArea(corners))
    for left, top, right, bottom in panels:
        field = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)
        try:
            shared, _shape = cv2.intersectConvexConvex(corners, field)
        except cv2.error:  # a place that crosses itself
            return None
        if _PANEL_LEAST <= shared / max(area, 1.0) <= _PANEL_MOST:
            return left, top, right, bottom
    return None


def _panels(parts: Sequence[Crop], scale: float) -> tuple[Within, ...]:
    """The fields between seams in the pixels of the whole picture, without the seams themselves."""
    return tuple(
        (
            round(part.left * scale) + _SEAM_PX,
            round(part.top * scale) + _SEAM_PX,
            round(part.right * scale) - _SEAM_PX,
            round(part.bottom * scale) - _SEAM_PX,
        )
        for part in parts
        if part.name == "panel"
    )


def _likeness(verdict: Verdict) -> float:
    return (verdict.measures.cells + verdict.measures.texture) / 2


def _corners(grey: U8, panels: Sequence[Within]) -> Points:
    """Corners of a picture; where it is made of several, those of each are looked for by themselves, too.

    A loud panel leaves its neighbours none, and each is small.
    """
    seen = points(grey, _CORNERS)
    if len(panels) < _MANY_PANELS:
        return seen
    each = _PANELS_CORNERS // len(panels)
    return joined(seen, *(_corners_within(grey, panel, each) for panel in panels))


def _corners_within(grey: U8, within: Within, most: int) -> Points:
    left, top, right, bottom = within
    part = np.ascontiguousarray(grey[top:bottom, left:right])
    large = brought(part, _PANEL_PX)
    found = points(large, most).scaled(part.shape[1] / large.shape[1])
    return found._replace(at=found.at + np.array((left, top), np.float32))


def _parts(grey: U8) -> Iterator[Crop]:
    yield Crop("whole", 0, 0, grey.shape[1], grey.shape[0])
    yield from crops(grey)


def _distances(queries: NDArray[np.uint8], stored: NDArray[np.uint8]) -> NDArray[np.int64]:
    words, theirs = stored.view(np.uint64), np.ascontiguousarray(queries).view(np.uint64)
    return np.stack([np.bitwise_count(words ^ one).sum(axis=1, dtype=np.int64) for one in theirs])


def _cover(one: Found) -> NDArray[np.bool_]:
    """The cells of a coarse grid over the picture that a quadrilateral covers."""
    scale = _GRID / max(one.size)
    grid = np.zeros((_GRID, _GRID), np.uint8)
    corners = np.clip(np.array(one.verdict.quad) * scale, -_GRID, 2 * _GRID)
    cv2.fillConvexPoly(grid, corners.round().astype(np.int32), 1)
    return grid > 0


def _shared(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    either = int((one | other).sum())
    return int((one & other).sum()) / either if either else 0.0
