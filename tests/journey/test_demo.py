"""The demo, whole: a thousand products, three hundred offers, and what was planted among them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.shop, pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(1500)]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What `markwarden demo --once` prints in an empty cache directory."""
    cache: Path = tmp_path_factory.mktemp("demo")
    environ = {**os.environ, "XDG_CACHE_HOME": str(cache), "MARKWARDEN_LANGUAGE": "en", "COLUMNS": "160"}
    done = subprocess.run(
        [sys.executable, "-m", "markwarden", "demo", "--once"],
        env=environ, capture_output=True, text=True, check=False, timeout=1400,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
    return done.stdout


def test_every_offer_becomes_a_listing(said: str) -> None:
    """All 1,000 products of the shop and all 300 offers of the browser-only market are kept."""
    assert "Listings: 1000 found = 1000 kept" in said
    assert "Listings: 300 found = 300 kept" in said


def test_planted_exact_uses_are_all_found(said: str) -> None:
    """No exact use that was planted is missed, on the right basis before and after a sign's term."""
    rows = dict(re.findall(r"│ ([^│]+?) +│ +\d+ │ +\d+ │ +(\d+) │ +\d+ │", said))
    exact = [name for name in rows if "exact" in name or "copied" in name or "19th Asian Games" in name]
    assert len(exact) >= 4
    assert {name: rows[name] for name in exact if rows[name] != "0"} == {}


def test_lawful_offers_are_left_alone(said: str) -> None:
    """No licensed seller, lapsed right or foreign class is flagged."""
    lawful = re.findall(r"│ (licensed seller|lapsed right|other goods) +│ +\d+ │[^│]+│[^│]+│ +(\d+) │", said)
    assert sorted(lawful) == [("lapsed right", "0"), ("licensed seller", "0"), ("other goods", "0")]
