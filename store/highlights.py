"""Where a question's words stand in a hit's text: an excerpt with marks, the same for every index.

An excerpt is plain text, never HTML: a matched stretch stands between `START` and `END`, two
characters of Unicode's private area that are taken out of the text first. `pieces` cuts it apart for
a template, which escapes each piece as it escapes everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from store.terms import LONGEST_TERM, RUN, Group, folded

START, END = "\ue000", "\ue001"
# So much of one field is looked at, and so much of it is shown around the first match.
LOOKED_AT = 4000
SHOWN = 160

# A character with what is written onto it: accents, kana sound marks.
_WRITTEN_ONTO = re.compile(r"[\u0300-\u036f\u3099\u309a\uff9e\uff9f]")
_CLUSTER = re.compile(f".{_WRITTEN_ONTO.pattern}*", re.DOTALL)
_MARKS = str.maketrans("", "", START + END)

_folded = lru_cache(maxsize=8192)(folded)


def excerpt(fields: Sequence[str], wanted: Sequence[Group]) -> str:
    """The first of `fields` that answers a part of the question, around its first match; else empty."""
    for field in fields:
        text = field[:LOOKED_AT].translate(_MARKS)
        places = spans(text, wanted)
        if places:
            return _around(text, places)
    return ""


def spans(text: str, wanted: Sequence[Group]) -> list[tuple[int, int]]:
    """Stretches of the raw `text` that match, in order, merged where they overlap or touch."""
    flat, places = _with_places(text)
    found: list[tuple[int, int]] = []
    for first, last in sorted(_found(flat, wanted)):
        start, end = (places[first][0], places[last - 1][1]) if places is not None else (first, last)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def pieces(marked: str) -> tuple[tuple[str, bool], ...]:
    """An excerpt as pieces of plain text, each with whether it matched."""
    cut: list[tuple[str, bool]] = []
    for part in marked.split(START):
        lit, closed, rest = part.partition(END)
        cut += [(lit, True), (rest, False)] if closed else [(part, False)]
    return tuple(piece for piece in cut if piece[0])


def _with_places(text: str) -> tuple[str, list[tuple[int, int]] | None]:
    """The folded text, and for each of its characters the raw stretch it came from; None: its own place."""
    if not _WRITTEN_ONTO.search(text) and all(len(_folded(character)) == 1 for character in set(text)):
        return "".join(map(_folded, text)), None
    flat: list[str] = []
    places: list[tuple[int, int]] = []
    for cluster in _CLUSTER.finditer(text):
        plain = _folded(cluster.group())
        flat.append(plain)
        places += [cluster.span()] * len(plain)
    return "".join(flat), places


def _found(flat: str, wanted: Sequence[Group]) -> Iterator[tuple[int, int]]:
    words = {group.terms[0] for group in wanted if len(group.terms) == 1}
    runs = [
        _run(group) for group in wanted if len(group.terms) > 1 or len(group.terms[0]) > 1 or group.starts
    ]
    for match in RUN.finditer(flat):
        if not match.group(1):
            if match.group()[:LONGEST_TERM] in words:
                yield match.span()
            continue
        for run in runs:
            yield from _everywhere(run, match.group(), match.start())


def _run(group: Group) -> str:
    """The run of characters that was cut into overlapping pairs."""
    return "".join(term[0] for term in group.terms) + group.terms[-1][1:]


def _everywhere(run: str, text: str, offset: int) -> Iterator[tuple[int, int]]:
    at = text.find(run)
    while at >= 0:
        yield offset + at, offset + at + len(run)
        at = text.find(run, at + 1)


def _around(text: str, places: Sequence[tuple[int, int]]) -> str:
    """`SHOWN` characters from a little before the first match, with every match in them marked."""
    first = 0 if len(text) <= SHOWN else max(0, min(places[0][0] - SHOWN // 4, len(text) - SHOWN))
    last = min(len(text), first + SHOWN)
    cut, at = ["…" if first else ""], first
    for start, end in places:
        if start >= last:
            break
        cut += [text[at:start], START, text[start : min(end, last)], END]
        at = min(end, last)
    cut += [text[at:last], "…" if last < len(text) else ""]
    return "".join(cut)
