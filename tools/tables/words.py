"""Build `words.txt`: how common a word is, in English and Chinese, from word lists and titles.

Run, with the word lists of the Debian package `scowl` unpacked in SCOWL:
uv run --with jieba==0.42.1 python -m tools.tables.words SCOWL
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final

from tools.tables.sheet import lines, write

ABOUT: Final = """
How common a word is, in hundredths after "@", then the words of that rank. English: SCOWL 2020.12.07
(Kevin Atkinson and others, permissive, as in Debian's package scowl), sizes 10 to 50 without names.
Chinese: jieba 0.42.1 (MIT), words of two to four characters without names of people, firms or brands,
by the logarithm of their frequency. Words met in at least three honest titles of
bench/data/text/titles.txt have at least 40.
"""
# SCOWL calls size 35 "small" and 50 "medium"; 10 holds the thousand most usual words.
SIZES: Final = {10: 100, 20: 90, 35: 70, 40: 55, 50: 40}
LISTS: Final = ("english-words", "american-words", "british-words")
LONGEST: Final = 12
NAMES: Final = ("nr", "nt", "nz")
LEAST_FREQUENCY: Final = 60
LEAST_TITLES: Final = 3
OF_TITLES: Final = 40
TITLES: Final = Path(__file__).parents[2] / "bench" / "data" / "text" / "titles.txt"
MARKS: Final = TITLES.with_name("marks.jsonl")


def main(scowl: Path) -> None:
    """Read the lists and write each word once, under the highest of its ranks."""
    ranks: dict[str, int] = {}
    for word, rank in (*_english(scowl), *_chinese(), *_titles()):
        ranks[word] = max(rank, ranks.get(word, 0))
    by_rank: dict[int, list[str]] = {}
    for word in sorted(ranks):
        by_rank.setdefault(ranks[word], []).append(word)
    rows = [row for rank in sorted(by_rank, reverse=True) for row in (f"@{rank}", *lines(by_rank[rank]))]
    write("words", ABOUT, rows)


def _english(scowl: Path) -> Iterator[tuple[str, int]]:
    for size, rank in SIZES.items():
        for name in LISTS:
            path = scowl / f"{name}.{size}"
            text = path.read_text(encoding="latin-1") if path.exists() else ""
            yield from ((word, rank) for word in text.split() if re.fullmatch(rf"[a-z]{{3,{LONGEST}}}", word))


def _chinese() -> Iterator[tuple[str, int]]:
    text = files("jieba").joinpath("dict.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        word, count, kind = line.split(" ")
        frequency = int(count)
        usual = frequency >= LEAST_FREQUENCY and not kind.startswith(NAMES)
        if usual and re.fullmatch("[一-鿿]{2,4}", word):
            # 60 in the list's sixty million words: 40; 100,000 and more: 100.
            share = math.log10(frequency / LEAST_FREQUENCY) / math.log10(100_000 / LEAST_FREQUENCY)
            yield word, min(100, 40 + 10 * round(6 * share))


def _titles() -> Iterator[tuple[str, int]]:
    if not TITLES.exists():
        return
    marks = {json.loads(row)["text"].casefold() for row in MARKS.read_text(encoding="utf-8").splitlines()}
    seen = Counter[str]()
    for title in TITLES.read_text(encoding="utf-8").splitlines():
        seen.update(set(_parts(title)))
    yield from _often(seen, marks)


def _often(seen: Mapping[str, int], marks: set[str]) -> Iterator[tuple[str, int]]:
    for word, titles in seen.items():
        if titles >= LEAST_TITLES and word not in marks:
            yield word, OF_TITLES


def _parts(title: str) -> Iterator[str]:
    import jieba  # noqa: PLC0415  # of the build only

    for word in jieba.cut(title.casefold(), HMM=False):
        if re.fullmatch(rf"[a-z]{{3,{LONGEST}}}|[一-鿿]{{2,4}}", word):
            yield word


if __name__ == "__main__":
    main(Path(sys.argv[1]))
