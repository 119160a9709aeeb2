"""What a purge leaves of a listing, a match, a seller and a picture."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import ProtectedError

from registry.models import ReferencePicture
from store.models import Picture, PictureText, Seller, SellerContact

# What says nothing of a person: which place and offer it was, the kind of goods, the price, the moment.
STAYS = frozenset({"platform", "id", "category", "nice_classes", "price", "currency", "captured_at"})


def empty_record(record: Mapping[str, Any]) -> dict[str, Any]:
    """A listing's record in the same shape, with nothing but `STAYS` in it."""
    return {key: value if key in STAYS else type(value)() for key, value in record.items()}


def without_their_words(matches: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Matches with every reason's feature, score and our own side, without the listing's side."""
    return [
        {**match, "reasons": [_without_theirs(reason) for reason in match["reasons"]]} for match in matches
    ]


def _without_theirs(reason: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in reason.items() if key != "quad"}
    return {**kept, "theirs": "", "span": None, "picture": None}


def remove_orphans(sellers: Collection[int], pictures: Collection[str]) -> tuple[str, ...]:
    """Remove of these sellers and pictures what no listing shows any more; the pictures' files by name."""
    for seller in Seller.objects.filter(pk__in=sellers, listings=None):
        _remove_seller(seller)
    lost = Picture.objects.filter(pk__in=pictures, listings=None)
    files = dict(lost.values_list("digest", "file"))
    PictureText.objects.filter(digest__in=files).delete()
    lost.delete()
    ours = set(ReferencePicture.objects.filter(digest__in=files).values_list("digest", flat=True))
    return tuple(file for digest, file in files.items() if digest not in ours)


def _remove_seller(seller: Seller) -> None:
    """The seller's row, or, where something else still names it, all that it says of them."""
    SellerContact.objects.filter(seller=seller).delete()
    try:
        seller.delete()
    except ProtectedError:
        seller.name = seller.credit_code = seller.region = ""
        seller.save(update_fields=["name", "credit_code", "region"])
