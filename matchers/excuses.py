"""Every exception tried on one right and one listing: cleared, raised or left untested, with evidence.

Nothing here says that an exception applies; that is a person's to say. Where the listing and the register
do not tell, the outcome is `not_testable`, which holds a notice back as much as `open` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.exceptions import Evidence, Excuse, Outcome, Tried
from domain.listing import Listing
from domain.match import Match, Reason
from domain.rights import Licence, Right, RightKind
from matchers.context import agrees_on_goods, area_in, licensee, says_where
from matchers.cues import CLAIMED_GENUINE
from matchers.excuse_words import (
    PARALLEL_IMPORT,
    REVIEW_OR_NEWS,
    SECOND_HAND,
    SPOKEN,
    Said,
    named_to_fit,
    said,
)
from matchers.fakes import TRADE, fake_words
from matchers.normal import folded, is_cut
from matchers.prices import cheapness

CLEAR, OPEN, NOT_TESTABLE = Outcome.CLEAR, Outcome.OPEN, Outcome.NOT_TESTABLE
LONGEST_SAID: Final = 200
# Where nothing of the kind was found: the fields that were read.
NOTHING_IN: Final = "nothing_in"
# A field longer than what is read of it: nothing is cleared by what was not read.
CUT: Final = "cut"

FITS: Final = (
    "nominative",
    "loose_fit",
    "accessory",
    "service",
    "disclaimer",
    "comparison",
    "named_in_title",
)
# Reasons of the matchers for which a word may be meant as what it says in the language.
MEANT: Final = (
    "ordinary_word", "made_of_words", "common_word", "two_words", "across_words", "inside_word",
    "inside_longer", "named_by_words", "goods_required", "none_kept",
)  # fmt: skip
# Spellings no genuine goods bear: whoever writes so hides the mark from a search.
DISGUISED: Final = ("disguised_text", "split_text", "shape_text", "lookalike_text", "mixed_text")
PICTURED: Final = ("same_picture", "copied_picture")
MEANT_AS_SIGN: Final = ("sign_use", "brand_field", *PICTURED)
# Rights that are renewed: without a known last day nobody can say that they still stand.
RENEWED: Final = frozenset(
    {RightKind.WORD, RightKind.FIGURE, RightKind.SPECIAL_SIGN, RightKind.VARIETY, RightKind.DESIGN}
)
ANY_GOODS: Final = frozenset({RightKind.WORK, RightKind.DESIGN, RightKind.VARIETY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """What is tried: a right, a listing as it was judged on `day`, and what the matchers said of the two."""

    right: Right
    listing: Listing
    matches: tuple[Match, ...]
    day: date

    def reason(self, *features: str) -> Reason | None:
        """The first reason of the matches that has one of these features."""
        found = (one for match in self.matches for one in match.reasons if one.feature in features)
        return next(found, None)


def try_all(suspect: Suspect) -> tuple[Tried, ...]:
    """Every exception tried once, in the order of `Excuse`."""
    return tuple(try_one(excuse, suspect) for excuse in Excuse)


def try_one(excuse: Excuse, suspect: Suspect) -> Tried:
    """One exception alone."""
    return _TRIALS[excuse](suspect)


def _tried(excuse: Excuse, outcome: Outcome, *evidence: Evidence) -> Tried:
    return Tried(excuse=excuse, outcome=outcome, evidence=evidence)


def _saw(where: str, what: object) -> Evidence:
    return Evidence(where=where, said=str(what)[:LONGEST_SAID])


def _reason(reason: Reason) -> Evidence:
    return _saw(f"reason.{reason.feature}", reason.theirs or reason.ours)


def _word(found: Said) -> Evidence:
    return _saw(found.field, found.words)


def _by_word(excuse: Excuse, found: Said | None, listing: Listing) -> Tried:
    """A word raises; where every field was read whole and holds none, nothing is left of the question."""
    if found:
        return _tried(excuse, OPEN, _word(found))
    read = [field for field in SPOKEN if listing.text(field)]
    cut = [field for field in read if is_cut(field, listing.text(field))]
    if cut:
        return _tried(excuse, NOT_TESTABLE, _saw(CUT, ", ".join(cut)))
    return _tried(excuse, CLEAR, _saw(NOTHING_IN, ", ".join(read)))


def _licence(suspect: Suspect) -> Tried:
    """A licence that names the seller and runs on the day raises; whether goods and place fit is shown."""
    right, listing = suspect.right, suspect.listing
    known = [one for one in right.licences if licensee(one, listing)[0]]
    running = [one for one in known if one.term.covers(suspect.day)]
    if running:
        return _tried(Excuse.LICENCE, OPEN, *_of_licence(running[0], suspect))
    if not (listing.seller or listing.seller_id or listing.seller_credit_code):
        return _tried(Excuse.LICENCE, NOT_TESTABLE, _saw("seller", ""))
    if right.licences_as_of is None:
        return _tried(Excuse.LICENCE, NOT_TESTABLE, _saw("licences_as_of", ""))
    ended = tuple(_saw("licence.term", _days(one)) for one in known)
    counted = _saw("licences", len(right.licences))
    asked = _saw("seller", listing.seller or listing.seller_id or listing.seller_credit_code)
    return _tried(Excuse.LICENCE, CLEAR, asked, counted, _saw("licences_as_of", right.licences_as_of), *ended)


def _of_licence(licence: Licence, suspect: Suspect) -> Iterator[Evidence]:
    feature, who = licensee(licence, suspect.listing)
    yield _saw(f"licence.{feature}", who)
    yield _saw("licence.term", _days(licence))
    yield _saw("day", suspect.day)
    if licence.goods:
        yield _saw("licence.goods", ", ".join(licence.goods))
    if licence.territory:
        place = suspect.listing.ships_from or suspect.listing.origin
        yield _saw("licence.territory", f"{licence.territory} ↔ {place}")


def _days(of: Licence | Right) -> str:
    return f"{of.term.start or '…'} – {of.term.end or '…'}"


def _exhaustion(suspect: Suspect) -> Tried:
    """Goods the holder sold: what the seller claims raises, what no genuine goods bear clears."""
    genuine = said(suspect.listing, CLAIMED_GENUINE, ("title", "description", "ocr"))
    if genuine:
        return _tried(Excuse.EXHAUSTION, OPEN, _word(genuine))
    if not_theirs := _not_theirs(suspect):
        return _tried(Excuse.EXHAUSTION, CLEAR, not_theirs)
    return _price(suspect)


def _not_theirs(suspect: Suspect) -> Evidence | None:
    """What genuine goods never show: a seller's word for copies, a disguised spelling, a false origin."""
    for field in ("title", "description", "ocr"):
        for one in fake_words(suspect.listing.text(field)):
            if (
                one.strength >= TRADE
                and not one.ambiguous
                and not _denied(suspect.listing.text(field), one.start)
            ):
                return _saw(field, one.word)
    reason = suspect.reason("out_of_area", *DISGUISED)
    return _reason(reason) if reason else None


