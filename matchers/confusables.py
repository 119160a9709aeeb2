"""Characters that are read as Latin letters: a table for comparison only, never for display."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from matchers.sheets import rows

# What the table of Unicode leaves apart, by the Latin letter a reader takes it for: small letters of
# other alphabets, small capitals, phonetic writing. Written for this house from the shapes.
_LOOKS_LIKE: Final = {
    "a": "аɑαᴀɐⱥ",
    "b": "ьвʙβƀɓᏼ",
    "c": "сϲᴄƈȼ",
    "d": "ԁᴅđɖɗꓒ",
    "e": "еεєᴇɇҽəǝℯ",
    "f": "фƒғꜰſ",
    "g": "ɡɢǥɠց",
    "h": "һнʜħհɦ",
    "i": "іıɩιɪӏɨ",
    "j": "јᴊɉ",
    "k": "кκᴋƙҝқ",
    "l": "ʟłƚɫɭ",
    "m": "мᴍɱ",
    "n": "пոɴηռƞɲŋ",
    "o": "оοσօᴏøɵө",
    "p": "рρᴘþƥ",
    "q": "ԛɋʠգ",
    "r": "гʀɍɼ",
    "s": "ѕꜱʂ",
    "t": "тτᴛŧƫƭ",
    "u": "υսᴜʉцμ",
    "v": "ѵνᴠʋ",
    "w": "ԝωшᴡɯա",
    "x": "хχҳ",
    "y": "уγʏүɏყ",
    "z": "ᴢƶȥʐʑ",
}
_LIGATURES: Final = {"æ": "ae", "œ": "oe"}


# Letters that Unicode names after a Latin one, with whatever is drawn on it: ɾ is "R WITH FISHHOOK".
_LATIN_BLOCKS: Final = ((0x180, 0x2B0), (0x1D00, 0x1DC0), (0x2C60, 0x2C80), (0xA720, 0xA800))
_NAMED: Final = re.compile(r"LATIN (?:SMALL|LETTER SMALL CAPITAL) LETTER ([A-Z])(?: WITH .*)?$")


def _named() -> Iterator[tuple[str, str]]:
    for first, end in _LATIN_BLOCKS:
        for char in map(chr, range(first, end)):
            if found := _NAMED.match(unicodedata.name(char, "")):
                yield char, found.group(1).lower()


def _enclosed() -> dict[str, str]:
    # Negative circled, negative squared and regional letters have no compatibility decomposition.
    starts = (0x1F150, 0x1F170, 0x1F1E6)
    return {chr(start + i): chr(ord("a") + i) for start in starts for i in range(26)}


# Unicode's names first, then its table, then ours: both sides of a comparison are folded alike.
CONFUSABLES: Final = {
    **dict(_named()),
    **{other: target for target, others in rows("confusables") for other in others},
    **{other: latin for latin, others in _LOOKS_LIKE.items() for other in others},
    **_LIGATURES,
    **_enclosed(),
}

# Digits and signs read as letters inside a word, then letters that are drawn alike: the skeleton of
# a word is what remains of its shape.
SKELETON: Final = str.maketrans("0123456789@$!|i", "olzeasbtbgaslll")
# A pair that holds a digit is no pair of letters: "rl" and "ri" stay apart from "n".
IN_DIGITS: Final = ("r1", "n")
SEQUENCES: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("lc", "k"))


def skeleton(word: str) -> str:
    """The shape of a folded word: look-alike digits, signs and letter pairs made one, runs shortened."""
    shape = word.replace(*IN_DIGITS).translate(SKELETON)
    for pair, single in SEQUENCES:
        shape = shape.replace(pair, single)
    return collapsed(shape)


def collapsed(word: str) -> str:
    """A word with every run of one character shortened to one."""
    return "".join(char for i, char in enumerate(word) if i == 0 or word[i - 1] != char)
