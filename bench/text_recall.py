"""How many planted marks are proposed before anything is scored: `./run bench text-recall [MARKS] [PLANTS]`.

Marks are made up and seeded, half Latin, half Chinese. Each plant is a mark with as many edits as its length
allows (Latin: none below four letters, one to seven, two from eight; Chinese and its pinyin: one, from three
characters and six letters), between everyday words. RapidFuzz's optimal string alignment is the oracle: a
plant counts where it says that the text lies within the edits. Left out, because the matcher refuses them on
purpose: texts that are common words, and those that lie nearer to another mark. Writes
`docs/reference/text-recall.md`.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rapidfuzz.distance import OSA

from domain.rights import Right, RightKind
from matchers.batch import Field
from matchers.commonness import WORDS
from matchers.forms import LEAST_PINYIN_EDIT, latin_edits
from matchers.occurrences import found
from matchers.readings import readings
from matchers.watchlist import Watchlist
from matchers.words import COMMON

OUT: Final = Path(__file__).parents[1] / "docs" / "reference" / "text-recall.md"
BAR: Final = 0.99
BATCH: Final = 500
SYLLABLES: Final = tuple(c + v + e for c in "bcdfghklmnprstvwz" for v in "aeiou" for e in ("", "n", "l", "r"))
LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
AROUND: Final = (("新款", "包邮"), ("new", "sale"), ("热卖 2026", "男女 outdoor"), ("", ""))
LISTED: Final = COMMON | WORDS.keys()


class Plant(NamedTuple):
    """A disguised mark in a title."""

    kind: str
    mark: str
    text: str
    title: str


def characters() -> str:
    """The characters of the first level of GB 2312."""
    cells = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return "".join(cell.decode("gb2312", "ignore") for cell in cells)


CHARACTERS: Final = characters()


def marks(count: int, draw: random.Random) -> list[str]:
    """Different made-up marks, none of them a listed word."""
    made: dict[str, None] = {}
    while len(made) < count:
        latin = draw.random() < 0.5
        text = "".join(draw.choices(SYLLABLES, k=draw.randint(1, 5)) if latin else _chinese(draw))
        if text not in LISTED and len(text) >= 3:
            made[text] = None
    return list(made)


def _chinese(draw: random.Random) -> list[str]:
    return draw.choices(CHARACTERS, k=draw.choice((3, 3, 4, 4, 5, 6)))


def omitted(text: str, alphabet: str, draw: random.Random) -> str:
    at = draw.randrange(len(text))
    return text[:at] + text[at + 1 :]


def inserted(text: str, alphabet: str, draw: random.Random) -> str:
    at = draw.randrange(1, len(text))
    return text[:at] + draw.choice(alphabet) + text[at:]


def replaced(text: str, alphabet: str, draw: random.Random) -> str:
    at = draw.randrange(len(text))
    return text[:at] + draw.choice(alphabet) + text[at + 1 :]


def swapped(text: str, alphabet: str, draw: random.Random) -> str:
    at = draw.randrange(len(text) - 1)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


Edit = Callable[[str, str, random.Random], str]
EDITS: Final[dict[str, Edit]] = {
    "omission": omitted,
    "insertion": inserted,
    "replacement": replaced,
    "swap": swapped,
}


def plant(mark: str, draw: random.Random) -> Plant | None:
    """A plant of one mark; None where chance made it the mark itself, a listed word, or too far away."""
    script, text = _written(mark, draw)
    allowed = latin_edits(len(text)) if script == "Latin" else 1
    alphabet = CHARACTERS if script == "Chinese" else LATIN
    kind, edited = "none", text
    for _ in range(draw.randint(1, allowed) if allowed else 0):
        kind = draw.choice(sorted(EDITS))
        edited = EDITS[kind](edited, alphabet, draw)
    near = OSA.distance(edited, text) <= allowed
    if not near or edited in LISTED or (edited == text and kind != "none"):
        return None
    before, after = draw.choice(AROUND)
    return Plant(f"{script}, {kind}", mark, edited, f"{before} {edited} {after}".strip())


def _written(mark: str, draw: random.Random) -> tuple[str, str]:
    if mark.isascii():
        return "Latin", mark
    spelt = "".join(readings(mark)[0]) if readings(mark) else ""
    if len(spelt) >= LEAST_PINYIN_EDIT and draw.random() < 0.25:
        return "pinyin", spelt
    return "Chinese", mark


def plants(every: Sequence[str], count: int, draw: random.Random) -> Iterator[Plant]:
    while count:
        made = plant(draw.choice(every), draw)
        if made:
            count -= 1
            yield made


def watched(every: Sequence[str]) -> Watchlist:
    return Watchlist.of([Right(id=text, kind=RightKind.WORD, text=text) for text in every])


def missed(every: Sequence[Plant], watchlist: Watchlist) -> list[Plant]:
    """Plants whose mark was not proposed at their place."""
    lost = []
    for start in range(0, len(every), BATCH):
        some = every[start : start + BATCH]
        proposed = found([Field("title", one.title) for one in some], watchlist)
        for one, places in zip(some, proposed, strict=True):
            if all(place.word.solid != one.mark for place in places):
                lost.append(one)
    return lost


def table(every: Sequence[Plant], lost: Sequence[Plant], size: int) -> str:
    counts, losses = Counter(one.kind for one in every), Counter(one.kind for one in lost)
    rows = [
        f"| {kind} | {counts[kind]:,} | {1 - losses[kind] / counts[kind]:.4f} |" for kind in sorted(counts)
    ]
    total = f"| all | {len(every):,} | {1 - len(lost) / len(every):.4f} |"
    head = f"{len(every):,} plants among {size:,} marks. Bar: {BAR} before any score."
    return "\n".join((head, "", "| plant | planted | proposed |", "| --- | --- | --- |", *rows, total))


def main(size: int = 100_000, count: int = 10_000) -> None:
    draw = random.Random(20261124)
    register = marks(size, draw)
    every = list(plants(register, count, draw))
    lost = missed(every, watched(register))
    made = table(every, lost, size)
    print(made)
    for one in lost[:20]:
        print(f"missed: {one.kind}: {one.mark} in {one.title!r}")
    said = __doc__.split("\n\n")[1]
    about = f"# Text matching: candidates\n\nMade by `./run bench text-recall`. {said}\n\n"
    OUT.write_text(about + made + "\n", encoding="utf-8")
    if len(lost) > (1 - BAR) * len(every):
        raise SystemExit("the bar is missed")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
