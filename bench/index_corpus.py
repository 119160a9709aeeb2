"""A truth of many hits for `./run bench index`: seeded, written straight into the database."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import blake2b
from itertools import islice
from typing import Any

from domain.match import Match, Reason

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
# 44 characters give 1,936 pairs, each in one of twenty hits: a hard corpus, real words are rarer.
HAN = "宁波轴承迪卡侬同款帐篷户外运动鞋正品包邮义乌小商品批发手机壳苹果茅台酒飞天亚运会吉祥物"
WORDS = ("nike", "iphone15", "decathlon", "outdoor", "tent", "shoe", "case", "500ml")
RIGHTS, HOLDERS, PLATFORMS, SELLERS, REGIONS = 50, 7, 4, 3000, 30
DESCRIPTIONS = 20_000
STATUSES = ("open",) * 7 + ("infringing", "not_infringing", "unsure")
BATCH = 4000


def words(rng: random.Random, count: int) -> str:
    return " ".join(
        rng.choice(WORDS) if rng.random() < 0.3 else "".join(rng.choices(HAN, k=rng.randint(2, 8)))
        for _ in range(count)
    )


def hit_key(number: int) -> str:
    return blake2b(str(number).encode(), digest_size=16).hexdigest()


def fill(count: int) -> None:
    """Rights, sellers, `count` listings and as many hits."""
    house = _house()
    rng = random.Random(1)
    texts = [words(rng, 25) for _ in range(DESCRIPTIONS)]
    numbers = iter(range(count))
    while batch := list(islice(numbers, BATCH)):
        add(batch, house, rng, texts)


def add(numbers: Sequence[int], house: dict[str, Any], rng: random.Random, texts: Sequence[str]) -> list[Any]:
    """These hits with their listings, not yet owed to any index."""
    from store.models import Hit, Listing  # noqa: PLC0415  # needs Django set up

    listings = Listing.objects.bulk_create([_listing(number, house, rng, texts) for number in numbers])
    return Hit.objects.bulk_create(
        [_hit(number, listing, house, rng) for number, listing in zip(numbers, listings, strict=True)]
    )


def _house() -> dict[str, Any]:
    from registry.models import Right, RightsHolder  # noqa: PLC0415  # needs Django set up
    from store.models import Platform, Seller  # noqa: PLC0415  # needs Django set up

    holders = [RightsHolder.objects.create(key=f"h{n}", name=f"Holder {n}") for n in range(HOLDERS)]
    rights = [
        Right.objects.create(code=f"R{n}", kind="word", text=f"迪卡侬 {n}", holder=holders[n % HOLDERS])
        for n in range(RIGHTS)
    ]
    platforms = [Platform.objects.create(key=f"p{n}") for n in range(PLATFORMS)]
    sellers = Seller.objects.bulk_create(
        Seller(platform=platforms[n % PLATFORMS], seller_id=f"s{n}", name=f"小店{n}") for n in range(SELLERS)
    )
    return {"rights": rights, "platforms": platforms, "sellers": sellers}


def known_house() -> dict[str, Any]:
    """What `fill` made, read back."""
    from registry.models import Right  # noqa: PLC0415  # needs Django set up
    from store.models import Platform, Seller  # noqa: PLC0415  # needs Django set up

    return {
        "rights": list(Right.objects.order_by("pk")),
        "platforms": list(Platform.objects.order_by("pk")),
        "sellers": list(Seller.objects.order_by("pk")),
    }


def _listing(number: int, house: dict[str, Any], rng: random.Random, texts: Sequence[str]) -> Any:
    from store.models import Listing  # noqa: PLC0415  # needs Django set up

    seller = house["sellers"][number % SELLERS]
    at = NOW - timedelta(seconds=rng.randrange(90 * 86_400))
    record = {"title": "", "description": texts[number % len(texts)], "seller": seller.name}
    return Listing(
        platform_id=seller.platform_id, listing_id=str(number), seller=seller, title=words(rng, 6),
        url=f"https://shop.example/{number}", price=Decimal(rng.randrange(1, 100_000)) / 100, currency="CNY",
        record=record, record_digest="d" * 64, captured_at=at, first_seen_at=at, last_seen_at=at,
    )  # fmt: skip


def _hit(number: int, listing: Any, house: dict[str, Any], rng: random.Random) -> Any:
    from store.models import Hit  # noqa: PLC0415  # needs Django set up
    from store.records import matches_record  # noqa: PLC0415  # needs Django set up

    right = house["rights"][rng.randrange(RIGHTS)]
    reason = Reason(feature="exact_text", score=0.9, ours="迪卡侬", theirs="迪卡侬")
    match = Match(right_id=right.code, matcher="text", score=0.9, reasons=(reason,))
    return Hit(
        id=hit_key(number), right=right, holder_id=right.holder_id, listing=listing,
        platform_id=listing.platform_id, kind="word", region=f"r{rng.randrange(REGIONS)}",
        score=round(0.5 + rng.random() / 2, 4), status=rng.choice(STATUSES), matches=matches_record([match]),
        rights_digest="d" * 64, captured_at=listing.captured_at,
    )  # fmt: skip


def questions(seed: int) -> Iterator[dict[str, str]]:
    """What people type, without end: two characters, a word, both, one character, four; filtered or not."""
    rng = random.Random(seed)
    while True:
        text = rng.choice(
            [
                "".join(rng.choices(HAN, k=2)),
                rng.choice(("nike", "tent", "500ml")),
                rng.choice(("宁波 nike", "帐篷 tent", "手机壳 iphone15")),
                rng.choice(HAN),
                "".join(rng.choices(HAN, k=4)),
            ]
        )
        asked = {"q": text}
        if rng.random() < 0.4:
            asked["platform"] = f"p{rng.randrange(PLATFORMS)}"
        if rng.random() < 0.3:
            asked["right"] = f"R{rng.randrange(RIGHTS)}"
        yield asked
