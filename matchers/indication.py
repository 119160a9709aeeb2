"""Matcher `indication`: names of origin, and what a listing says of area, sign, season, goods and price.

Names written in one piece are the matcher `text`'s to find; here place and goods are found apart. What is
said of a name's use (`reasons`) is asked for every claim on an indication, whoever found it. The order of
the checks: credit code, area, season, goods, price.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import islice
from typing import Final

from domain.indications import CodeOnSign, HonestUse, Misuse, code_on_sign
from domain.listing import Listing
from domain.match import Match, Reason
from domain.ports import Example
from domain.rights import Right, RightKind
from domain.rulebook import Rulebook
from domain.values import Span
from matchers.context import area_in, one_in, says_where
from matchers.indication_examples import EXAMPLES
from matchers.normal import folded
from matchers.phrases import Finder, Place, first_place, pattern_of, places, seen
from matchers.rule_weights import RULE_WEIGHTS
from matchers.score import total
from matchers.special import told_of

NAME: Final = "indication"

# Misuses that a true origin does not mend: what is sold is a label, another's code, or other goods.
LASTING: Final = frozenset(
    {
        "empty_packaging", "sign_without_code", "code_not_listed", "old_sign", "evocation", "wrong_goods",
        "fresh_out_of_season",
    }
)  # fmt: skip
_PROVINCES: Final = frozenset(
    {
        "北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "上海", "江苏", "浙江", "安徽",
        "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "广西", "海南", "重庆", "四川", "贵州",
        "云南", "西藏", "陕西", "甘肃", "青海", "宁夏", "新疆", "台湾", "香港", "澳门",
    }
)  # fmt: skip
_STATED: Final = re.compile(r"(?:产地|原产地|产自|来自|origin)\s*[::为]?\s*([^\s,，。;；、|/]{2,20})")
_SAID: Final = ("title", "description", "ocr")
# Characters between a name and the word that makes it an evocation, a variety's name or an ingredient.
_NEAR: Final = 2
_AROUND: Final = 8
# Of a stuffed title so many places are looked at.
_MOST: Final = 16


class IndicationMatcher:
    """Finds place and goods of an indication apart from one another."""

    name = NAME
    examples: Sequence[Example] = EXAMPLES

    def compile(self, rights: Sequence[Right]) -> CompiledIndication:
        return CompiledIndication(rights)


class CompiledIndication:
    """Indications by the place their names begin with."""

    def __init__(self, rights: Sequence[Right]) -> None:
        self._rights = tuple(right for right in rights if right.kind is RightKind.GI)
        self._by_place: dict[str, list[tuple[Right, tuple[str, ...]]]] = defaultdict(list)
        for right in self._rights:
            place, goods = _parts(right)
            if place:
                self._by_place[place].append((right, goods))
        self._finder = Finder(tuple(self._by_place))
        self.digest = ""  # the panel's covers rights and code

    def changed(self, added: Sequence[Right], ended: Sequence[Right]) -> CompiledIndication:
        """The same object where no indication is concerned, else compiled again."""
        if not any(right.kind is RightKind.GI for right in (*added, *ended)):
            return self
        gone = {right.id for right in ended}
        return CompiledIndication([*(right for right in self._rights if right.id not in gone), *added])

    def match(self, listings: Sequence[Listing], *, closed: bool = True) -> tuple[tuple[Match, ...], ...]:
        """Every claim; that the goods are others is for the gates to say: `closed` makes no difference."""
        del closed
        if not self._by_place:
            return tuple(() for _ in listings)
        return tuple(self._match(listing) for listing in listings)

    def _match(self, listing: Listing) -> tuple[Match, ...]:
        met: dict[str, list[Place]] = defaultdict(list)
        for place in self._finder.places(listing, ("title",)):
            met[place.word].append(place)
        claims = (
            _apart(right, where, goods, listing)
            for word, where in met.items()
            for right, goods in self._by_place[word]
        )
        found = (claim for claim in claims if claim)
        return tuple(sorted(found, key=lambda match: (-match.score, match.right_id)))


def _parts(right: Right) -> tuple[str, tuple[str, ...]]:
    """The place a name begins with and the goods it ends with; empty where it is not made so.

    One character may stand between them: 宁海白枇杷.
    """
    goods = tuple(word for word in right.goods if len(word) > 1)
    heads = [one for one in (*right.area, *right.facts.wider) if len(one) > 1 and right.text.startswith(one)]
    place = max(heads, key=len, default="")
    rest = right.text[len(place) :]
    made_so = any(rest.endswith(word) and len(rest) - len(word) <= 1 for word in goods)
    return (place, goods) if place and made_so else ("", ())


def places_of(right: Right) -> tuple[str, ...]:
    """The place by which an indication is found apart from its goods; none of another right."""
    place = _parts(right)[0] if right.kind is RightKind.GI else ""
    return (place,) if place else ()


def _apart(right: Right, where: Sequence[Place], goods: Sequence[str], listing: Listing) -> Match | None:
    """A claim where the goods are named after the place, with something between them."""
    named = list(islice(places(goods, listing, ("title",)), _MOST))
    pairs = ((place, one) for place in where[:_MOST] for one in named if one.start > place.end)
    pair = next(((place, one) for place, one in pairs if not _close(place, one)), None)
    if pair is None:
        return None
    place, one = pair
    theirs = f"{place.theirs} … {one.theirs}"
    reason = _reason("place_apart", 1.0, ours=right.text, theirs=theirs, span=place.span)
    return Match(
        right_id=right.id, matcher=NAME, score=total((reason,)), reasons=(reason,), basis=right.kind.value
    )


def _close(place: Place, goods: Place) -> bool:
    """Whether nothing but signs stands between: then it is the name itself, which `text` finds."""
    return not any(char.isalnum() for char in place.seen.text[place.end : goods.start])


def reasons(
    right: Right, listing: Listing, day: date, rules: Rulebook, claimed: Sequence[Reason]
) -> tuple[Reason, ...]:
    """What a listing says of an indication's use on `day`; a gate where its goods are the area's own.

    `claimed` are the reasons of the finders: the place of the name is in them.
    """
    if right.kind is not RightKind.GI:
        return ()
    name = _name(listing, claimed)
    found = [
        *_sign(right, listing, day, rules),
        *_name_use(right, listing, day, rules, name),
        *_season(right, listing, day, rules),
        *((told,) if (told := told_of(listing, rules)) else ()),
    ]
    lasting = {one.feature for one in found} & LASTING
    return (*found, *_origin(right, listing, clears=not lasting))


def _name(listing: Listing, claimed: Sequence[Reason]) -> Place | None:
    """Where the finders met the name, in the folded text."""
    span = next((reason.span for reason in claimed if reason.span), None)
    if span is None:
        return None
    text = seen(span.field, listing.text(span.field))
    inside = [i for i, at in enumerate(text.at) if span.start <= at < span.end]
    return Place("", inside[0], inside[-1] + 1, text) if inside else None


# --- the official sign and the code on it -------------------------------------------------------------


def _sign(right: Right, listing: Listing, day: date, rules: Rulebook) -> tuple[Reason, ...]:
    old = _misuse(Misuse.OLD_SIGN, listing, day, rules, _SAID)
    shown = _misuse(Misuse.SIGN_WITHOUT_CODE, listing, day, rules, ("ocr",))
    found = [_placed("old_sign", old)] if old else []
    users = tuple(one.credit_code for one in right.licences if one.credit_code and one.term.covers(day))
    said, code = code_on_sign(listing.ocr, users=users, seller_code=listing.seller_credit_code)
    match said:
        case CodeOnSign.MISSING if shown:
            found.append(_placed("sign_without_code", shown))
        case CodeOnSign.NOT_LISTED:
            found.append(_reason("code_not_listed", 1.0, ours=" / ".join(users), theirs=code))
        case CodeOnSign.OF_ANOTHER if users:
            theirs = listing.seller_credit_code
            found.append(_reason("code_of_another", 1.0, ours=code, theirs=theirs))
        case CodeOnSign.LISTED if users:
            found.append(_reason("code_listed", 1.0, ours=code, theirs=code))
    return tuple(found)


def _misuse(
    pattern: Misuse, listing: Listing, day: date, rules: Rulebook, fields: Sequence[str]
) -> Place | None:
    """The first word of a misuse that holds on `day`, unless a word that excuses it stands there too."""
    for row in rules.misuse:
        if row.pattern is not pattern or not row.words or not row.term.covers(day):
            continue
        place = first_place(row.words, listing, fields)
        excused = place is not None and row.unless and first_place(row.unless, listing, fields)
        if place is not None and not excused:
            return place
    return None


# --- how the name is used -----------------------------------------------------------------------------


def _name_use(
    right: Right, listing: Listing, day: date, rules: Rulebook, name: Place | None
) -> tuple[Reason, ...]:
    packaging = _misuse(Misuse.EMPTY_PACKAGING, listing, day, rules, ("title",))
    if packaging:
        return (_placed("empty_packaging", packaging),)
    if name is None:
        return ()
    lawful = _lawful(rules, name)
    if lawful:
        return (lawful,)
    return tuple(one for one in (_evoked(name, rules), _other_goods(name, rules)) if one)


def _lawful(rules: Rulebook, name: Place) -> Reason | None:
    """A seedling under its variety's name; a true ingredient named as such."""
    seedling = _words(rules, HonestUse.VARIETY_NAME)
    word = _first(seedling, name.after(_AROUND))
    if word:
        return _reason("variety_name", 1.0, ours=name.theirs, theirs=word, span=name.span)
    word = _first(_words(rules, HonestUse.INGREDIENT), name.before(_AROUND))
    if word:
        return _reason("ingredient", 1.0, ours=word, theirs=name.theirs, span=name.span)
    return None


