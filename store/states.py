"""What a capture does to its listing: the row as last seen, its versions, its pictures, its seller."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q

from domain.listing import Listing, ListingKey
from store.kept import Change, Kept, Settled
from store.models import Listing as ListingRow
from store.models import ListingPicture, ListingVersion, Picture, Platform, Seller
from store.owed import owe_seller
from store.pictures import KeptPicture
from store.records import hash_text

# GB 32100-2015: eighteen digits and capital letters.
CREDIT_CODE_LENGTH = 18

Platforms = Mapping[str, Platform]
Sellers = Mapping[tuple[str, str], Seller]


def settle(kept: Sequence[Kept], *, sweep_id: int, now: datetime) -> list[Settled]:
    """Write the listings of one round (each at most once in it) and say what changed."""
    platforms = _platforms({one.listing.platform for one in kept})
    rows = _rows([one.listing.key for one in kept])
    sellers = _sellers([one.listing for one in kept], platforms, now)
    settled = [
        _settle_one(one, rows.get(one.listing.key), platforms=platforms, sellers=sellers, sweep_id=sweep_id)
        for one in kept
    ]
    _write(settled, sweep_id=sweep_id)
    _write_pictures(settled, now=now)
    return settled


def seller_key(listing: Listing) -> str:
    """The platform's id of the seller; where the page gives only a name, that name with a `~`."""
    if listing.seller_id:
        return listing.seller_id[:200]
    return f"~{listing.seller}"[:200] if listing.seller else ""


def credit_code(listing: Listing) -> str:
    """The seller's code; "" where what the page gives is too long to be one (the record keeps it)."""
    said = listing.seller_credit_code
    return said if len(said) <= CREDIT_CODE_LENGTH else ""


def region(listing: Listing) -> str:
    return (listing.ships_from or listing.origin)[:100]


def _platforms(keys: set[str]) -> Platforms:
    known = {row.key: row for row in Platform.objects.filter(key__in=keys)}
    for key in sorted(keys - known.keys()):
        known[key] = Platform.objects.get_or_create(key=key)[0]
    return known


def _rows(keys: Sequence[ListingKey]) -> dict[ListingKey, ListingRow]:
    wanted = Q(pk__in=())
    for platform in {key.platform for key in keys}:
        ids = [key.id for key in keys if key.platform == platform]
        wanted |= Q(platform__key=platform, listing_id__in=ids)
    rows = ListingRow.objects.filter(wanted).select_related("platform").select_for_update(of=("self",))
    return {ListingKey(row.platform.key, row.listing_id): row for row in rows}


def _sellers(listings: Sequence[Listing], platforms: Platforms, now: datetime) -> Sellers:
    """Sellers of these listings, made or brought up to date."""
    told = {(listing.platform, seller_key(listing)): listing for listing in listings if seller_key(listing)}
    found = _known_sellers(told)
    missing = [_seller(platforms[where[0]], told[where]) for where in told if where not in found]
    if missing:
        Seller.objects.bulk_create(missing)
        found |= {(row.platform.key, row.seller_id): row for row in missing}
    for where, row in found.items():
        _refresh_seller(row, told[where], now)
    return found


def _known_sellers(told: Mapping[tuple[str, str], Listing]) -> dict[tuple[str, str], Seller]:
    wanted = Q(pk__in=())
    for platform in {platform for platform, _id in told}:
        wanted |= Q(platform__key=platform, seller_id__in=[theirs for key, theirs in told if key == platform])
    rows = Seller.objects.filter(wanted).select_related("platform") if told else ()
    return {(row.platform.key, row.seller_id): row for row in rows}


def _seller(platform: Platform, listing: Listing) -> Seller:
    return Seller(
        platform=platform,
        seller_id=seller_key(listing),
        name=listing.seller[:300],
        credit_code=credit_code(listing),
        region=region(listing),
    )


def _refresh_seller(row: Seller, listing: Listing, now: datetime) -> None:
    """Take over what the newest page says of the seller; what it does not say stays."""
    told = {
        "name": listing.seller[:300],
        "credit_code": credit_code(listing),
        "region": region(listing),
    }
    changed = {name: value for name, value in told.items() if value and value != getattr(row, name)}
    if changed and not row.listings.filter(last_seen_at__gt=listing.captured_at).exists():
        for name, value in changed.items():
            setattr(row, name, value)
        row.save(update_fields=list(changed))
        if "name" in changed:
            owe_seller(row, now=now)


def _settle_one(
    kept: Kept, row: ListingRow | None, *, platforms: Platforms, sellers: Sellers, sweep_id: int
) -> Settled:
    listing, digest = kept.listing, kept.digest
    if row is None:
        row = ListingRow(
            platform=platforms[listing.platform], listing_id=listing.id, first_seen_at=listing.captured_at
        )
        _show(row, kept, sellers)
        return Settled(kept=kept, row=row, change=Change.NEW, newest=True)
    if _is_past(row, listing.captured_at, digest):
        change = Change.UNCHANGED if _known_then(row, listing.captured_at, digest) else Change.PAST
        row.first_seen_at = min(row.first_seen_at, listing.captured_at)
        row.versions_kept += change is Change.PAST
        return Settled(kept=kept, row=row, change=change, newest=False)
    if row.last_sweep_id != sweep_id:
        row.previous_sweep_id = row.last_sweep_id
    row.last_seen_at, row.last_sweep_id = listing.captured_at, sweep_id
    if row.record_digest == digest:
        return Settled(kept=kept, row=row, change=Change.UNCHANGED, newest=True)
    row.versions_kept += 1
    _show(row, kept, sellers)
    return Settled(kept=kept, row=row, change=Change.CHANGED, newest=True)


