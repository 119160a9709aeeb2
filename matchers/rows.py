"""What the tables propose, word by word, less what cannot be: before any text is compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers.affixes import LONGEST, affixed
from matchers.batch import Batch
from matchers.forms import Kind
from matchers.keys import I64
from matchers.pieces import LONGEST_GAP
from matchers.scan import Proposal, Strands
from matchers.shelf import Shelf
from matchers.watchlist import Watchlist

Flags = NDArray[np.bool_]

_LEAST_AFFIXED: Final = 4


class _Stretches(NamedTuple):
    """The stretches of several proposals end to end; `of` is the number of the proposal of each."""

    of: I64
    form: I64
    first: I64
    last: I64
    start: I64
    end: I64

    def where(self, kept: Flags | I64) -> _Stretches:
        return _Stretches(*(column[kept] for column in self))


class Row(NamedTuple):
    """One of `Rows`."""

    of: int
    form: int
    first: int
    last: int
    start: int
    end: int
    word: int
    field: int


@dataclass(frozen=True, slots=True)
class Rows:
    """One row for each word of each stretch that the proposals of one shelf name.

    Attributes:
        of: the number of the proposal.
        form: the number of the form on the shelf.
        first, last: the stretch in the proposal's strand.
        start, end: folded places of the stretch.
        word: the word's number on the shelf.
        field: the field's number.
        open: whether the right's goods agree with the listing's, as far as both are known.
        plain: whether it was met as it is, letter for letter.
    """

    shelf: Shelf
    proposals: Sequence[Proposal]
    of: I64
    form: I64
    first: I64
    last: I64
    start: I64
    end: I64
    word: I64
    field: I64
    open: Flags
    plain: Flags

    def in_order(self) -> Iterator[Row]:
        columns = (getattr(self, name).tolist() for name in Row._fields)
        return map(Row._make, zip(*columns, strict=True))

    def where(self, kept: Flags) -> Rows:
        return replace(self, **{name: getattr(self, name)[kept] for name in _COLUMNS})


_COLUMNS: Final = tuple(each.name for each in fields(Rows) if each.name not in ("shelf", "proposals"))


def rows(
    batch: Batch, watchlist: Watchlist, shelf: Shelf, made: Strands, proposals: Sequence[Proposal]
) -> Rows:
    """The rows of a shelf's proposals that are to be compared.

    A word in disguise on other goods would be shown as nothing but a closed gate: it is left out here. An
    ordinary word is looked for as it is, and in digits and signs.
    """
    some = _possible(batch, shelf, made, proposals)
    place, word = _words(shelf, some.form)
    some = some.where(place)
    field = batch.base.field[some.start]
    right = shelf.held.right[word].astype(np.int64)
    plain = _each(proposals, [_is_plain(one, made) for one in proposals], some.of)
    as_it_is = plain | _each(
        proposals, [one.exact and one.strand is made.shapes for one in proposals], some.of
    )
    agreed = _agreed(batch, shelf, right - shelf.first, field)
    kept = ~watchlist.ended[right] & (as_it_is | ~shelf.held.ordinary[word]) & (plain | agreed)
    return Rows(shelf, proposals, *some, word, field, agreed, plain).where(kept)


def needed(batch: Batch, every: Sequence[Rows]) -> list[Rows]:
    """Without words on other goods, except where one bears on a word on its own goods.

    A longer word explains a shorter one inside it, a plain one a disguised one, and a sure word of a brand
    an ordinary one, whatever the goods.
    """
    held = np.zeros(batch.base.length + 1, dtype=np.int64)
    brands = [np.zeros(0, dtype=np.int32)]
    for some in every:
        np.add.at(held, some.start[some.open], 1)
        np.add.at(held, some.end[some.open], -1)
        brands.append(_brands(some)[some.open])
    covered = np.append(0, np.cumsum(np.cumsum(held) > 0))
    known = np.setdiff1d(np.concatenate(brands), [0])
    return [
        some.where(some.open | (covered[some.end] > covered[some.start]) | np.isin(_brands(some), known))
        for some in every
    ]


def _brands(some: Rows) -> NDArray[np.int32]:
    return some.shelf.held.brand[some.shelf.held.right[some.word] - some.shelf.first]


def _each(proposals: Sequence[Proposal], said: Sequence[bool], of: I64) -> Flags:
    """What is said of each proposal, for every stretch of it."""
    return np.array(said, dtype=np.bool_)[of] if proposals else np.zeros(0, dtype=np.bool_)


def _is_plain(proposal: Proposal, made: Strands) -> bool:
    return proposal.exact and (proposal.strand is made.solid or proposal.strand is made.chinese)


def _words(shelf: Shelf, form: I64) -> tuple[I64, I64]:
    """Place in `form` and number of the word, for every word of every form."""
    first = shelf.held.word_at[form]
    counts = shelf.held.word_at[form + 1] - first
    place = np.repeat(np.arange(len(form)), counts)
    within = np.arange(len(place)) - (np.cumsum(counts) - counts)[place]
    return place, shelf.held.word[first[place] + within].astype(np.int64)


def _agreed(batch: Batch, shelf: Shelf, right: I64, field: I64) -> Flags:
    ours, theirs = shelf.held.classes[right], batch.classes[field]
    agreed = (ours == 0) | (theirs == 0) | ((ours & theirs) != 0) | shelf.held.goods[right]
    return np.asarray(agreed, dtype=np.bool_)


def _possible(batch: Batch, shelf: Shelf, made: Strands, proposals: Sequence[Proposal]) -> _Stretches:
    some = _together(proposals)
    exact = _each(proposals, [one.exact for one in proposals], some.of)
    kept = np.empty(len(exact), dtype=np.bool_)
    kept[exact] = _exact_kept(batch, shelf, made, proposals, some.where(exact))
    kept[~exact] = _near_kept(shelf, made, proposals, some.where(~exact))
    return some.where(kept)


def _together(proposals: Sequence[Proposal]) -> _Stretches:
    none = np.zeros(0, dtype=np.int64)
    parts = [_Stretches(none, none, none, none, none, none)]
    parts += [
        _Stretches(
            np.full(len(one.form), number),
            one.form,
            one.first,
            one.last,
            one.strand.start[one.first],
            one.strand.end[one.last],
        )
        for number, one in enumerate(proposals)
        if len(one.form)
    ]
    return _Stretches(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _exact_kept(
    batch: Batch, shelf: Shelf, made: Strands, proposals: Sequence[Proposal], some: _Stretches
) -> Flags:
    """Not too far apart, and not part of a longer Latin word unless an affix may be what is glued to it."""
    start, end, size = some.start, some.end, some.last - some.first + 1
    before, after = start - batch.run_start[start], batch.run_end[end - 1] - end
    glued = (before > 0) | (after > 0)
    plain = _each(proposals, [_is_plain(one, made) for one in proposals], some.of)
    plain &= shelf.held.kind[some.form] <= Kind.OTHER
    kept = (end - start <= size * (LONGEST_GAP + 4)) & (~glued | plain)
    kept &= ~glued | ((before <= LONGEST) & (after <= LONGEST) & (size > 1))
    unsure = np.flatnonzero(kept & glued & ~batch.digits_around(start, end))
    kept[unsure] = size[unsure] >= _LEAST_AFFIXED
    for i in unsure[kept[unsure]].tolist():
        kept[i] = affixed(batch.before(int(start[i])), batch.after(int(end[i])))
    # Of Chinese characters alone the rest was found without the stray letter.
    alone = _each(proposals, [one.strand is made.chinese for one in proposals], some.of)
    kept &= ~alone | (batch.western[end] > batch.western[start])
    return np.asarray(kept, dtype=np.bool_)


def _near_kept(shelf: Shelf, made: Strands, proposals: Sequence[Proposal], some: _Stretches) -> Flags:
    """Of a kind that the strand holds, and of about the same length."""
    held, size = shelf.held, some.last - some.first + 1
    length = held.text_at[some.form + 1] - held.text_at[some.form]
    allowed = np.where(length >= 8, 2, 1)  # as latin_edits
    holds = np.zeros((len(proposals), len(Kind)), dtype=np.bool_)
    for number, one in enumerate(proposals):
        holds[number, list(_kinds(one, made))] = True
    return np.asarray(
        holds[some.of, held.kind[some.form]] & (np.abs(length - size) <= allowed), dtype=np.bool_
    )


def _kinds(proposal: Proposal, made: Strands) -> tuple[Kind, ...]:
    if proposal.strand is made.solid:
        return (Kind.LATIN, Kind.OTHER, Kind.SHAPE, Kind.PINYIN, Kind.INITIALS)
    return (Kind.LATIN, Kind.SHAPE) if proposal.strand is made.shapes else (Kind.OTHER,)
