"""The one formula of every score, simple enough to be redone with a pencil."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from domain.match import Reason

# A gate that holds makes the score 0 whatever else is found.
GATES: Final = frozenset({"term", "licensed", "goods_class", "in_area"})


def total(reasons: Iterable[Reason]) -> float:
    """The sum of weight times score, held within 0 and 1 and rounded to four places; 0 behind a gate."""
    found = tuple(reasons)
    if any(reason.feature in GATES for reason in found):
        return 0.0
    return round(min(1.0, max(0.0, sum(reason.weight * reason.score for reason in found))), 4)
