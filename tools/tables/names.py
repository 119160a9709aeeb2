"""Make `matchers/tables/names.txt`: names and rarer words that explain what stands in a title.

Run, with the word lists of the Debian package `scowl` unpacked in SCOWL, after `tools.tables.words`:
python -m tools.tables.names SCOWL
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from matchers.commonness import WORDS
from tools.tables.sheet import lines, write

ABOUT: Final = """
Names, and words rarer than those of words.txt: what stands in a title and is one of these is hardly a slip of
the pen. They say nothing of whether a mark is an ordinary word. English: SCOWL 2020.12.07 (Kevin Atkinson and
others, permissive, as in Debian's package scowl), proper names and capitalised words of sizes 10 to 60, words
of sizes 55 and 60.
"""
NAME_LISTS: Final = ("english", "american", "british")
NAME_SIZES: Final = (10, 20, 35, 40, 50, 60)
WORD_SIZES: Final = (55, 60)
FORM: Final = re.compile(r"[a-z]{4,12}")


def main(scowl: Path) -> None:
    """Read the lists and write each name or word once."""
    found = {word for word in _words(scowl) if FORM.fullmatch(word)} - WORDS.keys()
    write("names", ABOUT, lines(sorted(found)))


def _words(scowl: Path) -> Iterator[str]:
    for region in NAME_LISTS:
        for kind, sizes in (("proper-names", NAME_SIZES), ("upper", NAME_SIZES), ("words", WORD_SIZES)):
            for size in sizes:
                path = scowl / f"{region}-{kind}.{size}"
                text = path.read_text(encoding="latin-1") if path.exists() else ""
                yield from (word.casefold() for word in text.split())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
