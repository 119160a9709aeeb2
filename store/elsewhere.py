"""Hits on other listings that show the very same picture, as far as a person may see them."""

from __future__ import annotations

from typing import NamedTuple

from domain.ports import Scope
from matchers.pdq import LEAST_QUALITY
from store.models import Hit, Listing, PictureHash
from store.queue import visible

MOST = 20


class Elsewhere(NamedTuple):
    """Hits of other listings with the same picture, riskiest first, and how many offers in all show it."""

    hits: tuple[Hit, ...]
    listings: int


def same_picture(scope: Scope, hit: Hit) -> Elsewhere:
    """Where the pictures of the hit's listing stand too: the same file, or one with the very same hash.

    Offers without a hit this person may see are counted, not shown.
    """
    digests = set(hit.listing.pictures.values_list("digest", flat=True))
    if not digests:
        return Elsewhere((), 0)
    digests |= _of_one_look(digests)
    others = Listing.objects.filter(pictures__in=digests).exclude(pk=hit.listing_id).distinct()
    hits = visible(scope).filter(listing__in=others).select_related("listing__platform", "listing__seller")
    return Elsewhere(tuple(hits.select_related("right").order_by("-score", "id")[:MOST]), others.count())


def _of_one_look(digests: set[str]) -> set[str]:
    """Pictures whose whole has the same bits as one of these; plain ones, like everything, are left out."""
    whole = PictureHash.objects.filter(kind="pdq", crop="whole", quality__gte=LEAST_QUALITY)
    bits = list(whole.filter(picture__in=digests).values_list("bits", flat=True))
    return set(whole.filter(bits__in=bits).values_list("picture_id", flat=True)) if bits else set()
