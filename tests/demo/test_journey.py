"""The way of a small real shop's goods, by the commands a person types."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from domain.listing import ListingKey
from markwarden.demo.goods import SHOP
from markwarden.demo.markets import write_shop_file
from markwarden.demo.truth import judged
from tests.fixtures.shop import GOODS, SmallShop

pytestmark = [pytest.mark.shop, pytest.mark.long]

# What must be exact already; how well disguises do is for the accuracy tables.
EXACT = {"word_exact", "picture_copied", "event_name", "event_emblem", "asian_games_name", "licence_ended",
         "indication_elsewhere", "variety_unlicensed"}  # fmt: skip
NEVER = {"licensed_seller", "lapsed_right", "other_goods", "plain", "indication_true"}


class Swept:
    """A home in which the small shop was swept once."""

    def __init__(self, home: Path, shop: SmallShop) -> None:
        self.home = home
        write_shop_file(home / "platforms", shop.port, least=GOODS)
        self.markwarden("rights", "import", str(shop.world.workbook))
        self.said = self.markwarden("sweep", SHOP, "--progress", "none")

    def markwarden(self, *arguments: str) -> str:
        environ = {**os.environ, "MARKWARDEN_HOME": str(self.home), "MARKWARDEN_LANGUAGE": "en"}
        command = [sys.executable, "-m", "markwarden", *arguments]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=240)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def hits(self) -> dict[ListingKey, frozenset[str]]:
        found: dict[ListingKey, set[str]] = defaultdict(set)
        for line in self.markwarden("hits", "--format", "jsonl").splitlines():
            hit = json.loads(line)
            found[ListingKey(hit["platform"], hit["listing"])].add(hit["right"])
        return {key: frozenset(rights) for key, rights in found.items()}


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory, small_shop: SmallShop) -> Swept:
    """The shop after its first sweep."""
    return Swept(tmp_path_factory.mktemp("home"), small_shop)


def test_every_product_becomes_a_listing(swept: Swept) -> None:
    """All products of a real shop are found, and the account says so."""
    assert f"Listings: {GOODS} found = {GOODS} kept" in swept.said


def test_planted_uses_are_found_on_the_right_basis(swept: Swept, small_shop: SmallShop) -> None:
    """Exact words, copied pictures, event names and false origins are hits on the right they infringe."""
    hits = swept.hits()
    missed = [
        one
        for one in small_shop.truth
        if one.kind in EXACT and judged(one, hits.get(one.key, frozenset())).missed
    ]
    assert missed == []


def test_lawful_goods_are_left_alone(swept: Swept, small_shop: SmallShop) -> None:
    """Licensed sellers, lapsed rights, foreign goods and true origins are no hits."""
    hits = swept.hits()
    assert [one for one in small_shop.truth if one.kind in NEVER and one.key in hits] == []


def test_a_second_sweep_changes_nothing(swept: Swept) -> None:
    """An unchanged shop gives no new version and no new hit."""
    before = swept.hits()
    said = swept.markwarden("sweep", SHOP, "--progress", "none")
    assert f"Listings: {GOODS} found = 0 kept + {GOODS} unchanged + 0 rejected" in said
    assert swept.hits() == before
