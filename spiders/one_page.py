"""One page of a live site, fetched as a sweep would fetch it: robots, budget, guard and name included."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from scrapy.crawler import Crawler
from scrapy.http import Response

from config.crawl import EVERY_CRAWL
from domain.errors import CollectError
from spiders.crawl import Ended, Task, crawl
from spiders.plan import Plan
from spiders.platform_rules import Follow, PlatformFile
from spiders.saved_page import SavedPage

_FOLDER: Final = "MARKWARDEN_KEPT_PAGE"
_BODY, _HEAD = "body", "head.json"


class NotAnswered(CollectError):
    """A page did not come; `reason` says why, as a sweep would count it."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url, self.reason = url, reason


class KeepPage:
    """Spider middleware: the first good page that reaches the spider is put aside, as it came."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> KeepPage:
        return cls(Path(crawler.settings[_FOLDER]))

    def process_spider_input(self, response: Response) -> None:
        head = self._folder / _HEAD
        if 200 <= response.status < 300 and not head.exists():
            (self._folder / _BODY).write_bytes(response.body)
            kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
            head.write_text(json.dumps({"url": response.url, "content_type": kind}), "utf-8")


def only_this(platform: PlatformFile, url: str, *, render: Any = None) -> Plan:
    """The plan to ask for `url` and nothing else."""
    alone = platform.model_copy(
        update={"follow": Follow(), "sitemap": False, "queries": None, "start": (url,), "hosts": ()}
    )
    return Plan(platform=alone, start=(url,), limit=0, render=render or platform.render_first)


def fetch_page(
    plan: Plan, *, version: str, contact: str, settings: Mapping[str, Any] | None = None
) -> SavedPage:
    """The one page of `plan`; at most once a process, for it starts a reactor.

    Raises:
        NotAnswered: it did not come, and why.
    """
    with tempfile.TemporaryDirectory(prefix="markwarden-page-") as name:
        folder = Path(name)
        extra = {
            **(settings or {}),
            _FOLDER: str(folder),
            "SPIDER_MIDDLEWARES": {**EVERY_CRAWL["SPIDER_MIDDLEWARES"], "spiders.one_page.KeepPage": 1},
        }
        task = Task(
            version=version,
            contact=contact,
            frontier=folder / "frontier.sqlite3",
            sweep=0,
            pipelines={},
            settings=extra,
        )
        ended = crawl(plan, task)
        return _kept(folder, plan.start[0], ended)


def _kept(folder: Path, url: str, ended: Ended) -> SavedPage:
    if not (folder / _HEAD).exists():
        raise NotAnswered(url, _why(ended))
    head = json.loads((folder / _HEAD).read_text("utf-8"))
    return SavedPage(
        url=head["url"],
        body=(folder / _BODY).read_bytes(),
        content_type=head["content_type"],
        captured_at=datetime.now(UTC),
        source=url,
    )


def _why(ended: Ended) -> str:
    reasons = [reason for reason, _url in ended.failures]
    return ended.detail or "; ".join(reasons[:3]) or f"no page came ({ended.state})"
