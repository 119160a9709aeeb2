"""The market gives its goods to whoever runs its scripts, and to nobody else."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.fixtures.browser import RunningMarket
from tests.market.goods import Goods, honest_goods, read_goods, write_goods
from tests.market.server import token_for


def fetched(url: str) -> str:
    with urllib.request.urlopen(url) as answer:  # noqa: S310  # our own market
        return str(answer.read().decode())


def nonce_of(page: str) -> str:
    found = re.search(r'data-nonce="([^"]+)"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("path", ["/", "/hall/1", "/goods/800000"])
def test_raw_pages_hold_no_goods(market: RunningMarket, path: str) -> None:
    """Nothing of any booth stands in a page as the server sends it."""
    page = fetched(market.url + path)
    assert not [one.id for one in market.goods if one.title in page or one.booth in page]


@pytest.mark.parametrize("path", ["halls", "hall/1", "goods/800000"])
def test_no_data_without_a_token(market: RunningMarket, path: str) -> None:
    """Asking for the data without what the page's script computes is refused."""
    nonce = nonce_of(fetched(market.url))
    for query in ("", f"?nonce={nonce}", f"?nonce={nonce}&token=00000000", "?nonce=a.b&token=00000000"):
        with pytest.raises(urllib.error.HTTPError, match="403") as refused:
            fetched(f"{market.url}/api/{path}{query}")
        refused.value.close()


def test_data_comes_in_batches_with_prices_in_fen(market: RunningMarket) -> None:
    """With the right token a hall gives ten booths at a time, and says where the next ten begin."""
    nonce = nonce_of(fetched(market.url))
    token = token_for(nonce, "hall/1/40")
    batch = json.loads(fetched(f"{market.url}/api/hall/1?after=40&nonce={nonce}&token={token}"))
    assert (len(batch["offers"]), batch["next"]) == (10, None)
    assert batch["offers"][0]["priceFen"] == market.goods[40].price_fen


@pytest.mark.parametrize(
    "path", ["/pictures/..%2f..%2fgoods.json", "/pictures/none.png", "/hall", "/api/hall/7"]
)
def test_unknown_addresses_are_not_found(market: RunningMarket, path: str) -> None:
    """What is not there, or not the market's, is 404."""
    with pytest.raises(urllib.error.HTTPError, match="404") as missing:
        fetched(market.url + path)
    missing.value.close()


def test_honest_goods_fill_six_halls_alike() -> None:
    """The built-in goods are 300 different ones, fifty a hall, the same every time."""
    goods = honest_goods()
    assert goods == honest_goods()
    assert len({one.title for one in goods}) == 300
    assert [sum(one.hall == hall for one in goods) for hall in dict.fromkeys(one.hall for one in goods)] == [
        50
    ] * 6


def test_a_goods_file_reads_back_as_written(tmp_path: Path) -> None:
    """Goods written to a file are the same when read; a single class and a numbered hall are taken too."""
    goods = honest_goods(12)
    write_goods(goods, tmp_path / "goods.json")
    assert read_goods(tmp_path / "goods.json") == goods
    one = Goods.read(
        {"id": 7, "title": "杯", "price_fen": 1, "booth": "A", "seller": "甲", "nice_class": 21, "hall": 2}
    )
    assert (one.id, one.nice_class, one.hall) == ("7", (21,), "2")