def _is_past(row: ListingRow, captured_at: datetime, digest: str) -> bool:
    """Whether the row already shows something newer than this capture.

    Two states of one moment (one file may hold both) are told apart by the history, so that
    reading the file again does not swap them for ever.
    """
    if captured_at != row.last_seen_at or digest == row.record_digest:
        return captured_at < row.last_seen_at
    return row.versions.filter(record_digest=digest, captured_at=captured_at).exists()


def _known_then(row: ListingRow, captured_at: datetime, digest: str) -> bool:
    """Whether the history already says that the listing looked like this at that moment."""
    if row.versions.filter(record_digest=digest, captured_at=captured_at).exists():
        return True
    then = row.versions.filter(captured_at__lte=captured_at).order_by("-captured_at", "-number").first()
    return then is not None and then.record_digest == digest


def _show(row: ListingRow, kept: Kept, sellers: Sellers) -> None:
    listing = kept.listing
    row.seller = sellers.get((listing.platform, seller_key(listing)))
    row.url, row.title = listing.url[:2000], listing.title
    row.price = _column_price(listing)
    row.currency = listing.price.currency[:3] if listing.price else ""
    row.record, row.record_digest = kept.record, kept.digest
    row.captured_at = row.last_seen_at = listing.captured_at


def _column_price(listing: Listing) -> Decimal | None:
    """Two decimals for sorting; the record keeps the price as it was shown."""
    if listing.price is None:
        return None
    return listing.price.amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


_SHOWN = (
    "seller", "url", "title", "price", "currency", "record", "record_digest",
    "versions_kept", "captured_at", "first_seen_at", "last_seen_at", "last_sweep",
    "previous_sweep",
)  # fmt: skip


# Written one by one: Django builds a bulk update of a few rows more slowly than it sends them.
_MOMENTS = {
    Change.CHANGED: _SHOWN,
    Change.PAST: ("first_seen_at", "versions_kept"),
    Change.UNCHANGED: ("first_seen_at", "last_seen_at", "last_sweep", "previous_sweep"),
}


def _write(settled: Sequence[Settled], *, sweep_id: int) -> None:
    new = [one.row for one in settled if one.change is Change.NEW]
    for row in new:
        row.last_sweep_id = sweep_id
    if new:
        ListingRow.objects.bulk_create(new)
    for one in settled:
        if one.change is not Change.NEW:
            one.row.save(update_fields=_MOMENTS[one.change])
    versions = [_version(one, sweep_id) for one in settled if one.change is not Change.UNCHANGED]
    if versions:
        ListingVersion.objects.bulk_create(versions)


def _version(one: Settled, sweep_id: int) -> ListingVersion:
    return ListingVersion(
        listing=one.row,
        number=one.row.versions_kept,
        record=one.kept.record,
        record_digest=one.kept.digest,
        captured_at=one.kept.listing.captured_at,
        sweep_id=sweep_id,
    )


def _write_pictures(settled: Sequence[Settled], *, now: datetime) -> None:
    """Bring the listings' pictures in line; those of earlier states stay, no longer current."""
    pictures = {kept.picture.digest: kept for one in settled for kept in one.kept.pictures}
    if pictures:
        Picture.objects.bulk_create(
            (_picture(kept, now) for kept in pictures.values()), ignore_conflicts=True
        )
    changed = [one.row.pk for one in settled if one.change is Change.CHANGED]
    if changed:
        ListingPicture.objects.filter(listing_id__in=changed, current=True).update(current=False)
    placed = [row for one in settled if one.change is not Change.UNCHANGED for row in _places(one)]
    if placed:
        ListingPicture.objects.bulk_create(placed)
    for one in settled:
        if one.change is Change.UNCHANGED and one.newest:
            _refetched(one)


def _picture(kept: KeptPicture, now: datetime) -> Picture:
    return Picture(
        digest=kept.picture.digest,
        width=kept.picture.width,
        height=kept.picture.height,
        phash=hash_text(kept.picture.phash),
        size_bytes=kept.size_bytes,
        mime=kept.mime,
        file=kept.file,
        first_seen_at=now,
    )


def _places(one: Settled) -> Iterator[ListingPicture]:
    for position, kept in enumerate(one.kept.pictures):
        yield ListingPicture(
            listing=one.row,
            picture_id=kept.picture.digest,
            position=position,
            source=kept.picture.source[:2000],
            fetched_at=kept.fetched_at,
            current=one.newest,
        )


def _refetched(one: Settled) -> None:
    """Remember that unchanged pictures were fetched again, so that they rest for a while."""
    for position, kept in enumerate(one.kept.pictures):
        if kept.fetched_at >= one.kept.listing.captured_at:
            ListingPicture.objects.filter(listing=one.row, position=position, current=True).update(
                fetched_at=kept.fetched_at, source=kept.picture.source[:2000]
            )
