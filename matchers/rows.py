"""What the tables propose, word by word, less what cannot be: before any text is compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

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
_PLAIN: Final = (Kind.LATIN, Kind.OTHER)


@dataclass(frozen=True, slots=True)
class Rows:
    """One row for each word of each stretch of one proposal.

    Attributes:
        start, end: folded places of the stretch.
        place: the stretch's number in the proposal.
        word: the word's number on the shelf.
        field: the field's number.
        open: whether the right's goods agree with the listing's, as far as both are known.
    """

    shelf: Shelf
    proposal: Proposal
    start: I64
    end: I64
    place: I64
    word: I64
    field: I64
    open: Flags

    def where(self, kept: Flags) -> Rows:
        return replace(
            self,
            start=self.start[kept],
            end=self.end[kept],
            place=self.place[kept],
            word=self.word[kept],
            field=self.field[kept],
            open=self.open[kept],
        )


def rows(batch: Batch, watchlist: Watchlist, shelf: Shelf, made: Strands, proposal: Proposal) -> Rows:
    """The rows of a proposal that are to be compared.

    A word in disguise on other goods would be shown as nothing but a closed gate: it is left out here. An
    ordinary word is looked for as it is, and in digits and signs.
    """
    proposal = _possible(batch, shelf, made, proposal)
    place, word = _words(shelf, proposal.form)
    start = proposal.strand.start[proposal.first][place]
    end = proposal.strand.end[proposal.last][place]
    field = batch.base.field[start]
    right = shelf.held.right[word].astype(np.int64)
    plain = _is_plain(proposal, made)
    kept = ~watchlist.ended[right]
    if not plain and not (proposal.exact and proposal.strand is made.shapes):
        kept &= ~shelf.held.ordinary[word]
    agreed = _agreed(batch, shelf, right - shelf.first, field)
    made_rows = Rows(shelf, proposal, start, end, place, word, field, agreed)
    return made_rows.where(kept if plain else kept & agreed)


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


def _possible(batch: Batch, shelf: Shelf, made: Strands, proposal: Proposal) -> Proposal:
    kept = _exact_kept(batch, shelf, made, proposal) if proposal.exact else _near_kept(shelf, made, proposal)
    return proposal._replace(form=proposal.form[kept], first=proposal.first[kept], last=proposal.last[kept])


def _exact_kept(batch: Batch, shelf: Shelf, made: Strands, proposal: Proposal) -> Flags:
    """Not too far apart, and not part of a longer Latin word unless an affix may be what is glued to it."""
    start, end = proposal.strand.start[proposal.first], proposal.strand.end[proposal.last]
    size = proposal.last - proposal.first + 1
    before, after = start - batch.run_start[start], batch.run_end[end - 1] - end
    glued = (before > 0) | (after > 0)
    plain = _is_plain(proposal, made) & np.isin(shelf.held.kind[proposal.form], _PLAIN)
    kept = (end - start <= size * (LONGEST_GAP + 4)) & (~glued | plain)
    kept &= ~glued | ((before <= LONGEST) & (after <= LONGEST) & (size > 1))
    unsure = np.flatnonzero(kept & glued & ~batch.digits_around(start, end))
    kept[unsure] = size[unsure] >= _LEAST_AFFIXED
    for i in unsure[kept[unsure]].tolist():
        kept[i] = affixed(batch.before(int(start[i])), batch.after(int(end[i])))
    if proposal.strand is made.chinese:  # the rest was found without the stray letter
        kept &= batch.western[end] > batch.western[start]
    return np.asarray(kept, dtype=np.bool_)


def _near_kept(shelf: Shelf, made: Strands, proposal: Proposal) -> Flags:
    """Of a kind that the strand holds, and of about the same length."""
    held, size = shelf.held, proposal.last - proposal.first + 1
    length = held.text_at[proposal.form + 1] - held.text_at[proposal.form]
    allowed = np.where(length >= 8, 2, 1)  # as latin_edits
    kept = np.isin(held.kind[proposal.form], _kinds(proposal, made)) & (np.abs(length - size) <= allowed)
    return np.asarray(kept, dtype=np.bool_)


def _kinds(proposal: Proposal, made: Strands) -> tuple[Kind, ...]:
    if proposal.strand is made.solid:
        return (Kind.LATIN, Kind.OTHER, Kind.SHAPE, Kind.PINYIN, Kind.INITIALS)
    return (Kind.LATIN, Kind.SHAPE) if proposal.strand is made.shapes else (Kind.OTHER,)
