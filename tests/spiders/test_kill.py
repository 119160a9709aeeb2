"""A crawl that is killed goes on where it was: nothing lost, nothing doubled but what was under way."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.spiders.crawling import Crawl, prepared
from tests.spiders.site import Site, served

pytestmark = pytest.mark.slow

AT_ONCE = 8


def killed_at(crawl: Crawl, site: Site, pages: int, number: int) -> subprocess.Popen[str]:
    """Start the crawl and kill it when the site has served so many pages more."""
    before = sum(site.seen.values())
    process = crawl.start()
    while sum(site.seen.values()) < before + pages and process.poll() is None:
        os.sched_yield()
        time.sleep(0.001)  # not for luck: leaves the other process a core
    process.send_signal(number)
    process.communicate()
    return process


def all_there(crawl: Crawl, goods: int) -> bool:
    return {int(line["id"]) for line in crawl.kept()} == set(range(1, goods + 1))


def survives(crawl: Crawl, site: Site, kills: list[int]) -> None:
    """Kill the crawl again and again, then let it finish, and count."""
    really = 0
    for pages in kills:
        process = killed_at(crawl, site, pages, signal.SIGKILL)
        really += process.returncode == -signal.SIGKILL
    assert really == len(kills), "a crawl ended before it could be killed"
    assert not all_there(crawl, site.goods)
    report = crawl.run()
    assert report["state"] == "done"
    assert all_there(crawl, site.goods)
    assert report["done"][""] == site.goods + site.goods // site.page_size
    assert report["failed"] == {}
    again = sum(n - 1 for path, n in site.seen.items() if path != "/robots.txt")
    # Under way are at most the pages being fetched and those being read.
    assert again <= 2 * AT_ONCE * len(kills)


def test_a_killed_crawl_loses_nothing(tmp_path: Path) -> None:
    """Three kills of a 400-page crawl: every listing is there, and few pages were fetched twice."""
    with served(Site(goods=400)) as site:
        survives(prepared(tmp_path, site), site, [40, 100, 60])


@pytest.mark.long
def test_twenty_kills_lose_nothing(tmp_path: Path) -> None:
    """Twenty kills of a 2,000-page crawl at different moments."""
    with served(Site(goods=2000)) as site:
        survives(prepared(tmp_path, site), site, [17 + 7 * n for n in range(20)])


def test_a_signal_closes_a_crawl_cleanly(tmp_path: Path) -> None:
    """SIGTERM finishes what is under way, says interrupted, and nothing is fetched twice afterwards."""
    with served(Site(goods=300)) as site:
        crawl = prepared(tmp_path, site)
        process = killed_at(crawl, site, 60, signal.SIGTERM)
        assert process.returncode == 0
        assert crawl.run()["state"] == "done"
        assert all_there(crawl, site.goods)
    assert max(n for path, n in site.seen.items() if path != "/robots.txt") == 1
