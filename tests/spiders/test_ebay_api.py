"""The client of eBay's Browse API against a server that answers as eBay documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from domain.errors import ConfigError
from domain.values import Money
from spiders import ebay_api
from spiders.budget import Budgets
from spiders.ebay_api import ApiRefused, BrowseApi, Keys, fields_of
from spiders.tables import Tables, open_tables
from tests.spiders.ebay_server import CLIENT, SECRET, Ebay, error, served, summary

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
Make = Callable[..., BrowseApi]
TOKEN = (200, {"access_token": "t", "expires_in": 9999})


@pytest.fixture
def ebay() -> Iterator[Ebay]:
    with served(Ebay(goods={"lamp": 450, "hat": 3})) as running:
        yield running


@pytest.fixture
def tables(tmp_path: Path) -> Iterator[Tables]:
    opened = open_tables(tmp_path / "frontier.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def make(ebay: Ebay, tables: Tables) -> Make:
    def made(*, secret: str = SECRET, per_day: int = 5_000) -> BrowseApi:
        now = [1_800_000_000.0]

        def later(seconds: float) -> None:
            now[0] += seconds

        keys = Keys(client_id=CLIENT, client_secret=secret, url=ebay.url, per_day=per_day)
        budgets = Budgets(tables, clock=lambda: now[0])
        return BrowseApi(
            keys, budgets, agent="markwarden/0 (+contact c@example.org)", clock=lambda: NOW, pause=later
        )

    return made


def test_listings_come_page_by_page(make: Make, ebay: Ebay) -> None:
    """A search is read to its end, 200 a call, with one token; each names the word that found it."""
    api = make()
    listings = list(api.search(("lamp", "hat"), most=1_000))
    assert len(listings) == 450  # the three hats are lamps with the same numbers
    first = listings[1]
    assert (first.platform, first.id) == ("ebay", "110000000001")
    assert first.price == Money(Decimal("1.50"), "USD")
    assert (first.seller, first.ships_from, first.category) == ("lamp-seller", "Ningbo, CN", "Lamps")
    assert first.url == "https://www.ebay.com/itm/110000000001"
    assert ("query", "lamp") in first.layers
    assert (api.account.calls, ebay.given) == (5, 1)
    sent = [headers for _line, headers in ebay.asked]
    assert sent[1]["X-EBAY-C-MARKETPLACE-ID"] == "EBAY_US"
    assert "contact" in sent[0]["User-Agent"]


def test_no_more_is_asked_than_wanted(make: Make, ebay: Ebay) -> None:
    """`most` bounds the calls and the listings of each word."""
    api = make()
    assert len(list(api.search(("lamp",), most=50))) == 50
    assert api.account.calls == 2
    assert "limit=50" in ebay.asked[1][0]


def test_the_daily_quota_is_kept_and_told(make: Make, ebay: Ebay) -> None:
    """Calls end at the number of the day, over processes; words that were not asked for are named."""
    first = make(per_day=3)
    assert len(list(first.search(("lamp", "hat"), most=1_000))) == 400
    assert first.account.unasked == ["lamp", "hat"]
    second = make(per_day=3)
    assert list(second.search(("hat",))) == []
    assert (second.account.unasked, len(ebay.asked)) == (["hat"], 3)


def test_ebay_s_own_word_that_calls_are_used_up_ends_the_run(make: Make, ebay: Ebay) -> None:
    """429 is obeyed at once: what was not asked for is named."""
    api = make()
    ebay.odd = [(200, {"access_token": "t", "expires_in": 7200}), (429, error(2001, "Too many requests"))]
    assert list(api.search(("lamp", "hat"))) == []
    assert (api.account.unasked, api.account.calls) == (["lamp", "hat"], 2)


def test_a_token_that_was_revoked_is_renewed_once(make: Make, ebay: Ebay) -> None:
    """401 on a search brings one new token; the search goes on."""
    api = make()
    assert len(list(api.search(("hat",)))) == 3
    ebay.tokens.clear()
    assert len(list(api.search(("lamp",), most=10))) == 10
    assert ebay.given == 2


def test_a_token_is_renewed_before_it_ends(make: Make, ebay: Ebay) -> None:
    """One that ends within a minute is not used."""
    ebay.expires_in = 30
    api = make()
    assert len(list(api.search(("lamp",), most=400))) == 400
    assert ebay.given == 2


@pytest.mark.parametrize(
    ("odd", "word"),
    [
        ([(401, {"error": "invalid_client", "error_description": "wrong keys"})], "wrong keys"),
        ([(200, {"token_type": "x"})], "without a word"),
        ([(200, b"<html>maintenance</html>")], "no JSON"),
        ([TOKEN, (500, error(2003, "Internal error"))], "500: Internal error"),
        ([TOKEN, (200, b"[1]")], "no JSON object"),
        ([(302, {})], "302"),
    ],
)  # fmt: skip
def test_what_ebay_refuses_is_said_in_its_words(make: Make, ebay: Ebay, odd: list[Any], word: str) -> None:
    """Wrong keys, faults and answers that are none end the run with eBay's own words."""
    ebay.odd = odd
    with pytest.raises(ApiRefused, match=word):
        list(make().search(("lamp",)))


def test_a_giant_answer_is_refused(make: Make, ebay: Ebay, monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer is read beyond its bound."""
    monkeypatch.setattr(ebay_api, "MOST_BYTES", 100)
    ebay.odd = [(200, b" " * 200)]
    with pytest.raises(ApiRefused, match="more than 100 bytes"):
        list(make().search(("lamp",)))


def test_a_server_that_is_away_is_told(tables: Tables) -> None:
    """No connection is no empty market."""
    with served(Ebay()) as gone:
        url = gone.url
    keys = Keys(client_id=CLIENT, client_secret=SECRET, url=url)
    api = BrowseApi(keys, Budgets(tables, clock=tables.now), agent="a", clock=lambda: NOW)
    with pytest.raises(ApiRefused, match="no answer"):
        list(api.search(("lamp",)))


@pytest.mark.parametrize(
    "record",
    [
        None,
        [],
        {},
        {"itemId": "v1|1|0"},
        {"title": "x"},
        {"itemId": 7, "title": {"a": 1}},
        {"itemId": "", "title": "x"},
    ],
)
def test_records_of_a_wrong_shape_are_counted(make: Make, ebay: Ebay, record: Any) -> None:
    """A record without id or title is left, counted, and the others are read."""
    api = make()
    page = {"itemSummaries": [record, summary("lamp", 1)]}
    ebay.odd = [TOKEN, (200, page)]
    assert [one.id for one in api.search(("lamp",))] == ["110000000001"]
    assert api.account.left == {"no_listing": 1}


def test_odd_fields_are_left_out() -> None:
    """What has a wrong shape is no field; what is there is read."""
    record = {**summary("lamp", 2), "price": "7", "image": [], "seller": None, "categories": "x"}
    found = fields_of(record)
    assert found["title"] == "lamp 2"
    assert not {"price", "image_urls", "seller", "category"} & found.keys()


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ({"client_id": "", "client_secret": "x"}, "CLIENT_ID"),
        ({"client_id": "x", "client_secret": ""}, "CLIENT_SECRET"),
        ({"client_id": "x", "client_secret": "y", "url": "http://api.ebay.example"}, "https"),
    ],
)
def test_keys_are_needed_and_travel_encrypted(keys: dict[str, str], word: str) -> None:
    """Without both keys nothing is asked, and they never leave this machine in the clear."""
    with pytest.raises(ConfigError, match=word):
        Keys(**keys)  # type: ignore[arg-type]
