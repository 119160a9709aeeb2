"""The door: text without control characters, everything within its bound, or a named refusal.

Texts stay as the page wrote them but for characters no text may hold and runs of white space;
the matchers fold case and width themselves, and a person must recognise what they read.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from domain.listing import TEXT_FIELDS, Listing
from matchers.normal import is_cut
from pipelines.goods_classes import classes_of
from pipelines.refusal import Refusal

LONGEST = {
    "title": 5_000,
    "brand": 300,
    "seller": 300,
    "seller_id": 200,
    # A code has 18 characters; what is longer is none, and a piece of it might be somebody's.
    "seller_credit_code": 200,
    "article": 200,
    "category": 500,
    "description": 20_000,
    "ocr": 20_000,
    "origin": 200,
    "ships_from": 200,
}
LONGEST_ID = 200
LONGEST_URL = 2_000
MOST_IMAGE_URLS = 50
# 14 digits before the point: what the price column holds.
PRICE_BOUND = 10**14
# A capture cannot come from tomorrow; a clock may be a little off.
CLOCK_SLACK = timedelta(hours=1)

# C0 and C1 controls but tab and line ends, bidirectional overrides (they hide what a text says),
# non-characters, and halves of surrogate pairs, which no database takes.
_NOT_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)
_BLANKS = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r"[ ]*\n[ \n]*")
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}\Z")


def normalise(listing: Listing, *, platform: str, now: datetime) -> Listing:
    """The listing as it goes on.

    Raises:
        Refusal: it has no usable identity, title, address or price, or is not of this platform.
    """
    if listing.platform != platform or not is_platform_key(listing.platform):
        raise Refusal("foreign_platform", f"{listing.platform!r} in a sweep of {platform!r}")
    if _from_tomorrow(listing.captured_at, now):
        raise Refusal("captured_in_future", listing.captured_at.isoformat())
    _check_price(listing)
    texts: dict[str, Any] = {name: clean(getattr(listing, name), most) for name, most in LONGEST.items()}
    if not texts["title"]:
        raise Refusal("no_title")
    return replace(
        listing,
        **texts,
        nice_classes=listing.nice_classes or classes_of(texts["category"]),
        id=_id(listing.id),
        url=_url(listing.url),
        image_urls=tuple(dict.fromkeys(listing.image_urls))[:MOST_IMAGE_URLS],
    )


def _from_tomorrow(captured_at: datetime, now: datetime) -> bool:
    # A file may name a day only, which stands for its noon: before noon that is no mistake.
    later_day = captured_at.date() > now.astimezone(captured_at.tzinfo).date()
    return captured_at > now + CLOCK_SLACK and later_day


def clean(text: str, most: int) -> str:
    """Text without what no text may hold, white space as one blank or one line end, cut at `most`."""
    # Four times the bound first: cleaning must not take long on what is cut away anyway.
    text = _NOT_TEXT.sub("", text[: most * 4].replace("\r", "\n").replace("\x85", "\n"))
    return _LINE_ENDS.sub("\n", _BLANKS.sub(" ", text)).strip()[:most]


def fields_cut(arrived: Listing, listing: Listing) -> int:
    """How many text fields lost an end on their way to the comparison, here or in the matchers."""
    return sum(
        is_cut(name, listing.text(name)) or _shortened(arrived.text(name), listing.text(name), LONGEST[name])
        for name in TEXT_FIELDS
    )


def _shortened(arrived: str, text: str, most: int) -> bool:
    return len(arrived) > most * 4 or len(arrived) > len(text) == most


def is_platform_key(key: str) -> bool:
    return _KEY.match(key) is not None


def is_web_address(url: str) -> bool:
    """Whether this is an absolute http or https address with a host and without a password."""
    try:
        parts = urlsplit(url)
        host, user = parts.hostname, parts.username
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and user is None


def _id(value: str) -> str:
    cleaned = clean(value, LONGEST_ID * 2)
    if not cleaned or len(cleaned) > LONGEST_ID:
        raise Refusal("bad_id", value[:LONGEST_ID])
    return cleaned


def _url(value: str) -> str:
    url = clean(value, LONGEST_URL * 2)
    if url and (len(url) > LONGEST_URL or not is_web_address(url)):
        raise Refusal("bad_url", url[:200])
    return url


def _check_price(listing: Listing) -> None:
    if listing.price is None:
        return
    if listing.price.amount >= PRICE_BOUND:
        raise Refusal("bad_price", f"{listing.price.amount:.3E}")
    currency = listing.price.currency
    if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise Refusal("bad_currency", currency[:60])
