"""What a crawled page costs: `./run bench crawl`.

A shop of 23 KB pages on this machine is crawled whole: by a bare Scrapy spider with five parsel
selectors, by ours without the database, and by the real `markwarden sweep` without rights, so
without matching: fetched, parsed, extracted, kept. CPU seconds a page are the difference between a
large and a small shop, so that starting costs nothing. Bars: at least 250 pages a CPU-second through
to the database, the frontier and budgets at most 10 % of it.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

HOUSE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HOUSE), str(HOUSE / "bench")]
PAGE = HOUSE / "docs" / "reference" / "crawl-speed.md"
SMALL, LARGE = 500, 3000
BAR_PAGES, BAR_SHARE = 250.0, 0.10


class Cost(NamedTuple):
    """CPU seconds of one crawl, and of its frontier and budgets within."""

    cpu_s: float
    frontier_s: float
    kept: int


class Row(NamedTuple):
    """One way to crawl: pages a CPU-second, and the frontier's share of it."""

    says: str
    pages_per_cpu_s: float
    share: float | None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", type=int, default=LARGE)
    parser.add_argument("--child", nargs=3, metavar=("WAY", "HOME", "PORT"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        way, home, port = asked.child
        print(json.dumps(WAYS[way](Path(home), int(port))))
        return
    rows = [measured(way, says, asked.large) for way, says in SAYS.items()]
    table = as_table(rows, asked.large)
    print(table)
    PAGE.write_text(table, encoding="utf-8")
    if rows[-1].pages_per_cpu_s < BAR_PAGES or (rows[-1].share or 0) > BAR_SHARE:
        raise SystemExit(f"bar: {BAR_PAGES:g} pages a CPU-second, frontier {BAR_SHARE:.0%}")


def measured(way: str, says: str, large: int) -> Row:
    small, whole = (cost(way, goods) for goods in (SMALL, large))
    pages = (large - SMALL) * 51 / 50
    spent = whole.cpu_s - small.cpu_s
    share = (whole.frontier_s - small.frontier_s) / spent if whole.frontier_s else None
    return Row(says, pages / spent, share)


def cost(way: str, goods: int) -> Cost:
    from quick_site import PLATFORM, quick_site  # noqa: PLC0415  # after the path is set

    with tempfile.TemporaryDirectory(prefix="markwarden-bench-") as home, quick_site(goods) as port:
        platforms = Path(home) / "platforms"
        platforms.mkdir()
        (platforms / "quick.yaml").write_text(PLATFORM.format(port=port), "utf-8")
        environ = {key: value for key, value in os.environ.items() if not key.startswith("MARKWARDEN_")}
        command = [sys.executable, __file__, "--child", way, home, str(port)]
        done = subprocess.run(
            command, env={**environ, "MARKWARDEN_HOME": home}, stdout=subprocess.PIPE, check=True, timeout=280
        )
        found = Cost(*json.loads(done.stdout.splitlines()[-1]))
    if found.kept != goods:
        raise SystemExit(f"{way}: {found.kept} of {goods} listings")
    return found


def bare(home: Path, port: int) -> Cost:
    """What anybody would write: five selectors, nothing kept, Scrapy's own queue in memory."""
    import scrapy  # noqa: PLC0415  # only the child process needs it
    from scrapy.crawler import AsyncCrawlerProcess  # noqa: PLC0415

    kept = []

    class Plain(scrapy.Spider):
        name = "plain"
        start_urls = (f"http://127.0.0.1:{port}/list?page=1",)

        def parse(self, response: Any) -> Any:
            yield from response.follow_all(response.css("a.next::attr(href)"), self.parse)
            yield from response.follow_all(response.css("a.goods::attr(href)"), self.parse_goods)

        def parse_goods(self, response: Any) -> None:
            page = response.css
            kept.append((
                page("h1::text").get(), page(".price::text").get(), page("td::text").get(),
                page(".seller::text").get(), " ".join(page(".description *::text").getall()),
            ))  # fmt: skip

    settings = {
        "LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False,
        "CONCURRENT_REQUESTS": 32, "CONCURRENT_REQUESTS_PER_DOMAIN": 16, "DOWNLOAD_DELAY": 0,
    }  # fmt: skip
    process = AsyncCrawlerProcess(settings)
    process.crawl(Plain)
    process.start()
    return Cost(time.process_time(), 0.0, len(kept))


def unkept(home: Path, port: int) -> Cost:
    """Ours up to the pipelines: frontier, manners, extraction."""
    from spiders.crawl import Task, crawl  # noqa: PLC0415  # only the child process needs it
    from spiders.plan import plan_sweep  # noqa: PLC0415
    from spiders.platform import find_platform  # noqa: PLC0415

    spent = timed_frontier()
    plan = plan_sweep(find_platform("quick", [home / "platforms"]))
    task = Task(
        version="0", contact="c@example.org", frontier=home / "frontier.sqlite3", sweep=1, pipelines={}
    )
    ended = crawl(plan, task)
    return Cost(time.process_time(), spent(), ended.counts["markwarden/read"])


def sweep(home: Path, port: int) -> Cost:
    """The real program, without rights: everything but matching."""
    spent = timed_frontier()
    from markwarden.cli import main as markwarden  # noqa: PLC0415  # only the child process needs it

    try:
        markwarden(["sweep", "quick", "--progress", "none"])
    except SystemExit as ended:
        if ended.code:
            raise
    from store.models import Listing  # noqa: PLC0415  # needs Django set up

    return Cost(time.process_time(), spent(), Listing.objects.count())


def timed_frontier() -> Callable[[], float]:
    """Time every method of the frontier and the budgets; gives the CPU seconds spent in them so far."""
    from spiders.budget import Budgets  # noqa: PLC0415
    from spiders.frontier import Frontier  # noqa: PLC0415

    spent = [0.0]

    def timed(method: Any) -> Any:
        @functools.wraps(method)
        def around(*args: Any, **kwargs: Any) -> Any:
            began = time.thread_time()
            try:
                return method(*args, **kwargs)
            finally:
                spent[0] += time.thread_time() - began

        return around

    names = ("has_pending_requests", "enqueue_request", "add", "next_request", "account", "read", "_one_less")
    for owner, methods in ((Frontier, names), (Budgets, ("turn",))):
        for name in methods:
            setattr(owner, name, timed(getattr(owner, name)))
    return lambda: spent[0]


WAYS = {"bare": bare, "unkept": unkept, "sweep": sweep}
SAYS = {
    "bare": "bare Scrapy, five parsel selectors, nothing kept",
    "unkept": "ours up to the pipelines: frontier, robots, budget, extraction",
    "sweep": "`markwarden sweep` without rights: all that and kept in SQLite",
}


def as_table(rows: list[Row], large: int) -> str:
    def line(row: Row) -> str:
        share = "–" if row.share is None else f"{100 * row.share:.1f} %"
        return f"| {row.says} | {row.pages_per_cpu_s:.0f} | {1000 / row.pages_per_cpu_s:.2f} | {share} |"

    lines = "\n".join(line(row) for row in rows)
    return f"""# Crawl speed

Made by `./run bench crawl`: a shop of {large} pages of 23 KB on the same machine, 16 at once, in one run.
CPU seconds are the difference to a shop of {SMALL} pages, so that starting a process costs nothing.

| way | pages a CPU-second | CPU ms a page | of it frontier and budgets |
| --- | --- | --- | --- |
{lines}

Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end.
Bars: 250 pages a CPU-second in the last row, the frontier at most 10 % of it.
"""


if __name__ == "__main__":
    main()
