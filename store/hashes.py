"""Hashes of pictures: kept once a content, and given back to listings that are read from the store."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from django.db import transaction

from domain.listing import Listing
from domain.values import Picture, PictureHash
from matchers.hashes import HASH_RULES
from store.models import Picture as PictureRow
from store.models import PictureHash as HashRow
from store.records import hash_text

# SQLite takes 32,766 values a statement; small ones are planned as well.
AT_ONCE = 500

Hashes = Mapping[str, tuple[PictureHash, ...]]


@transaction.atomic
def write_hashes(pictures: Iterable[Picture]) -> int:
    """Keep the hashes of pictures that are kept, of each once by the rules of today; how many had none.

    In a transaction of its own, a listing's at a time: some eighty rows beside those of a batch of captures
    would make a decision wait. Whoever was killed in between writes them when the listing comes again.
    """
    by_digest = {one.digest: one for one in pictures if one.hashes}
    rows = PictureRow.objects.filter(digest__in=by_digest).exclude(hash_rules=HASH_RULES)
    missing = list(rows.values_list("digest", flat=True))
    if missing:
        HashRow.objects.filter(picture_id__in=missing).delete()
        HashRow.objects.bulk_create(row for digest in missing for row in _rows(by_digest[digest]))
        PictureRow.objects.filter(digest__in=missing).update(hash_rules=HASH_RULES)
    return len(missing)


def hashes_of(digests: Collection[str]) -> Hashes:
    """The hashes of these pictures, as far as they are known."""
    found: dict[str, tuple[PictureHash, ...]] = {}
    for some in _batches(sorted(digests)):
        rows = HashRow.objects.filter(picture_id__in=some).order_by("picture_id", "number")
        for digest, its in groupby(rows.iterator(), key=lambda row: row.picture_id):
            found[digest] = tuple(map(_hash, its))
    return found


def with_hashes(listings: Sequence[Listing]) -> list[Listing]:
    """The listings, their pictures with the hashes that are kept of them."""
    known = hashes_of({one.digest for listing in listings for one in listing.pictures})
    return [
        replace(
            listing,
            pictures=tuple(replace(one, hashes=known.get(one.digest, ())) for one in listing.pictures),
        )
        for listing in listings
    ]


def without_hashes(*, after: str, most: int) -> list[PictureRow]:
    """Pictures not yet hashed by the rules of today, by digest, from after `after` on."""
    rows = PictureRow.objects.filter(digest__gt=after).exclude(hash_rules=HASH_RULES)
    return list(rows.order_by("digest")[:most])


def hashed(pictures: Sequence[Picture]) -> None:
    """Keep what reading these kept pictures again has given; those too plain for a hash are done, too."""
    write_hashes(pictures)
    for one in pictures:
        PictureRow.objects.filter(digest=one.digest).update(phash=hash_text(one.phash), hash_rules=HASH_RULES)


def box_text(box: Sequence[int]) -> str:
    return ",".join(map(str, box))


def _batches(digests: Sequence[str]) -> Iterator[Sequence[str]]:
    return (digests[start : start + AT_ONCE] for start in range(0, len(digests), AT_ONCE))


def _rows(picture: Picture) -> Iterator[HashRow]:
    for number, one in enumerate(picture.hashes):
        yield HashRow(
            picture_id=picture.digest,
            number=number,
            kind=one.kind,
            crop=one.crop,
            box=box_text(one.box),
            quality=one.quality,
            bits=one.bits,
        )


def _hash(row: HashRow) -> PictureHash:
    left, top, right, bottom = map(int, row.box.split(","))
    return PictureHash(row.kind, row.crop, row.quality, bytes(row.bits), (left, top, right, bottom))
