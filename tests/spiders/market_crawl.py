"""A crawl of the market as a program: `python -m tests.spiders.market_crawl HOME RENDER SECONDS`."""

from __future__ import annotations

import contextlib
import json
import sys
import time
from pathlib import Path
from typing import Any, Literal

from spiders.browser import browser_for
from spiders.crawl import Task, crawl
from spiders.plan import plan_sweep
from spiders.platform import find_platform

AGENT = "markwarden/0 (+contact c@example.org)"
KEPT = ("id", "title", "seller", "seller_id", "seller_credit_code", "origin", "ships_from", "image_urls")


def main(home: Path, render: Literal["http", "browser"], page_s: float) -> None:
    """Crawl the only platform in `home`, keep a line for each listing, print the account."""
    platform = find_platform("haichuan", [home])
    plan = plan_sweep(platform, render=render)
    settings: dict[str, Any] = {"KEPT": str(home / "kept.jsonl"), "MARKWARDEN_BROWSER_PAGE_S": page_s}
    with contextlib.ExitStack() as stack:
        if render == "browser":
            scroll = (platform.scroll.item, platform.scroll.most) if platform.scroll else ("", 1000)
            settings |= stack.enter_context(browser_for(platform.allow_private, AGENT, scroll=scroll))
        task = Task(
            version="0", contact="c@example.org", frontier=home / "frontier.sqlite3", sweep=1,
            pipelines={"tests.spiders.market_crawl.Kept": 1}, settings=settings,
        )  # fmt: skip
        began = time.monotonic()
        ended = crawl(plan, task)
        report = {"state": ended.state, "detail": ended.detail, "seconds": round(time.monotonic() - began, 2)}
        print(json.dumps({**report, "counts": dict(ended.counts), "failures": ended.failures}))


class Kept:
    """A listing is kept when its line is in the file."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)

    @classmethod
    def from_crawler(cls, crawler: object) -> Kept:
        return cls(crawler.settings["KEPT"])  # type: ignore[attr-defined]

    async def process_item(self, item: object) -> object:
        record = {name: getattr(item, name) for name in KEPT} | {"price": str(item.price.amount)}  # type: ignore[attr-defined]
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
        return item


if __name__ == "__main__":
    main(Path(sys.argv[1]), "http" if sys.argv[2] == "http" else "browser", float(sys.argv[3]))
