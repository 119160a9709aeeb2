"""Gates and features of a right and a listing, whatever its kind: term, licence, goods, brand, price."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence, Set
from datetime import date, tzinfo
from functools import lru_cache
from typing import Final

from domain.listing import Listing
from domain.match import Reason
from domain.rights import Licence, Right, RightKind
from domain.values import Span
from matchers.evidence import RESEMBLING
from matchers.fakes import fake_words, strongest
from matchers.normal import folded, read, solid
from matchers.prices import cheapness
from matchers.weights import WEIGHTS

# Too wide a place to be inside or outside of an area.
_WHOLE_COUNTRY: Final = frozenset({"中国", "中国大陆", "大陆", "国产", "china", "prc", "made in china", "cn"})

# Fields in which a seller speaks of the goods.
_GOODS_FIELDS: Final = ("title", "description", "ocr")

# GB 32100-2015. Pages put other words in the field too, and those are nobody's code.
_CREDIT_CODE: Final = re.compile(r"[0-9A-Z]{18}\Z")

# Letters of the shortest name that is taken for one.
_LEAST_NAME: Final = 2

# Copyright and design protect against copies on any goods.
ANY_GOODS: Final = frozenset({RightKind.WORK, RightKind.DESIGN, RightKind.VARIETY})


def capture_day(listing: Listing, zone: tzinfo) -> date:
    """The day a listing was seen, in the operator's zone: it decides which rights were in force."""
    try:
        return listing.captured_at.astimezone(zone).date()
    except OverflowError:  # the first and the last day of all
        return listing.captured_at.date()


def gates(right: Right, listing: Listing, day: date) -> tuple[Reason, ...]:
    """Each gate that holds, with what was compared; none means the match may stand."""
    found = (
        _term(right, day),
        _licensed(right, listing, day),
        other_goods(right, listing),
    )
    return tuple(reason for reason in found if reason)


def features(right: Right, listing: Listing) -> tuple[Reason, ...]:
    """Reasons that lift or lower a text match."""
    found = (
        _agreed_goods(right, listing),
        _brand_field(right, listing),
        _fake_words(right, listing),
        _low_price(right, listing),
    )
    return tuple(reason for reason in found if reason)


def remarks(right: Right, day: date) -> tuple[Reason, ...]:
    """What stands on every hit of a right: what a person has to confirm, and that another basis holds now."""
    found = [_gate("to_confirm", ours=", ".join(right.to_confirm), theirs="")] if right.to_confirm else []
    if not right.in_force(day) and right.bases_on(day):
        found.append(_gate("basis_switched", ours=_days(right), theirs=day.isoformat()))
    return tuple(found)


def named_so(listing: Listing, met: Reason) -> tuple[Reason, ...]:
    """Whether a word that only resembles the mark is the goods' own name: brand or shop bear it as it is.

    A disguise is written for the eye of a buyer; a maker with a name of its own writes it in its plain
    letters wherever a name is asked for. It speaks against a use and decides nothing.

    Args:
        met: the reason that shows how word and text met.
    """
    own = folded(met.theirs)
    bare = "".join(filter(str.isalnum, own))
    if met.feature not in RESEMBLING or own != met.theirs.casefold() or len(bare) < _LEAST_NAME:
        return ()
    if any(char.isdigit() for char in bare):
        return ()
    found = (
        ("own_brand", _solid_once(read("brand", listing.brand)) == bare, listing.brand),
        ("own_shop", _bears(read("seller", listing.seller), bare), listing.seller),
    )
    return tuple(
        Reason(feature=name, score=1.0, weight=WEIGHTS[name], ours=met.ours, theirs=text[:200])
        for name, holds, text in found
        if holds
    )


def _bears(seller: str, name: str) -> bool:
    """Whether a shop's name holds another: a Latin one as a word, a Chinese one anywhere."""
    return name in _words_once(seller) if name.isascii() else name in _solid_once(seller)


def unconfirmed(right: Right, listing: Listing, found: Set[str]) -> Reason | None:
    """The reason that holds back a near or an ordinary word where nothing says the goods are the right's.

    `found` are the features of the words' reasons.
    """
    agreed = _agreed_goods(right, listing)
    if agreed and agreed.feature != "any_goods":
        return None
    if "ordinary_word" in found and right.nice_classes:
        feature = "goods_required"
    elif "near_text" in found:
        feature = "goods_unconfirmed"
    else:
        return None
    ours, theirs = _numbers(right.nice_classes), _numbers(listing.nice_classes)
    return Reason(feature=feature, score=1.0, weight=WEIGHTS[feature], ours=ours, theirs=theirs)


