"""The one spider: driven by a platform file, it knows pages; it does not clean, match or store."""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import structlog
from scrapy import Request, Spider
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest, UnsupportedURLSchemeError
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from domain.errors import AddressRefused, StoreAway
from domain.listing import Listing
from spiders.aside import Aside
from spiders.breaker import REFUSALS, gate_sign
from spiders.canaries import differences, expected_at
from spiders.encodings import rightly_decoded
from spiders.extract import PRIORITIES, Flaw, Link, Reading, read_page
from spiders.frontier import KIND, RETRY_PAUSE_S, SITEMAP, Frontier
from spiders.links import plain_url
from spiders.manners import LONGEST_PAUSE_S, NUMBER, Manners, NotNow, Refused, pause_asked, within
from spiders.plan import Plan
from spiders.reading_apart import LARGE_BYTES, ReadingApart
from spiders.robots import origin_of
from spiders.sitemaps import entries

# Steps from the start, next pages not counted; and next pages in a row that lead to nothing new. A person
# finds the goods of a shop in five or six steps (the ready platform files and the saved shops do in four).
MOST_STEPS, MOST_BARREN = 12, 20
STEPS, BARREN = "markwarden_steps", "markwarden_barren"
# The search word by which a page was come to; what a word brings decides when it is asked again.
QUERY, FOUND_BY = "markwarden_query", "query"
NTH = "markwarden_nth"
_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 522, 524})

Reject = Callable[[Flaw], Awaitable[None]]
log = structlog.get_logger(__name__)


async def _nothing(flaw: Flaw) -> None:
    """Where nothing is kept, a flaw is only counted."""