def _words(rules: Rulebook, use: HonestUse) -> tuple[str, ...]:
    return tuple(word for row in rules.honest if row.pattern is use for word in row.words)


def _first(words: Sequence[str], text: str) -> str:
    return next((word for word in words if re.search(pattern_of(word), text)), "")


def _evoked(name: Place, rules: Rulebook) -> Reason | None:
    """The name with 味, 型, 同款 behind it: it is called to mind for goods that are not it."""
    for row in rules.misuse:
        if row.pattern is not Misuse.EVOCATION:
            continue
        after, before = name.after(_AROUND), name.before(_NEAR)
        word = next((one for one in row.words if _follows(one, after) or folded(one) == before.strip()), "")
        if word and not any(_follows(one, after) for one in row.unless):
            return _reason("evocation", 1.0, ours=name.theirs, theirs=word, span=name.span)
    return None


def _follows(word: str, after: str) -> bool:
    """A word right behind the name; one of a single character must touch it."""
    gap = _NEAR if len(word) > 1 else 0
    return (
        bool(re.match(rf"\W*.{{0,{gap}}}?{pattern_of(word)}", after))
        if gap
        else after.startswith(folded(word))
    )


def _other_goods(name: Place, rules: Rulebook) -> Reason | None:
    words = tuple(word for row in rules.misuse if row.pattern is Misuse.WRONG_GOODS for word in row.words)
    word = _first(words, name.after(_AROUND))
    return _reason("wrong_goods", 1.0, ours=name.theirs, theirs=word, span=name.span) if word else None


