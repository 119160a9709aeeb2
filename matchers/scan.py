"""Where words may stand in a batch of fields: all that the tables propose, before anything is compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers import windows
from matchers.folding import text_of
from matchers.forms import Kind
from matchers.keys import I64
from matchers.neighbourhood import Windows
from matchers.shelf import SCANNED, Shelf
from matchers.strands import Base, Strand, chinese, linked, recomposed, shapes, solid, spoken, strays
from matchers.windows import Looked

Flags = NDArray[np.bool_]

# Folded characters of a stretch that is not looked up again where it was said before (`matchers.repeats`).
SHORT: Final = 64


class Strands(NamedTuple):
    """The views of a batch; `fresh` is `matchers.repeats.fresh` of it."""

    solid: Strand
    chinese: Strand
    shapes: Strand
    spoken: Strand
    linked: Flags
    strays: bool
    fresh: I64 | None = None


class Proposal(NamedTuple):
    """Stretches of one strand, `first` to `last`, that may be the form of some number of a shelf.

    `exact` says that text and form are the same in this strand.
    """

    strand: Strand
    exact: bool
    form: I64
    first: I64
    last: I64


def views(base: Base, fresh: I64 | None = None) -> Strands:
    others = chinese(base)
    near = linked(others, base)
    return Strands(
        solid(base),
        others,
        shapes(base),
        spoken(base),
        near,
        bool((near & (others.start[1:] > others.end[:-1]) & strays(others, base)).any()),
        fresh,
    )


def proposals(base: Base, made: Strands, shelf: Shelf) -> Iterator[Proposal]:
    """Everything a shelf proposes for a batch, strand by strand."""
    plain, shape, sound = SCANNED
    yield _exact(made.solid, shelf, plain)
    if made.strays:
        yield _exact(made.chinese, shelf, plain)
    whole = recomposed(made.chinese, made.linked, shelf.parts)
    if len(whole.codes):
        yield _exact(whole, shelf, plain)
    yield _exact(made.shapes, shelf, shape)
    yield _in_syllables(_exact(made.spoken, shelf, sound))
    yield from _near(base, made, shelf)


def _exact(strand: Strand, shelf: Shelf, kinds: tuple[Kind, ...]) -> Proposal:
    scanner, first = shelf.scanner(kinds)
    found = scanner.find_matches_as_indexes(text_of(strand.codes), overlapping=True)
    # Half again as fast as an array of the tuples.
    hits = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=3 * len(found)).reshape(-1, 3)
    return Proposal(strand, True, hits[:, 0] + first, hits[:, 1], hits[:, 2] - 1)


def _in_syllables(made: Proposal) -> Proposal:
    """Those that begin and end with an element: a character's whole reading, a piece of Latin letters."""
    start = np.append(made.strand.start, -1)
    inside = (start[made.first] == start[made.first - 1]) | (start[made.last] == start[made.last + 1])
    return made._replace(form=made.form[~inside], first=made.first[~inside], last=made.last[~inside])


def _near(base: Base, made: Strands, shelf: Shelf) -> Iterator[Proposal]:
    looks: tuple[tuple[Strand, Looked], ...] = (
        (made.solid, windows.latin(made.solid, base, changed=False, longest=shelf.reach)),
        (made.solid, windows.letters(made.solid)),
        (made.solid, windows.mixed(made.solid) if shelf.mixed else windows.none()),
        (made.shapes, windows.latin(made.shapes, base, changed=True, longest=shelf.reach)),
        (made.chinese, windows.chinese(made.chinese, made.linked, shelf.reach_of_others)),
        (made.chinese, windows.redrawn(made.chinese, _fresh_links(made), shelf.occurring, shelf.resembling)),
    )
    if made.fresh is not None:
        looks = tuple((strand, _new(strand, look, made.fresh)) for strand, look in looks)
    tape, every, offsets = _joined([look for _, look in looks])
    window, form = shelf.near.candidates(tape, every)
    for (strand, look), first, end in zip(looks, offsets[:-1], offsets[1:], strict=True):
        low, high = np.searchsorted(window, [first, end])
        at = window[low:high] - first
        yield Proposal(strand, False, form[low:high], look.first[at], look.last[at])


def _fresh_links(made: Strands) -> Flags:
    """The links of Chinese characters that were not all seen before."""
    if made.fresh is None:
        return made.linked
    first, last = made.fresh[made.chinese.start[:-1]], made.fresh[made.chinese.end[1:]]
    return np.asarray(made.linked & (last > first), dtype=np.bool_)


def _new(strand: Strand, look: Looked, fresh: I64) -> Looked:
    """Without short stretches that were all seen before."""
    start, end = strand.start[look.first], strand.end[look.last]
    return look.where((fresh[end] > fresh[start]) | (end - start > SHORT))


def _joined(looks: Sequence[Looked]) -> tuple[NDArray[np.uint32], Windows, list[int]]:
    """Several looks as one, with the number of each one's first window."""
    tape = np.concatenate([look.codes for look in looks])
    shift, offsets, parts = 0, [0], []
    for look in looks:
        parts.append(look.windows._replace(starts=look.windows.starts + shift))
        shift += len(look.codes)
        offsets.append(offsets[-1] + len(look.first))
    every = Windows(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    return tape, every, offsets
