"""What a crawl loses when it is killed: `./run bench kills [--kills N]`.

A 2,000-page crawl is killed with SIGKILL at random moments and started again by the same command, until
so many kills have happened; as many crawls as that takes. Beside it, as the control, Scrapy's own
JOBDIR with its default queues. Fails if fewer kills happened than asked for, if anything is lost or
doubled, or if the control loses nothing (then the harness shows nothing).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))
PAGE = HOUSE / "docs" / "reference" / "kills.md"
PAGE_SIZE = 10
CONTROL_TRIALS, CONTROL_KILLS = 4, 1


class Trial(NamedTuple):
    """One crawl, killed so often and then ended."""

    kills: int
    lost: int
    doubled: int
    again: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=9309)
    parser.add_argument("--control", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.control:
        run_control(*asked.control)
        return
    moments = random.Random(asked.seed)
    goods = asked.pages * PAGE_SIZE // (PAGE_SIZE + 1)
    ours = list(trials(asked.kills, goods, moments))
    control = [trial_of_control(goods, moments) for _ in range(CONTROL_TRIALS)]
    table = as_table(ours, control, goods)
    print(table)
    PAGE.write_text(table, encoding="utf-8")
    wrong = sum(one.lost + one.doubled for one in ours)
    happened = sum(one.kills for one in ours)
    if happened < asked.kills or wrong or not all(one.lost for one in control):
        raise SystemExit(f"{happened} of {asked.kills} kills happened; {wrong} listings lost or doubled")


def trials(kills: int, goods: int, moments: random.Random) -> Iterator[Trial]:
    left = kills
    while left:
        trial = trial_of_ours(goods, left, moments)
        if not trial.kills:
            raise SystemExit("a whole crawl ended before it could be killed once")
        left -= trial.kills
        yield trial


@contextmanager
def ground(goods: int) -> Iterator[tuple[Path, Any]]:
    from tests.spiders.site import Site, served  # noqa: PLC0415  # after the path is set

    with tempfile.TemporaryDirectory(prefix="markwarden-kills-") as home, served(Site(goods=goods)) as site:
        yield Path(home), site


def trial_of_ours(goods: int, most: int, moments: random.Random) -> Trial:
    from tests.spiders.crawling import prepared  # noqa: PLC0415  # after the path is set

    with ground(goods) as (home, site):
        crawl = prepared(home, site)
        kills = 0
        while kills < most and not ended(home / "kept.jsonl", goods):
            kills += killed(crawl.start(), site, moments.randint(1, 120))
        report = crawl.run()
        ids = [line["id"] for line in crawl.kept()]
        pages = goods + (goods + PAGE_SIZE - 1) // PAGE_SIZE
        # A record is kept by its id: what matters is the account, which counts every page once.
        doubled = max(sum(report["done"].values()) + sum(report["failed"].values()) - pages, 0)
        again = sum(n - 1 for path, n in site.seen.items() if path != "/robots.txt")
        return Trial(kills, goods - len(set(ids)), doubled, again)


def ended(kept: Path, goods: int) -> bool:
    """Whether too little is left for another kill in mid-crawl."""
    return kept.exists() and len({line[:16] for line in kept.read_text("utf-8").splitlines()}) > goods - 130


def killed(process: subprocess.Popen[str], site: Any, pages: int) -> bool:
    """Kill it when the site has served so many pages more; whether it was still running."""
    before = sum(site.seen.values())
    while sum(site.seen.values()) < before + pages and process.poll() is None:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return process.returncode == -signal.SIGKILL


def trial_of_control(goods: int, moments: random.Random) -> Trial:
    with ground(goods) as (home, site):
        command = [sys.executable, __file__, "--control", str(home), site.url]
        start = lambda: subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: E731
        kills = sum(killed(start(), site, moments.randint(200, 900)) for _ in range(CONTROL_KILLS))
        with start() as process:
            process.communicate(timeout=240)
        kept = home / "kept.jsonl"
        ids = [json.loads(line)["id"] for line in kept.read_text("utf-8").splitlines()]
        again = sum(n - 1 for path, n in site.seen.items() if path != "/robots.txt")
        return Trial(kills, goods - len(set(ids)), len(ids) - len(set(ids)), again)


def run_control(home: str, url: str) -> None:
    """The same crawl as anybody would write it with Scrapy and JOBDIR."""
    import scrapy  # noqa: PLC0415  # only the child process needs it
    from scrapy.crawler import AsyncCrawlerProcess  # noqa: PLC0415

    kept = Path(home) / "kept.jsonl"

    class Plain(scrapy.Spider):
        name = "plain"
        start_urls = (f"{url}/list?page=1",)

        def parse(self, response: Any) -> Iterator[Any]:
            for goods in response.css("a.goods::attr(href)"):
                yield response.follow(goods.get().partition("?")[0], self.parse_goods)
            for onward in response.css("a.next::attr(href)"):
                yield response.follow(onward.get(), self.parse)

        def parse_goods(self, response: Any) -> None:
            with kept.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"id": response.url.rpartition("/")[2]}) + "\n")
                file.flush()
                os.fsync(file.fileno())

    settings = {
        "JOBDIR": str(Path(home) / "job"), "LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False, "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "DOWNLOAD_DELAY": 0,
    }  # fmt: skip
    process = AsyncCrawlerProcess(settings)
    process.crawl(Plain)
    process.start()


def as_table(ours: list[Trial], control: list[Trial], goods: int) -> str:
    def row(name: str, trials: list[Trial]) -> str:
        kills, lost, doubled, again = (sum(column) for column in zip(*trials, strict=True))
        total = goods * len(trials)
        share = f"{lost} of {total} ({100 * lost / total:.1f} %)"
        return f"| {name} | {len(trials)} | {kills} | {share} | {doubled} | {again} |"

    return f"""# Kills

Made by `./run bench kills`: crawls of {goods} listings on {goods + goods // PAGE_SIZE} pages, 8 at once,
killed with SIGKILL at random moments and started again by the same command, then left to end.

| frontier | crawls | kills | listings lost | pages settled twice | fetched again |
| --- | --- | --- | --- | --- | --- |
{row("markwarden", ours)}
{row("Scrapy's `JOBDIR`, default queues", control)}

Python {platform.python_version()}, {os.cpu_count()} cores. What was under way at a kill is fetched again: a
listing is kept by its id, so that keeping it again is keeping it once.
"""


if __name__ == "__main__":
    main()
