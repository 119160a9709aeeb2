"""The next page of a list that has no link to it: a number in the address, or a cursor in the page's JSON."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from spiders import embedded
from spiders.platform_rules import Pages

LONGEST_CURSOR: Final = 1000


def next_page(rules: Pages, url: str, *, fruitful: bool, state: Callable[[], Any]) -> str:
    """The address of the page after `url`; empty where this was the last one.

    Numbered pages end with one that gave nothing, and at `most`; cursors end where there is none.

    Args:
        fruitful: whether this page gave listings or ways to some.
        state: the page's JSON that holds the cursor.
    """
    if rules.cursor is not None:
        value = embedded.at_path(state(), rules.cursor)
        cursor = "" if value is None or isinstance(value, bool | dict | list) else str(value)
        usable = cursor and len(cursor) <= LONGEST_CURSOR
        return _with_param(url, rules.param or "", cursor) if usable else ""
    if not fruitful:
        return ""
    return _numbered_path(rules, url) if rules.path else _numbered_param(rules, url)


def _numbered_param(rules: Pages, url: str) -> str:
    said = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True)).get(rules.param or "", "")
    number = int(said) if said.isdecimal() and len(said) < 8 else rules.first
    onward = number + rules.step
    return _with_param(url, rules.param or "", str(onward)) if _within(rules, onward) else ""


def _numbered_path(rules: Pages, url: str) -> str:
    found = re.search(rules.path or "", url[:2000])
    if found is None or not found["n"].isdecimal() or len(found["n"]) >= 8:
        return ""
    onward = int(found["n"]) + rules.step
    return url[: found.start("n")] + str(onward) + url[found.end("n") :] if _within(rules, onward) else ""


def _within(rules: Pages, number: int) -> bool:
    return (number - rules.first) // rules.step < rules.most


def _with_param(url: str, name: str, value: str) -> str:
    parts = urlsplit(url)
    kept = [(key, old) for key, old in parse_qsl(parts.query, keep_blank_values=True) if key != name]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode([*kept, (name, value)]), ""))
