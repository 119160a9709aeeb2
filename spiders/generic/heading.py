"""Which element carries the name of the goods, and the name in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from spiders.generic import signs
from spiders.generic.outline import Outline, text_inside

LONGEST_NAME: Final = 400
# Half the words in common with what the page calls itself: then a first heading is no slogan of the shop.
ALIKE: Final = 0.5
# A Chinese character counts as a word: names there have no spaces.
_WORD: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """The element with the goods' name (None: not found), its text, and all elements around it."""

    element: Any
    text: str
    around: frozenset[Any]
    at: int


def heading_of(outline: Outline, *, known: str = "") -> Heading:
    """The likeliest heading; `known` is a name from structured data, if there is one."""
    titles = [_words(text) for text in (known, outline.title) if text]
    best: tuple[float, Any, str] = (0.0, None, "")
    for element in outline.headings:
        text = text_inside(element, LONGEST_NAME, without=signs.STRUCK | signs.HIDDEN)
        if not text or signs.of(element) & (signs.ASIDE | signs.STRUCK):
            continue
        words = _words(text)
        score = max((_shared(words, title) + 0.5 * _covered(words, title) for title in titles), default=0.0)
        score += 0.3 * (element.tag == "h1") + 0.05 * (element.get("itemprop") == "name")
        if score > best[0]:
            best = (score, element, text)
    score, element, text = best
    if element is None or (score < ALIKE + 0.1 and element.tag != "h1"):
        return Heading(None, "", frozenset(), 0)
    return Heading(element, text, frozenset(element.iterancestors()), _place(outline, element))


def name_of(heading: Heading, outline: Outline, *, schema: str) -> tuple[str, str]:
    """The goods' name and its layer: the heading where it is like the title, else structured data."""
    named = [text for text in (schema, outline.meta.get("og:title", ""), outline.title) if text]
    words, whole = _words(heading.text), _words(schema)
    part = len(words) <= 2 and words < whole and _covered(words, whole) < 0.6
    if heading.text and not part and (not named or max(alike(heading.text, text) for text in named) >= ALIKE):
        return _without_tail(heading.text, schema), "heading"
    if schema:
        return schema, "schema"
    if outline.meta.get("og:title"):
        return outline.meta["og:title"], "opengraph"
    return (heading.text, "heading") if heading.text else (outline.title, "title" if outline.title else "")


def alike(left: str, right: str) -> float:
    """The share of the shorter text's words that the longer has too."""
    return _shared(_words(left), _words(right))


def _without_tail(text: str, schema: str) -> str:
    """A heading that begins with the structured name and goes on for long is cut to it."""
    if schema and text.casefold().startswith(schema.casefold()) and len(_words(text) - _words(schema)) > 2:
        return text[: len(schema)]
    return text


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(text[:500]))


def _shared(left: frozenset[str], right: frozenset[str]) -> float:
    return len(left & right) / min(len(left), len(right)) * min(1.0, len(left) / 2) if left and right else 0.0


def _covered(words: frozenset[str], title: frozenset[str]) -> float:
    """The share of the title's words that a heading has: of two parts of a title the larger is the name."""
    return len(words & title) / len(title) if title else 0.0


def _place(outline: Outline, element: Any) -> int:
    for inner in element.iter():
        if inner in outline.place_of:
            return outline.place_of[inner]
    return 0
