"""`listings ebay`: an official API as a source, and what its words brought decides what is asked next."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command

from config.operator import operator_settings
from domain.errors import ConfigError
from markwarden.query_yield import forms_seen, past_yield
from spiders.query_words import Yield
from store.models import Hit, Listing, Sweep
from tests.spiders.ebay_server import CLIENT, SECRET, Ebay, served
from tests.store.made import right

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ebay(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ebay]:
    with served(Ebay(goods={"极光牌": 3, "hat": 2})) as running:
        for name, value in (("CLIENT_ID", CLIENT), ("CLIENT_SECRET", SECRET), ("URL", running.url)):
            monkeypatch.setenv(f"MARKWARDEN_EBAY_{name}", value)
        monkeypatch.setenv("MARKWARDEN_EBAY_CALLS_PER_DAY", "4")
        operator_settings.cache_clear()
        yield running
    operator_settings.cache_clear()


@pytest.mark.slow
def test_words_of_watched_rights_are_searched_and_learned_from(
    ebay: Ebay, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is found goes the whole way, its word is kept, and words not asked for are counted."""
    right("CN-TM:1", text="极光牌")
    with pytest.raises(CommandError, match="code 75"):
        call_command(
            "listings", "ebay", "--query", "hat", "--query", "极光牌", "--query", "lamp", "--query", "x"
        )
    out = capsys.readouterr().out
    assert "3 listings = 3 kept" in out
    assert "4 calls; 0 records were no listings; 1 words not asked for" in out
    assert Sweep.objects.get().kind == "import"
    assert {one.platform.key for one in Listing.objects.all()} == {"ebay"}
    assert sum(one.hits for one in past_yield("ebay").values()) == Hit.objects.count()
    assert past_yield("ebay")["hat"].listings == 2


def test_without_keys_nothing_is_asked() -> None:
    """The two settings that are missing are named."""
    with pytest.raises(ConfigError, match="MARKWARDEN_EBAY_CLIENT_ID"):
        call_command("listings", "ebay", "--query", "lamp")


def test_an_empty_store_has_nothing_to_learn_from() -> None:
    """No listing and no hit: no word has brought anything."""
    assert (past_yield("ebay"), forms_seen("ebay")) == ({}, {})
    assert past_yield("nowhere").get("x", Yield()) == Yield()
