"""A sweep of the market by the program itself: all of it with a browser, none of it without."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.browser import RunningMarket

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]


def swept(market: RunningMarket, home: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """What `markwarden sweep` says of the market, with a home directory of its own."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("MARKWARDEN_")},
        "MARKWARDEN_HOME": str(home),
        "MARKWARDEN_PLATFORMS": str(market.platforms),
        "MARKWARDEN_LANGUAGE": "en",
    }
    command = [sys.executable, "-m", "markwarden", "sweep", "haichuan", *options]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=280, check=False)


def test_a_sweep_keeps_every_listing_of_the_market_once(
    market: RunningMarket, tmp_path: Path, chromium_endpoint: str
) -> None:
    """300 of 300 listings with 300 pictures; swept again unchanged, nothing is added."""
    first = swept(market, tmp_path)
    assert (first.returncode, first.stderr if first.returncode else "") == (0, "")
    assert "Listings: 300 found = 300 kept + 0 unchanged + 0 rejected" in first.stdout
    assert "Pictures: 300 fetched" in first.stdout
    assert "Listings: 300 found = 0 kept + 300 unchanged + 0 rejected" in swept(market, tmp_path).stdout


def test_a_sweep_by_http_finds_nothing_and_says_so(market: RunningMarket, tmp_path: Path) -> None:
    """Without a browser the market has no listing, and that is no success."""
    sweep = swept(market, tmp_path, "--render", "http")
    assert "Listings: 0 found" in sweep.stdout
    assert sweep.returncode != 0
    assert "render: browser" in sweep.stdout + sweep.stderr
