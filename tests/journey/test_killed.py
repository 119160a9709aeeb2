"""A sweep that is killed goes on where it was: nothing lost, nothing doubled."""

from __future__ import annotations

from pathlib import Path

import pytest

from markwarden.demo.goods import SHOP
from tests.fixtures.shop import GOODS, SmallShop
from tests.journey.home import Home

pytestmark = [pytest.mark.shop, pytest.mark.long]


def test_a_killed_sweep_resumes_to_the_same_end(tmp_path: Path, small_shop: SmallShop) -> None:
    """Killed twice and resumed, a sweep ends with the listings, versions and hits of one never killed."""
    calm, killed = Home(tmp_path / "calm").prepare(small_shop), Home(tmp_path / "killed").prepare(small_shop)
    calm.run("sweep", SHOP, "--progress", "none")
    kept = killed.kill_after(10)
    assert kept < GOODS, "the kill came too late to prove anything"
    said = killed.run("sweep", SHOP, "--resume", "--progress", "none")
    assert "0 left" in said
    assert killed.count("select count(*) from store_listing") == GOODS
    assert killed.count("select count(*) from store_listingversion") == GOODS
    assert killed.count("select count(*) from store_sweep") == 1
    assert killed.hits() == calm.hits()
    assert killed.count("select count(*) from store_outbox") == 0
