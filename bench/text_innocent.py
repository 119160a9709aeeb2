"""Ordinary words that resemble a mark: one edit away, of the same sound, or with the mark inside."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

from pypinyin import lazy_pinyin
from rapidfuzz.distance import OSA

from matchers.commonness import WORDS
from matchers.glyphs import alike

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


ENDINGS: Final = (
    "a",
    "o",
    "ia",
    "ella",
    "etta",
    "ino",
    "on",
    "ex",
    "is",
    "ora",
    "ano",
    "elle",
    "ique",
    "ix",
    "um",
    "us",
)
# Characters of which names from other languages are made.
OF_NAMES: Final = "雅诺维娜蒂莎罗曼斯克伦森格丽尼奥卡洛薇宝贝安琪美思朗达特尔歌妮恩丹方圆云山青石木田川"


def other_names(pool: Sequence[Row], chance: random.Random, count: int) -> Iterator[tuple[Row, str]]:
    """Another maker's name that begins like a mark, or has one other character."""
    for _ in range(count):
        text = (mark := chance.choice(pool))["text"]
        made = _other_ending(text, chance) if text.isascii() else _other_character(text, chance)
        if made and made.casefold() != text.casefold():
            yield mark, made


def _other_ending(text: str, chance: random.Random) -> str:
    """The name with another ending; most differ by more than the one letter of a disguise."""
    if chance.random() < 0.3:
        stem = text[:-1] if text[-1].lower() in "aeiouy" else text
        return stem + chance.choice("aeiouyns")
    stem = text.rstrip("aeiouyAEIOUY")[: max(3, len(text) - chance.choice((1, 2, 2, 3)))]
    made = stem.rstrip("aeiou") + chance.choice(ENDINGS)
    return made if len(text) > 3 and OSA.distance(made.casefold(), text.casefold()) > 1 else ""


def _other_character(text: str, chance: random.Random) -> str:
    """Of two or three characters one replaced by one that neither looks nor sounds like it."""
    if len(text) > 3:
        return ""
    place = chance.randrange(len(text))
    able = [c for c in OF_NAMES if lazy_pinyin(c) != lazy_pinyin(text[place]) and not alike(c, text[place])]
    return text[:place] + chance.choice(able) + text[place + 1 :]


def running_on(pool: Sequence[Row], chance: random.Random, count: int) -> Iterator[tuple[Row, str]]:
    """A mark's last character begins a word, or its name is only the beginning of a longer one."""
    for _ in range(count):
        text = (mark := chance.choice(pool))["text"]
        begun = _beginning(text[-1])
        if begun and chance.random() < 0.6:
            yield mark, text[:-1] + chance.choice(begun)
        else:
            yield mark, text + "".join(chance.sample(OF_NAMES, chance.choice((1, 2))))


def sounding_on(pool: Sequence[Row], chance: random.Random, count: int) -> Iterator[tuple[Row, str]]:
    """Characters that sound like a mark by accident: the last of them begins a word."""
    for _ in range(count):
        text = (mark := chance.choice(pool))["text"]
        last = [word for char in _sounding(text[-1]) if char != text[-1] for word in _beginning(char)]
        if last and len(text) < 4:
            first = "".join(chance.choice(_sounding(char) or (char,)) for char in text[:-1])
            yield mark, first + chance.choice(last)


@cache
def _beginning(char: str) -> tuple[str, ...]:
    return tuple(word for word in _by_length(False) if word[0] == char and WORDS[word] >= 0.4)


@cache
def _sounding(char: str) -> tuple[str, ...]:
    """Common characters of the same syllable."""
    wanted = lazy_pinyin(char)
    chars = dict.fromkeys(word[0] for word in _by_length(False) if WORDS[word] >= 0.6)
    return tuple(one for one in chars if lazy_pinyin(one) == wanted)


@cache
def _spoken() -> dict[tuple[str, ...], list[str]]:
    spoken: dict[tuple[str, ...], list[str]] = {}
    for word in _by_length(False):
        if len(word) == 2:
            spoken.setdefault(tuple(lazy_pinyin(word)), []).append(word)
    return spoken
