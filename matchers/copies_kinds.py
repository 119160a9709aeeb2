"""One half is the operating point of every kind of right: each kind's odds are moved to where it is fair."""

from __future__ import annotations

import math

from domain.rights import RightKind
from matchers.verify_weights import KINDS

_LEAST_ODDS = 1e-9


def at_kind(score: float, kind: RightKind) -> float:
    """The chance of a place, in [0, 1], if what lies there is a right of this kind.

    Emblems and mascots of one style are more alike than scenes and photographs are, so the same measures
    say less of them.
    """
    held = min(max(score, _LEAST_ODDS), 1 - _LEAST_ODDS)
    odds = math.log(held / (1 - held)) + KINDS.get(kind.value, 0.0)
    return 1 / (1 + math.exp(-odds))
