"""Text as it is compared, with the way back to what the seller really wrote."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from domain.listing import TEXT_FIELDS, Listing
from domain.values import Span
from matchers.confusables import CONFUSABLES
from matchers.traditional import SIMPLIFIED

# Characters compared of each field; the whole text stays as evidence.
LIMITS: Final = {"title": 512}
OTHER_LIMIT: Final = 2_000
# Invisible characters do not use up the limit, but reading stops somewhere.
RAW_FACTOR: Final = 8
# Folded characters of the longest fold, U+FDFA's.
_MOST_OF_ONE: Final = 18

_FILLERS: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800")
# Signs that say "a mark": beside the word, no letters of it. They stay themselves in the raw text.
_NOTICES: Final = frozenset("™℠")
# Single strokes: signs between characters (迪丶卡侬), on no list of words.
_STROKES: Final = frozenset("丶丨丿乀乁亅")
_END_OF_EUROPE: Final = 0x0530  # below: Latin, Greek and Cyrillic letters, whose marks only decorate


@dataclass(frozen=True, slots=True)
class View:
    """One field folded for comparison.

    `text` is folded, separators included; `at[i]` is the raw position `text[i]` came from, never
    falling.
    """

    field: str
    raw: str
    text: str
    at: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """Where `text[start:end]`, not empty, stands in the raw text."""
        return Span(self.field, self.at[start], self.at[end - 1] + 1)


class _Folds(dict[str, str]):
    """Character -> folded characters, filled as characters are met."""

    def __missing__(self, char: str) -> str:
        folded = self[char] = _folded_character(char)
        return folded


def _folded_character(char: str) -> str:
    if char in _NOTICES:
        return " "
    known = CONFUSABLES.get(char)
    if known is not None:
        return known
    return "".join(map(_plain, unicodedata.normalize("NFKC", char).casefold()))


def _plain(char: str) -> str:
    category = unicodedata.category(char)
    if char in _FILLERS or category in ("Mn", "Me", "Cf", "Cs", "Co", "Cn"):
        return ""
    if char in _STROKES:
        return "·"
    if category in ("Cc", "Zl", "Zp", "Zs"):
        return " " if char.isspace() else ""
    base = unicodedata.normalize("NFD", char)[0]
    if ord(base) >= _END_OF_EUROPE:
        base = SIMPLIFIED.get(char, char)
    return CONFUSABLES.get(base, base)


_FOLDS: Final = _Folds()


def folded(text: str) -> str:
    """The whole of a short text, such as a mark or a place name, folded for comparison."""
    return "".join(map(_FOLDS.__getitem__, text))


def solid(text: str) -> str:
    """Folded letters and digits alone: separators, signs and spaces gone."""
    return "".join(char for char in folded(text) if char.isalnum())


def view(field: str, raw: str) -> View:
    """One field made ready, cut at its limit."""
    limit = LIMITS.get(field, OTHER_LIMIT)
    parts = [_FOLDS[char] for char in read(field, raw)]
    text = "".join(parts)
    if len(text) == len(parts) and all(parts):
        return View(field, raw, text[:limit], range(min(limit, len(text))))
    at = [i for i, part in enumerate(parts) for _ in part]
    return View(field, raw, text[:limit], at[:limit])


def read(field: str, raw: str) -> str:
    """As much of a field as is looked at."""
    return raw[: LIMITS.get(field, OTHER_LIMIT) * RAW_FACTOR]


def is_cut(field: str, raw: str) -> bool:
    """Whether a field is longer than what is compared of it; characters nobody sees do not count."""
    limit = LIMITS.get(field, OTHER_LIMIT)
    if len(raw) > limit * RAW_FACTOR:
        return True
    return len(raw) * _MOST_OF_ONE > limit and sum(len(_FOLDS[char]) for char in raw) > limit


def fields_cut(listing: Listing) -> int:
    """How many of a listing's fields are longer than what is compared."""
    return sum(is_cut(field, listing.text(field)) for field in TEXT_FIELDS)


def views(listing: Listing, fields: Sequence[str]) -> tuple[View, ...]:
    """The fields of a listing that hold anything to compare, in the order given."""
    made = (view(field, listing.text(field)) for field in fields if listing.text(field))
    return tuple(each for each in made if each.text)
