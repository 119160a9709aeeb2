"""Hits as the triage index holds them, read from the truth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from domain.ports import HitDoc, ReasonDoc
from store.models import Hit, Listing
from store.records import matches_from

# What is searched; the whole text stays in the listing's record.
LONGEST_TITLE = 2000
LONGEST_TEXT = 20_000
LONGEST_REASON_SIDE = 300
MOST_REASONS = 40
BATCH = 500

# Fields of a listing's record that are searched with its description.
TEXT_FIELDS = ("description", "ocr", "brand", "seller", "category", "article")


def hit_docs(ids: Sequence[str]) -> list[HitDoc]:
    """The documents of these hits, by id; a hit that is gone has none."""
    return [_doc(hit) for hit in _whole().filter(pk__in=list(ids))]


def all_hit_docs() -> Iterator[HitDoc]:
    """Every hit's document, by id, in short reads: no snapshot is held while an index is filled."""
    last = ""
    while batch := list(_whole().filter(pk__gt=last)[:BATCH]):
        yield from map(_doc, batch)
        last = batch[-1].pk


def _whole() -> QuerySet[Hit]:
    return Hit.objects.select_related("right", "holder", "platform", "listing__seller").order_by("pk")


def _doc(hit: Hit) -> HitDoc:
    listing = hit.listing
    return HitDoc(
        id=hit.pk,
        revision=hit.revision,
        holder=hit.holder.key,
        right=hit.right.code,
        kind=hit.kind,
        platform=hit.platform.key,
        seller=_clean(listing.seller.name if listing.seller else "", 300),
        region=_clean(hit.region, 100),
        status=hit.status,
        score=hit.score,
        title=_clean(listing.title, LONGEST_TITLE),
        text=_clean("\n".join(_texts(listing)), LONGEST_TEXT),
        mark=_clean("\n".join((hit.right.text, *map(str, hit.right.aliases))), LONGEST_TITLE),
        captured_at=hit.captured_at,
        price_minor=None if listing.price is None else int(listing.price * 100),
        currency=listing.currency,
        reasons=_reasons(hit),
    )


def _texts(listing: Listing) -> Iterator[str]:
    return (text for text in (str(listing.record.get(field) or "") for field in TEXT_FIELDS) if text)


def _reasons(hit: Hit) -> tuple[ReasonDoc, ...]:
    found = [reason for match in matches_from(hit.matches) for reason in match.reasons]
    return tuple(
        ReasonDoc(
            reason.feature,
            reason.score,
            _clean(reason.ours, LONGEST_REASON_SIDE),
            _clean(reason.theirs, LONGEST_REASON_SIDE),
        )
        for reason in found[:MOST_REASONS]
    )


def _clean(text: str, longest: int) -> str:
    """Bounded, and without what no index can write: lone surrogates."""
    return text[:longest].encode("utf-8", "replace").decode()
