"""Identities made from content, so that writing twice is writing once."""

from __future__ import annotations

import hashlib

from domain.listing import ListingKey


def hit_id(right_code: str, listing: ListingKey) -> str:
    """The id of the hit of a right on a listing: 32 hex digits, the same on every machine."""
    text = "\x1f".join((right_code, listing.platform, listing.id))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
