"""Matcher `special`: words that are a sign only in company, and what tells a sign's use from mere telling.

A name such as 潮涌 is an event's emblem beside 亚运 or the emblem's picture, and a tide anywhere else:
alone it is a false friend, and a gate says so. Plain names of an event are the matcher `text`'s to find.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from domain.facts import GuardedWord
from domain.listing import Listing
from domain.match import OPERATING_POINT, Match, Reason
from domain.ports import Example
from domain.rights import Right, RightKind
from domain.rulebook import Rulebook
from matchers.copies import CompiledCopies, CopiesMatcher
from matchers.phrases import SAID, Finder, Place, cover, first_place, places
from matchers.rule_weights import RULE_WEIGHTS
from matchers.score import total
from matchers.special_examples import EXAMPLES
from matchers.trade_words import strongest

NAME: Final = "special"
_TITLE: Final = ("title", "category")


class SpecialMatcher:
    """Finds guarded words; knows neither terms nor licences: those are the panel's gates."""

    name = NAME
    examples: Sequence[Example] = EXAMPLES

    def compile(self, rights: Sequence[Right]) -> CompiledSpecial:
        return CompiledSpecial(rights)


class CompiledSpecial:
    """Guarded words of rights, and the pictures of the events they belong to."""

    def __init__(self, rights: Sequence[Right]) -> None:
        self._rights = tuple(right for right in rights if right.facts.guarded)
        brands = {right.brand for right in self._rights if right.brand}
        self._pictured = tuple(right for right in rights if right.images and right.brand in brands)
        self._copies: CompiledCopies = CopiesMatcher().compile((*self._pictured, *self._own_pictures()))
        self._brands = {right.id: right.brand for right in self._pictured}
        self._by_word: dict[str, list[tuple[Right, GuardedWord]]] = defaultdict(list)
        for right in self._rights:
            for guard in right.facts.guarded:
                for word in guard.writings:
                    self._by_word[word].append((right, guard))
        self._finder = Finder(tuple(self._by_word))
        self.digest = ""  # the panel's covers rights and code

    def _own_pictures(self) -> tuple[Right, ...]:
        return tuple(right for right in self._rights if right.images and not right.brand)

    def changed(self, added: Sequence[Right], ended: Sequence[Right]) -> CompiledSpecial:
        """The same object where no guarded word and no event's picture is concerned, else compiled again."""
        if not any(right.facts.guarded or right.images for right in (*added, *ended)):
            return self
        gone = {right.id for right in ended}
        every = {right.id: right for right in (*self._rights, *self._pictured) if right.id not in gone}
        return CompiledSpecial([*every.values(), *added])

    def match(self, listings: Sequence[Listing], *, closed: bool = True) -> tuple[tuple[Match, ...], ...]:
        """Every claim, best first; without `closed` no word that stands alone."""
        if not self._rights:
            return tuple(() for _ in listings)
        pictures = self._copies.match(listings)
        found = (self._match(one, copied, closed) for one, copied in zip(listings, pictures, strict=True))
        return tuple(found)

    def _match(self, listing: Listing, copied: Sequence[Match], closed: bool) -> tuple[Match, ...]:
        met: dict[str, list[Place]] = defaultdict(list)
        for place in self._finder.places(listing, (*SAID, "seller")):
            met[place.word].append(place)
        by_right: dict[str, list[Match]] = defaultdict(list)
        for word, where in met.items():
            for right, guard in self._by_word[word]:
                by_right[right.id].append(self._claim(right, guard, listing, where, copied))
        claims = (max(each, key=lambda claim: claim.score) for each in by_right.values())
        kept = (claim for claim in claims if closed or claim.score > 0)
        return tuple(sorted(kept, key=lambda match: (-match.score, match.right_id)))

    def _claim(
        self,
        right: Right,
        guard: GuardedWord,
        listing: Listing,
        where: Sequence[Place],
        copied: Sequence[Match],
    ) -> Match:
        """The claim of one word: its first place outside of honest phrases, and the company it keeps."""
        honest = tuple(places(guard.honest, listing, (*SAID, "seller"))) if guard.honest else ()
        held = cover(honest)
        place = next((one for one in where if not one.within(held)), None)
        if place is None:
            told = next(phrase.word for phrase in honest if where[0].within(cover((phrase,))))
            company: tuple[Reason, ...] = (_gate(guard, told),)
        else:
            company = self._company(right, guard, place, listing, copied)
        reasons = (_word(right, place or where[0]), *company)
        return Match(
            right_id=right.id, matcher=NAME, score=total(reasons), reasons=reasons, basis=right.kind.value
        )

    def _company(
        self, right: Right, guard: GuardedWord, place: Place, listing: Listing, copied: Sequence[Match]
    ) -> tuple[Reason, ...]:
        found = (
            _beside(right, guard, listing),
            self._picture(right, guard, copied),
            _goods(guard, listing),
        )
        return tuple(one for one in found if one) or (_gate(guard, place.theirs),)

    def _picture(self, right: Right, guard: GuardedWord, copied: Sequence[Match]) -> Reason | None:
        """The likest picture of the event's own signs, if pictures are company enough."""
        if not guard.picture:
            return None
        ours = (
            reason
            for match in copied
            if match.score >= OPERATING_POINT
            and (match.right_id == right.id or self._brands.get(match.right_id) == (right.brand or None))
            for reason in match.reasons
        )
        best = max(ours, key=lambda reason: reason.score, default=None)
        if best is None:
            return None
        return _reason(
            "company_picture", best.score, ours=best.ours, theirs=best.theirs, picture=best.picture
        )


