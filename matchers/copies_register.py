"""All references under one count: what was compiled stays as it is, what comes later stands beside it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matchers.copies_look import Look
from matchers.copies_segment import Segment
from matchers.features import Points
from matchers.features_index import NEIGHBOURS, Nearest, Pairs, nearest_of_all
from matchers.verify_frame import F64, Frame

# Later references are made into one segment anew while they are so few: 2 ms each.
_LATEST: Final = 24


class Register:
    """Segments side by side; references are numbered through, and those that are gone keep their numbers."""

    def __init__(
        self, segments: Sequence[Segment], latest: Sequence[Look] = (), gone: Collection[int] = frozenset()
    ) -> None:
        """`latest` are the looks of the last segment, if it may be replaced by a larger one."""
        self.segments, self._latest, self.gone = tuple(segments), tuple(latest), frozenset(gone)
        self.starts = (0, *accumulate(len(segment) for segment in self.segments))
        self._there = [self._those_there(i) for i in range(len(self.segments))]

    @classmethod
    def of(cls, looks: Sequence[Look]) -> Register:
        return cls((Segment.of(looks),))

    def __len__(self) -> int:
        """How many references can be found."""
        return self.starts[-1] - len(self.gone)

    def more(self, looks: Sequence[Look]) -> Register:
        """With references added at the end; none is made ready again but the latest few."""
        if not looks:
            return self
        if self._latest and len(self._latest) + len(looks) <= _LATEST:
            latest = (*self._latest, *looks)
            return Register((*self.segments[:-1], Segment.of(latest)), latest, self.gone)
        latest = tuple(looks) if len(looks) <= _LATEST else ()
        return Register((*self.segments, Segment.of(looks)), latest, self.gone)

    def without(self, numbers: Collection[int]) -> Register:
        return Register(self.segments, self._latest, self.gone.union(numbers)) if numbers else self

    def met(self, seen: Points) -> list[Pairs]:
        """For each segment the pairs of corners that look alike, the nearest of all references."""
        # Those that are gone still take places among the nearest: more are asked for and theirs left out.
        most = 2 * NEIGHBOURS if self.gone else NEIGHBOURS
        near = [segment.index.nearest(seen, most) for segment in self.segments]
        return nearest_of_all([self._left(i, one) for i, one in enumerate(near)] if self.gone else near)

    def place(self, reference: int) -> tuple[int, int]:
        """Which segment a reference is in, and its number there."""
        segment = bisect_right(self.starts, reference) - 1
        return segment, reference - self.starts[segment]

    def frame(self, reference: int) -> Frame:
        segment, number = self.place(reference)
        return self.segments[segment].frame(number)

    def upright(self, reference: int, view: int, matrix: F64) -> F64:
        """A matrix from the pixels of a view of a reference as one from its frame's."""
        segment, number = self.place(reference)
        return self.segments[segment].upright(number, view, matrix)

    def hashed(self) -> tuple[NDArray[np.uint8], NDArray[np.int64], list[tuple[int, int]]]:
        """PDQ of every part of those there, eight orientations a part; each part's reference, and its place:
        segment and number."""
        bits, owners, places = [np.zeros((0, 8, 32), np.uint8)], [np.zeros(0, np.int64)], []
        for number, segment in enumerate(self.segments):
            parts = np.flatnonzero(self._there[number][segment.owner])
            bits.append(segment.bits[parts])
            owners.append(segment.owner[parts].astype(np.int64) + self.starts[number])
            places += [(number, int(part)) for part in parts]
        return np.concatenate(bits).reshape(-1, 32), np.concatenate(owners), places

    def _those_there(self, number: int) -> NDArray[np.bool_]:
        there = np.ones(len(self.segments[number]), np.bool_)
        first = self.starts[number]
        there[[one - first for one in self.gone if first <= one < self.starts[number + 1]]] = False
        return there

    def _left(self, number: int, near: Nearest) -> Nearest:
        """Without the corners of references that are gone."""
        held = np.nonzero(near.ours >= 0)
        ours = near.ours.copy()
        view = self.segments[number].sheet.view[ours[held]]
        ours[held] = np.where(self._there[number][view // 2], ours[held], -1)
        return near._replace(ours=ours)
