"""Scrapy's scheduler over the leases: a request is kept before it is fetched, and settled once it is read."""

from __future__ import annotations

import base64
import json
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from scrapy import Request, Spider, signals
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.utils.request import request_from_dict

from domain.errors import StoreAway
from spiders.leases import Account, Lease, Leases, Wanted
from spiders.pages_known import Known, PagesKnown
from spiders.tables import FrontierAway, open_tables

LEASE, KIND = "markwarden_lease", "markwarden_kind"
# What let a request go out: the rule of robots.txt and its file's digest, kept with the settled request.
MANNERS = "markwarden_manners"
# What earlier sweeps know of the page asked for; and that it is to be read whole all the same.
KNOWN, AFRESH = "markwarden_known", "markwarden_afresh"
SITEMAP = "sitemap"
# What Scrapy and its handlers write into a request while it is under way: true of that try only.
_PASSING_META = (
    "download_",
    "playwright",
    LEASE,
    MANNERS,
    KNOWN,
    "markwarden_started",
    "markwarden_number",
    "markwarden_turn",
)
# Said of one page: a redirect must not take them along.
_CONDITIONS = frozenset({"If-None-Match", "If-Modified-Since"})
RETRY_PAUSE_S = 2.0
# Where each lease is a round trip to a server, so many are taken by one.
AHEAD_SHARED = 16
ASK_AGAIN_S = 0.5  # Scrapy's own 5 s would be added to every pause

P = ParamSpec("P")
R = TypeVar("R")


class NotStorable(ValueError):
    """A request holds something that JSON cannot: it would be lost with the process."""


