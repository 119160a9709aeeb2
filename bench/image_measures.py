"""Figures of a picture bench: average precision, recall, precision and families, with intervals."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from domain.match import OPERATING_POINT

# Reference -> score.
Scores = Mapping[str, float]
PRECISION: Final = 0.95


@dataclass(slots=True)
class Share:
    """Of `count` pictures of a family so many were hit: copies found, or honest ones flagged."""

    kind: str
    count: int = 0
    hit: int = 0


@dataclass(frozen=True, slots=True)
class Measured:
    """What one method did.

    Attributes:
        average_precision: micro average over all pairs of a picture and a reference, ties as one block.
        recall_at_95: most of the copies that scores can find at a precision of 0.95.
        copies, found: pairs there are, and those found at the operating point.
        precision: of pairs at the operating point.
        honest, honest_flagged: pictures.
    """

    average_precision: float
    recall_at_95: float
    copies: int
    found: int
    precision: float
    honest: int
    honest_flagged: int
    families: Mapping[str, Share]


def measured(queries: Sequence[Mapping[str, Any]], scores: Sequence[Scores]) -> Measured:
    """Compare scores with labels; a family is followed by its variants where it has any."""
    pairs = [
        (score, key in row["labels"])
        for row, given in zip(queries, scores, strict=True)
        for key, score in given.items()
    ]
    copies = sum(len(row["labels"]) for row in queries)
    average, recall = _ranked(pairs, copies)
    hits = [right for score, right in pairs if score >= OPERATING_POINT]
    families = _families(queries, scores)
    honest = [row["labels"] == [] for row in queries]
    flagged = [bool(_hit(given)) for given in scores]
    return Measured(
        average_precision=average,
        recall_at_95=recall,
        copies=copies,
        found=sum(hits),
        precision=sum(hits) / max(1, len(hits)),
        honest=sum(honest),
        honest_flagged=sum(a and b for a, b in zip(honest, flagged, strict=True)),
        families=families,
    )


def interval(hit: int, count: int) -> tuple[float, float]:
    """Wilson's interval of a share, 95 %."""
    if count == 0:
        return 0.0, 1.0
    z, share = 1.96, hit / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return max(0.0, middle - half), min(1.0, middle + half)


def _ranked(pairs: Sequence[tuple[float, bool]], copies: int) -> tuple[float, float]:
    ordered = sorted(pairs, key=lambda pair: -pair[0])
    right = seen = 0
    average = recall = 0.0
    while seen < len(ordered):
        block = seen
        while block < len(ordered) and ordered[block][0] == ordered[seen][0]:
            block += 1
        new = sum(label for _, label in ordered[seen:block])
        right, seen = right + new, block
        average += new / copies * right / seen
        if right / seen >= PRECISION:
            recall = right / copies
    return average, recall


def _families(queries: Sequence[Mapping[str, Any]], scores: Sequence[Scores]) -> dict[str, Share]:
    families: dict[str, Share] = {}
    for row, given in zip(queries, scores, strict=True):
        copy = bool(row["labels"])
        hit = set(row["labels"]) <= _hit(given) if copy else bool(_hit(given))
        names = [row["family"]]
        if copy and row["variant"] != row["family"]:
            names.append(f"{row['family']}: {row['variant']}")
        for name in names:
            share = families.setdefault(name, Share("copy" if copy else "honest"))
            share.count, share.hit = share.count + 1, share.hit + hit
    return dict(sorted(families.items()))


def _hit(given: Scores) -> set[str]:
    return {key for key, score in given.items() if score >= OPERATING_POINT}
