"""Build `simplified.txt`: traditional Chinese characters and variants, each with its simplified form.

Run: uv run --with opencc==1.4.2 python -m tools.tables.simplified
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import opencc

from tools.tables.parts import common
from tools.tables.sheet import lines, write

ABOUT: Final = """
Pairs, the traditional form or variant first: character by character with OpenCC 1.4.2 (Apache-2.0),
its configurations t2s, tw2s, hk2s and jp2t followed by t2s. U+3400 to U+9FFF; of GB 2312 those only that
t2s converts (乾, 於 …).
"""
RANGES: Final = ((0x3400, 0x4DC0), (0x4E00, 0xA000))


def main() -> None:
    """Convert every character by itself."""
    t2s, jp2t = opencc.OpenCC("t2s"), opencc.OpenCC("jp2t")
    ways = (t2s.convert, *(opencc.OpenCC(name).convert for name in ("tw2s", "hk2s")))
    own, pairs = frozenset(common()), []
    for char in _characters():
        forms = [way(char) for way in ways] + [t2s.convert(jp2t.convert(char))]
        if (
            char in own and forms[0] == char
        ):  # written so in simplified text, whatever it stands for elsewhere
            continue
        other = next((form for form in forms if form != char and len(form) == 1), "")
        if other and t2s.convert(other) == other:
            pairs.append(char + other)
    write("simplified", ABOUT, lines(pairs))


def _characters() -> Iterator[str]:
    for first, end in RANGES:
        yield from map(chr, range(first, end))


if __name__ == "__main__":
    main()
