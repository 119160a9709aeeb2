"""What is searched for: the terms of a text, the same for every triage index.

Both indexes are given terms made here and add no analysis of their own, so the same query finds the
same hits in either, on any version of either. The rules:

* full-width forms, ligatures, letter case and Latin accents do not count (`folded`);
* a run of Chinese, Japanese or Korean characters becomes overlapping pairs, and its last character
  once more alone: 苹果手机 is 苹果 果手 手机 机. So every character starts some term, and a lone
  character is found by the start of a term;
* a run of other letters is one term, a run of digits is one term; everything else separates.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

# Long enough for any word; Elasticsearch would cut a longer term itself, elsewhere than SQLite.
LONGEST_TERM = 64
# A person's question; what is longer is a paste, and each group costs a look-up.
LONGEST_QUERY = 200
MOST_GROUPS = 24

_CJK = (
    "\u1100-\u11ff\u3005\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f"
    "\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
# A run of CJK characters, of digits, or of other letters.
RUN = re.compile(rf"([{_CJK}]+)|(\d+)|([^\W\d_{_CJK}]+)")
_ACCENTED = re.compile(r"[\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff\u1e00-\u1fff]")
_ACCENT = re.compile(r"[\u0300-\u036f]+")
# Latin letters that no decomposition turns into their plain ones.
_PLAIN = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i",
                        "æ": "ae", "œ": "oe", "þ": "th", "\x00": " "})  # fmt: skip


class Group(NamedTuple):
    """Terms that stand side by side; with `starts`, one character that some term starts with."""

    terms: tuple[str, ...]
    starts: bool = False


def folded(text: str) -> str:
    """`text` without what does not count: width, ligature, letter case, Latin accents."""
    text = unicodedata.normalize("NFKC", text).casefold()
    if not text.isascii() and (_ACCENTED.search(text) or _ACCENT.search(text)):
        text = _ACCENTED.sub(_unaccented, text)
        text = _ACCENT.sub("", text)
    return text.translate(_PLAIN)


def _unaccented(found: re.Match[str]) -> str:
    return _ACCENT.sub("", unicodedata.normalize("NFKD", found.group()))


def _pairs(run: str) -> list[str]:
    return [*map(str.__add__, run, run[1:]), run[-1]]


def terms(text: str) -> list[str]:
    """The terms of a text, in order."""
    found: list[str] = []
    for cjk, digits, letters in RUN.findall(folded(text)):
        if cjk:
            found += _pairs(cjk)
        else:
            found.append((digits or letters)[:LONGEST_TERM])
    return found


def groups(query: str) -> tuple[Group, ...]:
    """What a hit must contain, all of it, to answer `query`; none if the query holds no letter or digit."""
    found: dict[Group, None] = {}
    for match in RUN.finditer(folded(query[:LONGEST_QUERY])):
        run = match.group()
        if not match.group(1):
            found[Group((run[:LONGEST_TERM],))] = None
        elif len(run) == 1:
            found[Group((run,), starts=True)] = None
        else:
            found[Group(tuple(_pairs(run)[:-1]))] = None
    return tuple(found)[:MOST_GROUPS]
