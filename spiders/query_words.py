"""What to search a platform for: words of the rights watched, those that brought hits before first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.rights import Right
from spiders.platform_rules import PlatformFile

# A word that brought so many listings and not one hit has had its chance: it is asked last.
LISTINGS_FOR_NOTHING: Final = 40
MOST_GOODS: Final = 3
MOST_FORMS: Final = 20
SHORTEST_DISGUISED: Final = 4
# A search costs its own page, further ones, and those of its goods: about ten requests in all.
REQUESTS_A_QUERY: Final = 10
# Ways to write a Latin mark that a reader takes for it and a plain search does not find.
_SWAPS: Final = (("o", "0"), ("l", "1"), ("i", "1"), ("e", "3"), ("s", "5"))
_LATIN: Final = re.compile(r"[a-z][a-z0-9' &.-]*", re.I)


@dataclass(frozen=True, slots=True)
class Yield:
    """What a word brought on a platform so far: listings found by it, and hits among them."""

    listings: int = 0
    hits: int = 0


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    kind: int  # 0 brand, 1 alias, 2 disguise seen, 3 brand and goods, 4 disguise made up, 5 goods alone


def search_words(
    rights: Sequence[Right],
    *,
    past: Mapping[str, Yield] | None = None,
    forms: Mapping[str, int] | None = None,
    most: int = 200,
) -> tuple[str, ...]:
    """At most `most` words to search for, in the order in which they are worth it.

    First words with hits, most hits first; then words never tried: marks, other names, disguises that
    hits showed, marks with their goods, disguises made up, goods of marks without words; last those that
    brought many listings and no hit.

    Args:
        past: what each word brought on this platform.
        forms: spellings by which hits showed a mark, with how often.
    """
    known, seen = past or {}, forms or {}
    words: dict[str, _Word] = {}
    for word in _words(rights, seen):
        words.setdefault(word.text.casefold(), word)
    order = sorted(words.values(), key=lambda one: _rank(one, known.get(one.text, Yield())))
    return tuple(one.text for one in order[:most])


def most_queries(platform: PlatformFile) -> int:
    """How many searches the platform file and its budget of a day allow."""
    wished = platform.queries.most if platform.queries else 0
    return min(wished, max(platform.budget.per_day // REQUESTS_A_QUERY, 1))


def _rank(word: _Word, brought: Yield) -> tuple[int, int, int]:
    """Sorted ascending: tried well, untried by kind, tried in vain."""
    if brought.hits:
        return (0, -brought.hits, word.kind)
    return (2 if brought.listings >= LISTINGS_FOR_NOTHING else 1, word.kind, 0)


def _words(rights: Sequence[Right], forms: Mapping[str, int]) -> Iterator[_Word]:
    for right in rights:
        if right.text.strip():
            yield _Word(right.text.strip(), 0)
        yield from (_Word(alias.strip(), 1) for alias in right.aliases if alias.strip())
    common = sorted(forms, key=lambda form: (-forms[form], form))[:MOST_FORMS]
    yield from (_Word(form, 2) for form in common if form.strip())
    for right in rights:
        for goods in right.goods[:MOST_GOODS]:
            text = f"{right.text} {goods}".strip()
            yield _Word(text, 3 if right.text.strip() else 5)
        yield from (_Word(form, 4) for form in disguises(right.text))


def disguises(word: str) -> tuple[str, ...]:
    """Spellings a reader takes for a Latin mark: one letter swapped for its look-alike, and spaced out."""
    if len(word) < SHORTEST_DISGUISED or not _LATIN.fullmatch(word):
        return ()
    swapped = [
        re.sub(letter, digit, word, count=1, flags=re.I) for letter, digit in _SWAPS if letter in word.lower()
    ]
    return (*swapped, " ".join(word)) if " " not in word else tuple(swapped)
