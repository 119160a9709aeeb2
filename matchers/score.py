"""The one formula of every score, simple enough to be redone with a calculator.

Words: the log-odds of their reasons (weight times score, `matchers.weights`, `rule_weights`) are added, and
1 / (1 + e^-sum) is the chance that the listing uses the word as a sign; a sum of 0 is 0.5. Pictures
and all else: weight times score are shares that are added as they are. Both together:
1 - (1 - words) (1 - shares).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from domain.match import Reason
from matchers.rule_weights import RULE_WEIGHTS
from matchers.weights import WEIGHTS

# A gate that holds makes the score 0 whatever else is found.
GATES: Final = frozenset({"term", "licensed", "licensed_by_name", "goods_class", "in_area", "false_friend"})
# Reasons that count in log-odds: of words, and of the rules by kind of right.
ODDS: Final = frozenset({*WEIGHTS, *RULE_WEIGHTS})


def total(reasons: Iterable[Reason]) -> float:
    """The score of all reasons together, rounded to four places; 0 behind a gate."""
    found = tuple(reasons)
    if any(reason.feature in GATES for reason in found):
        return 0.0
    shares = sum(reason.weight * reason.score for reason in found if reason.feature not in ODDS)
    apart = 1.0 - min(1.0, max(0.0, shares))
    return round(1.0 - apart * (1.0 - _words(found)), 4)


def counts_as(feature: str) -> str:
    """How a reason enters the score: `gate`, `log-odds` (of the words) or `share`."""
    if feature in GATES:
        return "gate"
    return "log-odds" if feature in ODDS else "share"


def _words(reasons: Iterable[Reason]) -> float:
    """The chance of the reasons that are log-odds; 0 where there is no word at all."""
    odds = [reason.weight * reason.score for reason in reasons if reason.feature in ODDS]
    return 1.0 / (1.0 + math.exp(-math.fsum(odds))) if odds else 0.0
