"""The goods of the demo's two markets, with what is planted in them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from markwarden.demo.planting import MAKERS, Draft, Stall
from markwarden.demo.vocabulary import CATEGORIES, price_fen, sellers

SHOP_GOODS = 1000
MARKET_GOODS = 300
SHOP = "demo-shop"
MARKET = "demo-market"

# Of a thousand goods; the rest is plain. At least 15 % infringe, at least 25 % are honest but look alike.
PLAN: Mapping[str, int] = {
    "word_exact": 60,
    "word_full_width": 8,
    "word_spaced": 8,
    "word_invisible": 8,
    "word_look_alike": 8,
    "word_one_edit": 8,
    "ordinary_as_sign": 6,
    "picture_copied": 30,
    "event_name": 15,
    "event_emblem": 15,
    "asian_games_name": 10,
    "indication_elsewhere": 10,
    "variety_unlicensed": 4,
    "licence_ended": 6,
    "licensed_seller": 45,
    "accessory": 45,
    "other_goods": 45,
    "ordinary_word": 35,
    "lapsed_right": 25,
    "indication_true": 15,
    "poem": 20,
    "place_or_exam": 15,
    "similar_style": 15,
    "near_name": 10,
}
INFRINGING = frozenset(list(PLAN)[:14])
PLAIN = "plain"

_HALLS = ("一区", "二区", "三区")


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """One planted offer.

    Attributes:
        expected: rights of which at least one must be hit; none for honest goods.
        allowed: rights that may be hit besides.
        recipes: how each of its pictures is drawn, by file name.
    """

    platform: str
    id: int
    kind: str
    draft: Draft
    price_fen: int
    recipes: Mapping[str, str]
    booth: str
    hall: str

    @property
    def expected(self) -> frozenset[str]:
        return self.draft.expected

    @property
    def allowed(self) -> frozenset[str]:
        return self.draft.allowed

    @property
    def listing_id(self) -> str:
        """The id the platform gives it."""
        return str(self.id)

    def record(self) -> dict[str, Any]:
        """The good as the shop's and the market's goods file hold it: nothing of what is planted."""
        draft, seller = self.draft, self.draft.seller
        category = CATEGORIES[draft.category]
        return {
            "id": self.id,
            "title": draft.title,
            "price_fen": self.price_fen,
            "booth": self.booth,
            "seller": seller.name,
            "seller_id": seller.id,
            "seller_credit_code": seller.credit_code,
            "category": category.name,
            "nice_class": category.nice,
            "origin": draft.origin or seller.town,
            "ships_from": draft.ships_from or draft.origin or seller.town,
            "brand": draft.brand,
            "description": draft.description,
            "pictures": list(self.recipes),
            "hall": self.hall,
        }


def shares(total: int) -> dict[str, int]:
    """How many goods of each kind among `total`; every kind is there at least once."""
    planned = {kind: max(1, round(share * total / 1000)) for kind, share in PLAN.items()}
    plain = total - sum(planned.values())
    if plain < 0:
        raise ValueError(f"{total} goods are too few for {len(PLAN)} planted kinds")
    return {**planned, PLAIN: plain}


def make_goods(platform: str, total: int, *, seed: int = 19) -> tuple[Good, ...]:
    """`total` goods of `platform` in mixed order; the same for the same arguments, on every machine."""
    rng = random.Random(f"{platform}/{total}/{seed}")  # noqa: S311  # repeatable, not secret
    stall = Stall(rng, sellers(rng))
    drafts = [(kind, MAKERS[kind](stall)) for kind, count in shares(total).items() for _ in range(count)]
    rng.shuffle(drafts)
    return tuple(
        make_good(rng, platform, number, kind, draft) for number, (kind, draft) in enumerate(drafts, start=1)
    )


def make_good(rng: random.Random, platform: str, number: int, kind: str, draft: Draft) -> Good:
    """A draft with its price, its place in the market and its pictures."""
    category = CATEGORIES[draft.category]
    recipes = {f"{platform}-{number:04d}a.jpg": draft.recipe or f"goods:{draft.category}"}
    if rng.random() < 0.25:
        recipes[f"{platform}-{number:04d}b.jpg"] = f"goods:{draft.category}"
    described = draft.description or f"{draft.title}。支持批发，48小时内发货。Wholesale welcome."
    return Good(
        platform=platform,
        id=number,
        kind=kind,
        draft=replace(draft, description=described),
        price_fen=price_fen(rng, category),
        recipes=recipes,
        booth=f"{rng.randint(1, 5)}{rng.choice('ABCDEF')}-{rng.randint(1, 180):03d}",
        hall=rng.choice(_HALLS),
    )
