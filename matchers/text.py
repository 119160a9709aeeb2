"""Matcher `text`: protected words in a listing's fields, exact, disguised or one edit away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from copy import copy
from pathlib import Path
from typing import Final

from domain.listing import TEXT_FIELDS, Listing
from domain.match import Match, Reason
from domain.ports import Example
from domain.rights import Right
from matchers.batch import Field
from matchers.commonness import USUAL, ordinariness
from matchers.context import other_goods
from matchers.evidence import clearing, reasons
from matchers.numbered import Numbered
from matchers.occurrence import Occurrence
from matchers.occurrences import searched, touched
from matchers.score import total
from matchers.shelf import class_bits
from matchers.text_examples import EXAMPLES
from matchers.watchlist import Watchlist
from matchers.weights import WEIGHTS

NAME: Final = "text"
# Of one listing at most so many places are judged, the surest first: some 10 ms of work. A listing that
# names more is a list of names; its matches say how much was left out (`crowded`).
MOST_JUDGED: Final = 128


class TextMatcher:
    """Finds words; knows neither terms nor licences: those are the panel's gates."""

    name = NAME
    examples: Sequence[Example] = EXAMPLES

    def compile(self, rights: Sequence[Right]) -> CompiledText:
        return CompiledText(rights)

    def open(self, folder: Path, digest: str, rights: Sequence[Right]) -> CompiledText:
        """What `CompiledText.save` wrote; raises as `CompiledText.open`."""
        return CompiledText.open(folder, digest, rights)


class CompiledText:
    """Words of rights ready to be found."""

    def __init__(self, rights: Sequence[Right]) -> None:
        self._rights = Numbered.of(rights)
        self._watchlist = Watchlist.of(rights)
        self.digest = ""  # the panel's covers rights and code

    def changed(self, added: Sequence[Right], ended: Sequence[Right]) -> CompiledText:
        """With rights added and ended; what was compiled stays and is shared."""
        made = copy(self)
        made._watchlist = self._watchlist.changed(added, [self._rights.number(right.id) for right in ended])
        made._rights = self._rights.more(added)
        return made

    def save(self, folder: Path, digest: str) -> None:
        """Write the compiled words into a folder, under the panel's digest."""
        self._watchlist.save(folder, digest)

    @classmethod
    def open(cls, folder: Path, digest: str, rights: Sequence[Right]) -> CompiledText:
        """What was saved under this digest, mapped into memory; `rights` are those it was compiled from.

        Raises:
            OSError: files are missing or cannot be read.
            ValueError: the folder holds something else.
        """
        made = cls(())
        made._watchlist, made._rights = Watchlist.open(folder, digest), Numbered.of(rights)
        return made

    def touched(self, fields: Sequence[Field]) -> frozenset[int]:
        """Numbers of the fields that may hold a word; no other one does, whatever the listing's goods."""
        return touched(fields, self._watchlist)

    def match(self, listings: Sequence[Listing], *, closed: bool = True) -> tuple[tuple[Match, ...], ...]:
        """Every claim, best first; without `closed` none on goods that are not the right's."""
        fields, numbers = [], []
        for number, listing in enumerate(listings):
            classes = class_bits(listing.nice_classes)
            for name in TEXT_FIELDS:
                if raw := listing.text(name):
                    fields.append(Field(name, raw, classes))
                    numbers.append(number)
        every: list[list[Occurrence]] = [[] for _ in listings]
        left_out = [0] * len(listings)
        for number, places, more in zip(
            numbers, *searched(fields, self._watchlist, closed=closed), strict=True
        ):
            every[number] += places
            left_out[number] += more
        return tuple(
            self._match(occurrences, more, None if closed else listing) if occurrences else ()
            for listing, occurrences, more in zip(listings, every, left_out, strict=True)
        )

    def _match(
        self, occurrences: Sequence[Occurrence], left_out: int, only_for: Listing | None
    ) -> tuple[Match, ...]:
        """A claim for each right named; `only_for` a listing, none of rights on other goods than its own."""
        if len(occurrences) > MOST_JUDGED:
            left_out += len(occurrences) - MOST_JUDGED
            occurrences = sorted(occurrences, key=_sureness)[:MOST_JUDGED]
        places: dict[int, list[Occurrence]] = defaultdict(list)
        for occurrence in occurrences:
            places[occurrence.word.right].append(occurrence)
        company = self._sure_brands(places)
        rights = [(self._rights[right], found) for right, found in places.items()]
        if only_for:
            rights = [(right, found) for right, found in rights if not other_goods(right, only_for)]
        best = (self._best(right, found, company, left_out) for right, found in rights)
        return tuple(sorted(best, key=lambda match: (-match.score, match.right_id)))

    def _sure_brands(self, places: dict[int, list[Occurrence]]) -> frozenset[str]:
        """Brands named by a word that is not an ordinary one: their ordinary words are meant too."""
        return frozenset(
            self._rights[right].brand
            for right, found in places.items()
            if self._rights[right].brand
            and any(_sure(self._rights[right], occurrence) for occurrence in found)
        )

    def _best(
        self, right: Right, found: Sequence[Occurrence], company: frozenset[str], left_out: int
    ) -> Match:
        cleared = next((cue for occurrence in found if (cue := clearing(occurrence))), "")
        candidates = (
            self._reasons(right, occurrence, right.brand in company, cleared) for occurrence in found
        )
        best = max(candidates, key=_rank)
        if left_out:
            best = (*best, Reason(feature="crowded", score=1.0, ours=right.text, theirs=str(left_out)))
        return Match(right_id=right.id, matcher=NAME, score=total(best), reasons=best, basis=right.kind.value)

    def _reasons(
        self, right: Right, occurrence: Occurrence, in_company: bool, cleared: str
    ) -> tuple[Reason, ...]:
        found = reasons(right, occurrence, in_company=in_company, cleared=cleared)
        if right.text and occurrence.word.raw != right.text:
            # A remark: it says by which of its names the right was found.
            named = Reason(feature="alias_text", score=1.0, ours=right.text, theirs=occurrence.word.raw)
            found = (*found, named)
        longer = occurrence.inside
        if longer is None:
            return found
        inside = Reason(
            feature="inside_longer",
            score=1.0,
            weight=WEIGHTS["inside_longer"],
            ours=self._rights[longer.right].id,
            theirs=longer.raw,
        )
        return (*found, inside)


def _sure(right: Right, occurrence: Occurrence) -> bool:
    return occurrence.feature == "exact_text" and ordinariness(right, occurrence.word.raw) < USUAL


def _sureness(occurrence: Occurrence) -> tuple[float, int, int, int, str]:
    """The surest places first; of equals those of the title, then the earlier."""
    place = TEXT_FIELDS.index(occurrence.field), occurrence.start
    return -occurrence.likeness, *place, occurrence.word.right, occurrence.word.solid


def _rank(reasons: tuple[Reason, ...]) -> tuple[float, int, int]:
    span = reasons[0].span
    assert span is not None  # noqa: S101  # a text reason always has one
    return total(reasons), -TEXT_FIELDS.index(span.field), -span.start
