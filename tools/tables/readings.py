"""Build `readings.txt`: Chinese characters by syllable, without tones.

Run: uv run --with pypinyin==0.55.0 python -m tools.tables.readings
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from pypinyin import Style, pinyin_dict
from pypinyin.style import convert

from tools.tables.sheet import write

ABOUT: Final = """
Syllable, tab, characters first read so; a line with "+" holds characters whose second reading it is.
From pypinyin 0.55.0 (MIT), its single-character dictionary: tones dropped, the two most usual readings
that differ, u with two dots written v. U+3400 to U+9FFF.
"""
KEPT: Final = 2
# Another character is folded into it (`simplified.txt`) and brings its reading: 乾.
ALSO: Final = {"干": "qian"}


def main() -> None:
    """Group characters by their first and by their second reading."""
    rows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code, readings in sorted(pinyin_dict.pinyin_dict.items()):
        if not 0x3400 <= code <= 0x9FFF:
            continue
        plain = [convert(one, style=Style.NORMAL, strict=False) for one in readings.split(",")]
        letters = [one.replace("ü", "v") for one in plain]
        letters[1:1] = [ALSO[chr(code)]] if chr(code) in ALSO else []
        kept = [one for one in dict.fromkeys(letters) if one.isascii() and one.isalpha()]
        for mark, syllable in zip(("", "+"), kept[:KEPT], strict=False):
            rows[syllable, mark].append(chr(code))
    write("readings", ABOUT, (f"{mark}{key}\t{''.join(rows[key, mark])}" for key, mark in sorted(rows)))


if __name__ == "__main__":
    main()
