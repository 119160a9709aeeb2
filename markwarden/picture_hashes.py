"""Pictures hashed once more by the rules of today, and where a picture stands elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import structlog

from config.operator import OperatorSettings
from domain.errors import HouseError
from domain.values import Picture
from pipelines.looks import plain_file
from pipelines.picture_readers import shared_readers
from pipelines.refusal import PictureLost
from store.hashes import hashed, without_hashes
from store.lookalikes import SAME_BITS, Lookalikes
from store.models import ListingPicture
from store.models import Picture as PictureRow
from store.writer import persistently

AT_ONCE = 50

log = structlog.get_logger()


class NoSuchPicture(HouseError):
    """No picture is kept that begins with this digest."""


class Place(NamedTuple):
    """Where a picture that looks alike stands."""

    bits: int
    digest: str
    platform: str
    listing: str
    seller: str
    title: str


def hash_missing(settings: OperatorSettings) -> Counter[str]:
    """Hash every kept picture that is not yet; counts `hashed`, and `lost/<reason>` for unread files."""
    counts: Counter[str] = Counter()
    last = ""
    while rows := without_hashes(after=last, most=AT_ONCE):
        last = rows[-1].digest
        tried = (_read(row, settings.pictures_path, counts) for row in rows)
        read = [picture for picture in tried if picture is not None]
        persistently(hashed, read)
        counts["hashed"] += len(read)
    return counts


def places_alike(start: str, settings: OperatorSettings, *, within: int = SAME_BITS) -> Iterator[Place]:
    """Listings that show, or showed, a picture like the one whose digest begins with `start`, nearest first.

    Raises:
        NoSuchPicture: none is kept, or more than one.
    """
    found = list(PictureRow.objects.filter(digest__startswith=start.lower())[:2])
    if len(found) != 1:
        raise NoSuchPicture(start)
    lookalikes = Lookalikes(settings.picture_index_path)
    lookalikes.refresh()
    yield from _places(found[0].digest, 0)
    for one in lookalikes.near(found[0].digest, within=within):
        yield from _places(one.digest, one.bits)


def _read(row: PictureRow, root: Path, counts: Counter[str]) -> Picture | None:
    try:
        return shared_readers().read_now(plain_file(root / row.file), "")
    except PictureLost as lost:
        counts[f"lost/{lost.reason}"] += 1
    except (OSError, ValueError):
        counts["lost/missing"] += 1
    log.warning("picture.not_hashed", picture=row.digest)
    return None


def _places(digest: str, bits: int) -> Iterator[Place]:
    rows = ListingPicture.objects.filter(picture_id=digest).order_by("listing_id").distinct()
    shown = rows.values_list(
        "listing__platform__key", "listing__listing_id", "listing__seller__name", "listing__title"
    )
    for platform, listing, seller, title in dict.fromkeys(shown):
        yield Place(bits, digest, platform, listing, seller or "", title)
