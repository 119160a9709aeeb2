"""A price against what a right's goods usually cost: how far below, in [0, 1]."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from domain.listing import Listing
from domain.rights import Right

# A tenth of the least usual price, or less, is as far below as it gets; on the way there every halving
# counts the same. A judgement, not a measurement.
FULL_AT: Final = 0.1


class Cheapness(NamedTuple):
    """How far below: 0 just under the usual range, 1 at a tenth of its lower end; with both sides."""

    score: float
    ours: str
    theirs: str


def cheapness(right: Right, listing: Listing) -> Cheapness | None:
    """How far the listing's price lies below the right's usual range; None where nothing can be said.

    Nothing is said of a price within or above the range, of another currency, or of 0, by which shops
    mean "on request".
    """
    usual, price = right.usual_price, listing.price
    if usual is None or price is None or price.currency != usual.currency:
        return None
    if price.amount == 0 or price.amount >= usual.least:
        return None
    share = float(price.amount / usual.least)
    score = min(1.0, math.log(share) / math.log(FULL_AT)) if share > 0 else 1.0
    return Cheapness(round(score, 4), str(usual), f"{price.amount:f} {price.currency}")