class ListingSpider(Spider):
    """Follows what its plan says, yields listings, and settles every request it was given."""

    name = "listings"

    def __init__(
        self, plan: Plan, reject: Reject = _nothing, aside: Path | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self._apart = ReadingApart(plan.platform, plan.marks)
        self.plan, self._reject, self._aside = plan, reject, Aside(aside)
        self._given, self._canaries = 0, dict[str, str]()

    @property
    def frontier(self) -> Frontier:
        return cast("Frontier", self.crawler.engine.scheduler)

    @property
    def manners(self) -> Manners:
        return cast("Manners", self.crawler.get_downloader_middleware(Manners))

    async def start(self) -> AsyncIterator[Request]:
        """Seeds; those a resumed sweep knows already are left out by the frontier."""
        for canary in self.plan.platform.canaries:
            yield self._request(Link(canary.url, "listing"))
        seeds = [("", url) for url in self.plan.start]
        for word, url in (*seeds, *self.plan.searches()):
            yield self._request(Link(plain_url(url, self.plan.platform.drop_params), "list"), word)
        for url in await self._sitemaps():
            yield self._sitemap_request(url)

    async def parse(self, response: Response, **_kwargs: Any) -> AsyncIterator[Listing]:
        """One page: keep what it asks for, reject what is broken, yield its listings."""
        self._count("fetched")
        if not self._good(response):
            return
        try:
            reading = await self._reading(response)
            query = str(self._asked(response).meta.get(QUERY, ""))
            links = [link for link in reading.links if self._ours(link.url)]
            wanted = [self._request(link, query) for link in self._within_pages(response, links)]
            for request in wanted:
                request.meta[NTH] = self._nth(response) + 1 if request.meta[KIND] == "next" else 0
        except Exception as error:  # noqa: BLE001  # the border of one request: the sweep goes on
            log.warning("page.unreadable", url=response.url, error=f"{type(error).__name__}: {error}"[:300])
            self.frontier.fail(self._asked(response), f"callback_{type(error).__name__}")
            return
        if self._gate(response, reading):
            return
        self._follow(response, reading, wanted)
        self._compare_canary(response, reading)
        for flaw in reading.flaws:
            await self._keep_flaw(flaw, response)
        for listing in self._within_limit(response, reading):
            yield replace(listing, layers=(*listing.layers, (FOUND_BY, query))) if query else listing

    def _follow(self, response: Response, reading: Reading, wanted: Sequence[Request]) -> None:
        """Keep what the page leads to, within the depth of a shop that a person could walk through.

        A calendar or a filter makes links without end: too many steps from the start, or too many
        next pages in a row that lead to nothing new, are a trap and are counted as not asked for.
        """
        meta = self._asked(response).meta
        steps, barren = int(meta.get(STEPS, 0)) + 1, int(meta.get(BARREN, 0))
        onward = [request for request in wanted if request.meta[KIND] == "next"]
        others = [request for request in wanted if request.meta[KIND] != "next"]
        for request in others:
            request.meta[STEPS] = steps
        fresh = self.frontier.add(others) if steps <= MOST_STEPS else 0
        self._count("not_asked/depth", len(others) if steps > MOST_STEPS else 0)
        barren = 0 if fresh or reading.listings else barren + 1
        for request in onward:
            request.meta[STEPS], request.meta[BARREN] = steps - 1, barren
        if barren > MOST_BARREN:
            self._count("not_asked/depth", len(onward))
        elif onward:
            self.frontier.add(onward)

    async def parse_sitemap(self, response: Response, **_kwargs: Any) -> AsyncIterator[Listing]:
        """A sitemap: its pages and its further sitemaps are kept; it yields no listing."""
        self._count("fetched")
        if response.status in (404, 410):
            self.frontier.read(self._asked(response), listings=0, reason="no_sitemap")
        elif self._good(response):
            found = [one for one in entries(response.body) if self._ours(one.url)]
            self.frontier.add(
                self._sitemap_request(one.url) if one.nested else self._request(Link(one.url, "listing"))
                for one in found
            )
            self.manners.breaker.answered(self._asked(response).meta.get(NUMBER))
            self.frontier.read(self._asked(response), listings=0)
        nothing: tuple[Listing, ...] = ()
        for listing in nothing:
            yield listing

    async def unanswered(self, failure: Failure) -> None:
        """A request that brought no page: settled with its reason, or given back."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
        error = failure.value
        if isinstance(error, NotNow):
            self.frontier.put_back(request)
            self.frontier.stopped = True
        elif isinstance(error, Refused):
            self.frontier.fail(request, error.reason)
        elif isinstance(error, AddressRefused):
            self.frontier.fail(request, f"address_refused: {error.rule}")
        elif isinstance(error, IgnoreRequest):
            self.frontier.fail(request, "too_many_redirects")
        elif isinstance(error, DownloadCancelledError | UnsupportedURLSchemeError):
            self.frontier.fail(
                request, "too_large" if isinstance(error, DownloadCancelledError) else "no_web_address"
            )
        else:
            self.frontier.retry(request, type(error).__name__.removesuffix("Error"))

    def closed(self, reason: str) -> None:
        """Scrapy's word that the crawl is over."""
        self._apart.close()

    async def _reading(self, response: Response) -> Reading:
        if not isinstance(response, TextResponse):
            return Reading()
        # A browser has decoded the page already.
        if self.plan.render == "http":
            response = rightly_decoded(response, self.plan.platform.encoding)
        now = datetime.now(UTC)
        if len(response.body) > LARGE_BYTES:
            self._count("read_apart")
            return await self._apart.read(response, now)
        return read_page(self.plan.platform, response, captured_at=now, watched=self.plan.marks)

    def _good(self, response: Response) -> bool:
        """Whether there is a page to read; if not, the request is settled here."""
        if 200 <= response.status < 300:
            return True
        request, refused = self._asked(response), response.status in REFUSALS
        reason = f"{'refused' if refused else 'http'}_{response.status}"
        if response.status in _TRY_AGAIN:
            # The page that was put off comes first after the pause: its answer tells whether we are refused.
            asked = pause_asked(response.headers.get("Retry-After"), time.time())
            self.frontier.retry(request, reason, pause_s=min(asked or RETRY_PAUSE_S, LONGEST_PAUSE_S))
        else:
            self.frontier.fail(request, reason)
        self._stop_if_blocked()
        return False

    def _nth(self, response: Response) -> int:
        """How many further pages were asked for on the way to this one."""
        return int(self._asked(response).meta.get(NTH, 0))

    def _within_pages(self, response: Response, links: list[Link]) -> list[Link]:
        """The links without a further page beyond the platform's bound: cursors may go round for ever."""
        pages = self.plan.platform.pages
        if pages is None or self._nth(response) + 1 < pages.most:
            return links
        kept = [link for link in links if link.kind != "next"]
        self._count("not_asked/pages", len(links) - len(kept))
        return kept

    def _gate(self, response: Response, reading: Reading) -> bool:
        """A login or captcha page in a page's place is a refusal."""
        asked = (self._asked(response).meta.get("redirect_urls") or [response.url])[0]
        sign = "" if reading.listings else gate_sign(response.url, asked, reading.title)
        if not sign:
            self.manners.breaker.answered(self._asked(response).meta.get(NUMBER))
            return False
        self._count("refusals/gate")
        self.manners.breaker.refused(response.url, sign)
        self.frontier.retry(self._asked(response), "refused_gate")
        self._stop_if_blocked()
        return True

    def _stop_if_blocked(self) -> None:
        self.frontier.stopped |= self.manners.breaker.open

    def _within_limit(self, response: Response, reading: Reading) -> Iterable[Listing]:
        """The listings still wanted; the page is settled when the last of them has left the pipelines."""
        room = self.plan.limit - self._given if self.plan.limit else len(reading.listings)
        listings = reading.listings[: max(room, 0)]
        self._given += len(listings)
        self._count("read", len(listings))
        for listing in listings:
            for name, layer in listing.layers:
                self._count(f"layer/{name}/{layer}")
        for name in reading.cut:
            self._count(f"cut/{name}")
        self.frontier.read(
            self._asked(response),
            listings=len(listings),
            reason="limit" if len(listings) < len(reading.listings) else self._doubt(response, reading),
        )
        if self.plan.limit and self._given >= self.plan.limit:
            self.frontier.stopped = True
        return listings

    def _doubt(self, response: Response, reading: Reading) -> str:
        """What is odd about a page that was read: one that a link called a listing, and is none."""
        called = self._asked(response).meta.get(KIND) == "listing"
        if not called or reading.listings or reading.flaws:
            if reading.listings:
                self.manners.breaker.filled()
            return ""
        self.manners.breaker.empty(response.url)
        self._stop_if_blocked()
        return "no_listing"

    async def _keep_flaw(self, flaw: Flaw, response: Response) -> None:
        """Count it, keep the page and the record aside; where that cannot be done the sweep stops."""
        self._count("layout_changed")
        try:
            self._aside.put(response, flaw.detail)
            await self._reject(flaw)
        except (OSError, StoreAway) as error:
            self.frontier.break_off(str(error))

    def _compare_canary(self, response: Response, reading: Reading) -> None:
        """A page known by heart that reads otherwise is told, and put aside."""
        for url in {response.url, self._asked(response).url}:
            if (expected := expected_at(self.plan.platform, url)) is None:
                continue
            self._count("canaries_read")
            if sign := differences(expected, reading.listings):
                self._canaries[url] = sign
                if self.crawler.stats is not None:
                    self.crawler.stats.set_value("markwarden/canaries", dict(self._canaries))
                with contextlib.suppress(OSError):  # a full disk stops the sweep at the next listing
                    self._aside.put(response, sign)

    async def _sitemaps(self) -> tuple[str, ...]:
        named = self.plan.platform.sitemap
        if isinstance(named, str):
            return (named,)
        if not named:
            return ()
        found: list[str] = []
        for start in dict.fromkeys(origin_of(url) for url in self.plan.start):
            await self.manners.robots.verdict(f"{start}/")
            found += self.manners.robots.sitemaps(start) or (f"{start}/sitemap.xml",)
        return tuple(dict.fromkeys(url for url in found if self._ours(url)))

    def _ours(self, url: str) -> bool:
        ours = within(url, self.plan.hosts)
        self._count("off_site_links", 0 if ours else 1)
        return ours

    def _request(self, link: Link, query: str = "") -> Request:
        return Request(
            link.url,
            self.parse,
            errback=self.unanswered,
            priority=PRIORITIES[link.kind],
            meta={KIND: link.kind, **({QUERY: query} if query else {})},
        )

    def _sitemap_request(self, url: str) -> Request:
        return Request(url, self.parse_sitemap, errback=self.unanswered, priority=20, meta={KIND: SITEMAP})

    def _asked(self, response: Response) -> Request:
        return cast("Request", response.request)

    def _count(self, name: str, by: int = 1) -> None:
        if by and self.crawler.stats is not None:
            self.crawler.stats.inc_value(f"markwarden/{name}", by)
