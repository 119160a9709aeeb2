"""Listings seen again without reading them: their page said that it has not changed, or was not due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from store.models import Listing
from store.sweeps import add_counts

BLOCK = 500


@transaction.atomic
def seen_again(
    sweep_id: int, platform_key: str, pages: Sequence[Sequence[str]], *, captured: bool, now: datetime
) -> list[bool]:
    """Count the listings of these pages as unchanged; of each page whether all its listings are known.

    Nothing is counted of a page that has one that is not known, or that was emptied.

    Args:
        captured: whether the pages were asked for; else only links to them were seen, which count
            once a sweep however many pages have them.
    """
    ours = Listing.objects.filter(platform__key=platform_key, purged_at__isnull=True)
    known: set[str] = set()
    for block in _blocks(one for page in pages for one in page):
        known.update(ours.filter(listing_id__in=block).values_list("listing_id", flat=True))
    good = [known.issuperset(page) for page in pages]
    ids = [one for page, is_good in zip(pages, good, strict=True) if is_good for one in page]
    new = 0
    for block in _blocks(ids):
        rows = ours.filter(listing_id__in=block)
        first = rows.exclude(last_sweep=sweep_id)
        new += first.update(previous_sweep=F("last_sweep"), last_sweep=sweep_id)
        if captured:
            rows.filter(last_seen_at__lt=now).update(last_seen_at=now)
    if counted := len(ids) if captured else new:
        add_counts(sweep_id, {"listings": counted, "unchanged": counted})
    return good


def _blocks(ids: Iterable[str]) -> Iterator[list[str]]:
    wanted = sorted(set(ids))
    yield from (wanted[start : start + BLOCK] for start in range(0, len(wanted), BLOCK))