_DENIALS: Final = (
    "非",
    "不",
    "拒绝",
    "杜绝",
    "抵制",
    "远离",
    "谢绝",
    "无",
    "假一",
    "打击",
    "举报",
    "not",
    "no ",
    "never",
)


def _denied(text: str, start: int) -> bool:
    before = folded(text[max(0, start - 8) : start])
    return any(word in before for word in _DENIALS)


def _price(suspect: Suspect) -> Tried:
    usual, price = suspect.right.usual_price, suspect.listing.price
    shown = () if price is None else (_saw("price", f"{price.amount:f} {price.currency}"),)
    if usual is None or price is None or price.currency != usual.currency:
        return _tried(Excuse.EXHAUSTION, NOT_TESTABLE, *shown)
    compared = (*shown, _saw("right.usual_price", usual))
    far_below = cheapness(suspect.right, suspect.listing)
    return _tried(Excuse.EXHAUSTION, NOT_TESTABLE if far_below or not price.amount else OPEN, *compared)


def _nominative(suspect: Suspect) -> Tried:
    reason = suspect.reason(*FITS)
    if reason:
        return _tried(Excuse.NOMINATIVE, OPEN, _reason(reason))
    return _by_word(Excuse.NOMINATIVE, named_to_fit(suspect.listing, suspect.right.words), suspect.listing)


