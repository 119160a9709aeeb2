"""The way of a listing as Scrapy's one item pipeline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import structlog
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DropItem, IgnoreRequest
from twisted.internet.error import TimeoutError as TwistedTimeout

from config.operator import operator_settings
from domain.errors import AddressRefused
from domain.listing import Listing, ListingKey
from pipelines.compiled import ready_panel
from pipelines.keep import Keeper, NoKeeper, StoreKeeper
from pipelines.looks import Looks, kept_bytes
from pipelines.match import Judge
from pipelines.media import Shelf, WebMedia
from pipelines.ocr import NoReading, TextReading
from pipelines.picture_readers import PictureReaders
from pipelines.reading import reading_for
from pipelines.refusal import PictureLost, Refusal
from pipelines.steps import Steps
from registry.rights import rights_to_match
from registry.rulebook import rules_of
from store.batches import NaturalBatches
from store.kept import Change
from store.pictures import MOST_BYTES, KeptPicture, PictureFiles, known_pictures
from store.writer import Writer

PICTURE_TIMEOUT_S = 30
MEDIA = "markwarden_media"

log = structlog.get_logger()


def now() -> datetime:
    return datetime.now(UTC)


class WayPipeline:
    """Returns a listing only when it is durable; what is unchanged or not kept is dropped, counted."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._sweep_id = settings.getint("MARKWARDEN_SWEEP_ID")
        self._platform: str = settings["MARKWARDEN_PLATFORM"]
        self._dry_run = settings.getbool("MARKWARDEN_DRY_RUN")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> WayPipeline:
        return cls(crawler)

    async def open_spider(self) -> None:
        """Make ready the panel of the rights as they are now."""
        self._writer, self._readers = Writer(), PictureReaders()
        rights = await self._writer.run(rights_to_match)
        settings = operator_settings()
        looks = Looks(kept_bytes(settings.pictures_path), self._readers.look)
        zone, rules = ZoneInfo(settings.time_zone), rules_of(settings)
        panel, how = ready_panel(rights, zone=zone, looks=looks, rules=rules, kept_in=settings.compiled_path)
        self._panel, self._judge = panel, Judge(rights, panel, zone=zone)
        known: NaturalBatches[ListingKey, Mapping[str, KeptPicture]] = NaturalBatches(
            lambda keys: self._writer.run(known_pictures, keys), most=64
        )
        self._texts: TextReading = (
            NoReading() if self._dry_run else reading_for(rights, self._writer, clock=now)
        )
        files = None if self._dry_run else PictureFiles(operator_settings().pictures_path)
        shelf = Shelf(read=self._readers.read, files=files, clock=now)
        self._steps = Steps(
            platform=self._platform,
            media=WebMedia(shelf, fetch=self._fetch, known=known.put),
            judge=self._judge,
            keeper=self._keeper(),
            texts=self._texts,
            clock=now,
            counts=Counter({how: 1}),
        )
        log.info("way.open", platform=self._platform, rights=len(rights), panel=panel.digest[:12], how=how)

    async def close_spider(self) -> None:
        self._texts.close()
        self._writer.close()
        self._judge.close()
        self._readers.close()

    async def process_item(self, item: Listing) -> Listing:
        try:
            listing, change = await self._steps.walk(item)
        except Refusal as refusal:
            raise DropItem(str(refusal), log_level="DEBUG") from None
        finally:
            self._tell()
        if change is Change.UNCHANGED:
            raise DropItem("unchanged", log_level="DEBUG")
        return listing

    def _keeper(self) -> Keeper:
        if self._dry_run:
            return NoKeeper()
        return StoreKeeper(self._writer, sweep_id=self._sweep_id, clock=now)

    def _tell(self) -> None:
        """Bring the crawler's stats up to what the steps have counted."""
        if self._crawler.stats is not None:
            for key, n in (self._steps.counts + self._panel.effort).items():
                self._crawler.stats.set_value(f"markwarden/{key}", n)

    async def _fetch(self, url: str) -> bytes:
        """A picture's bytes, through the sweep's own guard, robots and budget.

        Raises:
            PictureLost: it is not to be had.
            IgnoreRequest: the sweep is stopping; the listing's page comes again with the next one.
        """
        meta = {MEDIA: True, "download_maxsize": MOST_BYTES, "download_timeout": PICTURE_TIMEOUT_S}
        engine = self._crawler.engine
        if engine is None:
            raise PictureLost("failed", "the crawl is over")
        try:
            response = await engine.download_async(Request(url, meta=meta, dont_filter=True))
        except Exception as error:  # the border of one request: any failure loses one picture
            raise _lost(error, url) from error
        if response.status != 200:
            raise PictureLost("status", f"{response.status} {url[:200]}")
        return response.body


def _lost(error: Exception, url: str) -> Exception:
    """What a failed download means for its picture."""
    match error:
        case IgnoreRequest() if getattr(error, "stops", False):
            return error
        case IgnoreRequest():
            # Scrapy's own refusal, of too many redirects, has no reason.
            return PictureLost("robots" if getattr(error, "reason", "") else "redirects", url[:200])
        case AddressRefused():
            return PictureLost("address", str(error)[:300])
        case DownloadCancelledError():
            return PictureLost("too_large", url[:200])
        case TimeoutError() | TwistedTimeout():
            return PictureLost("timeout", url[:200])
    detail = f"{type(error).__name__}: {error}"
    return PictureLost("failed", f"{detail[:300]} {url[:200]}")
