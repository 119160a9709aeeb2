"""Measures over labelled listings: pairs of a listing and a brand, each with the best score given to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from bench.text_labelled import UNDECIDED, Labelled
from domain.match import OPERATING_POINT

Scores = Mapping[str, float]  # brand -> best score, of one listing
# Reported, outside the totals: nobody's table knows a nickname before a person entered it.
OPEN: Final = "slang_open"


@dataclass(frozen=True, slots=True)
class Measured:
    """What one system did on some listings."""

    precision: float
    recall: float
    f1: float
    pr_auc: float
    at_90: float
    at_95: float
    macro: float
    least: tuple[str, float]
    flagged: float
    families: Mapping[str, tuple[int, float]]
    honest: Mapping[str, tuple[int, float]]

    def row(self, name: str) -> str:
        least = f"{self.least[1]:.3f} ({self.least[0]})"
        figures = (self.precision, self.recall, self.f1, self.pr_auc, self.at_90, self.at_95, self.macro)
        return f"| {name} | {' | '.join(f'{one:.3f}' for one in figures)} | {least} | {self.flagged:.3f} |"


HEAD: Final = (
    "| system | precision | recall | F1 | PR-AUC | recall at P .90 | at P .95 | macro family recall "
    "| least family "
    "| honest flagged |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
)


def measured(examples: Sequence[Labelled], scores: Sequence[Scores]) -> Measured:
    """All figures of one system; undecided wordings count nowhere."""
    kept = [(e, s) for e, s in zip(examples, scores, strict=True) if e.family not in (UNDECIDED, OPEN)]
    families, honest = _by_family(kept)
    labels, given = pairs(kept)
    hit = given >= OPERATING_POINT
    precision = float(labels[hit].mean()) if hit.any() else 0.0
    recall = float(hit[labels].sum() / labels.sum())
    curve = _curve(labels, given)
    return Measured(
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / max(precision + recall, 1e-9),
        pr_auc=_average(labels, given),
        at_90=_recall_at(curve, 0.90),
        at_95=_recall_at(curve, 0.95),
        macro=float(np.mean([share for _, share in families.values()])),
        least=min(((name, share) for name, (_, share) in families.items()), key=lambda one: one[1]),
        flagged=sum(n * share for n, share in honest.values()) / max(1, sum(n for n, _ in honest.values())),
        families=families,
        honest=honest,
    )


def pairs(kept: Sequence[tuple[Labelled, Scores]]) -> tuple[np.ndarray, np.ndarray]:
    """Whether a pair is a use, and its score: every labelled pair, and every other with a score."""
    labels, given = [], []
    for example, scores in kept:
        for brand in sorted(example.brands | scores.keys()):
            labels.append(brand in example.brands)
            given.append(scores.get(brand, 0.0))
    return np.array(labels, dtype=bool), np.array(given)


def _by_family(
    kept: Sequence[tuple[Labelled, Scores]],
) -> tuple[dict[str, tuple[int, float]], dict[str, tuple[int, float]]]:
    found: dict[str, list[float]] = defaultdict(list)
    honest: dict[str, list[float]] = defaultdict(list)
    for example, scores in kept:
        hits = {brand for brand, score in scores.items() if score >= OPERATING_POINT}
        if example.honest:
            honest[example.family].append(float(bool(hits)))
        else:
            found[example.family] += [float(brand in hits) for brand in sorted(example.brands)]
    return _means(found), _means(honest)


def _means(values: Mapping[str, Sequence[float]]) -> dict[str, tuple[int, float]]:
    return {name: (len(every), sum(every) / len(every)) for name, every in sorted(values.items())}


def _curve(labels: np.ndarray, given: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Precision and recall at each score given, the highest first; ties are taken together."""
    order = np.argsort(-given, kind="stable")
    true, score = np.cumsum(labels[order]), given[order]
    last = np.append(score[1:] != score[:-1], True) & (score > 0)
    counts = np.arange(1, len(score) + 1)
    return (true / counts)[last], (true / max(1, labels.sum()))[last]


def _average(labels: np.ndarray, given: np.ndarray) -> float:
    precision, recall = _curve(labels, given)
    return float(np.sum(precision * np.diff(recall, prepend=0.0)))


def _recall_at(curve: tuple[np.ndarray, np.ndarray], least: float) -> float:
    precision, recall = curve
    able = recall[precision >= least]
    return float(able.max()) if len(able) else 0.0