def _descriptive(suspect: Suspect) -> Tried:
    """An ordinary word, or the place the goods are said to come from, may describe; a sign does not."""
    place = folded(f"{suspect.listing.origin} {suspect.listing.ships_from}")
    named = next(
        (word for word in suspect.right.words if folded(word).strip() and folded(word).strip() in place), ""
    )
    if named:
        return _tried(
            Excuse.DESCRIPTIVE,
            OPEN,
            _saw("origin", f"{suspect.listing.origin} {suspect.listing.ships_from}".strip()),
        )
    meant = suspect.reason(*MEANT)
    sign = suspect.reason(*MEANT_AS_SIGN)
    if meant and not sign:
        return _tried(Excuse.DESCRIPTIVE, OPEN, _reason(meant))
    return _tried(
        Excuse.DESCRIPTIVE, CLEAR, *((_reason(sign),) if sign else ()), _saw("title", suspect.listing.title)
    )


def _prior_use(suspect: Suspect) -> Tried:
    """Only a mark yields to who used it before; nothing on a page tells since when a seller uses it."""
    right, listing = suspect.right, suspect.listing
    if right.kind not in (RightKind.WORD, RightKind.FIGURE, RightKind.SPECIAL_SIGN):
        return _tried(Excuse.PRIOR_USE, CLEAR, _saw("right.kind", right.kind.value))
    if own := _own_name(suspect):
        return _tried(Excuse.PRIOR_USE, OPEN, own)
    theirs = said(listing, CLAIMED_GENUINE, ("title", "description", "ocr"))
    if evidence := _not_theirs(suspect) or (_word(theirs) if theirs else None):
        return _tried(Excuse.PRIOR_USE, CLEAR, evidence)
    return _tried(Excuse.PRIOR_USE, NOT_TESTABLE, _saw("right.term", _days(right)))


def _own_name(suspect: Suspect) -> Evidence | None:
    """The seller's own name, where it holds the protected words."""
    seller = folded(suspect.listing.seller)
    holds = any(folded(word).strip() and folded(word).strip() in seller for word in suspect.right.words)
    return _saw("seller", suspect.listing.seller) if holds else None


def _second_hand(suspect: Suspect) -> Tried:
    return _by_word(Excuse.SECOND_HAND, said(suspect.listing, SECOND_HAND), suspect.listing)


def _review_or_news(suspect: Suspect) -> Tried:
    return _by_word(Excuse.REVIEW_OR_NEWS, said(suspect.listing, REVIEW_OR_NEWS), suspect.listing)


def _parallel_import(suspect: Suspect) -> Tried:
    return _by_word(Excuse.PARALLEL_IMPORT, said(suspect.listing, PARALLEL_IMPORT), suspect.listing)


def _not_in_force(suspect: Suspect) -> Tried:
    """The term on the capture day; days that are open, or a last day nobody knows, are not tested."""
    right, day = suspect.right, _saw("day", suspect.day)
    term = _saw("right.term", _days(right))
    if not right.term.covers(suspect.day):
        return _tried(Excuse.NOT_IN_FORCE, OPEN, term, day)
    unknown = right.term.end is None if right.kind in RENEWED else right.term.start is None
    if "term" in right.to_confirm or (unknown and right.kind is not RightKind.WORK):
        return _tried(Excuse.NOT_IN_FORCE, NOT_TESTABLE, term, day)
    return _tried(Excuse.NOT_IN_FORCE, CLEAR, term, day)


