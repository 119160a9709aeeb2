"""A short CSS selector for one element of a page, by ids and classes and never by position."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from parsel import Selector

MOST_LEVELS: Final = 5
MOST_TRIED: Final = 60
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z_-]{1,40}")


def selector_for(page: Selector, element: Any) -> str:
    """A selector that finds `element` and nothing else on the page; empty where none does."""
    for selector in islice(_selectors(element), MOST_TRIED):
        found = page.css(selector)
        if len(found) == 1 and found[0].root is element:
            return selector
    return ""


def _selectors(element: Any) -> Iterator[str]:
    """The element's own names first, then below those of what is around it."""
    own = list(_names(element))
    yield from own
    around = element.getparent()
    for _level in range(MOST_LEVELS):
        if around is None or not isinstance(around.tag, str):
            return
        for outer in _names(around):
            for inner in own[:3]:
                yield f"{outer} {inner}"
        around = around.getparent()


def _names(element: Any) -> Iterator[str]:
    tag = element.tag
    identity = element.get("id") or ""
    # Names with digits in them are mostly made anew by every build of the shop, or for every article.
    if _NAME.fullmatch(identity):
        yield f"#{identity}"
    prop = element.get("itemprop") or ""
    if _NAME.fullmatch(prop):
        yield f"{tag}[itemprop={prop}]"
    for name in (element.get("class") or "").split():
        if _NAME.fullmatch(name):
            yield f"{tag}.{name}"
    yield tag
