"""Fields of many listings compared at once, and what is asked about a stretch of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers.folding import text_of
from matchers.keys import I64
from matchers.normal import View
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
        self._views: dict[int, View] = {}

    def field_of(self, places: I64) -> I64:
        return self.base.field[places]

    def view(self, number: int) -> View:
        if number not in self._views:
            start = int(self.base.starts[number])
            end = self.text.index("\0", start)
            name, raw, _ = self.fields[number]
            places = self.base.text.at[start:end].tolist()
            self._views[number] = View(name, raw, self.text[start:end], places)
        return self._views[number]

    def stretch(self, strand: Strand, first: int, last: int) -> Stretch:
        starts, ends = strand.start[first : last + 1].tolist(), strand.end[first : last + 1].tolist()
        seen = text_of(strand.codes[first : last + 1])
        gaps = {
            place: self.text[end:start]
            for place, (end, start) in enumerate(zip(ends[:-1], starts[1:], strict=True), start=1)
            if end < start
        }
        return Stretch(starts[0], ends[-1], seen, starts, gaps)

    def before(self, start: int) -> str:
        """Latin letters and digits glued to the left of a stretch that begins with one."""
        if not _western(self.text[start]):
            return ""
        at = start
        while at > 0 and start - at < _MOST_AFFIX and _western(self.text[at - 1]):
            at -= 1
        return self.text[at:start]

    def after(self, end: int) -> str:
        """Latin letters and digits glued to the right of a stretch that ends with one."""
        if not _western(self.text[end - 1]):
            return ""
        at = end
        while at - end < _MOST_AFFIX and _western(self.text[at]):
            at += 1
        return self.text[end:at]

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


def _western(char: str) -> bool:
    return char.isascii() and char.isalnum()
