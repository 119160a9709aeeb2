"""What the words around a mark say: fits it, not made by it, like it, or meant as a sign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from matchers.cover import ends
from matchers.cues import (
    ACCESSORY,
    CLAIMED_GENUINE,
    DENIED,
    DESCRIBES,
    GIVEN_AFTER,
    GIVEN_BEFORE,
    GOODS,
    LIKENED,
    LOOSE_AFTER,
    LOOSE_BEFORE,
    MADE_BY_OTHER,
    NAMED_TO_FIT,
    OWNER,
    PART_BEHIND,
    SELLER_SIGN,
    SERVICE,
    SIGN_AFTER,
    SIGN_BEFORE,
    THIRD_PARTY,
    Sides,
)
from matchers.occurrence import Occurrence
from matchers.surroundings import UNHEARD, Heard, heard

# Characters looked at on either side of a mark.
WINDOW: Final = 40
# Sides kept with what they say: several marks stand in one place, and sellers repeat themselves.
REMEMBERED: Final = 4_096
# Characters before an accessory in which it may be said to come along.
GIVEN: Final = 24
# A field whose words say nothing about the goods: a shop's name, the brand's own field.
_NAMES_ONLY: Final = ("brand", "seller")

_QUOTES_BEFORE: Final = "\"'“‘「『【《〈[("
_QUOTES_AFTER: Final = "\"'”’」』】》〉])"
_NOTICES: Final = ("™", "℠", "®")
_LATIN_WORD: Final = re.compile(r"[^\W\d_]+")
_GOODS_NEXT: Final = re.compile(rf"^[\"'”’」』】》)\]·|/-]?\s?{GOODS}")


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
        ("service", service),
    )
    found = [Cue(feature, cue[:80]) for feature, ask in asked if (cue := ask(occurrence))]
    features = {cue.feature for cue in found}
    if "accessory" in features and "nominative" not in features and (cue := loose_fit(occurrence)):
        found.append(Cue("loose_fit", cue[:80]))
    return tuple(found)


def surroundings(occurrence: Occurrence) -> Heard:
    """What was learned of the words around one occurrence; nothing in a name's field."""
    if occurrence.view.field in _NAMES_ONLY:
        return UNHEARD
    cues = frozenset(cue.feature for cue in context(occurrence))
    return heard(occurrence.view.text, occurrence.start, occurrence.end, cues)


def nominative(occurrence: Occurrence) -> str:
    """The words that make it "for X", "compatible with X" or somebody else's make, or ""."""
    return _nominative(*_sides(occurrence))


@lru_cache(maxsize=REMEMBERED)
def _nominative(before: str, after: str) -> str:
    asked = (THIRD_PARTY.search(before), THIRD_PARTY.search(after), MADE_BY_OTHER.search(after))
    other = next((found.group().strip() for found in asked if found), "")
    return _said(NAMED_TO_FIT, before, after) or other


def disclaimer(occurrence: Occurrence) -> str:
    """The words that deny the mark, or ""."""
    return _said(DENIED, *_sides(occurrence))


def comparison(occurrence: Occurrence) -> str:
    """The words that liken the goods to the mark's, or ""."""
    return _said(LIKENED, *_sides(occurrence))


def accessory(occurrence: Occurrence) -> str:
    """The part or accessory that the words around say is offered, or "": such goods are often made to fit."""
    return _accessory(*_sides(occurrence))


@lru_cache(maxsize=REMEMBERED)
def _accessory(before: str, after: str) -> str:
    owner = OWNER.search(after)
    behind = PART_BEHIND.search(after) or (PART_BEHIND.search(after[owner.end() :]) if owner else None)
    return behind.group().strip() if behind else next(_offered(before), "")


def service(occurrence: Occurrence) -> str:
    """Work that is offered on goods of the mark, or ""."""
    return _service(*_sides(occurrence))


@lru_cache(maxsize=REMEMBERED)
def _service(before: str, after: str) -> str:
    found = SERVICE.search(before) or SERVICE.search(after)
    return found.group().strip() if found else ""


def loose_fit(occurrence: Occurrence) -> str:
    """What makes the mark the name of what a part is for, or "": a model, other goods, a loose word."""
    return _loose_fit(*_sides(occurrence))


@lru_cache(maxsize=REMEMBERED)
def _loose_fit(before: str, after: str) -> str:
    asked = (LOOSE_AFTER.search(after), LOOSE_BEFORE.search(before), OWNER.search(after))
    return next((found.group().strip() for found in asked if found), "")


def _offered(text: str) -> Iterator[str]:
    """Parts and accessories in a text that are not said to come along with something else."""
    for found in ACCESSORY.finditer(text):
        given = GIVEN_BEFORE.search(text[max(0, found.start() - GIVEN) : found.start()])
        if not (given or GIVEN_AFTER.search(text[found.end() :])):
            yield found.group().strip()


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


def heads(occurrence: Occurrence) -> str:
    """The goods that a Chinese word heads, where it begins a title or stands by itself, or ""."""
    before, after = _sides(occurrence)
    apart = not before or not before[-1].isalnum() or ends(before, len(before)) > 0
    if occurrence.word.solid.isascii() or not apart or DESCRIBES.search(after):
        return ""
    found = _GOODS_NEXT.search(after)
    if not found or (before.strip() and found.group()[:1].isspace()):
        return ""
    return found.group().strip()


def other_script(occurrence: Occurrence) -> bool:
    """Whether a Latin word stands among Chinese ones, where nobody writes it for what it means."""
    if not occurrence.word.solid.isascii():
        return False
    chinese, latin = _letters(occurrence.view.text)
    return chinese > latin - len(occurrence.word.solid)


@lru_cache(maxsize=64)
def _letters(text: str) -> tuple[int, int]:
    """How many letters of a text are none of Latin, and how many are."""
    chinese = sum(not char.isascii() and char.isalpha() for char in text)
    return chinese, sum(char.isascii() and char.isalpha() for char in text)


def claimed_genuine(occurrence: Occurrence) -> str:
    """The words anywhere in the field that call the goods genuine, or ""."""
    return _claimed_genuine(occurrence.view.text)


@lru_cache(maxsize=64)
def _claimed_genuine(text: str) -> str:
    found = CLAIMED_GENUINE.search(text)
    return found.group() if found else ""


@lru_cache(maxsize=REMEMBERED)
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
    """Whether a Latin word is capitalised where its neighbours are not; sentences begin with a capital."""
    raw, span = occurrence.raw, occurrence.view.span(occurrence.start, occurrence.end)
    if not raw[:1].isupper():
        return False
    text = occurrence.view.raw
    rest = text[: span.start] + " " + text[span.end :]
    others = [word for word in _LATIN_WORD.findall(rest) if word.isascii() and len(word) > 1]
    if others and not text[: span.start].strip() and not raw[1:2].isupper():
        return False
    small = sum(word[0].islower() for word in others)
    return not others or 2 * small >= len(others)
