"""What sellers stick to a mark without changing it: norvellestore24, thenorvellewirelessspeaker."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from matchers.vocabulary import words
from matchers.words import COMMON

PREFIXES: Final = (
    "the",
    "new",
    "my",
    "best",
    "real",
    "super",
    "x",
    "i",
    "e",
    "buy",
    "hot",
    "top",
    "for",
    "your",
)
SUFFIXES: Final = (
    *(
        "store",
        "shop",
        "official",
        "outlet",
        "mall",
        "sale",
        "online",
        "fans",
        "style",
        "world",
        "hub",
        "club",
    ),
    *("direct", "deals", "home", "factory", "market", "trade", "goods", "global", "group", "vip", "team"),
    *("pro", "usa", "cn", "hk", "uk", "us", "eu", "es", "s", "x"),
)
LONGEST: Final = 24
# A shorter word is as often the end of another name: "ship", "ling".
_LEAST_WORD: Final = 5
_LEAST_BEFORE: Final = 3
_OF_TITLES: Final = frozenset(
    """bluetooth wireless leather gaming waterproof portable smart outdoor mini kids baby women womens mens
    men girls boys unisex cotton silk wool running hiking camping cycling fishing travel
    digital electric cordless
    noise cancelling fast charging summer winter autumn spring vintage cheap fpv usb gps led hd""".split()  # noqa: SIM905
)
# Names end in these as often as goods are called so: Vinsorrelfield is another name.
_OF_PLACES: Final = frozenset(
    (
        "field",
        "fields",
        "stone",
        "stones",
        "woods",
        "house",
        "light",
        "river",
        "mount",
        "court",
        "tower",
        "royal",
    )
)
_OF_GOODS: Final = {
    part
    for name in ("goods", "accessories")
    for word in words(name)
    if word.isascii()
    for part in re.split(r"[ -]", word)
    if len(part) > 2
}
_WORDS: Final = frozenset(
    _OF_TITLES
    | {*PREFIXES[:6], *SUFFIXES[:-2], *_OF_GOODS, *(word + "s" for word in _OF_GOODS)}
    | {word for word in COMMON - _OF_PLACES if len(word) >= _LEAST_WORD}
)


def affixed(before: str, after: str) -> bool:
    """Whether what is glued to a word on either side, if anything, is an affix, a number or shop words."""
    return (not before or before in PREFIXES or _said_before(before)) and (
        not after or after in SUFFIXES or _said(after)
    )


def _said_before(text: str) -> bool:
    """Whether known words stand before a mark; short ones ("pan") begin names as often as they head them."""
    return (text.isdigit() or len(text) > _LEAST_BEFORE) and _said(text)


@lru_cache(maxsize=4096)
def _said(text: str) -> bool:
    """Whether a text is digits and known words alone."""
    ends = {0}
    for end in range(1, len(text) + 1):
        if any(text[start:end] in _WORDS or text[start:end].isdigit() for start in ends):
            ends.add(end)
    return len(text) in ends
