"""A crawl that is told to wait: it sends nothing, and afterwards nothing is missing."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.scheduler.until import until
from tests.spiders.crawling import PLATFORM, prepared
from tests.spiders.site import Site, served

pytestmark = pytest.mark.slow
SLOW = PLATFORM.replace("per_second: 1000", "per_second: 8")


def test_a_crawl_under_pressure_waits_and_loses_nothing(tmp_path: Path) -> None:
    """While there is a reason to wait no request goes out; then every page comes, and the wait is counted."""
    held = tmp_path / "held"
    held.touch()
    with served(Site(goods=30)) as site:
        crawl = prepared(tmp_path, site, text=SLOW, held=True)
        with crawl.start() as process:
            until(lambda: len(site.times) > 0 and time.monotonic() - site.times[-1] > 2.5)
            before = sum(site.seen.values())
            time.sleep(1)
            assert sum(site.seen.values()) == before
            held.unlink()
            out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    report = json.loads(out)
    assert (before < 30, report["state"], report["waiting"]) == (True, "done", 0)
    assert sorted(int(line["id"]) for line in crawl.kept()) == list(range(1, 31))
    assert report["counts"]["markwarden/waited_s/disk"] >= 2
