"""The wiring of an import: rights, panel and store around the way of a listing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from config.operator import OperatorSettings
from domain.errors import HouseError
from domain.listing import Listing
from pipelines.compiled import ready_panel
from pipelines.imports import Account, Import
from pipelines.looks import Looks, kept_bytes
from pipelines.match import Judge
from pipelines.media import Content
from pipelines.normalise import is_platform_key
from pipelines.picture_readers import shared_readers
from pipelines.reading import reading_for
from registry.rights import rights_to_match
from registry.rulebook import rules_of
from store.models import Rejected, Sweep
from store.records import listing_from
from store.writer import Writer

DEFAULT_PLATFORM = "imported"


def import_listings(
    listings: Iterable[Listing],
    *,
    settings: OperatorSettings,
    platform: str = DEFAULT_PLATFORM,
    source: str,
    content: Content | None = None,
) -> Account:
    """Take listings through the whole way, each judged by the rights of its capture day.

    Raises:
        HouseError: the platform's key is none.
    """
    if not is_platform_key(platform):
        raise HouseError(f"{platform!r} is no platform key: small letters, digits, - and _, at most 60")
    zone = ZoneInfo(settings.time_zone)
    rights, rules = rights_to_match(), rules_of(settings)
    looks = Looks(kept_bytes(settings.pictures_path), shared_readers().look)
    panel, _how = ready_panel(rights, zone=zone, looks=looks, rules=rules, kept_in=settings.compiled_path)
    with (
        closing(Writer()) as writer,
        closing(reading_for(rights, writer, clock=_now)) as texts,
        closing(Judge(rights, panel, zone=zone)) as judge,
    ):
        work = Import(
            judge=judge,
            platform=platform,
            pictures=settings.pictures_path,
            clock=_now,
            source=source,
            content=content,
            writer=writer,
            texts=texts,
        )
        return asyncio.run(work.take(listings))


def _now() -> datetime:
    return datetime.now(UTC)


def retry_rejected(sweep_id: int, *, settings: OperatorSettings) -> Account:
    """Try again what a sweep rejected; what is refused again is kept aside again, under the new sweep.

    Pictures are not fetched again: those the store knows of the listing are used.

    Raises:
        HouseError: there is no such sweep.
    """
    sweep = Sweep.objects.select_related("platform").filter(pk=sweep_id).first()
    if sweep is None:
        raise HouseError(f"there is no sweep {sweep_id}")
    # What a page gave without its required fields is no listing yet: there is nothing to try.
    whole = Rejected.objects.filter(sweep=sweep, record__has_key="captured_at", tried_again_at=None)
    rows = list(whole)
    account = import_listings(
        (listing_from(row.record) for row in rows if row.record),
        settings=settings,
        platform=sweep.platform.key,
        source=f"rejected by sweep {sweep_id}",
    )
    Rejected.objects.filter(pk__in=[row.pk for row in rows]).update(tried_again_at=datetime.now(UTC))
    return account
