"""Listings and matches as JSON, there and back without loss."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from domain.grounds import Ground
from domain.listing import Listing
from domain.match import Match, Reason
from domain.values import Money, Picture, Quad, Span

Json = dict[str, Any]

# What changes from one visit to the next without the offer having changed.
_NOT_CONTENT = {"captured_at", "layers", "image_urls"}


def picture_record(picture: Picture) -> Json:
    return {
        "source": picture.source,
        "digest": picture.digest,
        "width": picture.width,
        "height": picture.height,
        "phash": hash_text(picture.phash),
    }


def picture_from(record: Mapping[str, Any]) -> Picture:
    return Picture(
        source=record["source"],
        digest=record["digest"],
        width=record["width"],
        height=record["height"],
        phash=hash_value(record["phash"]),
    )


def hash_text(value: int | None) -> str:
    """A 64-bit hash as 16 hex digits; empty where there is none."""
    return "" if value is None else f"{value:016x}"


def hash_value(text: str) -> int | None:
    return int(text, 16) if text else None


def listing_record(listing: Listing) -> Json:
    """The listing as plain JSON values."""
    record: Json = {
        name: getattr(listing, name)
        for name in (
            "platform", "id", "title", "url", "article", "brand", "seller", "seller_id",
            "seller_credit_code", "category", "description", "ocr", "origin", "ships_from",
        )
    }  # fmt: skip
    record["nice_classes"] = list(listing.nice_classes)
    record["price"] = None if listing.price is None else str(listing.price.amount)
    record["currency"] = "" if listing.price is None else listing.price.currency
    record["image_urls"] = list(listing.image_urls)
    record["pictures"] = [picture_record(picture) for picture in listing.pictures]
    record["captured_at"] = listing.captured_at.isoformat()
    record["layers"] = [list(pair) for pair in listing.layers]
    return record


def listing_from(record: Mapping[str, Any]) -> Listing:
    """The listing a record was made from."""
    values = dict(record)
    amount, currency = values.pop("price"), values.pop("currency")
    values["price"] = None if amount is None else Money(Decimal(amount), currency)
    values["nice_classes"] = tuple(values["nice_classes"])
    values["image_urls"] = tuple(values["image_urls"])
    values["pictures"] = tuple(picture_from(picture) for picture in values["pictures"])
    values["captured_at"] = datetime.fromisoformat(values["captured_at"])
    values["layers"] = tuple((name, layer) for name, layer in values["layers"])
    return Listing(**values)


def record_digest(record: Mapping[str, Any]) -> str:
    """SHA-256 of what the offer says; the moment of capture is not part of it."""
    content = {key: value for key, value in record.items() if key not in _NOT_CONTENT}
    # The same picture from another address (signed and CDN URLs) is the same offer.
    content["pictures"] = [picture["digest"] for picture in record["pictures"]]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _reason_record(reason: Reason) -> Json:
    return {
        "feature": reason.feature,
        "score": reason.score,
        "weight": reason.weight,
        "ours": reason.ours,
        "theirs": reason.theirs,
        "span": [reason.span.field, reason.span.start, reason.span.end] if reason.span else None,
        "picture": reason.picture,
        **({"quad": reason.quad} if reason.quad else {}),
    }


def _reason_from(record: Mapping[str, Any]) -> Reason:
    values = dict(record)
    span = values.pop("span")
    quad = values.pop("quad", None)
    return Reason(**values, span=Span(*span) if span else None, quad=_quad_from(quad) if quad else None)


def _quad_from(corners: Sequence[Sequence[int]]) -> Quad:
    first, second, third, fourth = ((x, y) for x, y in corners)
    return first, second, third, fourth


def matches_record(matches: Sequence[Match]) -> list[Json]:
    return [
        {
            "right": match.right_id,
            "matcher": match.matcher,
            "score": match.score,
            "basis": match.basis,
            "grounds": [asdict(ground) for ground in match.grounds],
            "reasons": [_reason_record(reason) for reason in match.reasons],
        }
        for match in matches
    ]


def matches_from(records: Sequence[Mapping[str, Any]]) -> tuple[Match, ...]:
    return tuple(
        Match(
            right_id=record["right"],
            matcher=record["matcher"],
            score=record["score"],
            basis=record["basis"],
            # Kept before grounds were named: there are none.
            grounds=tuple(Ground(**ground) for ground in record.get("grounds", ())),
            reasons=tuple(_reason_from(reason) for reason in record["reasons"]),
        )
        for record in records
    )
