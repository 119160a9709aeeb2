"""What the words around a mark say of how it is meant, by a table learned from titles written by hand.

Cues of grammar (`matchers.cues`) hear "fits X". Most sellers of parts, covers and repairs never say it: the
words beside the mark, a model's number, the goods at the other end of the title do. The table holds a
log-odds for each such piece, positive where it speaks for a mark that is only named, negative where for a
mark that is used; `bench/fit_surroundings.py` writes it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from matchers.sheets import rows
from matchers.vocabulary import any_of

# Characters, and tokens in them, looked at before a mark and after it; and tokens that stand beside it.
WINDOW: Final = 80
REACH: Final = 12
BESIDE: Final = 3
# Log-odds beyond these say nothing more; a reason's score is the share of them.
MOST_ODDS: Final = 5.0
# Below these a handful of everyday characters leans this way or that: nothing was heard.
LEAST_ODDS: Final = 0.3
# Pieces named in a reason.
NAMED: Final = 5

_TOKEN: Final = re.compile(r"[a-z]+(?:'[a-z]+)?|(\d+[a-z]*)|[一-鿿]|[^\w\s]")
_MODEL: Final = re.compile(r"\s*[a-z]{0,3}[- ]?\d")
_LONGEST_CHINESE: Final = 3
_OF_PARTS: Final = "罩套贴膜架扣圈垫芯盖嘴管绳夹塞壳柄网挂纸带"
# Kinds of words, each by its letter in the pieces: parts and accessories, work on goods, goods themselves.
_KINDS: Final = re.compile(
    f"(?P<A>{any_of('accessories')})|(?P<S>{any_of('services')})|(?P<G>{any_of('goods')})"
    # Called a part by its last character: 风扇罩, 炸锅纸.
    rf"|(?P<P>[一-鿿][{_OF_PARTS}](?![一-鿿]))"
)


class Token(NamedTuple):
    """A word, a number (`#`), a Chinese character or a sign, and where it stands in the folded text."""

    start: int
    end: int
    text: str


class Heard(NamedTuple):
    """Log-odds that the mark is named and not used, and the pieces that say so, the strongest first."""

    odds: float
    pieces: tuple[str, ...]

    @property
    def share(self) -> float:
        """How clearly it was heard: 0 at `LEAST_ODDS`, 1 at `MOST_ODDS`, either way."""
        clear = (abs(self.odds) - LEAST_ODDS) / (MOST_ODDS - LEAST_ODDS)
        return round(min(1.0, max(0.0, clear)), 2)


UNHEARD: Final = Heard(0.0, ())


@lru_cache(maxsize=4096)
def heard(text: str, start: int, end: int, grammar: frozenset[str] = frozenset()) -> Heard:
    """What stands around `text[start:end]`, a place in a folded field.

    `grammar` are the cues that `matchers.wording` heard there: they count as pieces too.
    """
    every = pieces(text, start, end) | {f"@{cue}" for cue in grammar}
    found = {piece: ODDS[piece] for piece in every if piece in ODDS}
    odds = math.fsum(found.values())
    named = sorted(found, key=lambda piece: (-abs(found[piece]), piece))
    return Heard(odds, tuple(piece for piece in named if found[piece] * odds > 0)[:NAMED])


def pieces(text: str, start: int, end: int) -> frozenset[str]:
    """Every piece around a place: `<` beside it before, `>` after, `<<` and `>>` further, bare anywhere."""
    before = _tokens(text[max(0, start - WINDOW) : start])[-REACH:]
    after = _tokens(text[end : end + WINDOW])[:REACH]
    far_before, far_after = set(_grams(before)), set(_grams(after))
    found = {f"<<{gram}" for gram in far_before} | {f">>{gram}" for gram in far_after}
    found |= far_before | far_after
    found |= {f"<{gram}" for gram in _grams(before[-BESIDE:])} | {
        f">{gram}" for gram in _grams(after[:BESIDE])
    }
    found |= _shape(before, after, text[end : end + WINDOW])
    found |= set(_kinds(text, start, end))
    return frozenset(found)


def _tokens(text: str) -> list[Token]:
    return [Token(m.start(), m.end(), "#" if m[1] else m[0]) for m in _TOKEN.finditer(text)]


def _grams(tokens: Sequence[Token]) -> Iterator[str]:
    """Words and signs, pairs of them, and Chinese characters in runs of up to three."""
    for token in tokens:
        yield token.text
    for one, other in pairwise(tokens):
        if not (_chinese(one) and _chinese(other)):
            yield f"{one.text} {other.text}"
    for size in range(2, _LONGEST_CHINESE + 1):
        for first in range(len(tokens) - size + 1):
            part = tokens[first : first + size]
            if all(map(_chinese, part)) and part[-1].end - part[0].start == size:
                yield "".join(token.text for token in part)


def _chinese(token: Token) -> bool:
    return "一" <= token.text <= "鿿"


def _shape(before: Sequence[Token], after: Sequence[Token], rest: str) -> set[str]:
    """What every place has, where the mark stands among the words, and whether a model's number follows."""
    words = [token for token in before if token.text.isalnum()]
    found = {"^any", "^later" if words else "^first"}
    if len(words) > REACH // 2:
        found.add("^late")
    if not any(token.text.isalnum() or token.text == "#" for token in after):
        found.add("^last")
    if _MODEL.match(rest):
        found.add("^model")
    return found


def _kinds(text: str, start: int, end: int) -> Iterator[str]:
    """What kinds of words stand before and after a mark: the nearest, the last, and their order."""
    before = _kinds_in(text[max(0, start - WINDOW) : start])
    after = _kinds_in(text[end : end + WINDOW])
    yield f"=<{before[-1:]}"
    yield f"=>{after[:1]}"
    yield f"=<{before[-1:]}>{after[:1]}"
    yield f"=>{after[:2]}"
    yield f"=.{(before + after)[-1:]}"
    yield f"=^{(before + after)[:1]}"
    yield from (f"=<<{kind}" for kind in set(before))
    yield from (f"=>>{kind}" for kind in set(after))
    yield from (f"={kind}" for kind in set(before + after))


@lru_cache(maxsize=4096)
def _kinds_in(text: str) -> str:
    """A letter for each word of a kind in a text, in their order."""
    return "".join(found.lastgroup or "" for found in _KINDS.finditer(text))


def _table() -> Iterator[tuple[str, float]]:
    for odds, found in rows("surroundings"):
        for piece in found.split("\t"):
            yield piece, float(odds)


ODDS: Final = dict(_table())
