"""Where listings' fields hold a protected word, in whatever writing: proposed by tables, then compared."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from matchers import compare
from matchers.batch import Batch, Field
from matchers.compare import EDITED, NEAR, Comparison, Proposed, common_words
from matchers.forms import Kind, Word
from matchers.keys import I64
from matchers.normal import View
from matchers.occurrence import WAYS, Occurrence
from matchers.repeats import Flags, fresh, repeated, surest, without
from matchers.rows import Rows, needed, rows
from matchers.scan import Proposal, Strands, proposals, views
from matchers.watchlist import Watchlist

# Of one word in one field, the most occurrences kept: a reader needs one.
MOST_OF_A_WORD: Final = 8
# Characters on either side that may tell two places apart: no cue looks further (`matchers.surroundings`).
APART: Final = 80


def occurrences(view: View, watchlist: Watchlist) -> list[Occurrence]:
    """All places in one field, of a listing whose goods are not known."""
    return found([Field(view.field, view.raw)], watchlist)[0]


def found(fields: Sequence[Field], watchlist: Watchlist, *, closed: bool = True) -> list[list[Occurrence]]:
    """All places in each of many fields; those that a longer protected word explains say by which.

    Without `closed`, words on other goods are left out as far as they bear on nothing else: they would be
    shown behind a closed gate only.
    """
    return searched(fields, watchlist, closed=closed)[0]


def searched(
    fields: Sequence[Field], watchlist: Watchlist, *, closed: bool
) -> tuple[list[list[Occurrence]], list[int]]:
    """As `found`, and of each field the rows left out because there were too many."""
    kept: list[list[Occurrence]] = [[] for _ in fields]
    left_out = np.zeros(len(fields), dtype=np.int64)
    if not fields:
        return kept, []
    batch = Batch(fields)
    made, every = _proposed(batch, watchlist, fresh(batch, APART))
    every = every if closed else needed(batch, every)
    seen = repeated(batch, every, APART)
    for some in every if seen is None else [without(one, seen) for one in every]:
        few, more = surest(some, len(fields))
        left_out += more
        for field, one in _each(batch, made, few):
            kept[field].append(one)
    settled = [_settled(every) if every else [] for every in kept]
    return (settled if seen is None else _new(batch, settled, seen)), left_out.tolist()


def _new(batch: Batch, settled: Sequence[list[Occurrence]], seen: Flags) -> list[list[Occurrence]]:
    """Without those that were compared only because they may explain others: an earlier place says it."""
    new = np.append(0, np.cumsum(~seen)).tolist()
    starts = batch.base.starts.tolist()
    return [
        [one for one in every if new[start + one.end] > new[start + one.start]]
        for start, every in zip(starts, settled, strict=True)
    ]


def touched(fields: Sequence[Field], watchlist: Watchlist) -> frozenset[int]:
    """Numbers of the fields in which a word may stand: proposed by the tables, not compared yet."""
    if not fields:
        return frozenset()
    every = _proposed(Batch(fields), watchlist, None)[1]
    return frozenset(number for some in every for number in some.field.tolist())


def _proposed(batch: Batch, watchlist: Watchlist, fresh: I64 | None) -> tuple[Strands, list[Rows]]:
    made = views(batch.base, fresh)
    every = [
        rows(batch, watchlist, shelf, made, tuple(proposals(batch.base, made, shelf)))
        for shelf in watchlist.shelves
    ]
    return made, every


def _each(batch: Batch, made: Strands, some: Rows) -> Iterator[tuple[int, Occurrence]]:
    shelf, known, stretch = some.shelf, (-1, -1, -1), None
    comparisons = [[_comparison(one, made, kind) for kind in Kind] for one in some.proposals]
    kinds = shelf.held.kind[some.form].tolist()
    for row, kind in zip(some.in_order(), kinds, strict=True):
        strand, compared = some.proposals[row.of].strand, comparisons[row.of][kind]
        if compared in EDITED and common_words(batch.text[row.start : row.end], strand is made.shapes):
            continue
        if known != (known := (row.of, row.first, row.last)) or stretch is None:
            stretch = batch.stretch(strand, row.first, row.last)
        it = Proposed(batch, row.field, stretch, shelf.word(row.word), shelf.forms.text(row.form))
        if one := compared(it):
            yield row.field, one


def _comparison(proposal: Proposal, made: Strands, kind: Kind) -> Comparison:
    if not proposal.exact:
        return compare.near_shape if proposal.strand is made.shapes else NEAR[kind]
    if kind in (Kind.LATIN, Kind.OTHER):
        plain = proposal.strand is made.solid or proposal.strand is made.chinese
        return compare.plain if plain else compare.recomposed
    return compare.shape if kind is Kind.SHAPE else compare.sound


def _settled(every: Sequence[Occurrence]) -> list[Occurrence]:
    """In order, each once; a loose reading gives way to a sure one, a short word says what holds it."""
    distinct = {
        (one.start, one.end, one.word.right, one.word.solid, one.way, one.edits): one for one in every
    }
    ordered = sorted(distinct.values(), key=_order)
    sure = [one for one in ordered if one.way == "plain" and not one.edits]
    around = _Around(sure)
    loose = [one for one in ordered if one.way != "plain" or one.edits]
    explained = [replace(one, inside=_explanation(one, around.of(one))) for one in sure]
    unexplained = [one for one in loose if not any(map(one.yields_to, around.of(one)))]
    return _told_apart(explained) + _best_of_words(unexplained)


def _told_apart(sure: Sequence[Occurrence]) -> list[Occurrence]:
    """Without those that stand like an earlier one of the same word: they would be judged alike."""
    first: dict[tuple[object, ...], Occurrence] = {}
    for one in sure:
        first.setdefault((one.word, one.inside, *_standing(one)), one)
    return list(first.values())


def _standing(one: Occurrence) -> tuple[object, ...]:
    """All that a judgement of one place can see beside the field as a whole."""
    view, text, span = one.view, one.view.text, one.view.span(one.start, one.end)
    around = text[max(0, one.start - APART) : one.start], text[one.start : one.end + APART]
    raw = view.raw[span.start : span.end + 1]  # the character after it may be a notice, folded away
    return one.length, raw, *around, one.seen, one.apart, one.foreign, one.before, one.after


class _Around:
    """Occurrences in the order of their starts, asked for those that touch a place.

    A field full of one mark has hundreds: looking at all for each would take their square.
    """

    def __init__(self, every: Sequence[Occurrence]) -> None:
        self._every, self._starts = every, [one.start for one in every]
        self._longest = max((one.length for one in every), default=0)

    def of(self, place: Occurrence) -> Sequence[Occurrence]:
        """All that overlap a place and perhaps some beside it, in order."""
        first = bisect_left(self._starts, place.start - self._longest)
        return self._every[first : bisect_left(self._starts, place.end)]


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