# --- season and place ---------------------------------------------------------------------------------


def _season(right: Right, listing: Listing, day: date, rules: Rulebook) -> tuple[Reason, ...]:
    """Out of season: a remark; a misuse where the goods are called fresh, and neither kept nor ordered."""
    if right.season is None or _in_season(right.season, day):
        return ()
    ours = f"{right.season[0]}..{right.season[1]}"
    remark = Reason(feature="out_of_season", score=1.0, ours=ours, theirs=str(day.month))
    fresh = _misuse(Misuse.OUT_OF_SEASON, listing, day, rules, ("title", "description"))
    if fresh is None:
        return (remark,)
    return (remark, _placed("fresh_out_of_season", fresh))


def _in_season(season: tuple[int, int], day: date) -> bool:
    first, last = season
    return first <= day.month <= last if first <= last else day.month >= first or day.month <= last


def _origin(right: Right, listing: Listing, *, clears: bool) -> tuple[Reason, ...]:
    """Where the goods are from: a stated origin in the area clears, one elsewhere accuses.

    Goods made anywhere can be sent from the area, so a place of dispatch never clears.
    """
    if not right.area:
        return ()
    stated = _stated(listing)
    inside = area_in(right, stated)
    if inside:
        gate = Reason(feature="in_area", score=1.0, ours=inside, theirs=stated[:200])
        return (gate,) if clears else ()
    swap = one_in(right.facts.neighbours, stated)
    if swap:
        return (_reason("neighbour_swap", 1.0, ours=_area(right), theirs=stated),)
    if _is_elsewhere(right, stated):
        return (_reason("out_of_area", 1.0, ours=_area(right), theirs=stated),)
    return _unknown(right, listing)


def _unknown(right: Right, listing: Listing) -> tuple[Reason, ...]:
    """No narrow origin: sent from a neighbour or from far away is half an answer, by hand."""
    sent_from = listing.ships_from
    if one_in(right.facts.neighbours, sent_from):
        return (_reason("neighbour_swap", 0.5, ours=_area(right), theirs=sent_from),)
    elsewhere = _is_elsewhere(right, sent_from) and not area_in(right, sent_from)
    feature, score = ("out_of_area", 0.4) if elsewhere else ("origin_unknown", 1.0)
    return (_reason(feature, score, ours=_area(right), theirs=sent_from),)


def _stated(listing: Listing) -> str:
    """The origin field, else an origin the text states."""
    if says_where(listing.origin):
        return listing.origin
    told = (_STATED.search(seen(field, raw).text) for field in _SAID if (raw := listing.text(field)))
    return next((hit.group(1) for hit in told if hit), "")


def _area(right: Right) -> str:
    return " / ".join(right.area)


def _is_elsewhere(right: Right, place: str) -> bool:
    """Whether a place is narrow enough to be outside of the area.

    A wider place that holds the area says nothing, not even with a town beside it that no list of ours may
    know; a province with a town beside it is narrow enough.
    """
    if not says_where(place):
        return False
    around = one_in(right.facts.wider, place)
    return not around or (around in _PROVINCES and not _ends_in(right.facts.wider, place))


def _ends_in(areas: Sequence[str], place: str) -> bool:
    where = folded(place).strip().rstrip("省市区县")
    return any(where.endswith(folded(area)) for area in areas)


def _placed(feature: str, place: Place) -> Reason:
    return _reason(feature, 1.0, ours=place.word, theirs=place.theirs, span=place.span)


def _reason(feature: str, score: float, *, ours: str, theirs: str, span: Span | None = None) -> Reason:
    weight = RULE_WEIGHTS[feature]
    return Reason(
        feature=feature, score=score, weight=weight, ours=ours[:200], theirs=theirs[:200], span=span
    )
