"""The same hits in the truth, in Elasticsearch and in the embedded index; none of them can be lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from markwarden.demo.goods import SHOP
from tests.fixtures.elasticsearch import Server
from tests.fixtures.shop import SmallShop
from tests.journey.home import Home

pytestmark = [pytest.mark.shop, pytest.mark.elasticsearch, pytest.mark.long]

# Asks the index of a home, in a process of its own, for every id and every facet.
ASK = """
import json, django
django.setup()
from config.operator import operator_settings
from domain.ports import HitQuery, Scope
from store.indexes import open_index
index, everyone, query = open_index(operator_settings()), Scope.everything(), HitQuery()
ids, after = [], None
while True:
    page = index.search(everyone, query, after=after, size=50)
    ids += page.ids
    after = page.after
    if after is None:
        break
facets = index.facets(everyone, query, ["platform", "status", "kind", "right", "holder"])
print(json.dumps({"ids": ids, "facets": {k: dict(v) for k, v in facets.counts.items()}}))
"""


def asked(home: Home) -> dict[str, Any]:
    environ = {**home.environ(), "DJANGO_SETTINGS_MODULE": "config.settings", "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=environ, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_all_three_hold_the_same_hits(tmp_path: Path, small_shop: SmallShop, elasticsearch: Server) -> None:
    """Truth, Elasticsearch and embedded index agree on ids and facets, also after a rebuild from nothing."""
    embedded = Home(tmp_path / "home").prepare(small_shop)
    embedded.run("sweep", SHOP, "--progress", "none")
    elastic = Home(embedded.path, elasticsearch.url)
    elastic.run("index", "rebuild")
    first, second = asked(embedded), asked(elastic)
    assert sorted(first["ids"]) == sorted(embedded.hits())
    assert first == second
    for path in embedded.path.glob("index.sqlite3*"):
        path.unlink()
    embedded.run("index", "rebuild")
    elastic.run("index", "rebuild")
    assert asked(embedded) == first
    assert asked(elastic) == first


def test_a_sweep_survives_its_index(tmp_path: Path, small_shop: SmallShop, elasticsearch: Server) -> None:
    """With Elasticsearch stopped in mid-sweep the sweep ends well, and draining afterwards owes nothing."""
    home = Home(tmp_path / "home", elasticsearch.url).prepare(small_shop)
    process = home.start("sweep", SHOP, "--progress", "none")
    try:
        home.wait_for_listings(process, 5)
        elasticsearch.stop()
        said, _ = process.communicate(timeout=240)
        assert process.returncode == 0, said
        owed = home.count("select count(*) from store_outbox")
        assert owed > 0, "the server came back, or was never needed"
        assert len(home.hits()) >= owed
    finally:
        elasticsearch.start()
    home.run("index", "drain")
    assert home.count("select count(*) from store_outbox") == 0
    home.run("index", "rebuild")  # another journey may have left its own hits in this server
    assert sorted(asked(home)["ids"]) == sorted(home.hits())
