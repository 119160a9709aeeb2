"""Words of the trade as the packs have them, in a listing: honest uses that can be told are left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from domain.goods_packs import TradeWords
from domain.listing import Listing
from matchers.phrases import Place, places

# Characters looked at on either side for the honest use.
WINDOW: Final = 8


class Said(NamedTuple):
    """One word met, with the row it is from."""

    place: Place
    row: TradeWords


def strongest(rows: Sequence[TradeWords], listing: Listing, fields: Sequence[str]) -> Said | None:
    """The word that says most, the first of equals; None where none stands or all are honest."""
    found = (said for row in rows for said in _said(row, listing, fields))
    return max(found, key=lambda said: said.row.strength, default=None)


def _said(row: TradeWords, listing: Listing, fields: Sequence[str]) -> list[Said]:
    return [Said(place, row) for place in places(row.words, listing, fields) if not _honest(row, place)]


def _honest(row: TradeWords, place: Place) -> bool:
    if not row.honest:
        return False
    around = place.before(WINDOW) + place.seen.text[place.start : place.end] + place.after(WINDOW)
    return bool(_compiled(row.honest).search(around))


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
