"""Canary pages: goods whose values a person knows, compared whenever they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.listing import Listing
from spiders.platform_rules import PlatformFile

LONGEST = 200


def expected_at(platform: PlatformFile, url: str) -> Mapping[str, str] | None:
    """What the canary page at this address must say; None where it is no canary."""
    return next((canary.expect for canary in platform.canaries if canary.url == url), None)


def differences(expected: Mapping[str, str], listings: Sequence[Listing]) -> str:
    """How what was read differs from what is known, in one line; empty where it does not."""
    if not listings:
        return "no listing was read"
    found = listings[0]
    return "; ".join(
        f"{name}: expected {value!r}, found {said!r}"
        for name, value in expected.items()
        if (said := _said(found, name)) != value
    )[:LONGEST]


def _said(listing: Listing, name: str) -> str:
    if name == "price":
        return str(listing.price.amount) if listing.price else ""
    if name == "currency":
        return listing.price.currency if listing.price else ""
    return str(getattr(listing, name))
