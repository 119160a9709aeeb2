"""Ordinary words that resemble a mark: one edit away, of the same sound, or with the mark inside."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

from pypinyin import lazy_pinyin
from rapidfuzz.distance import OSA

from matchers.commonness import WORDS

Row = dict[str, Any]
BEFORE: Final = ("un", "ka", "mi", "tor", "ele", "sub", "pan")
AFTER: Final = ("etta", "ism", "skapet", "ville", "ador", "ship", "onic", "ling")


def glued_to_longer(pool: Sequence[Row], chance: random.Random, count: int) -> Iterator[tuple[Row, str]]:
    """A longer made-up word that holds the mark."""
    for _ in range(count):
        mark = chance.choice(pool)
        word = mark["text"].replace(" ", "").lower()
        both = (chance.choice(BEFORE) + word, word + chance.choice(AFTER))
        yield mark, chance.choice(both)


def near_words(pool: Sequence[Row], chance: random.Random, count: int) -> Iterator[tuple[Row, str]]:
    """Dictionary words within one edit of a mark of up to seven letters, two of a longer one."""
    found = [(mark, word) for mark in pool for word in _near(mark["text"].casefold())]
    yield from chance.sample(found, min(count, len(found)))


def _near(text: str) -> Iterator[str]:
    most = 1 if len(text) < 8 else 2
    for word in _by_length(text.isascii()):
        if word != text and OSA.distance(text, word, score_cutoff=most) <= most and len(text) > 2:
            yield word


@cache
def _by_length(latin: bool) -> tuple[str, ...]:
    return tuple(word for word in WORDS if word.isascii() == latin)


def same_sound(pool: Sequence[Row], chance: random.Random, count: int) -> Iterator[tuple[Row, str]]:
    """Dictionary words of the same syllables as a mark, or as its first two."""
    found = [
        (mark, word)
        for mark in pool
        for word in _spoken().get(tuple(lazy_pinyin(mark["text"][:2])), ())
        if word not in mark["text"]
    ]
    yield from chance.sample(found, min(count, len(found)))


def torn(pool: Sequence[Row], chance: random.Random, count: int) -> Iterator[tuple[Row, str]]:
    """The end of a common word, a space, and a beginning: together they hold a mark by accident."""
    words = _by_length(False)
    for _ in range(count):
        text = (mark := chance.choice(pool))["text"]
        cut = chance.randrange(1, len(text))
        ends = [word for word in words if word.endswith(text[:cut]) and word != text[:cut]]
        begins = [word for word in words if word.startswith(text[cut:]) and word != text[cut:]]
        end = chance.choice(ends) if ends else chance.choice(words)[:1] + text[:cut]
        yield mark, f"{end} {chance.choice(begins) if begins else text[cut:] + chance.choice(words)[-1]}"


@cache
def _spoken() -> dict[tuple[str, ...], list[str]]:
    spoken: dict[tuple[str, ...], list[str]] = {}
    for word in _by_length(False):
        if len(word) == 2:
            spoken.setdefault(tuple(lazy_pinyin(word)), []).append(word)
    return spoken