def reasons(right: Right, listing: Listing, rules: Rulebook) -> tuple[Reason, ...]:
    """What else a listing says of an event's sign: its goods, or that the event is only told of."""
    if right.kind is not RightKind.SPECIAL_SIGN and not (right.facts.event or right.facts.masked):
        return ()
    found = (told_of(listing, rules), _event_goods(listing, rules))
    return tuple(one for one in found if one)


def told_of(listing: Listing, rules: Rulebook) -> Reason | None:
    """Books, news, tickets, places and people: the name is spoken of, and no goods are sold under it."""
    said = strongest(rules.told, listing, _TITLE)
    if said is None:
        return None
    score = float(said.row.strength)
    return _reason("told_of", score, ours=said.place.word, theirs=said.place.theirs, place=said.place)


def _event_goods(listing: Listing, rules: Rulebook) -> Reason | None:
    """Goods such as an event licenses, named in the title."""
    words = _licensed_words(rules)
    place = first_place(words, listing, _TITLE) if words else None
    return _reason("event_goods", 1.0, ours=place.word, theirs=place.theirs, place=place) if place else None


# Classes of the goods that events license: pins, prints, bags, furniture, glass, textiles, clothes, toys.
_LICENSED: Final = frozenset({14, 18, 20, 21, 24, 25, 26, 28})


def _licensed_words(rules: Rulebook) -> tuple[str, ...]:
    groups = (group for one in rules.classes if one.number in _LICENSED for group in one.groups)
    return tuple(dict.fromkeys(word for group in groups for word in group.goods))


def _word(right: Right, place: Place) -> Reason:
    return _reason("guarded_word", 1.0, ours=place.word, theirs=place.theirs, place=place)


def _beside(right: Right, guard: GuardedWord, listing: Listing) -> Reason | None:
    """A word that says the event is meant, outside of places named after it; best in the title."""
    if not guard.beside:
        return None
    held = cover(places((*right.facts.masked, *guard.writings), listing))
    place = next((one for one in places(guard.beside, listing) if not one.within(held)), None)
    if place is None:
        return None
    return _reason("company_word", 1.0, ours=place.word, theirs=place.theirs, place=place)


def _goods(guard: GuardedWord, listing: Listing) -> Reason | None:
    shared = sorted(set(guard.goods) & set(listing.nice_classes))
    if not shared:
        return None
    told = ", ".join(map(str, shared))
    return _reason("company_goods", 1.0, ours=told, theirs=told)


def _gate(guard: GuardedWord, theirs: str) -> Reason:
    needed = " / ".join([*guard.beside[:6], *(["picture"] if guard.picture else []), *map(str, guard.goods)])
    return Reason(feature="false_friend", score=1.0, ours=needed[:200], theirs=theirs[:200])


def _reason(
    feature: str, score: float, *, ours: str, theirs: str, place: Place | None = None, picture: str = ""
) -> Reason:
    return Reason(
        feature=feature,
        score=score,
        weight=RULE_WEIGHTS[feature],
        ours=ours[:200],
        theirs=theirs[:200],
        span=place.span if place else None,
        picture=picture,
    )
