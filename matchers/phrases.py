"""Plain words in a listing's fields, folded as everything is: where they stand in the raw text."""

from __future__ import annotations

import re
from collections import defaultdict
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


# Enough for the fields of one batch of listings; a long description folded weighs some 70 kB.
@lru_cache(maxsize=1024)
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


class Finder:
    """Many words looked for at once: time grows with the text, hardly with the words.

    A place is looked at only where one of the words may begin; of the words that begin with its character
    the longest is met: 亚运村 is not 亚运.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._words = {_key(folded(word)): word for word in reversed(words)}
        by_first: dict[str, list[str]] = defaultdict(list)
        for key in sorted(filter(None, self._words), key=lambda key: (-len(key), key)):
            by_first[key[0]].append(pattern_of(key))
        self._by_first = {first: re.compile("|".join(each)) for first, each in by_first.items()}
        self._begins = re.compile("[" + re.escape("".join(sorted(by_first))) + "]" if by_first else r"(?!)")

    def places(self, listing: Listing, fields: Sequence[str] = SAID) -> Iterator[Place]:
        """Where any of the words stands, field by field, from left to right; no two overlap."""
        for field in fields:
            raw = listing.text(field)
            if raw:
                yield from self._in(seen(field, raw))

    def meets(self, field: str, raw: str) -> bool:
        """Whether any of the words stands in one field."""
        return bool(self._words) and next(self._in(seen(field, raw)), None) is not None

    def _in(self, text: View) -> Iterator[Place]:
        end = 0
        for begin in self._begins.finditer(text.text):
            if begin.start() < end:
                continue
            hit = self._by_first[begin.group()].match(text.text, begin.start())
            if hit:
                end = hit.end()
                yield Place(self._words[_key(hit.group())], hit.start(), end, text)


@lru_cache(maxsize=512)
def _finder(words: tuple[str, ...]) -> Finder:
    return Finder(words)


def _key(text: str) -> str:
    return "".join(text.split())


def places(words: Sequence[str], listing: Listing, fields: Sequence[str] = SAID) -> Iterator[Place]:
    """As `Finder.places`, for words that are few or come again and again."""
    return _finder(tuple(words)).places(listing, fields)


def first_place(words: Sequence[str], listing: Listing, fields: Sequence[str] = SAID) -> Place | None:
    """The first place of any of the words, or None."""
    return next(places(words, listing, fields), None)
