"""Imported captures of the 19th Asian Games' names: some from the special sign's term, some of today."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from markwarden.demo import protected as p
from markwarden.demo.goods import Good, make_good
from markwarden.demo.planting import Stall, asian_games_name
from markwarden.demo.vocabulary import CATEGORIES, sellers

CAPTURES = "demo-captures"
THEN, NOW = "captured_in_term", "captured_after_term"
EACH = 8
# Within the demo's term of the special sign, in the weeks of the Games.
FIRST_THEN = datetime.fromisoformat("2023-09-23T10:00:00+08:00")


def make_captures() -> tuple[Good, ...]:
    """Goods with the Games' names: first those captured then, after them those captured now."""
    rng = random.Random("captures/19")  # noqa: S311  # repeatable, not secret
    stall = Stall(rng, sellers(rng))
    made = []
    for number in range(1, 2 * EACH + 1):
        kind, draft = THEN if number <= EACH else NOW, asian_games_name(stall)
        if kind == THEN:
            # The mark was in force too; the sign must be among the bases found.
            expected, allowed = frozenset({p.ASIAN_GAMES_SIGN}), frozenset({p.ASIAN_GAMES_MARK})
            draft = replace(draft, expected=expected, allowed=allowed)
        made.append(make_good(rng, CAPTURES, number, kind, draft))
    return tuple(made)


def write_captures(path: Path, goods: tuple[Good, ...], now: datetime) -> None:
    """The captures as a listings file of the public contract; today's carry `now`."""
    lines = (json.dumps(_line(good, now), ensure_ascii=False) for good in goods)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _line(good: Good, now: datetime) -> dict[str, object]:
    record = good.record()
    at = FIRST_THEN + timedelta(hours=good.id) if good.kind == THEN else now
    return {
        "id": good.listing_id,
        "platform": CAPTURES,
        "title": record["title"],
        "url": f"https://captures.example/{good.id}",
        "seller": record["seller"],
        "seller_id": record["seller_id"],
        "seller_credit_code": record["seller_credit_code"],
        "category": record["category"],
        "nice_class": [CATEGORIES[good.draft.category].nice],
        "description": record["description"],
        "price": f"{good.price_fen / 100:.2f}",
        "currency": "CNY",
        "origin": record["origin"],
        "ships_from": record["ships_from"],
        "captured_at": at.isoformat(),
    }
