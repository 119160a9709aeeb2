"""What the class words of an element say: a price, an old one, something beside the goods, a review."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache
from typing import Any, Final

from spiders.generic.word_tables import sections

PRICE: Final = 1
GOOD: Final = 2
WRONG: Final = 4
ASIDE: Final = 8
BUY: Final = 16
HIDDEN: Final = 32
STRUCK: Final = 64
REVIEW: Final = 128
BRAND: Final = 256

# Attributes in which pages say what an element is for.
_SAYING: Final = ("class", "id", "itemprop", "data-testid", "data-qa", "data-test")
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")

_SIGNS: Final = {
    "price": PRICE,
    "good": GOOD,
    "wrong": WRONG,
    "aside": ASIDE,
    "buy": BUY,
    "hidden": HIDDEN,
    "review": REVIEW,
    "brand": BRAND,
}
_SIGN_OF: Final = {word: _SIGNS[name] for name, words in sections("class_words").items() for word in words}
_TAGS: Final = {
    "del": STRUCK,
    "s": STRUCK,
    "strike": STRUCK,
    "nav": ASIDE,
    "aside": ASIDE,
    "footer": ASIDE,
}
# Two words that mean something only beside each other.
_PAIRS: Final = {
    ("list", "price"): WRONG,
    ("cross", "sell"): ASIDE,
    ("up", "sell"): ASIDE,
    ("sr", "only"): HIDDEN,
    ("base", "price"): WRONG,
    ("price", "base"): WRONG,
    ("price", "list"): WRONG,
}


@lru_cache(maxsize=16_384)
def of_words(words: str) -> int:
    """The signs in the words of an element's attributes; camelCase counts as several words."""
    found = [word.lower() for word in _WORD.findall(words[:400])]
    signs = 0
    for word in found:
        signs |= _SIGN_OF.get(word, PRICE if "price" in word else 0)
    for pair in itertools.pairwise(found):
        signs |= _PAIRS.get(pair, 0)
    return signs


def of(element: Any) -> int:
    """The signs of one element, from its tag and its attributes."""
    attributes = element.attrib
    signs = _TAGS.get(element.tag, 0)
    if not attributes:
        return signs
    words = " ".join([attributes[name] for name in _SAYING if name in attributes])
    if words:
        signs |= of_words(words)
    style = attributes.get("style", "")
    if "hidden" in attributes or ("none" in style and "display" in style):
        signs |= HIDDEN
    if "line-through" in style:
        signs |= STRUCK
    return signs
