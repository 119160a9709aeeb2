"""Fit what each reason is worth and write `matchers/weights.py`: `python -m bench.fit_text`.

Logistic regression with a quadratic penalty, by accelerated gradient
descent in numpy; deterministic. Each weight keeps the sign that its reason claims (evidence for a use
cannot count against it), so that a reader may trust the table. Fitted on the fit part of
`bench/data/text/` and on phantom marks: words nobody owns, on the fit part's honest listings. Which
place of a mark in a listing counts depends on the weights: fitting and choosing are repeated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench.text_labelled import UNDECIDED, Labelled, around, labelled, matched, rights
from bench.text_phantoms import coined, phantoms
from domain.match import Match
from domain.rights import Right
from matchers.score import GATES
from matchers.weights import WEIGHTS

WRITTEN: Final = Path(__file__).parents[1] / "matchers" / "weights.py"
ROUNDS: Final = 3
STEPS: Final = 4_000
PENALTY: Final = 0.0004
PHANTOMS: Final = 1_500
AGAINST: Final = frozenset(
    """short_word common_word inside_word two_words none_kept changed_end changed_last two_edits
    made_of_words chinese_edit other_character across_words open_side runs_on ordinary_word inside_longer
    longer_name own_brand own_shop
    nominative named_in_title named_by_words service accessory loose_fit disclaimer comparison
    goods_unconfirmed in_seller in_description in_ocr in_category""".split()  # noqa: SIM905
)
# No labelled listing of ours shows these. Rules: a longer mark explains a shorter one; an ordinary word
# needs goods of its right. Judgements: words that sell fakes and a low price lift what is there already
# but turn no plain denial.
BY_HAND: Final = {
    "inside_longer": -4.0,
    "goods_required": -8.0,
    "fake_words": 1.5,
    "low_price": 1.0,
}
PHANTOM_SHARE: Final = 0.5
# Wordings no generator made are few and count more.
HANDWRITTEN_SHARE: Final = 2.0
# Above 1, fewer honest listings are flagged and more uses are missed: neither gained on the tune part.
HONEST_SHARE: Final = 1.15

Table = NDArray[np.float64]


def main() -> None:
    """Fit in rounds, then write the table."""
    examples = [*labelled("fit"), *around("fit")]
    ghosts = (*phantoms(PHANTOMS, seed=11), *coined(PHANTOMS, seed=11))
    for _ in range(ROUNDS):
        features, labels, shares = _table(examples, ghosts)
        weights = fitted(features, labels, shares)
        WEIGHTS.update(dict(zip(WEIGHTS, weights.round(2).tolist(), strict=True)) | BY_HAND)
        print(f"{len(labels)} pairs, {int(labels.sum())} of them uses")
    _write(len(labels))
    for name, weight in WEIGHTS.items():
        print(f"{name:18} {weight:6.2f}")


def _table(examples: Sequence[Labelled], ghosts: Sequence[Right]) -> tuple[Table, Table, Table]:
    found = [*_own(examples), *_of_phantoms(examples, ghosts)]
    names = list(WEIGHTS)
    features = np.zeros((len(found), len(names)))
    for row, (match, _label, _share) in enumerate(found):
        for reason in match.reasons:
            if reason.feature in WEIGHTS:
                features[row, names.index(reason.feature)] += reason.score
    return features, np.array([label for _, label, _ in found]), np.array([share for *_, share in found])


def _own(examples: Sequence[Labelled]) -> Iterator[tuple[Match, float, float]]:
    marks = {right.id: right for right in rights("fit")}
    matches = matched(tuple(marks.values()), [one.listing for one in examples])
    for one, found in zip(examples, matches, strict=True):
        for match in _best_of_brand(marks, found):
            label = float(marks[match.right_id].brand in one.brands)
            # Undecided wordings are as much a use as none.
            share = HANDWRITTEN_SHARE if "hand_" in one.family or "around_" in one.family else 1.0
            share *= 1.0 if label else HONEST_SHARE
            yield from (
                ((match, 1.0, 0.5), (match, 0.0, 0.5))
                if one.family == UNDECIDED
                else ((match, label, share),)
            )


def _best_of_brand(marks: dict[str, Right], found: Sequence[Match]) -> Iterator[Match]:
    seen = set()
    for match in found:
        brand = marks[match.right_id].brand
        if brand not in seen and not any(reason.feature in GATES for reason in match.reasons):
            seen.add(brand)
            yield match


def _of_phantoms(
    examples: Sequence[Labelled], ghosts: Sequence[Right]
) -> Iterator[tuple[Match, float, float]]:
    honest, seen = [one.listing for one in examples if one.honest], set()
    for found in matched(ghosts, honest):
        for match in found:
            first = match.reasons[0]
            key = first.ours, first.theirs  # once, however many listings of one seller repeat it
            if first.feature != "exact_text" and key not in seen:
                seen.add(key)
                yield match, 0.0, PHANTOM_SHARE


def fitted(features: Table, labels: Table, shares: Table) -> Table:
    """The weights of least loss within their signs."""
    names = list(WEIGHTS)
    low = np.array([-np.inf if name in AGAINST else 0.0 for name in names])
    high = np.array([0.0 if name in AGAINST else np.inf for name in names])
    step = 4.0 / np.linalg.norm(features * np.sqrt(shares / shares.sum())[:, None], 2) ** 2
    weights = ahead = np.zeros(len(names))
    for turn in range(STEPS):
        chance = 1.0 / (1.0 + np.exp(-features @ ahead))
        slope = features.T @ (shares * (chance - labels)) / shares.sum() + PENALTY * ahead
        new = np.clip(ahead - step * slope, low, high)
        ahead = new + turn / (turn + 3) * (new - weights)
        weights = new
    return weights


def _write(pairs: int) -> None:
    listed = "".join(f'    "{name}": {weight},\n' for name, weight in WEIGHTS.items())
    hand = ", ".join(f"`{name}`" for name in BY_HAND)
    WRITTEN.write_text(
        '"""What each reason is worth, in log-odds: written by `python -m bench.fit_text`, not by hand.\n\n'
        f"Fitted on {pairs} pairs of a listing and a mark, the fit part of `bench/data/text/` and "
        f"phantom marks.\nBy hand, for want of labelled listings:\n{hand}.\n"
        '"""\n\n'
        "from __future__ import annotations\n\nfrom typing import Final\n\n"
        f"WEIGHTS: Final[dict[str, float]] = {{\n{listed}}}\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
