"""Plain words in a listing's fields, folded as everything is: where they stand in the raw text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import lru_cache
from typing import Final, NamedTuple

from domain.listing import Listing
from domain.values import Span
from matchers.normal import View, folded, view

SAID: Final = ("title", "brand", "category", "description", "ocr")
_LATIN: Final = "a-z0-9"


class Place(NamedTuple):
    """One word met: as the table has it, its place in the folded text of a field, and that field."""

    word: str
    start: int
    end: int
    seen: View

    @property
    def span(self) -> Span:
        return self.seen.span(self.start, self.end)

    @property
    def theirs(self) -> str:
        """What the seller wrote."""
        span = self.span
        return self.seen.raw[span.start : span.end]

    def before(self, length: int) -> str:
        return self.seen.text[max(0, self.start - length) : self.start]

    def after(self, length: int) -> str:
        return self.seen.text[self.end : self.end + length]

    def within(self, cover: Set[tuple[str, int]]) -> bool:
        """Whether phrases that cover so much hold this place."""
        field = self.seen.field
        return (field, self.start) in cover and (field, self.end - 1) in cover


def cover(phrases: Iterable[Place]) -> frozenset[tuple[str, int]]:
    """Every position that some phrases cover, as field and place in its folded text."""
    return frozenset((one.seen.field, at) for one in phrases for at in range(one.start, one.end))


@lru_cache(maxsize=4096)
def seen(field: str, raw: str) -> View:
    """One field folded; the same for every right that a listing is judged by."""
    return view(field, raw)


def pattern_of(word: str) -> str:
    """A folded word as a pattern: blanks within are free, Latin letters at its ends keep a boundary."""
    chars = [char for char in folded(word) if not char.isspace()]
    if not chars:
        return r"(?!)"
    before = rf"(?<![{_LATIN}])" if _is_latin(chars[0]) else ""
    after = rf"(?![{_LATIN}])" if _is_latin(chars[-1]) else ""
    return before + r"\s*".join(map(re.escape, chars)) + after


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


@lru_cache(maxsize=512)
def _finder(words: tuple[str, ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    keys = {_key(folded(word)): word for word in reversed(words)}
    # The longest first: 亚运村 is not 亚运.
    ordered = sorted(keys, key=lambda key: (-len(key), key))
    return re.compile("|".join(pattern_of(keys[key]) for key in ordered) or r"(?!)"), keys


def _key(text: str) -> str:
    return "".join(text.split())


def places(words: Sequence[str], listing: Listing, fields: Sequence[str] = SAID) -> Iterator[Place]:
    """Where any of the words stands, field by field, from left to right; the longest of one place."""
    pattern, keys = _finder(tuple(words))
    for field in fields:
        raw = listing.text(field)
        if not raw:
            continue
        text = seen(field, raw)
        for hit in pattern.finditer(text.text):
            yield Place(keys[_key(hit.group())], hit.start(), hit.end(), text)


def first_place(words: Sequence[str], listing: Listing, fields: Sequence[str] = SAID) -> Place | None:
    """The first place of any of the words, or None."""
    return next(places(words, listing, fields), None)
