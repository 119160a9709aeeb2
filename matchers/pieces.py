"""The parts of a folded field that words are looked for in: Latin pieces and the letters between."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from matchers.normal import View

_PIECE: Final = re.compile(r"[a-z]+|[0-9]+")
_RUN: Final = re.compile(r"[a-z0-9@$!|]*[a-z][a-z0-9@$!|]*")
_LETTER: Final = re.compile(r"[^\W\d_a-z]")
_ALNUM: Final = re.compile(r"[^\W_]")
_WESTERN: Final = re.compile(r"[a-z0-9]{2}|[a-z].*[a-z]")
LONGEST_GAP: Final = 4


class Piece(NamedTuple):
    """A stretch of Latin letters, or of digits, in a folded field."""

    start: int
    end: int
    text: str


class Letters(NamedTuple):
    """The letters of other scripts in their order, and where each stands in the folded field."""

    text: str
    at: tuple[int, ...]


def latin_pieces(view: View) -> tuple[Piece, ...]:
    return tuple(Piece(m.start(), m.end(), m.group()) for m in _PIECE.finditer(view.text))


def runs(view: View) -> tuple[Piece, ...]:
    """Stretches of letters, digits and signs read as letters; each holds at least one letter."""
    return tuple(Piece(m.start(), m.end(), m.group()) for m in _RUN.finditer(view.text))


def letters(view: View) -> Letters:
    found = tuple(_LETTER.finditer(view.text))
    return Letters("".join(m.group() for m in found), tuple(m.start() for m in found))


def is_latin(solid: str) -> bool:
    return solid.isascii()


def joins_latin(gap: str) -> bool:
    """Whether two Latin pieces on both sides of `gap` may be one word pulled apart."""
    return len(gap) <= LONGEST_GAP and not _ALNUM.search(gap)


def joins_letters(gap: str) -> bool:
    """Whether two letters of another script may be neighbours; one stray Latin letter is noise."""
    return not gap or (len(gap) <= LONGEST_GAP and not _WESTERN.search(gap))


def plain_space(gap: str) -> bool:
    """Whether a gap is what ordinary writing has between two words."""
    return gap in ("", " ", ",", ";", "、", "。")
