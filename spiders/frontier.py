"""Scrapy's scheduler over the leases: a request is kept before it is fetched, and settled once it is read."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from scrapy import Request, Spider, signals
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.utils.request import request_from_dict

from spiders.leases import Account, Leases, Wanted, open_frontier

LEASE, KIND = "markwarden_lease", "markwarden_kind"
SITEMAP = "sitemap"
# What Scrapy and its handlers write into a request while it is under way: true of that try only.
_PASSING_META = ("download_", "playwright", LEASE, "markwarden_started")
RETRY_PAUSE_S = 2.0


class NotStorable(ValueError):
    """A request holds something that JSON cannot: it would be lost with the process."""


def stored(request: Request, spider: Spider) -> str:
    """A request as JSON, never as pickle: the table outlives the code."""
    record = request.to_dict(spider=spider)
    meta = {key: value for key, value in record["meta"].items() if not key.startswith(_PASSING_META)}
    record["meta"] = meta
    record["body"] = base64.b64encode(record["body"]).decode("ascii")
    record["headers"] = {
        _latin(name): [_latin(value) for value in values] for name, values in dict(record["headers"]).items()
    }
    try:
        return json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    except TypeError as error:
        raise NotStorable(f"{request.url}: {error}") from None


def restored(payload: str, spider: Spider) -> Request:
    record = json.loads(payload)
    record["body"] = base64.b64decode(record["body"])
    return request_from_dict(record, spider=spider)


def url_of(payload: str) -> str:
    return str(json.loads(payload)["url"])


def _latin(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


class _Open:
    """A page whose listings have not all left the pipelines."""

    def __init__(self, listings: int, reason: str) -> None:
        self.listings, self.reason = listings, reason
        self.broke = self.stopped = False


class Frontier(BaseScheduler):
    """Leases requests to Scrapy, and settles each once its page was read and its listings are kept."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self.connection = open_frontier(Path(settings["MARKWARDEN_FRONTIER"]))
        self.leases = Leases(
            self.connection,
            sweep=settings.getint("MARKWARDEN_SWEEP_ID"),
            platform=settings["MARKWARDEN_PLATFORM"],
            clock=time.time,
        )
        self._open: dict[str, _Open] = {}
        self.stopped = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Frontier:
        frontier = cls(crawler)
        connect = crawler.signals.connect
        for signal in (signals.item_scraped, signals.item_dropped):
            connect(frontier._listing_left, signal=signal)
        connect(frontier._listing_stuck, signal=signals.item_error)
        return frontier

    @property
    def _spider(self) -> Spider:
        return cast("Spider", self._crawler.spider)

    def close(self, reason: str) -> None:
        """What is still leased stays so: the next process that resumes this sweep releases it."""
        self.connection.close()

    def has_pending_requests(self) -> bool:
        return not self.stopped and self.leases.pending()

    def enqueue_request(self, request: Request) -> bool:
        """Keep a request of the engine; one with our lease on it takes its predecessor's place."""
        token = request.meta.get(LEASE)
        wanted = self._wanted(request)
        if token is None:
            return bool(self.leases.add((wanted,)))
        if self._in_a_circle(request, wanted.fingerprint):
            # The frontier knows the address and would take the page for read.
            self.leases.fail(token, "redirect_loop")
            return False
        return self.leases.succeed_by(token, wanted, "redirected")

    def add(self, requests: Iterable[Request]) -> int:
        """Keep what a page asks for, in one transaction and before that page is settled."""
        return self.leases.add([self._wanted(request) for request in requests])

    def next_request(self) -> Request | None:
        if self.stopped:
            return None
        lease = self.leases.lease()
        if lease is None:
            return None
        request = restored(lease.payload, self._spider)
        request.meta[LEASE] = lease.token
        return request

    def account(self) -> Account:
        return self.leases.account()

    def read(self, request: Request, *, listings: int, reason: str = "") -> None:
        """The page of `request` was read and gives so many listings; settled when the last has left."""
        token = request.meta.get(LEASE, "")
        if listings:
            self._open[token] = _Open(listings, reason)
        else:
            self.leases.done(token, reason)

    def fail(self, request: Request, reason: str) -> None:
        self.leases.fail(request.meta.get(LEASE, ""), reason)

    def retry(self, request: Request, reason: str, *, pause_s: float = RETRY_PAUSE_S) -> bool:
        return self.leases.retry(request.meta.get(LEASE, ""), reason, pause_s=pause_s)

    def put_back(self, request: Request) -> None:
        self.leases.put_back(request.meta.get(LEASE, ""))

    def _listing_left(self, response: Any) -> None:
        if (page := self._page_of(response)) is not None:
            self._one_less(response, page)

    def _listing_stuck(self, response: Any, failure: Any) -> None:
        """The pipelines broke on a listing, or were stopped: its page is read again later."""
        if (page := self._page_of(response)) is not None:
            page.broke = True
            page.stopped |= getattr(failure.value, "stops", False)
            self._one_less(response, page)

    def _page_of(self, response: Any) -> _Open | None:
        return self._open.get(response.request.meta.get(LEASE, ""))

    def _one_less(self, response: Any, page: _Open) -> None:
        page.listings -= 1
        if page.listings:
            return
        token = response.request.meta[LEASE]
        del self._open[token]
        if page.stopped:
            self.leases.put_back(token)
        elif page.broke:
            self.leases.retry(token, "pipeline_error", pause_s=RETRY_PAUSE_S)
        else:
            self.leases.done(token, page.reason)

    def _in_a_circle(self, request: Request, fingerprint: str) -> bool:
        """Whether a redirect leads back to where its chain has been."""
        been = request.meta.get("redirect_urls", ())
        return any(self._fingerprint(request.replace(url=url)) == fingerprint for url in been)

    def _wanted(self, request: Request) -> Wanted:
        return Wanted(self._fingerprint(request), stored(request, self._spider), request.priority)

    def _fingerprint(self, request: Request) -> str:
        fingerprinter = self._crawler.request_fingerprinter
        if fingerprinter is None:
            raise RuntimeError("the crawl has not started")
        return fingerprinter.fingerprint(request).hex()
