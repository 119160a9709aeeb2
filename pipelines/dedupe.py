"""Within one sweep the same listing with the same content goes its way once.

A shop shows one listing in many lists. Across sweeps it is the store that knows (`store.keep`).
"""

from __future__ import annotations

from collections import OrderedDict

from domain.listing import Listing, ListingKey
from store.records import listing_record, record_digest

# About 200 bytes each; a listing forgotten is matched again and found unchanged by the store.
MOST_REMEMBERED = 500_000


class Seen:
    """Which listings of this sweep went their way, by canonical id and content."""

    def __init__(self, *, most: int = MOST_REMEMBERED) -> None:
        self._most = most
        self._digests: OrderedDict[ListingKey, str] = OrderedDict()

    def again(self, listing: Listing) -> bool:
        """Whether this listing was seen with this very content, pictures by their addresses."""
        record = listing_record(listing)
        digest = record_digest(record) + "|".join(listing.image_urls)
        if self._digests.get(listing.key) == digest:
            return True
        self._digests[listing.key] = digest
        self._digests.move_to_end(listing.key)
        if len(self._digests) > self._most:
            self._digests.popitem(last=False)
        return False

    def forget(self, key: ListingKey) -> None:
        """Let the listing come again: its way did not end well."""
        self._digests.pop(key, None)
