"""Where the words stand: raw text cut into pieces, each plain, matched or invisible."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from domain.match import Match
from domain.values import Span

# Shown in full on one page; the whole text stays in the record.
SHOWN_CHARACTERS = 4000
LAID_OUT = frozenset("\n\t ")
# Letters, signs and marks that draw nothing: joiners, fillers, blank Braille, selectors of no emoji.
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | set(map(chr, range(0xFE00, 0xFE0E)))


class Piece(NamedTuple):
    """A stretch of raw text; `unseen` names an invisible character that stands in its place."""

    text: str
    lit: bool
    unseen: str = ""


def merged(spans: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """The spans within the text, in order, with overlapping and touching ones made one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted((max(0, start), min(end, length)) for start, end in spans):
        if start >= end:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def unseen_name(character: str) -> str:
    """What an invisible or direction-changing character is called; empty for one that shows."""
    shows = unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"} and character not in BLANK
    if character in LAID_OUT or shows:
        return ""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()


def _seen(text: str, lit: bool) -> Iterator[Piece]:
    """Plain runs as they are; each invisible character as a piece of its own."""
    # Nearly every text: nothing invisible in it, so no look at each character.
    if text.isprintable() and BLANK.isdisjoint(text):
        yield from (Piece(text, lit),) if text else ()
        return
    start = 0
    for place, character in enumerate(text):
        name = unseen_name(character)
        if name:
            if start < place:
                yield Piece(text[start:place], lit)
            yield Piece("", lit, name)
            start = place + 1
    if start < len(text):
        yield Piece(text[start:], lit)


def pieces(text: str, spans: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
    """`text` in pieces, the first `SHOWN_CHARACTERS` of it, and further where a span stands further on."""
    places = merged(spans, len(text))
    shown = text[: max([SHOWN_CHARACTERS, *(end for _start, end in places)])]
    cut: list[Piece] = []
    at = 0
    for start, end in places:
        cut += _seen(shown[at:start], lit=False)
        cut += _seen(shown[start:end], lit=True)
        at = end
    cut += _seen(shown[at:], lit=False)
    return tuple(cut) + ((Piece("…", lit=False),) if len(text) > len(shown) else ())


def standing_spans(matches: Sequence[Match], field: str, text: str) -> tuple[tuple[int, int], ...]:
    """Of the places in `field` those where `text`, perhaps a later state, still says what was matched."""
    told = [
        reason for match in matches for reason in match.reasons if reason.span and reason.span.field == field
    ]
    return tuple(
        (reason.span.start, reason.span.end)
        for reason in told
        if reason.span and text[reason.span.start : reason.span.end].startswith(reason.theirs or "\0")
    )


def spans_in(matches: Sequence[Match], field: str) -> tuple[tuple[int, int], ...]:
    """Where reasons point into one field of the listing."""
    found: list[Span] = [reason.span for match in matches for reason in match.reasons if reason.span]
    return tuple((span.start, span.end) for span in found if span.field == field)


def words_in(text: str, wanted: str) -> tuple[tuple[int, int], ...]:
    """Where the words of a search stand in `text`, letter case apart."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a letter whose small form is longer would shift every place after it
        return ()
    spans: list[tuple[int, int]] = []
    for word in {part for part in wanted.lower().split() if part}:
        at = lowered.find(word)
        while at >= 0 and len(spans) < 200:
            spans.append((at, at + len(word)))
            at = lowered.find(word, at + len(word))
    return tuple(spans)
