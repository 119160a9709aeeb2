"""A crawl of one address through the real pipeline, in a process and a home of its own.

`python -m tests.pipelines.crawl_once URL [dry]` prints the stats and what the tables hold as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  # needs Django set up
from scrapy import Request, Spider  # noqa: E402
from scrapy.crawler import AsyncCrawlerProcess  # noqa: E402
from scrapy.http import Response  # noqa: E402

from domain.listing import Listing  # noqa: E402
from registry.models import Right, RightsHolder  # noqa: E402
from store.models import Hit, ListingVersion, Picture, Rejected  # noqa: E402
from store.models import Listing as ListingRow  # noqa: E402
from store.sweeps import begin, open_sweep  # noqa: E402


class OnePage(Spider):
    """Yields three listings of one page: two good ones and one without a title."""

    name = "one-page"
    address = ""

    async def start(self) -> AsyncIterator[Any]:
        yield Request(self.address)

    def parse(self, response: Response) -> Iterator[Listing]:
        now = datetime.now(UTC)
        pictures = tuple(map(response.urljoin, ("/1.png", "/gone.png", "/bad.png", "/round.png")))
        for number, title in enumerate(("迪卡侬 帐篷", "帐篷", "\0")):
            yield Listing(
                platform="yiwugo",
                id=str(number),
                title=title,
                captured_at=now,
                url=response.url,
                image_urls=pictures,
            )


def crawl(url: str, *, sweep_id: int, dry: bool) -> dict[str, Any]:
    process = AsyncCrawlerProcess(
        {
            "ITEM_PIPELINES": {"pipelines.way.WayPipeline": 100},
            "MARKWARDEN_SWEEP_ID": sweep_id,
            "MARKWARDEN_PLATFORM": "yiwugo",
            "MARKWARDEN_DRY_RUN": dry,
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
            "RETRY_ENABLED": False,
            "LOG_LEVEL": "ERROR",
        }
    )
    crawler = process.create_crawler(type("Once", (OnePage,), {"address": url}))
    process.crawl(crawler)
    process.start()
    stats = crawler.stats.get_stats() if crawler.stats else {}
    wanted = ("markwarden/", "item_", "log_count/ERROR")
    return {key: value for key, value in stats.items() if key.startswith(wanted)}


def main() -> None:
    call_command("migrate", verbosity=0)
    holder, _made = RightsHolder.objects.get_or_create(key="acme", name="Acme")
    Right.objects.get_or_create(code="CN-TM:1", holder=holder, kind="word", text="迪卡侬")
    sweep = begin(open_sweep("yiwugo").pk, pid=os.getpid(), now=datetime.now(UTC))
    stats = crawl(sys.argv[1], sweep_id=sweep.pk, dry="dry" in sys.argv)
    sweep.refresh_from_db()
    tables = {model.__name__: model._default_manager.count() for model in (ListingRow, ListingVersion, Hit)}
    tables |= {"Picture": Picture.objects.count(), "Rejected": Rejected.objects.count()}
    print(json.dumps({"stats": stats, "tables": tables, "counts": sweep.counts}))


if __name__ == "__main__":
    main()
