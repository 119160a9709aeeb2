"""JSON that pages carry inside themselves, read with bounds."""

from __future__ import annotations

import json
import re
from typing import Any

import jmespath
from parsel import Selector

from spiders.js_literal import literal

# As everywhere: a page's JSON deeper than this is an attack or an accident.
MOST_DEPTH = 64
MOST_MARKERS = 8

_DECODER = json.JSONDecoder(strict=False)
_GAP = re.compile(r"[\s=(:]*")
_PARSED = re.compile(r"JSON\.parse\(\s*")
_OPENERS = re.compile(r"""[\[{]|[\]}]|"(?:[^"\\]|\\.)*\"""")


def decoded(text: str) -> Any:
    """The JSON value at the start of `text`, whatever follows it; None if there is none within the bounds."""
    start = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    if _too_deep(text):
        return None
    try:
        return _DECODER.raw_decode(text, start)[0]
    except (ValueError, RecursionError):
        return None


def after(text: str, marker: str) -> Any:
    """The JSON that stands behind `marker` in a page, such as "window.__STATE__".

    Scripts often name a thing before they fill it: the first value that is not empty counts.
    """
    at = -1
    for _try in range(MOST_MARKERS):
        at = text.find(marker, at + 1)
        if at < 0:
            return None
        gap = _GAP.match(text, at + len(marker))
        found = value_at(text, gap.end()) if gap else None
        if found:
            return found
    return None


def value_at(text: str, at: int) -> Any:
    """The JSON, `JSON.parse("…")` or object literal of JavaScript at `at`, whatever follows it."""
    parsed = _PARSED.match(text, at)
    if parsed is None:
        found = decoded(text[at:])
        return literal(text, at) if found is None else found
    inner = decoded(text[parsed.end() :])
    return decoded(inner) if isinstance(inner, str) else None


def inside(node: Selector, css: str) -> Any:
    """The JSON in the text (or the attribute) that `css` selects."""
    found = node.css(css if "::" in css else f"{css}::text").get()
    return decoded(found) if found else None


def at_path(value: Any, path: str) -> Any:
    """What a JMESPath finds; None where the value has not the shape it was written for."""
    try:
        return jmespath.search(path, value)
    except jmespath.exceptions.JMESPathError:
        return None


def _too_deep(text: str) -> bool:
    depth = 0
    for match in _OPENERS.finditer(text):
        first = match[0][0]
        depth += (first in "[{") - (first in "]}")
        if depth > MOST_DEPTH:
            return True
        if not depth and first in "]}":
            return False
    return False