def _other_goods(suspect: Suspect) -> Tried:
    right, listing = suspect.right, suspect.listing
    if right.kind in ANY_GOODS:
        return _tried(Excuse.OTHER_GOODS, CLEAR, _saw("right.kind", right.kind.value))
    if agreed := agrees_on_goods(right, listing):
        return _tried(Excuse.OTHER_GOODS, CLEAR, _saw("goods", agreed))
    ours = _saw("right.nice_classes", ", ".join(map(str, right.nice_classes)))
    theirs = _saw("nice_classes", ", ".join(map(str, listing.nice_classes)))
    known = right.nice_classes and listing.nice_classes
    return _tried(Excuse.OTHER_GOODS, OPEN if known else NOT_TESTABLE, ours, theirs)


def _false_friend(suspect: Suspect) -> Tried:
    """A word with an honest meaning of its own needs something beside it that says it is the right's."""
    beside = suspect.reason(*MEANT_AS_SIGN)
    if honest := _honest_phrase(suspect):
        return _tried(Excuse.FALSE_FRIEND, OPEN, honest)
    if suspect.right.ordinary_word and not beside:
        return _tried(Excuse.FALSE_FRIEND, OPEN, _saw("right.ordinary_word", suspect.right.text))
    meant = suspect.reason("common_word", "short_word", "ordinary_word", "inside_longer")
    if meant and not beside:
        return _tried(Excuse.FALSE_FRIEND, OPEN, _reason(meant))
    return _tried(
        Excuse.FALSE_FRIEND,
        CLEAR,
        *((_reason(beside),) if beside else ()),
        _saw("title", suspect.listing.title),
    )


def _honest_phrase(suspect: Suspect) -> Evidence | None:
    """A phrase of the pack in which a word of the right is never meant as the right: 亚运村, 忆江南."""
    facts = suspect.right.facts
    for phrase in (*facts.masked, *(one for word in facts.guarded for one in word.honest)):
        for field in SPOKEN:
            if folded(phrase) in folded(suspect.listing.text(field)[:2_000]):
                return _saw(field, phrase)
    return None


def _truthful_indication(suspect: Suspect) -> Tried:
    """Goods that do come from the area may bear its name: a place outside clears, one inside raises."""
    right, listing = suspect.right, suspect.listing
    if right.kind is not RightKind.GI:
        return _tried(Excuse.TRUTHFUL_INDICATION, CLEAR, _saw("right.kind", right.kind.value))
    places = {"origin": listing.origin, "ships_from": listing.ships_from}
    inside = next((where for where, place in places.items() if area_in(right, place)), "")
    if inside:
        return _tried(Excuse.TRUTHFUL_INDICATION, OPEN, _saw(inside, places[inside]))
    area = _saw("right.area", ", ".join(right.area))
    if right.area and "area" not in right.to_confirm and says_where(listing.origin):
        return _tried(Excuse.TRUTHFUL_INDICATION, CLEAR, _saw("origin", listing.origin), area)
    return _tried(Excuse.TRUTHFUL_INDICATION, NOT_TESTABLE, _saw("origin", listing.origin), area)


_TRIALS: Final[Mapping[Excuse, Callable[[Suspect], Tried]]] = {
    Excuse.LICENCE: _licence,
    Excuse.EXHAUSTION: _exhaustion,
    Excuse.NOMINATIVE: _nominative,
    Excuse.DESCRIPTIVE: _descriptive,
    Excuse.PRIOR_USE: _prior_use,
    Excuse.SECOND_HAND: _second_hand,
    Excuse.REVIEW_OR_NEWS: _review_or_news,
    Excuse.PARALLEL_IMPORT: _parallel_import,
    Excuse.NOT_IN_FORCE: _not_in_force,
    Excuse.OTHER_GOODS: _other_goods,
    Excuse.FALSE_FRIEND: _false_friend,
    Excuse.TRUTHFUL_INDICATION: _truthful_indication,
}
