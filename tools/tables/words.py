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

from tools.tables.sheet import TABLES, lines, write

ABOUT: Final = """
How common a word is, in hundredths after "@", then the words of that rank. English: SCOWL 2020.12.07
(Kevin Atkinson and others, permissive, as in Debian's package scowl), sizes 10 to 50 without names.
Chinese: jieba 0.42.1 (MIT), words of two to four characters by the logarithm of their frequency;
rare ones, and names of people, firms and brands that are met often, 10. Words met in at least three honest
titles of bench/data/text/titles.txt and those of tools/tables/shop_words.txt, goods.txt, accessories.txt and
services.txt have at least 40.
"""
# SCOWL calls size 35 "small" and 50 "medium"; 10 holds the thousand most usual words.
SIZES: Final = {10: 100, 20: 90, 35: 70, 40: 55, 50: 40}
LISTS: Final = ("english-words", "american-words", "british-words")
LONGEST: Final = 12
NAMES: Final = ("nr", "nt", "nz")
# Of the list's sixty million words 60: 40; 100,000 and more: 100. What is rarer than 3 is hardly ever read.
LEAST_FREQUENCY: Final = 3
USUAL_FREQUENCY: Final = 60
RARE: Final = 10
LEAST_TITLES: Final = 3
OF_TITLES: Final = 40
TITLES: Final = Path(__file__).parents[2] / "bench" / "data" / "text" / "titles.txt"
# Tables of words for goods: what stands in them is a word.
KINDS: Final = ("goods", "accessories", "services")
MARKS: Final = TITLES.with_name("marks.jsonl")


def main(scowl: Path) -> None:
    """Read the lists and write each word once, under the highest of its ranks."""
    ranks: dict[str, int] = {}
    for word, rank in (*_english(scowl), *_chinese(), *_titles(), *_shop_words()):
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
        least = LEAST_FREQUENCY if len(word) == 2 else USUAL_FREQUENCY // 6
        if frequency >= (USUAL_FREQUENCY if kind.startswith(NAMES) else least) and re.fullmatch(
            "[一-鿿]{2,4}", word
        ):
            share = math.log10(frequency / USUAL_FREQUENCY) / math.log10(100_000 / USUAL_FREQUENCY)
            rare = share < 0 or kind.startswith(NAMES)
            yield word, RARE if rare else min(100, 40 + 10 * round(6 * share))


def _titles() -> Iterator[tuple[str, int]]:
    if not TITLES.exists():
        return
    marks = {json.loads(row)["text"].casefold() for row in MARKS.read_text(encoding="utf-8").splitlines()}
    seen = Counter[str]()
    for title in TITLES.read_text(encoding="utf-8").splitlines():
        seen.update(set(_parts(title)))
    yield from _often(seen, marks)


def _shop_words() -> Iterator[tuple[str, int]]:
    files = (Path(__file__).with_name("shop_words.txt"), *(TABLES / f"{name}.txt" for name in KINDS))
    for line in (line for file in files for line in file.read_text(encoding="utf-8").splitlines()):
        if not line.startswith("#"):
            yield from ((word, OF_TITLES) for word in line.split() if re.fullmatch("[一-鿿]{2,4}", word))


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
