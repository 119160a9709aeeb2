"""Which language a run of outside text is in, for `lang`: fonts, hyphens and screen readers follow it."""

from __future__ import annotations

HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
KANA = ((0x3040, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9F))
HANGUL = ((0x1100, 0x11FF), (0xAC00, 0xD7AF))
LOOKED_AT = 300


def _any_of(text: str, blocks: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= ord(character) <= high for character in text for low, high in blocks)


def language_of(text: str) -> str:
    """`ja`, `ko`, `zh`, `en` for plain Latin letters, or empty: not known.

    Kana decides before Han, since Japanese has both.
    """
    start = text[:LOOKED_AT]
    for language, blocks in (("ja", KANA), ("ko", HANGUL), ("zh", HAN)):
        if _any_of(start, blocks):
            return language
    return "en" if start.isascii() and any(map(str.isalpha, start)) else ""
