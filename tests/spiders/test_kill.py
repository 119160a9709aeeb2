"""A crawl that is killed goes on where it was: nothing lost, nothing doubled but what was under way."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from spiders.tables import Place
from tests.require import absent
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


def test_a_killed_crawl_loses_nothing(tmp_path: Path, place: Place) -> None:
    """Three kills of a 400-page crawl: every listing is there, and few pages were fetched twice."""
    with served(Site(goods=400)) as site:
        survives(prepared(tmp_path, site, place=str(place)), site, [40, 100, 60])


@pytest.mark.long
def test_25_random_kills_lose_nothing(tmp_path: Path) -> None:
    """Twenty-five kills of a 2,000-page crawl at random moments."""
    moments = random.Random(9309)  # the same moments every time
    with served(Site(goods=2000)) as site:
        survives(prepared(tmp_path, site), site, [moments.randint(2, 70) for _ in range(25)])


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_two_machines_share_a_sweep_and_one_dies(tmp_path: Path, place: Place) -> None:
    """Two workers on one sweep fetch each page once; when one is killed the other ends the sweep whole."""
    with served(Site(goods=800)) as site:
        one, two = (
            prepared(tmp_path / name, site, place=str(place), joins=name, quick=True)
            for name in ("one", "two")
        )
        with one.start() as first, two.start() as second:
            while len(two.kept()) < 20 and second.poll() is None:
                time.sleep(0.005)  # not for luck: leaves the crawls a core
            second.kill()
            second.communicate()
            out, err = first.communicate(timeout=120)
        assert second.returncode == -signal.SIGKILL
        assert first.returncode == 0, (out, err)
    ids = [line["id"] for crawl in (one, two) for line in crawl.kept()]
    assert {int(number) for number in ids} == set(range(1, 801))
    assert len(ids) - len(set(ids)) <= 2 * AT_ONCE
    assert '"waiting": 0' in out


@contextmanager
def small_disk(at: Path, size: str) -> Iterator[Path]:
    """A file system of its own with so much room; the test is skipped where none may be made."""
    at.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(at)], capture_output=True, check=False
    )
    if made.returncode:
        absent("small disk", "run as root where a tmpfs may be mounted")
    try:
        yield at
    finally:
        subprocess.run(["umount", "-l", str(at)], check=True)


def test_a_full_disk_interrupts_and_loses_nothing(tmp_path: Path) -> None:
    """A disk that fills in mid-crawl stops it with the reason; with room again the crawl ends whole."""
    with served(Site(goods=600)) as site, small_disk(tmp_path / "disk", "360k") as disk:
        crawl = prepared(tmp_path, site, place=str(disk / "frontier.sqlite3"))
        report = crawl.run()
        assert report["state"] == "interrupted"
        assert "full" in report["detail"]
        assert not all_there(crawl, site.goods)
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        assert crawl.run()["state"] == "done"
        assert all_there(crawl, site.goods)


def test_a_signal_closes_a_crawl_cleanly(tmp_path: Path) -> None:
    """SIGTERM finishes what is under way, says interrupted, and nothing is fetched twice afterwards."""
    with served(Site(goods=300)) as site:
        crawl = prepared(tmp_path, site)
        process = killed_at(crawl, site, 60, signal.SIGTERM)
        assert process.returncode == 0
        assert crawl.run()["state"] == "done"
        assert all_there(crawl, site.goods)
    assert max(n for path, n in site.seen.items() if path != "/robots.txt") == 1
