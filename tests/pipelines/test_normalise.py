"""The door: what is cleaned, what is cut, what is refused and under which name."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.listing import Listing
from domain.values import Money
from pipelines.normalise import LONGEST, clean, is_web_address, normalise
from pipelines.refusal import Refusal
from tests.pipelines.made import NOW, listing


def through(offer: Listing) -> Listing:
    return normalise(offer, platform="yiwugo", now=NOW)


def test_white_space_and_control_characters_do_not_pass() -> None:
    """NUL, bidirectional overrides and half surrogates are gone; words stay as they are written."""
    offer = through(listing(title="\0 迪卡\u202e侬 \t ＴＥＮＴ\ud800  \r\n\r\n x "))
    assert offer.title == "迪卡侬 ＴＥＮＴ\nx"


def test_a_capture_of_today_may_stand_for_a_later_hour() -> None:
    """A file that names a day only means its noon, also when it is imported at breakfast."""
    morning = NOW.replace(hour=1)
    offer = normalise(listing(captured_at=NOW.replace(hour=12)), platform="yiwugo", now=morning)
    assert offer.captured_at.hour == 12


def test_texts_are_cut_at_their_bounds() -> None:
    """The whole title is kept up to 5,000 characters, a description up to 20,000."""
    offer = through(listing(title="x" * 9_000, description="y" * 50_000))
    assert (len(offer.title), len(offer.description)) == (5_000, 20_000)


def test_a_credit_code_is_never_cut_into_another() -> None:
    """What is too long to be a code stays as the page has it: its first 18 characters might be somebody's."""
    written = "91330200MA2AAAAA0X (副本)"
    assert through(listing(seller_credit_code=f" {written} ")).seller_credit_code == written


@pytest.mark.parametrize(
    ("reason", "values"),
    [
        ("no_title", {"title": " \0\n"}),
        ("bad_id", {"id": "\0"}),
        ("bad_id", {"id": "9" * 201}),
        ("bad_url", {"url": "javascript:alert(1)"}),
        ("bad_url", {"url": "file:///etc/passwd"}),
        ("bad_url", {"url": "https://user:secret@shop.example/"}),
        ("bad_url", {"url": "//shop.example/1"}),
        ("bad_url", {"url": "http://[::1/"}),
        ("bad_url", {"url": "https://shop.example/" + "x" * 2_000}),
        ("bad_price", {"price": Money(Decimal("1e14"), "CNY")}),
        ("bad_price", {"price": Money(Decimal("1e999"), "CNY")}),
        ("bad_currency", {"price": Money(Decimal(1), "¥¥¥")}),
        ("foreign_platform", {"platform": "other"}),
        ("captured_in_future", {"captured_at": NOW + timedelta(days=1)}),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(reason: str, values: dict[str, Any]) -> None:
    """Each refusal has a word that is counted."""
    with pytest.raises(Refusal) as refused:
        through(listing(**values))
    assert refused.value.reason == reason


@pytest.mark.parametrize("platform", ["", "../x", "A B", "x" * 61, "义乌"])
def test_a_platform_is_a_key(platform: str) -> None:
    """A key that no platform file could have is refused even where it was asked for."""
    with pytest.raises(Refusal, match="foreign_platform"):
        normalise(listing(platform=platform), platform=platform, now=NOW)


def test_a_listing_without_address_or_price_goes_on() -> None:
    """Imports often know neither."""
    assert through(listing()).url == ""


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://shop.example/1", True),
        ("http://127.0.0.1:8000/x?y", True),
        ("HTTPS://shop.example", True),
        ("data:text/html,x", False),
        ("https:///nohost", False),
        ("", False),
    ],
)
def test_web_addresses_are_absolute_http(url: str, good: bool) -> None:
    """Only http and https with a host are addresses."""
    assert is_web_address(url) is good


@given(st.text(st.characters(), max_size=300))
@settings(max_examples=200, deadline=None)
def test_clean_text_can_always_be_stored(text: str) -> None:
    """Whatever comes in, what comes out is UTF-8 and JSON without NUL, and cleaning again changes nothing."""
    once = clean(text, 100)
    assert len(once) <= 100
    assert "\0" not in json.loads(json.dumps(once.encode().decode()))
    assert clean(once, 100) == once.strip() == once or len(once) == 100


def test_every_bounded_field_is_a_text_of_a_listing() -> None:
    """A renamed field does not lose its bound in silence."""
    assert all(isinstance(getattr(listing(), name), str) for name in LONGEST)
