"""Matcher `text`: protected words in a listing's fields, exact, disguised or one edit away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from domain.listing import TEXT_FIELDS, Listing
from domain.match import Match, Reason
from domain.ports import Example
from domain.rights import Right
from matchers.normal import views
from matchers.occurrences import Occurrence, occurrences
from matchers.score import total
from matchers.text_examples import EXAMPLES
from matchers.watchlist import Watchlist
from matchers.wording import SIGN_USE_WEIGHT, context, sign_use

NAME: Final = "text"

# A mark in the title or the brand field is a use of it; in a category it is the platform's word. With
# every bonus of matchers.context on top the sum stays below 1, and minus a cue below one half.
FIELD_WEIGHTS: Final = {
    "title": 0.8,
    "brand": 0.8,
    "seller": 0.75,
    "description": 0.7,
    "ocr": 0.7,
    "category": 0.4,
}
# A word inside a longer protected word: that one is meant, as long as it is in force.
INSIDE_WEIGHT: Final = -0.5
# An ordinary word alone is no sign; with a sign's use and goods of the right's class it is a hit again.
ORDINARY_WEIGHT: Final = -0.5
# Written in disguise it is hardly an ordinary word any more: a hit on goods of the class, near without.
ORDINARY_IN_DISGUISE: Final = 0.54


class TextMatcher:
    """Finds words; knows neither terms nor licences: those are the panel's gates."""

    name = NAME
    examples: Sequence[Example] = EXAMPLES

    def compile(self, rights: Sequence[Right]) -> CompiledText:
        return CompiledText(rights)


class CompiledText:
    """Words of rights ready to be found."""

    def __init__(self, rights: Sequence[Right]) -> None:
        self._rights = tuple(rights)
        self._watchlist = Watchlist.of(self._rights)
        self.digest = ""  # the panel's covers rights and code

    def match(self, listings: Sequence[Listing]) -> tuple[tuple[Match, ...], ...]:
        return tuple(self._match(listing) for listing in listings)

    def _match(self, listing: Listing) -> tuple[Match, ...]:
        places: dict[int, list[Occurrence]] = defaultdict(list)
        for view in views(listing, TEXT_FIELDS):
            for occurrence in occurrences(view, self._watchlist):
                places[occurrence.word.right].append(occurrence)
        company = self._sure_brands(places)
        found = (self._best(self._rights[right], places[right], company) for right in places)
        return tuple(sorted(found, key=lambda match: (-match.score, match.right_id)))

    def _sure_brands(self, places: dict[int, list[Occurrence]]) -> frozenset[str]:
        """Brands named by a word that is not an ordinary one: their ordinary words are meant too."""
        return frozenset(
            self._rights[right].brand
            for right, found in places.items()
            if not self._rights[right].ordinary_word and any(one.feature == "exact_text" for one in found)
        ) - {""}

    def _best(self, right: Right, found: Sequence[Occurrence], company: frozenset[str]) -> Match:
        candidates = (self._reasons(right, occurrence, right.brand in company) for occurrence in found)
        best = max(candidates, key=_rank)
        return Match(right_id=right.id, matcher=NAME, score=total(best), reasons=best, basis=right.kind.value)

    def _reasons(self, right: Right, occurrence: Occurrence, in_company: bool) -> tuple[Reason, ...]:
        longer = occurrence.inside
        if longer is None:
            return _reasons(right, occurrence, in_company)
        inside = Reason(
            feature="inside_longer",
            score=1.0,
            weight=INSIDE_WEIGHT,
            ours=self._rights[longer.right].id,
            theirs=longer.raw,
        )
        return (*_reasons(right, occurrence, in_company), inside)


def _rank(reasons: tuple[Reason, ...]) -> tuple[float, int, int]:
    span = reasons[0].span
    assert span is not None  # noqa: S101  # a text reason always has one
    return total(reasons), -TEXT_FIELDS.index(span.field), -span.start


def _reasons(right: Right, occurrence: Occurrence, in_company: bool) -> tuple[Reason, ...]:
    reasons = [
        Reason(
            feature=occurrence.feature,
            score=occurrence.likeness,
            weight=FIELD_WEIGHTS[occurrence.view.field],
            ours=occurrence.word.raw,
            theirs=occurrence.raw[:200],
            span=occurrence.view.span(occurrence.start, occurrence.end),
        ),
        *context(occurrence),
    ]
    if right.ordinary_word:
        reasons += _ordinary(right, occurrence, in_company)
    return tuple(reasons)


def _ordinary(right: Right, occurrence: Occurrence, in_company: bool) -> list[Reason]:
    raw, disguised = occurrence.word.raw, occurrence.feature != "exact_text"
    score = ORDINARY_IN_DISGUISE if disguised else 1.0
    reasons = [Reason(feature="ordinary_word", score=score, weight=ORDINARY_WEIGHT, ours=raw)]
    cue = "" if disguised else sign_use(occurrence)
    if cue or (in_company and not disguised):
        theirs = (cue or right.brand)[:80]
        reasons.append(Reason(feature="sign_use", score=1.0, weight=SIGN_USE_WEIGHT, ours=raw, theirs=theirs))
    return reasons
