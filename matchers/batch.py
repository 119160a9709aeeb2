"""Fields of many listings compared at once, and what is asked about a stretch of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers.folding import DIGIT, LATIN, text_of
from matchers.keys import I64
from matchers.normal import View, read
from matchers.strands import Base, Strand, base

_MOST_AFFIX = 24


class Field(NamedTuple):
    """One field of one listing, with the goods classes of the listing as bits (0 is unknown)."""

    name: str
    raw: str
    classes: int = 0


class Stretch(NamedTuple):
    """Part of a strand.

    Attributes:
        start, end: folded places.
        seen: the characters of the strand.
        starts: the folded place of each.
        gaps: what stands between them, by the number of characters before it.
    """

    start: int
    end: int
    seen: str
    starts: list[int]
    gaps: dict[int, str]


class Batch:
    """Fields folded, with what is known of each."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self.fields = fields
        self.base: Base = base([(field.name, field.raw) for field in fields])
        self.text = text_of(self.base.text.codes)
        self.classes: NDArray[np.uint64] = np.array([field.classes for field in fields], dtype=np.uint64)
        western = (self.base.text.kinds == LATIN) | (self.base.text.kinds == DIGIT)
        # Western characters before each place, and where the run of them starts and ends.
        self.western: I64 = np.append(0, np.cumsum(western))
        self.run_start, self.run_end = _runs(western)
        self._digits: I64 = np.append(0, np.cumsum(self.base.text.kinds == DIGIT))
        self._views: dict[int, View] = {}

    def digits_around(self, start: I64, end: I64) -> NDArray[np.bool_]:
        """Whether only digits are glued to stretches."""
        first, last = self.run_start[start], self.run_end[end - 1]
        glued = (start - first) + (last - end)
        digits = self._digits[start] - self._digits[first] + self._digits[last] - self._digits[end]
        return np.asarray(glued == digits, dtype=np.bool_)

    def view(self, number: int) -> View:
        if number not in self._views:
            start = int(self.base.starts[number])
            end = self.text.index("\0", start)
            name, raw, _ = self.fields[number]
            places = self.base.text.at[start:end].tolist()
            self._views[number] = View(name, read(name, raw), self.text[start:end], places)
        return self._views[number]

    def stretch(self, strand: Strand, first: int, last: int) -> Stretch:
        starts, ends = strand.start[first : last + 1].tolist(), strand.end[first : last + 1].tolist()
        seen = text_of(strand.codes[first : last + 1])
        if len(starts) == 1 or ends[-1] - starts[0] == len(starts) == len(set(starts)):
            return Stretch(starts[0], ends[-1], seen, starts, {})
        gaps = {
            place: self.text[end:start]
            for place, (end, start) in enumerate(zip(ends[:-1], starts[1:], strict=True), start=1)
            if end < start
        }
        return Stretch(starts[0], ends[-1], seen, starts, gaps)

    def before(self, start: int) -> str:
        """Latin letters and digits glued to the left of a stretch that begins with one."""
        return self.text[max(start - _MOST_AFFIX, int(self.run_start[start])) : start]

    def after(self, end: int) -> str:
        """Latin letters and digits glued to the right of a stretch that ends with one."""
        return self.text[end : min(end + _MOST_AFFIX, int(self.run_end[end - 1]))]

    def alone(self, place: int) -> bool:
        """Whether a character has no letter or digit at either side."""
        left = place > 0 and self.text[place - 1].isalnum()
        return not (left or self.text[place + 1].isalnum())

    def solid(self, start: int, end: int) -> str:
        """Letters and digits of a stretch as folded."""
        return "".join(char for char in self.text[start:end] if char.isalnum())


def pieces(seen: str, gaps: dict[int, str]) -> list[str]:
    """A stretch cut at its gaps."""
    return [seen[a:b] for a, b in pairwise([0, *sorted(gaps), len(seen)])]


def _runs(western: NDArray[np.bool_]) -> tuple[I64, I64]:
    """For each place the start and end of its run of western characters; itself alone where it is none."""
    places = np.arange(len(western))
    begins = ~(western & np.append(False, western[:-1]))
    ends = ~(western & np.append(western[1:], False))
    start = np.maximum.accumulate(np.where(begins, places, 0))
    end = np.minimum.accumulate(np.where(ends, places, len(western))[::-1])[::-1]
    return start, end + 1
