"""Plant varieties: whether propagating material is offered, and which of its numbers are named or missing."""

from __future__ import annotations

import re
from typing import Final

from domain.goods_packs import GrowingNumber, NumberRule
from domain.listing import Listing
from domain.match import Reason
from domain.rights import Right, RightKind
from domain.rulebook import Rulebook
from matchers.phrases import first_place
from matchers.rule_weights import RULE_WEIGHTS
from matchers.trade_words import strongest

_SAID: Final = ("title", "category", "description", "ocr")
# What is propagated: seed, seedlings, scions, cuttings, seed tubers, parent lines.
PROPAGATING: Final = (
    "种子", "种苗", "树苗", "果苗", "苗木", "秧苗", "幼苗", "小苗", "嫁接苗", "接穗", "枝条", "穗条", "芽条",
    "扦插", "种薯", "种球", "稻种", "麦种", "玉米种", "菜种", "瓜种", "籽种", "原种", "亲本", "杯苗", "盆苗",
    "裸根苗", "苗", "seed", "seeds", "seedling", "seedlings", "scion", "cuttings",
)  # fmt: skip


def reasons(right: Right, listing: Listing, rules: Rulebook) -> tuple[Reason, ...]:
    """What a listing says of a variety: harvested goods are no propagating material; seed has numbers."""
    if right.kind is not RightKind.VARIETY:
        return ()
    place = first_place(PROPAGATING, listing, ("title", "category"))
    if place is None:
        return (_reason("harvested", 1.0, ours=" / ".join(PROPAGATING[:4]), theirs=listing.title),)
    grown = _reason("propagating", 1.0, ours=place.word, theirs=place.theirs)
    grey = strongest(rules.seed_words, listing, ("title", "description"))
    told = (
        (_reason("grey_seed", float(grey.row.strength), ours=grey.place.word, theirs=grey.place.theirs),)
        if grey
        else ()
    )
    return (grown, *told, *_numbers(right, listing, rules, grey=bool(grey)))


def _numbers(right: Right, listing: Listing, rules: Rulebook, *, grey: bool) -> tuple[Reason, ...]:
    """The share of the numbers this seed must show that are missing; all there speaks for a lawful source."""
    text = "\n".join(listing.text(field) for field in _SAID)
    needed = [rule for rule in rules.numbers if _needed(rule, right, text)]
    if not needed:
        return ()
    missing = [rule for rule in needed if not _found(rule, right, text)]
    if missing:
        share = round(len(missing) / len(needed), 4)
        names = ", ".join(rule.number.value for rule in missing)
        return (_reason("numbers_missing", share, ours=names, theirs=""),)
    if grey:
        return ()
    named = ", ".join(_found(rule, right, text) for rule in needed)
    return (
        _reason("numbers_named", 1.0, ours=", ".join(rule.number.value for rule in needed), theirs=named),
    )


def _needed(rule: NumberRule, right: Right, text: str) -> bool:
    if rule.number is GrowingNumber.VARIETY_RIGHT:
        return True
    return rule.needed_for(text)


def _found(rule: NumberRule, right: Right, text: str) -> str:
    """The number in the text; of the variety right, only this one's own where it is known."""
    if rule.number is GrowingNumber.VARIETY_RIGHT and right.facts.number:
        plain = re.sub(r"\s", "", text)
        return right.facts.number if re.sub(r"\s", "", right.facts.number) in plain else ""
    return rule.found_in(text)


def _reason(feature: str, score: float, *, ours: str, theirs: str) -> Reason:
    weight = RULE_WEIGHTS[feature]
    return Reason(feature=feature, score=score, weight=weight, ours=ours[:200], theirs=theirs[:200])
