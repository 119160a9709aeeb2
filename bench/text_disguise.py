"""Disguises of a mark as sellers write them, one function a family; None where a mark allows none."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

from opencc import OpenCC
from pypinyin import Style, lazy_pinyin, pinyin_dict

from matchers.sheets import entries, rows

Disguise = Callable[[str, random.Random], str | None]

# Letters of other scripts that look like ours; written by hand for this bench, not taken from a table.
GLYPHS: Final = {
    "a": "аαɑ",
    "b": "Ьƅ",
    "c": "сϲ",
    "d": "ԁ",
    "e": "еҽ",
    "g": "ɡ",
    "h": "һ",
    "i": "іı",
    "j": "ј",
    "k": "κк",
    "l": "ӏⅼ",
    "m": "м",
    "n": "ո",
    "o": "оοօ",
    "p": "рρ",
    "q": "ԛ",
    "r": "г",
    "s": "ѕ",
    "t": "τт",
    "u": "υս",
    "v": "ν",
    "w": "ԝ",
    "x": "хχ",
    "y": "уγ",
    "z": "ᴢ",
}
LEET: Final = {"a": "4@", "b": "8", "e": "3", "g": "9", "i": "1!", "l": "1", "o": "0", "s": "5$", "t": "7"}
SEQUENCES: Final = (("m", "rn"), ("w", "vv"), ("d", "cl"), ("l", "I"), ("h", "lh"), ("n", "ri"))
ACCENTS: Final = "\u0301\u0300\u0308\u0302\u030c\u0303"
INVISIBLE: Final = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
EMOJI: Final = "🔥✨💯🌟👍❤🎁💥"
SIGNS: Final = "._-*/|~·+"
STYLES: Final = (0x1D400, 0x1D468, 0x1D5D4, 0x1D63C, 0x1D670, 0xFF21)  # bold, italics, sans, mono, wide
VOWELS: Final = "aeiou"
PREFIXES: Final = ("the", "new", "my", "real", "super", "best", "x")
SUFFIXES: Final = ("store", "shop", "official", "outlet", "mall", "sale", "pro", "cn", "fans")
_CHARS: Final = "的了大小新乐美家之天子"


def _chinese(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


@cache
def _traditional() -> OpenCC:
    return OpenCC("s2t")


@cache
def _same_sound() -> dict[str, str]:
    """Common characters by toneless syllable."""
    found: dict[str, str] = {}
    for code in sorted(pinyin_dict.pinyin_dict):
        char = chr(code)
        if _chinese(char) and _common(char):
            found[_syllable(char)] = found.get(_syllable(char), "") + char
    return found


def _common(char: str) -> bool:
    try:
        return char.encode("gb2312")[0] < 0xD8  # the first level of GB 2312
    except UnicodeEncodeError:
        return False


def _syllable(char: str) -> str:
    return str(lazy_pinyin(char, style=Style.NORMAL)[0])


@cache
def _same_shape() -> dict[str, str]:
    return {key: "".join(c for c in rest if _common(c))[:3] for key, rest in rows("lookalikes")}


@cache
def _parts() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry in entries("parts"):
        if len(entry) == 3:
            found.setdefault(entry[0], []).append(entry[1:])
    return found


def _places(mark: str, wanted: Callable[[str], bool]) -> list[int]:
    return [i for i, char in enumerate(mark) if wanted(char)]


def _put(mark: str, place: int, new: str) -> str:
    return mark[:place] + new + mark[place + 1 :]


def _change(mark: str, chance: random.Random, table: dict[str, str], *, most: int) -> str | None:
    places = _places(mark.lower(), lambda char: bool(table.get(char)))
    if not places:
        return None
    for place in chance.sample(places, min(most, len(places))):
        mark = _put(mark, place, chance.choice(table[mark[place].lower()]))
    return mark


def homoglyph(mark: str, chance: random.Random) -> str | None:
    return _change(mark, chance, GLYPHS, most=chance.randint(1, 3))


def leet(mark: str, chance: random.Random) -> str | None:
    return _change(mark, chance, LEET, most=chance.randint(1, 2))


def homophone(mark: str, chance: random.Random) -> str | None:
    places = _places(mark, lambda c: _chinese(c) and len(_same_sound().get(_syllable(c), "")) > 1)
    if not places:
        return None
    for place in chance.sample(places, min(len(places), chance.choice((1, 1, 2)))):
        others = _same_sound()[_syllable(mark[place])].replace(mark[place], "")
        mark = _put(mark, place, chance.choice(others))
    return mark


def lookalike(mark: str, chance: random.Random) -> str | None:
    return _change(mark, chance, _same_shape(), most=1)


def split(mark: str, chance: random.Random) -> str | None:
    places = _places(mark, lambda char: char in _parts())
    if not places:
        return None
    for place in sorted(chance.sample(places, min(len(places), chance.choice((1, 2)))), reverse=True):
        mark = _put(mark, place, chance.choice(_parts()[mark[place]]))
    return mark


def traditional(mark: str, _chance: random.Random) -> str | None:
    made = str(_traditional().convert(mark))
    return made if made != mark else None


def unicode_style(mark: str, chance: random.Random) -> str | None:
    base = chance.choice(STYLES)
    small = base + (32 if base == 0xFF21 else 26)
    made = "".join(_styled(char, base, small) for char in mark)
    return made if unicodedata.normalize("NFKC", made) == mark else None


def _styled(char: str, base: int, small: int) -> str:
    if "A" <= char <= "Z":
        return chr(base + ord(char) - ord("A"))
    return chr(small + ord(char) - ord("a")) if "a" <= char <= "z" else char


def _between(mark: str, chance: random.Random, signs: Sequence[str], *, all_places: bool) -> str:
    sign = chance.choice(signs)
    if all_places:
        return sign.join(mark.replace(" ", ""))
    place = chance.randint(1, len(mark) - 1)
    return mark[:place] + sign + mark[place:]


def zero_width(mark: str, chance: random.Random) -> str | None:
    return _between(mark, chance, INVISIBLE, all_places=chance.random() < 0.5)


def spacing(mark: str, chance: random.Random) -> str | None:
    return _between(mark, chance, (" ", "  ", "\u3000"), all_places=True)


def punctuation(mark: str, chance: random.Random) -> str | None:
    return _between(mark, chance, SIGNS, all_places=chance.random() < 0.6)


def emoji(mark: str, chance: random.Random) -> str | None:
    return _between(mark, chance, [e * n for e in EMOJI for n in (1, 2)], all_places=chance.random() < 0.5)


def visual_sequence(mark: str, chance: random.Random) -> str | None:
    fits = [(old, new) for old, new in SEQUENCES[:4] if old in mark[1:]]
    if not fits:
        return None
    old, new = chance.choice(fits)
    return mark[0] + mark[1:].replace(old, new, 1)


def diacritic(mark: str, chance: random.Random) -> str | None:
    places = _places(mark, str.isalpha)
    made = _put(mark, places[0], mark[places[0]])
    for place in sorted(chance.sample(places, min(2, len(places))), reverse=True):
        made = _put(made, place, made[place] + chance.choice(ACCENTS))
    return unicodedata.normalize("NFC", made)


def stretched(mark: str, chance: random.Random) -> str | None:
    place = chance.choice(_places(mark, str.isalpha))
    return _put(mark, place, mark[place] + mark[place].lower() * chance.randint(1, 3))


def swap(mark: str, chance: random.Random) -> str | None:
    first = 0 if _chinese(mark[0]) else 1
    places = [
        i for i in range(first, len(mark) - 1) if mark[i].lower() != mark[i + 1].lower() and mark[i] != " "
    ]
    place = chance.choice(places)
    return mark[:place] + mark[place + 1] + mark[place] + mark[place + 2 :]


def omit(mark: str, chance: random.Random) -> str | None:
    first = 0 if _chinese(mark[0]) else 1
    place = chance.randrange(first, len(mark))
    made = mark[:place] + mark[place + 1 :]
    return None if len(made) < 2 else made


def insert(mark: str, chance: random.Random) -> str | None:
    place = chance.randint(1, len(mark) - 1)
    letters = _CHARS if _chinese(mark[0]) else "abcdefghiklmnoprstuvwy"
    return mark[:place] + chance.choice(letters) + mark[place:]


def replace(mark: str, chance: random.Random) -> str | None:
    # With another last character it is other goods of the same place (蜜桃, 蜜李), no disguise.
    last = len(mark) - (1 if _chinese(mark[0]) else 0)
    place = chance.choice([i for i in range(1, last) if mark[i].isalpha()])
    letters = _CHARS if _chinese(mark[0]) else "abcdefghiklmnoprstuvwy"
    return _put(mark, place, chance.choice(letters.replace(mark[place], "")))


def vowel(mark: str, chance: random.Random) -> str | None:
    places = [i for i in _places(mark, lambda char: char in VOWELS) if i]
    if not places:
        return None
    place = chance.choice(places)
    return _put(mark, place, chance.choice(VOWELS.replace(mark[place], "")))


def pinyin(mark: str, chance: random.Random) -> str | None:
    joined = chance.choice(("", "", " "))
    made = joined.join(lazy_pinyin(mark))
    return chance.choice((made, made.title(), made.upper()))


def initials(mark: str, chance: random.Random) -> str | None:
    made = "".join(syllable[0] for syllable in lazy_pinyin(mark))
    return chance.choice((made, made.upper())) if len(mark) >= 3 else None


def mixed_pinyin(mark: str, chance: random.Random) -> str | None:
    start = chance.randrange(len(mark))
    end = chance.randint(start + 1, min(len(mark), start + max(1, len(mark) - 1)))
    if end - start == len(mark):
        return None
    made = "".join(lazy_pinyin(mark[start:end]))
    return mark[:start] + chance.choice((made, made.upper())) + mark[end:]


def glued(mark: str, chance: random.Random) -> str | None:
    solid = mark.replace(" ", "").lower()
    return chance.choice((chance.choice(PREFIXES) + solid, solid + chance.choice(SUFFIXES)))


LATIN: Final[dict[str, Disguise]] = {
    "homoglyph": homoglyph,
    "unicode_style": unicode_style,
    "zero_width": zero_width,
    "spacing_latin": spacing,
    "punct_latin": punctuation,
    "emoji_split": emoji,
    "leet": leet,
    "visual_sequence": visual_sequence,
    "diacritic": diacritic,
    "edit_double": stretched,
    "edit_swap": swap,
    "edit_omit": omit,
    "edit_insert": insert,
    "edit_replace": replace,
    "edit_vowel": vowel,
    "glued": glued,
}
CHINESE: Final[dict[str, Disguise]] = {
    "zero_width": zero_width,
    "spacing_zh": spacing,
    "punct_zh": punctuation,
    "emoji_split": emoji,
    "traditional": traditional,
    "pinyin_full": pinyin,
    "pinyin_initials": initials,
    "mixed_pinyin": mixed_pinyin,
    "homophone": homophone,
    "shape_similar": lookalike,
    "decomposition": split,
    "zh_omit": omit,
    "zh_swap": swap,
    "zh_insert": insert,
    "zh_replace": replace,
}
# Two at once, the second worked on what the first left.
COMBINED: Final = (
    *((leet, punctuation), (vowel, spacing), (homoglyph, stretched), (swap, homoglyph), (omit, zero_width)),
    *((diacritic, vowel), (replace, punctuation), (stretched, emoji), (leet, zero_width)),
)
COMBINED_CHINESE: Final = (
    *((homophone, punctuation), (traditional, emoji), (lookalike, zero_width), (homophone, spacing)),
    *((mixed_pinyin, zero_width), (split, punctuation), (traditional, spacing), (swap, zero_width)),
)


def combination(mark: str, chance: random.Random) -> str | None:
    """Two disguises one after the other."""
    first, second = chance.choice(COMBINED_CHINESE if _chinese(mark[0]) else COMBINED)
    made = first(mark, chance)
    return second(made, chance) if made and len(made) > 1 else None
