"""Values beside their labels: "SKU: A-7", a table row, a definition; wherever the page shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from spiders.generic import signs
from spiders.generic.heading import Heading
from spiders.generic.outline import Outline, Text
from spiders.generic.word_tables import sections

_LABELS: Final = sections("labels")
ARTICLE: Final = _LABELS["article"]
# A maker's number: an article number only where the page prints no other.
MODEL: Final = _LABELS["model"]
BRAND: Final = _LABELS["brand"]
LONGEST_LABEL: Final = 30
LONGEST_VALUE: Final = 60
# Labels that are never a maker's number.
_SURE: Final = frozenset({"sku", "артикул", "货号", "asin"})
_CODE: Final = re.compile(r"(?=[^\d\s]*\d)[A-Za-z0-9][A-Za-z0-9./_\-]{1,38}[A-Za-z0-9]")
_AFTER: Final = re.compile(
    r"^(?P<label>[^:：#]{2,40}?)\s*(?:[:：#]|(?:[Nn]r|[Nn]o|№)\.?)\s*[:：#]?\s*(?P<value>\S.*)$"
)
_EDGE: Final = re.compile(r"^[\s\W]+|[\s\W]+$")
_NAME: Final = re.compile(r"[^\W\d_]")
# Words that stand where a brand would, and are none.
_NO_BRAND: Final = _LABELS["no brand"]


class Labelled(NamedTuple):
    """A value, the place of its label, and how sure the label is: 2, 1, or 0 for a maker's number."""

    value: str
    at: int
    rank: int


def articles(outline: Outline, heading: Heading) -> list[Labelled]:
    """Printed article numbers: the surest label first, then the one nearest to the heading."""
    found = []
    for label, value, at in _pairs(outline, heading, ARTICLE | MODEL):
        code = _CODE.match(value)
        if code and len(value) <= LONGEST_VALUE:
            rank = 2 if label in _SURE else 1 if label in ARTICLE else 0
            found.append(Labelled(code[0], at, rank))
    return sorted(found, key=lambda one: (-one.rank, abs(one.at - heading.at)))


def brands(outline: Outline, heading: Heading) -> list[Labelled]:
    """Labelled brands, the one nearest to the heading first."""
    found = []
    for _label, value, at in _pairs(outline, heading, BRAND):
        name = _EDGE.sub("", value)
        if name and len(name) <= 40 and _NAME.search(name) and name.casefold() not in _NO_BRAND:
            found.append(Labelled(name, at, rank=1))
    return sorted(found, key=lambda one: abs(one.at - heading.at))


def _pairs(outline: Outline, heading: Heading, labels: frozenset[str]) -> Iterator[tuple[str, str, int]]:
    """(label, value, place): both in one text, or the value in the next text of the same small part."""
    texts = outline.texts
    for index, text in enumerate(texts):
        if len(text.text) > LONGEST_LABEL + LONGEST_VALUE:
            continue
        label = _plain(text.text)
        if label in labels:
            value = _next(texts, index)
            if value and not _beside_goods(outline, text, heading.around):
                yield label, value, text.at
        elif match := _AFTER.match(text.text):
            label = _plain(match["label"])
            if label in labels and not _beside_goods(outline, text, heading.around):
                yield label, match["value"], text.at


def _plain(text: str) -> str:
    return _EDGE.sub("", text.casefold()).replace(".", "").replace("-", " ").replace("  ", " ").strip()


def _next(texts: tuple[Text, ...], index: int) -> str:
    for text in texts[index + 1 : index + 3]:
        value = text.text.strip(" :：#\u200e\u200f")
        if value and len(value) <= LONGEST_VALUE:
            return value
    return ""


def _beside_goods(outline: Outline, text: Text, around: frozenset[Any]) -> bool:
    above = outline.signs_above(text.element, around)
    return bool(above & (signs.ASIDE | signs.STRUCK))
