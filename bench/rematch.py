"""Looking back for one right over stored listings: `./run bench rematch [LISTINGS] [RIGHTS] [WORKERS]`.

Fills a database of its own with made-up listings (half of them of goods the right covers, a quarter of
unknown goods, one in a hundred carrying the mark in some disguise), then runs the look back as
`markwarden rematch` does: `WORKERS` processes, reading, matching and keeping of hits included. Printed
are wall time and the time 1,000,000 listings take at that rate, processor time (start of the processes
included) and how busy the machine was before; compiling is measured apart.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import time
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.listing import Listing

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
MARKS = ("Siskin", "S1skin", "Sisskin", "鸲雀", "鸲 雀", "SISKIN")
ENGLISH = [
    "new",
    "summer",
    "women",
    "outdoor",
    "camping",
    "tent",
    "waterproof",
    "backpack",
    "running",
    "shoes",
    "breathable",
    "wholesale",
    "factory",
    "direct",
    "cotton",
    "kitchen",
    "steel",
    "cup",
    "lamp",
    "bag",
    "phone",
    "case",
    "light",
    "travel",
    "kids",
    "garden",
    "set",
    "large",
    "soft",
]
CHINESE = [
    "新款",
    "夏季",
    "女士",
    "帐篷",
    "户外",
    "露营",
    "双肩包",
    "大容量",
    "轻便",
    "防水",
    "登山",
    "运动",
    "跑步鞋",
    "透气",
    "休闲",
    "男女",
    "同款",
    "批发",
    "代发",
    "厂家",
    "直销",
    "纯棉",
    "厨房",
    "不锈钢",
    "水杯",
    "台灯",
    "手提包",
    "手机壳",
    "旅行",
    "儿童",
    "园艺",
    "套装",
    "加厚",
    "柔软",
    "现货",
    "包邮",
]
BULK = 5_000


def offers(count: int, seed: int = 7) -> Iterator[Listing]:
    """Listings of the length of real ones: a title of some 45 characters, a description of some 120."""
    from domain.listing import Listing  # noqa: PLC0415  # needs the settings below
    from domain.values import Money  # noqa: PLC0415  # needs the settings below

    chance = random.Random(seed)
    for number in range(count):
        words = [*chance.sample(CHINESE, 8), *chance.sample(ENGLISH, 4)]
        if number % 100 == 0:
            words.insert(chance.randrange(len(words)), chance.choice(MARKS))
        yield Listing(
            platform="bench",
            id=str(number),
            title=" ".join(words),
            captured_at=NOW,
            url=f"https://shop.example/{number}",
            seller="".join(chance.sample(CHINESE, 3)) + "商行",
            seller_id=f"s{number % 5000}",
            category=chance.choice(CHINESE),
            nice_classes=((22,), (22, 25), (), (9,))[number % 4],
            description="".join(chance.choices(CHINESE, k=40)) + " " + " ".join(chance.choices(ENGLISH, k=8)),
            price=Money(Decimal(chance.randint(5, 500)), "CNY"),
            ships_from="浙江义乌",
        )


def fill(listings: int, rights: int) -> None:
    """Store the listings as sweeps leave them, but by bulk, and register the rights."""
    from bench.matching import made_up  # noqa: PLC0415  # needs the settings
    from registry.models import Right, RightsHolder  # noqa: PLC0415  # needs Django set up
    from store.models import Listing as Row  # noqa: PLC0415  # needs Django set up
    from store.models import Platform  # noqa: PLC0415  # needs Django set up
    from store.records import listing_record, record_digest  # noqa: PLC0415  # needs Django set up

    holder = RightsHolder.objects.create(key="h", name="H")
    Right.objects.create(
        code="R", holder=holder, kind="word", text="Siskin", aliases=["鸲雀"], nice_classes=[22]
    )
    Right.objects.bulk_create(
        Right(code=one.id, holder=holder, kind="word", text=one.text, nice_classes=list(one.nice_classes))
        for one in made_up(rights)
    )
    platform, rows = Platform.objects.create(key="bench"), []
    for one in offers(listings):
        record = listing_record(one)
        rows.append(
            Row(
                platform=platform, listing_id=one.id, title=one.title, record=record,
                record_digest=record_digest(record), captured_at=NOW, first_seen_at=NOW, last_seen_at=NOW,
            )
        )  # fmt: skip
        if len(rows) == BULK:
            Row.objects.bulk_create(rows)
            rows = []
    Row.objects.bulk_create(rows)


def cpu_seconds() -> float:
    """Processor time of this process and of those it waited for: what a busy machine does not stretch."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main(listings: int, rights: int, workers: int) -> None:
    """Fill, look back, print."""
    with tempfile.TemporaryDirectory(prefix="markwarden-bench-") as home:
        os.environ |= {"MARKWARDEN_HOME": home, "DJANGO_SETTINGS_MODULE": "config.settings"}
        django.setup()
        from config.operator import operator_settings  # noqa: PLC0415  # needs the settings
        from markwarden.first_run import bring_up_to_date  # noqa: PLC0415  # needs Django set up
        from markwarden.rematching import Wish, prepared, run_rematch  # noqa: PLC0415  # needs Django set up

        settings = operator_settings()
        bring_up_to_date(settings.home)
        fill(listings, rights)
        load = os.getloadavg()[0]
        begun = time.perf_counter()
        prepared("R", settings)
        start_s = time.perf_counter() - begun
        before = cpu_seconds()
        report = run_rematch(Wish(right="R", workers=workers, size=max(500, listings // 40)), settings)
        account, rate, busy_s = report.account, listings / report.seconds, cpu_seconds() - before
        print(
            json.dumps(
                {
                    "listings": listings,
                    "rights": rights + 1,
                    "workers": workers,
                    "near": account.near,
                    "hits": account.hits_new,
                    "seconds": round(report.seconds, 1),
                    "of which compiling": round(start_s, 2),
                    "listings/s": round(rate),
                    "seconds for 1,000,000": round(1_000_000 / rate, 1),
                    "processor seconds": round(busy_s, 1),
                    "load before": round(load, 1),
                }
            )
        )


if __name__ == "__main__":
    main(*(int(n) for n in (sys.argv[1:] + ["100000", "1000", "2"][len(sys.argv) - 1 :])))
