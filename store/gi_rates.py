"""Stored listings counted under indications: `matchers.gi_rates` says by which rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import reduce
from operator import or_

from django.db.models import Q

from domain.indications import District, Figure, Indications, Misuse
from domain.rights import RightKind
from matchers.gi_rates import Counting, Rates
from registry.pack_files import ReadPack
from registry.rights import rights_to_match
from store.models import Listing
from store.records import listing_from

# A page waits for them: some ten seconds of work at the most.
MOST_LISTINGS = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What the packs say of rates: districts, figures to hold one's own against, words of the sign."""

    districts: tuple[District, ...]
    figures: tuple[Figure, ...]
    sign_words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The rates, the indications counted, and how many listings were left out because there are too many."""

    rates: Rates
    names: Mapping[str, str]
    left_out: int = 0


def published(packs: Mapping[str, ReadPack]) -> Published:
    """The districts and figures of these packs, in the order of their keys."""
    found = [one for key in sorted(packs) if isinstance(one := packs[key].pack, Indications)]
    shown = (row for pack in found for row in pack.misuse if row.pattern is Misuse.SIGN_WITHOUT_CODE)
    return Published(
        districts=tuple(row for pack in found for row in pack.districts),
        figures=tuple(row for pack in found for row in pack.figures),
        sign_words=tuple(word for row in shown for word in row.words),
    )


def counted(
    told: Published,
    zone: tzinfo,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    most: int = MOST_LISTINGS,
) -> Counted:
    """Every stored listing last seen from `since` to before `until`; of too many, the newest."""
    rights = [right for right in rights_to_match() if right.kind is RightKind.GI and right.text]
    rates, names = Rates(), {right.id: right.text for right in rights}
    if not rights:
        return Counted(rates=rates, names=names)
    named = reduce(or_, (Q(title__contains=name) for name in sorted(set(names.values()))))
    rows = Listing.objects.filter(named, purged_at=None)
    if since is not None:
        rows = rows.filter(last_seen_at__gte=since)
    if until is not None:
        rows = rows.filter(last_seen_at__lt=until)
    whole, counting = rows.count(), Counting(rights, told.districts, told.sign_words, zone)
    for row in rows.order_by("-pk")[:most].iterator(chunk_size=500):
        for one in counting.under(listing_from(row.record)):
            rates.add(one)
    return Counted(rates=rates, names=names, left_out=max(0, whole - most))
