"""How a listing changed: its versions, each with what it says differently from the one before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from store.models import Listing

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SHOWN_AT_MOST = 30

FIELD_NAMES: dict[str, StrOrPromise] = {
    "title": _("Title"),
    "brand": _("Brand stated"),
    "seller": _("Seller"),
    "category": _("Category"),
    "description": _("Description"),
    "ocr": _("Words in pictures"),
    "price": _("Price"),
    "currency": _("Currency"),
    "origin": _("Origin"),
    "ships_from": _("Ships from"),
    "url": _("Address"),
    "article": _("Article number"),
    "seller_id": _("Seller's id"),
    "seller_credit_code": _("Credit code"),
    "nice_classes": _("Nice classes"),
    "pictures": _("Pictures"),
}


class Seen(NamedTuple):
    """One state of a listing and the names of the fields that changed with it."""

    number: int
    captured_at: datetime
    title: str
    price: str
    currency: str
    changed: tuple[StrOrPromise, ...]


def _content(record: Mapping[str, Any], name: str) -> object:
    """What counts as changed: of pictures their content, not where they came from."""
    value = record.get(name)
    return [picture["digest"] for picture in value or ()] if name == "pictures" else value


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[StrOrPromise, ...]:
    return tuple(
        words for name, words in FIELD_NAMES.items() if _content(before, name) != _content(after, name)
    )


def versions_of(listing: Listing) -> tuple[Seen, ...]:
    """The newest states first, by the day they were captured."""
    rows = list(listing.versions.order_by("-captured_at", "-number")[: SHOWN_AT_MOST + 1])
    seen = []
    for row, before in zip(rows, [*rows[1:], None], strict=True):
        changed = () if before is None else changed_fields(before.record, row.record)
        record = row.record
        seen.append(
            Seen(
                row.number,
                row.captured_at,
                str(record.get("title", "")),
                str(record.get("price") or ""),
                str(record.get("currency", "")),
                changed,
            )
        )
    return tuple(seen[:SHOWN_AT_MOST])
