"""What the words around a mark say: fits it, not made by it, like it, or meant as a sign."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from matchers.cues import (
    ACCESSORY,
    DENIED,
    LIKENED,
    LOOSE_AFTER,
    LOOSE_BEFORE,
    NAMED_TO_FIT,
    SELLER_SIGN,
    SIGN_AFTER,
    SIGN_BEFORE,
    THIRD_PARTY,
    Sides,
)
from matchers.occurrence import Occurrence

# Characters looked at on either side of a mark.
WINDOW: Final = 40
# A field whose words say nothing about the goods: a shop's name, the brand's own field.
_NAMES_ONLY: Final = ("brand", "seller")

_QUOTES_BEFORE: Final = "\"'“‘「『【《〈[("
_QUOTES_AFTER: Final = "\"'”’」』】》〉])"
_NOTICES: Final = ("™", "℠", "®")
_LATIN_WORD: Final = re.compile(r"[^\W\d_]+")


class Cue(NamedTuple):
    """Words near a mark that say how it is meant."""

    feature: str
    theirs: str


def context(occurrence: Occurrence) -> tuple[Cue, ...]:
    """What the words around one occurrence say against its being a sign of the goods."""
    if occurrence.view.field in _NAMES_ONLY:
        return ()
    asked = (
        ("nominative", nominative),
        ("disclaimer", disclaimer),
        ("comparison", comparison),
        ("accessory", accessory),
    )
    found = [Cue(feature, cue[:80]) for feature, ask in asked if (cue := ask(occurrence))]
    features = {cue.feature for cue in found}
    if "accessory" in features and "nominative" not in features and (cue := loose_fit(occurrence)):
        found.append(Cue("loose_fit", cue[:80]))
    return tuple(found)


def nominative(occurrence: Occurrence) -> str:
    """The words that make it "for X" or "compatible with X", or ""."""
    before, after = _sides(occurrence)
    third = THIRD_PARTY.search(before) or THIRD_PARTY.search(after)
    return _said(NAMED_TO_FIT, before, after) or (third.group() if third else "")


def disclaimer(occurrence: Occurrence) -> str:
    """The words that deny the mark, or ""."""
    return _said(DENIED, *_sides(occurrence))


def comparison(occurrence: Occurrence) -> str:
    """The words that liken the goods to the mark's, or ""."""
    return _said(LIKENED, *_sides(occurrence))


def accessory(occurrence: Occurrence) -> str:
    """A part or an accessory among the words of the field, or "": such goods are often made to fit."""
    before, after = _sides(occurrence)
    found = ACCESSORY.search(f"{before} {after}")
    return found.group().strip() if found else ""


def loose_fit(occurrence: Occurrence) -> str:
    """A model's number or a loose word of fitting beside the mark, or "": says something of parts only."""
    before, after = _sides(occurrence)
    found = LOOSE_AFTER.search(after) or LOOSE_BEFORE.search(before)
    return found.group().strip() if found else ""


def sign_use(occurrence: Occurrence) -> str:
    """Why an ordinary word is meant as a sign here, or "": quoted, labelled, capitalised, disguised."""
    view, (before, after) = occurrence.view, _sides(occurrence)
    if view.field == "brand" and occurrence.end - occurrence.start == len(view.text.strip()):
        return view.raw.strip()
    if before[-1:] and before[-1] in _QUOTES_BEFORE and after[:1] and after[0] in _QUOTES_AFTER:
        return f"{before[-1]}{occurrence.raw}{after[0]}"
    if (notice := view.raw[view.span(occurrence.start, occurrence.end).end :][:1]) in _NOTICES:
        return notice
    for found in (SIGN_BEFORE.search(before), SIGN_AFTER.search(after)):
        if found:
            return found.group().strip()
    if view.field == "seller" and (found := SELLER_SIGN.search(view.text)):
        return found.group()
    return occurrence.raw if _stands_out(occurrence) else ""


def _said(sides: Sides, before: str, after: str) -> str:
    for found in (sides.before.search(before), sides.after.search(after)):
        if found and found.group().strip():
            return found.group().strip()
    for opening, closing in sides.around:
        left, right = opening.search(before), closing.search(after)
        if left and right:
            return f"{left.group().strip()} … {right.group().strip()}"
    return ""


def _sides(occurrence: Occurrence) -> tuple[str, str]:
    text, start, end = occurrence.view.text, occurrence.start, occurrence.end
    return text[max(0, start - WINDOW) : start], text[end : end + WINDOW]


def _stands_out(occurrence: Occurrence) -> bool:
    """Whether a Latin word is capitalised where its neighbours are not."""
    raw, span = occurrence.raw, occurrence.view.span(occurrence.start, occurrence.end)
    if not raw[:1].isupper():
        return False
    text = occurrence.view.raw
    rest = text[: span.start] + " " + text[span.end :]
    others = [word for word in _LATIN_WORD.findall(rest) if word.isascii() and len(word) > 1]
    small = sum(word[0].islower() for word in others)
    return not others or 2 * small >= len(others)