def stored(request: Request, spider: Spider) -> str:
    """A request as JSON, never as pickle: the table outlives the code."""
    record = request.to_dict(spider=spider)
    meta = {key: value for key, value in record["meta"].items() if not key.startswith(_PASSING_META)}
    record["meta"] = meta
    record["body"] = base64.b64encode(record["body"]).decode("ascii")
    record["headers"] = {
        _latin(name): [_latin(value) for value in values]
        for name, values in dict(record["headers"]).items()
        if _latin(name) not in _CONDITIONS
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


def _manners(request: Request) -> str:
    return str(request.meta.get(MANNERS, ""))


def _latin(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


class _Open:
    """A page whose listings have not all left the pipelines."""

    def __init__(self, listings: int, reason: str, page: Known | None) -> None:
        self.listings, self.reason, self.page = listings, reason, page
        self.broke = self.stopped = False


def _until_away(
    otherwise: R,
) -> Callable[[Callable[Concatenate[Frontier, P], R]], Callable[Concatenate[Frontier, P], R]]:
    """Once the tables are away nothing more is settled or taken: what is under way is made again later.

    A page may not be settled after its links could not be kept, even if the disk has room again.
    """

    def around(method: Callable[Concatenate[Frontier, P], R]) -> Callable[Concatenate[Frontier, P], R]:
        @wraps(method)
        def guarded(self: Frontier, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if self.away:
                return otherwise
            try:
                return method(self, *args, **kwargs)
            except FrontierAway as error:
                self.break_off(str(error))
                return otherwise

        return cast("Callable[Concatenate[Frontier, P], R]", guarded)

    return around


class Frontier(BaseScheduler):
    """Leases requests to Scrapy, and settles each once its page was read and its listings are kept.

    Attributes:
        stopped: no further request is given out.
        paused: why none is given out for the time being; empty while all is well.
        away: why nothing can be kept any more; empty while all is well.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self.tables = open_tables(settings["MARKWARDEN_FRONTIER"])
        self.leases = Leases(
            self.tables,
            sweep=settings.getint("MARKWARDEN_SWEEP_ID"),
            platform=settings["MARKWARDEN_PLATFORM"],
            clock=self.tables.now,
            worker=settings.get("MARKWARDEN_WORKER") or "",
        )
        self.pages = PagesKnown(
            self.tables,
            platform=settings["MARKWARDEN_PLATFORM"],
            rules=settings.get("MARKWARDEN_RULES") or "",
            clock=self.tables.now,
        )
        self._known: dict[str, Known] = {}
        self._ahead: deque[Lease] = deque()
        self._most_ahead = AHEAD_SHARED if self.tables.shared else 1
        self._open: dict[str, _Open] = {}
        self.stopped = False
        self.paused = self.away = ""

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

    def open(self, spider: Spider) -> None:
        """Have the engine ask again soon: requests wait for their time, or come from another worker."""
        self.alive()  # before anything is taken: whoever gave no sign is dead
        if self._crawler.engine is not None:
            self._crawler.engine._SLOT_HEARTBEAT_INTERVAL = ASK_AGAIN_S

    def break_off(self, why: str) -> None:
        """Stop, and settle nothing more."""
        self.stopped, self.away = True, self.away or why

    def close(self, reason: str) -> None:
        """What is under way when a process is killed stays leased: whoever resumes this sweep releases it."""
        self._give_back_ahead()
        self.tables.close()

    @_until_away(None)
    def _give_back_ahead(self) -> None:
        while self._ahead:
            self.leases.put_back(self._ahead.popleft().token)

    @_until_away(otherwise=False)
    def has_pending_requests(self) -> bool:
        return not self.stopped and (bool(self._ahead) or self.leases.pending())

    @_until_away(otherwise=False)
    def enqueue_request(self, request: Request) -> bool:
        """Keep a request of the engine; one with our lease on it takes its predecessor's place."""
        token = request.meta.get(LEASE)
        wanted = self._wanted(request)
        if token is None:
            return bool(self.leases.add((wanted,)))
        if self._in_a_circle(request, wanted.fingerprint):
            # The frontier knows the address and would take the page for read.
            self.leases.fail(token, "redirect_loop", _manners(request))
            return False
        return self.leases.succeed_by(token, wanted, "redirected", _manners(request))

    @_until_away(0)
    def add(self, requests: Iterable[Request]) -> int:
        """Keep what a page asks for, in one transaction and before that page is settled."""
        return self.leases.add([self._wanted(request) for request in requests])

    def next_request(self) -> Request | None:
        lease = None if self.stopped or self.paused else self._next_lease()
        if lease is None:
            return None
        request = restored(lease.payload, self._spider)
        request.meta[LEASE] = lease.token
        known = self._known.pop(lease.fingerprint, None)
        if known is not None and known.conditions and not request.meta.get(AFRESH):
            request.meta[KNOWN] = known
            request.headers.update(known.conditions)
        return request

    def _next_lease(self) -> Lease | None:
        self._fetch_ahead()
        return self._ahead.popleft() if self._ahead else None

    @_until_away(None)
    def _fetch_ahead(self) -> None:
        if not self._ahead:
            self._ahead.extend(self.leases.lease_many(self._most_ahead))
            self._known |= self.pages.of(lease.fingerprint for lease in self._ahead)

    def account(self) -> Account:
        return self.leases.account()

    @_until_away(None)
    def alive(self) -> None:
        """Where others share the tables: say that we live, and give them what the dead ones hold."""
        if self.tables.shared:
            self.leases.alive()
            self.leases.reclaim()

    @_until_away(None)
    def read(self, request: Request, *, listings: int, reason: str = "", page: Known | None = None) -> None:
        """The page of `request` was read and gives so many listings; settled when the last has left.

        `page` is remembered once that is so.
        """
        if listings:
            self._open[request.meta.get(LEASE, "")] = _Open(listings, reason, page)
        else:
            self._done(request, reason, page)

    def _done(self, request: Request, reason: str, page: Known | None) -> None:
        self.leases.done(request.meta.get(LEASE, ""), reason, _manners(request))
        if page is not None:
            self.pages.keep(self._fingerprint(request), page)

    @_until_away(None)
    def forget(self, request: Request) -> None:
        """The page is to be read whole when it is asked for again."""
        self.pages.forget(self._fingerprint(request))

    @_until_away(otherwise=cast("dict[str, Known]", {}))
    def known(self, requests: Sequence[Request]) -> dict[str, Known]:
        """What earlier sweeps know of these pages, by address."""
        by_fingerprint = {self._fingerprint(request): request.url for request in requests}
        return {by_fingerprint[name]: page for name, page in self.pages.of(by_fingerprint).items()}

    @_until_away(None)
    def fail(self, request: Request, reason: str) -> None:
        self.leases.fail(request.meta.get(LEASE, ""), reason, _manners(request))

    @_until_away(otherwise=False)
    def retry(self, request: Request, reason: str, *, pause_s: float = RETRY_PAUSE_S) -> bool:
        token = request.meta.get(LEASE, "")
        return self.leases.retry(token, reason, pause_s=pause_s, manners=_manners(request))

    @_until_away(None)
    def put_back(self, request: Request) -> None:
        self.leases.put_back(request.meta.get(LEASE, ""))

    def _listing_left(self, response: Any) -> None:
        if (page := self._page_of(response)) is not None:
            self._one_less(response, page)

    def _listing_stuck(self, response: Any, failure: Any) -> None:
        """The pipelines broke on a listing, or were stopped: its page is read again later."""
        if isinstance(failure.value, StoreAway):
            self.break_off(str(failure.value))
        if (page := self._page_of(response)) is not None:
            page.broke = True
            page.stopped |= getattr(failure.value, "stops", False)
            self._one_less(response, page)

    def _page_of(self, response: Any) -> _Open | None:
        return self._open.get(response.request.meta.get(LEASE, ""))

    @_until_away(None)
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
            self._done(response.request, page.reason, page.page)

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
