"""A page's visible texts in their order, gathered in one pass over the tree that is there already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from lxml import etree
from parsel import Selector

from spiders.generic import signs

# A page with more texts than this is cut: the goods are never that far down.
MOST_TEXTS: Final = 20_000
LONGEST_TEXT: Final = 2000
MOST_LEVELS: Final = 40

_UNSEEN: Final = frozenset({"script", "style", "noscript", "template"})
_BLOCKS: Final = frozenset({"div", "p", "br", "li", "td"})

_TEXTS: Final = etree.XPath(
    "descendant::text()[not(parent::script or parent::style or parent::noscript or parent::template"
    " or parent::textarea or parent::option or parent::title)]"
)
_H1: Final = etree.XPath("descendant::h1")
_NAMED: Final = etree.XPath(
    "descendant::*[@itemprop='name' or contains(@class, 'title') or contains(@class, 'name')"
    " or contains(@class, 'Title') or contains(@class, 'Name') or self::h2]"
)


class Text(NamedTuple):
    """One text of a page: its place in reading order, itself in one line, and the element around it."""

    at: int
    text: str
    element: Any


@dataclass(frozen=True)
class Outline:
    """What a page shows, in reading order; every later question is asked of this."""

    page: Selector
    url: str

    @cached_property
    def root(self) -> Any:
        """The body, or the whole tree where there is none."""
        body = self.page.root.find("body") if hasattr(self.page.root, "find") else None
        return self.page.root if body is None else body

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """Visible texts, in order."""
        found: list[Text] = []
        nodes: list[Any] = _TEXTS(self.root)  # type: ignore[assignment]  # texts only, by the expression
        for node in nodes:
            text = " ".join(node[:LONGEST_TEXT].split())
            if text:
                parent = node.getparent()
                found.append(Text(len(found), text, parent.getparent() if node.is_tail else parent))
                if len(found) >= MOST_TEXTS:
                    break
        return tuple(text for text in found if text.element is not None)

    @cached_property
    def place_of(self) -> dict[Any, int]:
        """The place of the first text directly inside an element."""
        places: dict[Any, int] = {}
        for text in self.texts:
            places.setdefault(text.element, text.at)
        return places

    @cached_property
    def title(self) -> str:
        """What the page calls itself in its head."""
        said = self.meta.get("og:title") or self.page.xpath("string(//title)").get() or ""
        return " ".join(said[:LONGEST_TEXT].split())

    @cached_property
    def meta(self) -> dict[str, str]:
        """The first value of every meta element, by property or name in small letters."""
        found: dict[str, str] = {}
        for node in self.page.xpath("//meta[@content]"):
            attributes = node.root.attrib
            for name in ("property", "name", "itemprop"):
                if name in attributes:
                    found.setdefault(attributes[name].lower(), attributes["content"].strip()[:LONGEST_TEXT])
        return found

    @cached_property
    def headings(self) -> tuple[Any, ...]:
        """The elements that may carry the name of the goods, first headings first."""
        first: list[Any] = _H1(self.root)  # type: ignore[assignment]  # elements only
        named: list[Any] = _NAMED(self.root)  # type: ignore[assignment]
        return (*first[:20], *named[:300])

    @cached_property
    def _above(self) -> dict[frozenset[Any], dict[Any, int]]:
        return {}

    def signs_above(self, element: Any, stop: frozenset[Any]) -> int:
        """The signs of an element and of what is around it, up to what is in `stop`."""
        known = self._above.setdefault(stop, {})
        way: list[Any] = []
        while element is not None and element not in stop and element not in known:
            way.append(element)
            element = element.getparent()
        found = known.get(element, 0)
        for part in reversed(way):
            found = known[part] = found | signs.of(part)
        return found


def text_inside(element: Any, most: int = 200, *, without: int = signs.STRUCK) -> str:
    """The text inside an element without parts of certain signs; cents written small are joined as cents.

    Empty where there is more than `most` characters.
    """
    parts: list[str] = []
    for piece, tag in _pieces(element, without, MOST_LEVELS):
        text, bare = piece, piece.strip()
        cents = tag == "sup" and len(bare) == 2 and bare.isdecimal()
        before = parts[-1][-1:] if parts else ""
        if cents and before.isdecimal():
            text = f".{bare}"
        elif tag == "span" and before.isalpha() and piece[:1].isdecimal():
            text = f" {text}"
        parts.append(text)
        most -= len(bare)
        if most < 0:
            return ""
    return " ".join("".join(parts).split())


def _pieces(element: Any, without: int, levels: int) -> Iterator[tuple[str, str]]:
    """(text, tag around it) in order, without scripts, styles and parts with one of the signs `without`."""
    if element.text:
        yield element.text, element.tag
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag and tag not in _UNSEEN and levels and not signs.of(child) & without:
            yield from _pieces(child, without, levels - 1)
        if tag in _BLOCKS:
            yield " ", element.tag
        if child.tail:
            yield child.tail, element.tag