def seller_key(name: str) -> str:
    """A seller's name for comparing with a licensee's: width and case only.

    Never folded further: an impostor's look-alike letters must not earn them a licence.
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _gate(feature: str, *, ours: str, theirs: str) -> Reason:
    return Reason(feature=feature, score=1.0, weight=0.0, ours=ours[:200], theirs=theirs[:200])


def _term(right: Right, day: date) -> Reason | None:
    if right.binds(day):
        return None
    return _gate("term", ours=_days(right), theirs=day.isoformat())


def _days(right: Right) -> str:
    return f"{right.term.start or ''}..{right.term.end or ''}"


def _licensed(right: Right, listing: Listing, day: date) -> Reason | None:
    known = ((licence, licensee(licence, listing)) for licence in right.licences)
    held = [
        (feature, who)
        for licence, (feature, who) in known
        if who and licence.term.covers(day) and _within(licence, right, listing)
    ]
    if not held:
        return None
    feature, who = next((one for one in held if one[0] == "licensed"), held[0])
    return _gate(feature, ours=who, theirs=listing.seller or listing.seller_id)


def licensee(licence: Licence, listing: Listing) -> tuple[str, str]:
    """Which gate opens for this seller, and by what a licence knows them; twice "" for a stranger.

    `licensed` by what is theirs alone, `licensed_by_name` by a name that others may bear too. Who
    bears it and shows another's credit code is a stranger.
    """
    ours, theirs = _code(licence.credit_code), _code(listing.seller_credit_code)
    if licence.seller_id and licence.seller_id.strip() == listing.seller_id.strip():
        return "licensed", licence.seller_id
    if ours and ours == theirs:
        return "licensed", licence.credit_code
    same_name = seller_key(licence.seller) == seller_key(listing.seller)
    if licence.seller and same_name and not (ours and _CREDIT_CODE.match(theirs)):
        return "licensed_by_name", licence.seller
    return "", ""


def _code(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().upper()


def _within(licence: Licence, right: Right, listing: Listing) -> bool:
    """Whether a licence reaches these goods at this place; an unknown place is given the benefit."""
    if licence.goods and not _goods_word(licence.goods, listing):
        return False
    place = _folded_once(f"{listing.ships_from} {listing.origin}").strip()
    ours = folded(licence.territory)
    return not ours or not place or ours == folded(right.territory) or ours in place


def other_goods(right: Right, listing: Listing) -> Reason | None:
    """The gate of goods in other classes than the right's, which no word names either."""
    if right.kind in ANY_GOODS or not right.nice_classes or not listing.nice_classes:
        return None
    if set(right.nice_classes) & set(listing.nice_classes) or _goods_word(right.goods, listing):
        return None
    return _gate("goods_class", ours=_numbers(right.nice_classes), theirs=_numbers(listing.nice_classes))


def _agreed_goods(right: Right, listing: Listing) -> Reason | None:
    shared = sorted(set(right.nice_classes) & set(listing.nice_classes))
    if shared or not right.nice_classes:
        theirs = _numbers(shared) or _numbers(listing.nice_classes)
        feature = "goods_agree" if shared else "any_goods"
        ours = _numbers(right.nice_classes)
        return Reason(feature=feature, score=1.0, weight=WEIGHTS[feature], ours=ours, theirs=theirs)
    word = _goods_word(right.goods, listing)
    if not word:
        return None
    return Reason(feature="goods_word", score=1.0, weight=WEIGHTS["goods_word"], ours=word, theirs=word)


def agrees_on_goods(right: Right, listing: Listing) -> str:
    """The classes or the word by which the listing's goods are among the right's, or ""."""
    shared = sorted(set(right.nice_classes) & set(listing.nice_classes))
    return _numbers(shared) or _goods_word(right.goods, listing)


@lru_cache(maxsize=64)
def _folded_once(text: str) -> str:
    """A text of a listing, folded for the first of its many rights."""
    return folded(text)


@lru_cache(maxsize=64)
def _words_once(text: str) -> frozenset[str]:
    return frozenset(folded(text).split())


@lru_cache(maxsize=64)
def _solid_once(text: str) -> str:
    return solid(text)


@lru_cache(maxsize=64)
def _goods_text(title: str, category: str) -> str:
    return folded(f"{read('title', title)}\n{read('category', category)}")


def _goods_word(goods: Iterable[str], listing: Listing) -> str:
    where = _goods_text(listing.title, listing.category)
    return next((word for word in goods if folded(word) and folded(word) in where), "")


def _brand_field(right: Right, listing: Listing) -> Reason | None:
    if not listing.brand or right.ordinary_word:
        return None
    brand = _folded_once(read("brand", listing.brand)).strip()
    word = next((word for word in right.words if folded(word).strip() == brand), "")
    if not brand or not word:
        return None
    return Reason(
        feature="brand_field", score=1.0, weight=WEIGHTS["brand_field"], ours=word, theirs=listing.brand[:200]
    )


def _fake_words(right: Right, listing: Listing) -> Reason | None:
    said = [(field, one) for field in _GOODS_FIELDS for one in fake_words(listing.text(field))]
    sold = strongest(tuple(one for _, one in said))
    if sold is None:
        return None
    return Reason(
        feature="fake_words",
        score=sold.strength,
        weight=WEIGHTS["fake_words"],
        ours=right.text,
        theirs=sold.word,
        span=next(Span(field, one.start, one.end) for field, one in said if one is sold),
    )


def _low_price(right: Right, listing: Listing) -> Reason | None:
    cheap = cheapness(right, listing)
    if cheap is None:
        return None
    weight = WEIGHTS["low_price"]
    return Reason(feature="low_price", score=cheap.score, weight=weight, ours=cheap.ours, theirs=cheap.theirs)


def area_in(right: Right, place: str) -> str:
    """The name of the right's area that a stated place holds, or ""."""
    return one_in(right.area, place)


def one_in(areas: Sequence[str], place: str) -> str:
    """The first of some places that a stated place holds, or ""."""
    where = _folded_once(read("origin", place))
    return next((area for area in areas if folded(area) and folded(area) in where), "") if where else ""


def says_where(place: str) -> bool:
    """Whether a place is narrow enough to be inside or outside of an area."""
    return bool(place.strip()) and folded(place).strip() not in _WHOLE_COUNTRY


def _numbers(classes: Iterable[int]) -> str:
    return ", ".join(map(str, classes))
