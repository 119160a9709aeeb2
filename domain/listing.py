"""One offer for sale, as it was seen at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from domain.values import Money, Picture

# Text fields a matcher may point into, in the order they are shown.
TEXT_FIELDS = ("title", "brand", "seller", "category", "description", "ocr")


class ListingKey(NamedTuple):
    """Identity of a listing: the platform's key and the platform's own id."""

    platform: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One offer, frozen; each step of the way returns a new one with more in it.

    Attributes:
        platform, id: identity; `id` is the platform's canonical id, not our row.
        article: the article number printed on the page (SKU), if any.
        nice_classes: Nice classes given or derived from the category; empty means unknown.
        origin, ships_from: place names as shown.
        image_urls: pictures named by the page, not yet fetched.
        pictures: pictures fetched, checked and hashed.
        captured_at: when the page was seen; aware. Its day in the place of capture decides
            which rights were in force.
        layers: which extraction layer gave each field, such as ("price", "css").
    """

    platform: str
    id: str
    title: str
    captured_at: datetime
    url: str = ""
    article: str = ""
    brand: str = ""
    seller: str = ""
    seller_id: str = ""
    seller_credit_code: str = ""
    category: str = ""
    nice_classes: tuple[int, ...] = ()
    description: str = ""
    ocr: str = ""
    price: Money | None = None
    origin: str = ""
    ships_from: str = ""
    image_urls: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    layers: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("a listing needs an id")
        if self.captured_at.tzinfo is None:
            raise ValueError(f"listing {self.id}: captured_at has no time zone")

    @property
    def key(self) -> ListingKey:
        return ListingKey(self.platform, self.id)

    def text(self, field: str) -> str:
        """The raw text of one of `TEXT_FIELDS`."""
        if field not in TEXT_FIELDS:
            raise KeyError(field)
        value: str = getattr(self, field)
        return value
