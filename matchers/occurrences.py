"""Where listings' fields hold a protected word, in whatever writing: proposed by tables, then compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matchers import compare
from matchers.batch import Batch, Field
from matchers.compare import NEAR, Comparison, Proposed
from matchers.forms import Kind, Word
from matchers.keys import I64
from matchers.normal import View
from matchers.occurrence import WAYS, Occurrence
from matchers.pieces import LONGEST_GAP
from matchers.scan import Proposal, Strands, glued, proposals, views
from matchers.shelf import Shelf
from matchers.watchlist import Watchlist

# Of one word in one field, the most occurrences kept: a reader needs one.
MOST_OF_A_WORD: Final = 8


def occurrences(view: View, watchlist: Watchlist) -> list[Occurrence]:
    """All places in one field, of a listing whose goods are not known."""
    return found([Field(view.field, view.raw)], watchlist)[0]


def found(fields: Sequence[Field], watchlist: Watchlist) -> list[list[Occurrence]]:
    """All places in each of many fields; those that a longer protected word explains say by which."""
    kept: list[list[Occurrence]] = [[] for _ in fields]
    if fields:
        batch = Batch(fields)
        for field, one in _compared(batch, watchlist):
            kept[field].append(one)
    return [_settled(every) for every in kept]


def _compared(batch: Batch, watchlist: Watchlist) -> Iterator[tuple[int, Occurrence]]:
    made = views(batch.base)
    for shelf in watchlist.shelves:
        for proposal in proposals(batch.base, made, shelf):
            yield from _each(batch, watchlist, shelf, made, proposal)


def _each(
    batch: Batch, watchlist: Watchlist, shelf: Shelf, made: Strands, proposal: Proposal
) -> Iterator[tuple[int, Occurrence]]:
    plain = proposal.exact and (proposal.strand is made.solid or proposal.strand is made.chinese)
    shape = proposal.exact and proposal.strand is made.shapes
    proposal = _sound(batch, made, shelf, proposal)
    row, words = _words(shelf, proposal.form)
    field = batch.field_of(proposal.strand.start[proposal.first[row]]) if len(row) else row
    allowed = _allowed(batch, watchlist, shelf, field, words, gate=not plain, ordinary=plain or shape)
    seen = set()
    for at, number, place in zip(
        row[allowed].tolist(), words[allowed].tolist(), field[allowed].tolist(), strict=True
    ):
        form = int(proposal.form[at])
        key = (int(proposal.first[at]), int(proposal.last[at]), number, form)
        if key in seen:
            continue
        seen.add(key)
        stretch = batch.stretch(proposal.strand, key[0], key[1])
        it = Proposed(batch, place, stretch, shelf.word(number), shelf.forms.text(form))
        one = _comparison(proposal, made, Kind(int(shelf.held.kind[form])))(it)
        if one is not None:
            yield place, one


def _comparison(proposal: Proposal, made: Strands, kind: Kind) -> Comparison:
    if not proposal.exact:
        return compare.near_shape if proposal.strand is made.shapes else NEAR[kind]
    if kind in (Kind.LATIN, Kind.OTHER):
        plain = proposal.strand is made.solid or proposal.strand is made.chinese
        return compare.plain if plain else compare.recomposed
    return compare.shape if kind is Kind.SHAPE else compare.sound


def _sound(batch: Batch, made: Strands, shelf: Shelf, proposal: Proposal) -> Proposal:
    """Without what cannot be: too far apart, of another kind than the strand, part of a longer word."""
    if not len(proposal.form):
        return proposal
    start, end = proposal.strand.start[proposal.first], proposal.strand.end[proposal.last]
    size = proposal.last - proposal.first + 1
    kept = end - start <= size * (LONGEST_GAP + 4) if proposal.exact else np.ones(len(size), dtype=np.bool_)
    kind = shelf.held.kind[proposal.form]
    if proposal.exact:
        left, right = glued(batch.base, start, end)
        loose = np.isin(kind, (Kind.LATIN, Kind.OTHER))
        kept &= ~(left | right) | loose
        kept &= ~(left | right) | (size >= 2)
    else:
        kept &= np.isin(kind, _kinds(proposal, made))
        length = shelf.held.text_at[proposal.form + 1] - shelf.held.text_at[proposal.form]
        kept &= np.abs(length - size) <= np.where(length >= 8, 2, 1)  # as latin_edits
    return proposal._replace(form=proposal.form[kept], first=proposal.first[kept], last=proposal.last[kept])


def _kinds(proposal: Proposal, made: Strands) -> tuple[Kind, ...]:
    if proposal.strand is made.solid:
        return (Kind.LATIN, Kind.OTHER, Kind.SHAPE, Kind.PINYIN, Kind.INITIALS)
    return (Kind.LATIN, Kind.SHAPE) if proposal.strand is made.shapes else (Kind.OTHER,)


def _words(shelf: Shelf, form: I64) -> tuple[I64, I64]:
    """Row of `form` and number of the word, for every word of every form."""
    first = shelf.held.word_at[form]
    counts = shelf.held.word_at[form + 1] - first
    row = np.repeat(np.arange(len(form)), counts)
    within = np.arange(len(row)) - (np.cumsum(counts) - counts)[row]
    return row, shelf.held.word[first[row] + within].astype(np.int64)


def _allowed(
    batch: Batch, watchlist: Watchlist, shelf: Shelf, field: I64, words: I64, *, gate: bool, ordinary: bool
) -> NDArray[np.bool_]:
    """Whether a word's right is in force; and, unless it stands there as it is, of goods like these.

    A word in disguise on other goods would be shown as nothing but a closed gate: it is not compared.
    """
    right = shelf.held.right[words]
    kept = ~watchlist.ended[right]
    if not ordinary:
        kept &= ~shelf.held.ordinary[words]
    if gate and len(field):
        ours, theirs = shelf.held.classes[right - shelf.first], batch.classes[field]
        agreed = (ours == 0) | (theirs == 0) | ((ours & theirs) != 0) | shelf.held.goods[right - shelf.first]
        kept &= agreed
    return np.asarray(kept, dtype=np.bool_)


def _settled(every: Sequence[Occurrence]) -> list[Occurrence]:
    """In order, each once; a loose reading gives way to a sure one, a short word says what holds it."""
    distinct = {
        (one.start, one.end, one.word.right, one.word.solid, one.way, one.edits): one for one in every
    }
    ordered = sorted(distinct.values(), key=_order)
    sure = [one for one in ordered if one.way == "plain" and not one.edits]
    sure = [replace(one, inside=_explanation(one, sure)) for one in sure]
    loose = [one for one in ordered if one.way != "plain" or one.edits]
    return sure + _best_of_words([one for one in loose if not any(map(one.yields_to, sure))])


def _order(one: Occurrence) -> tuple[int, int, int, str, int, int]:
    return one.start, one.end, one.word.right, one.word.solid, WAYS.index(one.way), one.edits


def _best_of_words(loose: Sequence[Occurrence]) -> list[Occurrence]:
    counts: dict[tuple[int, str], int] = {}
    kept = []
    for one in sorted(loose, key=lambda one: (-one.likeness, *_order(one))):
        key = one.word.right, one.word.solid
        counts[key] = counts.get(key, 0) + 1
        if counts[key] <= MOST_OF_A_WORD:
            kept.append(one)
    return sorted(kept, key=_order)


def _explanation(one: Occurrence, others: Sequence[Occurrence]) -> Word | None:
    longer = [
        other
        for other in others
        if other.length > one.length and other.covers(one) and other.word.right != one.word.right
    ]
    return max(longer, key=lambda other: other.length).word if longer else None
