"""What the Unihan database says of characters: strokes and the shapes of their four corners."""

from __future__ import annotations

import bz2
from collections.abc import Iterator
from pathlib import Path


def strokes(folder: Path) -> dict[str, int]:
    """How many strokes each character has; where editions differ, as in China."""
    return {char: int(value.split()[0]) for char, value in _values(folder, "IRGSources", "kTotalStrokes")}


def corners(folder: Path) -> dict[str, str]:
    """Four digits a character: the shapes of its corners, upper ones first (四角号码)."""
    found = _values(folder, "DictionaryLikeData", "kFourCornerCode")
    return {char: value.split()[0][:4] for char, value in found}


def _values(folder: Path, name: str, wanted: str) -> Iterator[tuple[str, str]]:
    with bz2.open(folder / f"Unihan_{name}.txt.bz2", "rt", encoding="utf-8") as lines:
        for line in lines:
            code, _, rest = line.rstrip("\n").partition("\t")
            field, _, value = rest.partition("\t")
            if field == wanted and code != "#":
                yield chr(int(code.removeprefix("U+"), 16)), value
