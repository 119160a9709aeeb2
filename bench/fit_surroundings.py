"""Learn what the words around a mark say and write its table: `python -m bench.fit_surroundings`.

Data: `bench/data/text/around.jsonl`, titles written by hand, each with a place for a mark (`{M}`) and how
it is meant there. Logistic regression with an absolute and a quadratic penalty by accelerated proximal
gradient descent, in numpy, deterministic; named and used weigh the same. Three titles in five are learned
from; one weighs the reasons (`bench/fit_text.py`), one is for the test. Prints how many are told rightly.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.text_labelled import LEARNED, part_of_title, rows
from matchers.forms import Word
from matchers.normal import view
from matchers.occurrence import Occurrence
from matchers.surroundings import pieces
from matchers.wording import context

WRITTEN: Final = Path(__file__).parents[1] / "matchers" / "tables" / "surroundings.txt"
# A name nobody has, in the place of the mark.
STAND_IN: Final = "norpelle"
# How a mark may be meant: named only, or used.
NAMED: Final = ("fits", "denies")
USED: Final = ("sign",)
LEAST: Final = 3
# A single Chinese character is part of anything.
LEAST_SINGLE: Final = 8
ABSOLUTE: Final = 0.0001
QUADRATIC: Final = 0.001
STEPS: Final = 600
SMALLEST: Final = 0.03

Table = NDArray[np.float64]


class Title(NamedTuple):
    """One written title: the pieces around the mark, and whether the mark is only named there."""

    part: str
    use: str
    found: frozenset[str]

    @property
    def named(self) -> bool:
        return self.use in NAMED


def titles() -> Iterator[Title]:
    for row in rows("around.jsonl"):
        if row["use"] in (*NAMED, *USED):
            yield Title(part_of_title(row["title"]), row["use"], _around(row["title"]))


def _around(title: str) -> frozenset[str]:
    before = view("title", title.partition("{M}")[0]).text
    field = view("title", title.replace("{M}", STAND_IN))
    at, end = len(before), len(before) + len(STAND_IN)
    word = Word(right=0, raw=STAND_IN, solid=STAND_IN, cuts=frozenset(), ordinary=False)
    cues = context(Occurrence(word=word, view=field, start=at, end=end))
    return pieces(field.text, at, end) | {f"@{cue.feature}" for cue in cues}


def main() -> None:
    every = list(titles())
    fit = [one for one in every if one.part == LEARNED]
    counts = Counter(piece for one in fit for piece in one.found)
    known = sorted(piece for piece, count in counts.items() if count >= _least(piece))
    odds = dict(zip(known, fitted(fit, known).round(2).tolist(), strict=True))
    odds = {piece: value for piece, value in odds.items() if abs(value) >= SMALLEST}
    _write(odds, len(fit))
    for part in (LEARNED, "fit", "test"):
        _print(part, [one for one in every if one.part == part], odds)


def _least(piece: str) -> int:
    bare = piece.lstrip("<>")
    return LEAST_SINGLE if len(bare) == 1 and not bare.isascii() else LEAST


def fitted(examples: Sequence[Title], known: Sequence[str]) -> Table:
    """The log-odds of each known piece."""
    features, labels, shares = _matrix(examples, known)
    step = 4.0 / np.linalg.norm(features * np.sqrt(shares)[:, None], 2) ** 2
    weights = ahead = np.zeros(len(known))
    for turn in range(STEPS):
        chance = 1.0 / (1.0 + np.exp(-features @ ahead))
        slope = features.T @ (shares * (chance - labels)) + QUADRATIC * ahead
        moved = ahead - step * slope
        new = np.sign(moved) * np.maximum(np.abs(moved) - step * ABSOLUTE, 0.0)
        ahead = new + turn / (turn + 3) * (new - weights)
        weights = new
    return weights


def _matrix(examples: Sequence[Title], known: Sequence[str]) -> tuple[Table, Table, Table]:
    place = {piece: column for column, piece in enumerate(known)}
    features = np.zeros((len(examples), len(known)))
    for row, one in enumerate(examples):
        features[row, [place[piece] for piece in one.found if piece in place]] = 1.0
    labels = np.array([float(one.named) for one in examples])
    shares = np.where(labels == 1.0, 0.5 / labels.sum(), 0.5 / (1.0 - labels).sum())
    return features, labels, shares


def _print(part: str, examples: Sequence[Title], odds: dict[str, float]) -> None:
    said: dict[str, list[float]] = defaultdict(list)
    for one in examples:
        said[one.use].append(sum(odds.get(piece, 0.0) for piece in one.found))
    for use, found in sorted(said.items()):
        named = sum(value > 0 for value in found) / len(found)
        print(f"{part:7} {use:7} {len(found):5}  heard as named {named:.3f}")


def _write(odds: dict[str, float], count: int) -> None:
    by_value: dict[float, list[str]] = defaultdict(list)
    for piece, value in odds.items():
        by_value[value].append(piece)
    lines = (_line(value, by_value[value]) for value in sorted(by_value, reverse=True))
    WRITTEN.write_text(
        f"# Log-odds that a mark is named and not used, tab, the pieces around it that say so: written by\n"
        f"# `python -m bench.fit_surroundings` from {count} titles written by hand for this house.\n"
        "# `<`, `>`: beside the mark, before or after; `<<`, `>>`: further; bare: anywhere; `^`: its place.\n"
        "# `=`: kinds of words in their order (A, P parts, S work on goods, G goods), `.` the last of them.\n"
        + "".join(lines),
        encoding="utf-8",
    )


def _line(value: float, found: Iterable[str]) -> str:
    return f"{value}\t" + "\t".join(sorted(found)) + "\n"


if __name__ == "__main__":
    main()
