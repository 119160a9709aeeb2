"""How fast the triage index takes and finds hits.

python bench/triage_index.py [--hits N] [--url URL]     without a URL: the embedded index
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from domain.ports import HitDoc, HitIndex, HitQuery, ReasonDoc, Scope
from store.elastic import ElasticIndex
from store.embedded import EmbeddedIndex

EVERYTHING = Scope.everything()
HAN = "宁波轴承迪卡侬同款帐篷户外运动鞋正品包邮义乌小商品批发手机壳苹果茅台酒飞天亚运会吉祥物"
WORDS = ("nike", "iphone15", "decathlon", "outdoor", "tent", "shoe", "case", "500ml")
FACETS = ("platform", "right", "status", "region")
BATCH = 500


def words(rng: random.Random, count: int) -> str:
    return " ".join(
        rng.choice(WORDS) if rng.random() < 0.3 else "".join(rng.choices(HAN, k=rng.randint(2, 8)))
        for _ in range(count)
    )


def hit(rng: random.Random, number: int) -> HitDoc:
    return HitDoc(
        id=f"{number:032x}", revision=1, holder=f"h{number % 7}", right=f"R{number % 50}", kind="word",
        platform=f"p{number % 4}", seller=f"s{number % 300}", region=f"r{number % 30}", status="open",
        score=round(rng.random(), 2), title=words(rng, 6), text=words(rng, 25), mark="迪卡侬 Decathlon",
        captured_at=datetime(2026, 11, 20, tzinfo=UTC), price_minor=100 * number, currency="CNY",
        reasons=(ReasonDoc("exact_text", 0.9, "迪卡侬", "迪卡侬"), ReasonDoc("goods_class", 0.9, "25", "25")),
    )  # fmt: skip


def timed(what: str, ask: Callable[[], object], turns: int = 100) -> None:
    times = []
    for _ in range(turns):
        begun = time.perf_counter()
        ask()
        times.append((time.perf_counter() - begun) * 1000)
    times.sort()
    print(f"{what:<28} p50 {times[turns // 2]:7.1f} ms   p95 {times[int(turns * 0.95)]:7.1f} ms")


def fill(index: HitIndex, hits: list[HitDoc]) -> None:
    begun = time.perf_counter()
    for first in range(0, len(hits), BATCH):
        assert len(index.upsert(hits[first : first + BATCH]).settled) == len(hits[first : first + BATCH])
    print(
        f"{'bulk, ' + str(len(hits)) + ' hits':<28} {len(hits) / (time.perf_counter() - begun):7.0f} a second"
    )
    index.refresh()


def ask_all(index: HitIndex, rng: random.Random) -> None:
    def search(text: str) -> None:
        index.search(EVERYTHING, HitQuery(text=text), after=None, size=50)

    timed("queue by status", lambda: index.search(EVERYTHING, HitQuery(status="open"), after=None, size=50))
    timed("two characters", lambda: search("".join(rng.choices(HAN, k=2))))
    timed("one character", lambda: search(rng.choice(HAN)))
    timed("a common word", lambda: search("nike"))
    timed("two parts", lambda: search("宁波 nike"))
    timed("four facets of everything", lambda: index.facets(EVERYTHING, HitQuery(), FACETS))
    timed("four facets of a search", lambda: index.facets(EVERYTHING, HitQuery(text="宁波"), FACETS))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--hits", type=int, default=20_000)
    options.add_argument("--url", default="")
    chosen = options.parse_args()
    rng = random.Random(1)
    hits = [hit(rng, number) for number in range(chosen.hits)]
    with tempfile.TemporaryDirectory() as folder:
        index: HitIndex = (
            ElasticIndex.at(chosen.url, prefix="bench")
            if chosen.url
            else EmbeddedIndex(Path(folder) / "index.sqlite3")
        )
        index.rebuild([])
        fill(index, hits)
        ask_all(index, rng)
        begun = time.perf_counter()
        print(f"rebuild of {index.rebuild(hits)} hits: {time.perf_counter() - begun:.1f} s")
        index.rebuild([])


if __name__ == "__main__":
    main()
