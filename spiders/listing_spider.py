"""The one spider: driven by a platform file, it knows pages; it does not clean, match or store."""

from __future__ import annotations

import contextlib
import hashlib
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
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
from spiders.frontier import AFRESH, KIND, KNOWN, RETRY_PAUSE_S, SITEMAP, Frontier
from spiders.links import plain_url
from spiders.manners import LONGEST_PAUSE_S, NUMBER, Manners, NotNow, Refused, pause_asked, within
from spiders.pages_known import Known
from spiders.plan import Plan
from spiders.reading_apart import LARGE_BYTES, ReadingApart
from spiders.robots import origin_of
from spiders.sitemaps import entries

# Steps from the start, next pages not counted; and next pages in a row that lead to nothing new. A person
# finds the goods of a shop in five or six steps (the ready platform files and the saved shops do in four).
MOST_STEPS, MOST_BARREN = 12, 20
STEPS, BARREN, KNOWN_RUN = "markwarden_steps", "markwarden_barren", "markwarden_known_run"
# The search word by which a page was come to; what a word brings decides when it is asked again.
QUERY, FOUND_BY = "markwarden_query", "query"
NTH = "markwarden_nth"
NO_CHANGES: Mapping[str, float] = {}
NO_MOMENT = datetime.fromtimestamp(0, UTC)
_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 522, 524})

# Listings of pages that were seen again, and whether the pages were asked for; of each whether all are known.
Seen = Callable[[Sequence[Sequence[str]], bool], Awaitable[Sequence[bool]]]
Reject = Callable[[Flaw], Awaitable[None]]
log = structlog.get_logger(__name__)


async def _nothing(flaw: Flaw) -> None:
    """Where nothing is kept, a flaw is only counted."""


async def _known_to_all(pages: Sequence[Sequence[str]], captured: bool) -> Sequence[bool]:
    """Where nothing is kept, every listing may be called known."""
    return [True] * len(pages)


class ListingSpider(Spider):
    """Follows what its plan says, yields listings, and settles every request it was given."""

    name = "listings"

    def __init__(
        self,
        plan: Plan,
        reject: Reject = _nothing,
        aside: Path | None = None,
        seen: Seen = _known_to_all,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._seen_again = seen
        self._apart = ReadingApart(plan.platform, plan.marks)
        self.plan, self._reject, self._aside = plan, reject, Aside(aside)
        self._given, self._canaries, self._rested = 0, dict[str, str](), set[str]()

    @property
    def frontier(self) -> Frontier:
        return cast("Frontier", self.crawler.engine.scheduler)

    @property
    def manners(self) -> Manners:
        return cast("Manners", self.crawler.get_downloader_middleware(Manners))

    async def start(self) -> AsyncIterator[Request]:
        """Seeds; those a resumed sweep knows already are left out by the frontier."""
        for canary in self.plan.platform.canaries:
            request = self._request(Link(canary.url, "listing"))
            request.meta[AFRESH] = True
            yield request
        seeds = [("", url) for url in self.plan.start]
        for word, url in (*seeds, *self.plan.searches()):
            yield self._request(Link(plain_url(url, self.plan.platform.drop_params), "list"), word)
        for url in await self._sitemaps():
            yield self._sitemap_request(url)

    async def parse(self, response: Response, **_kwargs: Any) -> AsyncIterator[Listing]:
        """One page: keep what it asks for, reject what is broken, yield its listings."""
        self._count("fetched")
        known = self._asked(response).meta.get(KNOWN)
        if response.status == 304 and known is not None:
            await self._as_it_was(response, known)
            return
        if not self._good(response):
            return
        try:
            reading = await self._reading(response)
            query = str(self._asked(response).meta.get(QUERY, ""))
            wanted = self._wanted(response, [link for link in reading.links if self._ours(link.url)])
        except Exception as error:  # noqa: BLE001  # the border of one request: the sweep goes on
            log.warning("page.unreadable", url=response.url, error=f"{type(error).__name__}: {error}"[:300])
            self.frontier.fail(self._asked(response), f"callback_{type(error).__name__}")
            return
        if self._gate(response, reading):
            return
        await self._follow(response, wanted, gave=bool(reading.listings))
        self._compare_canary(response, reading)
        for flaw in reading.flaws:
            await self._keep_flaw(flaw, response)
        for listing in self._within_limit(response, reading):
            yield replace(listing, layers=(*listing.layers, (FOUND_BY, query))) if query else listing

    async def _as_it_was(self, response: Response, known: Known) -> None:
        """The site says that the page has not changed: what it led to and showed holds again."""
        self._count("not_modified")
        request = self._asked(response)
        self.manners.breaker.answered(request.meta.get(NUMBER))
        if known.listings:
            self.manners.breaker.filled()
        wanted = self._wanted(response, [Link(url, kind) for url, kind in known.links])
        await self._follow(response, wanted, gave=bool(known.listings))
        if known.listings and not all(await self._noted([known.listings], captured=True)):
            self.frontier.forget(request)
            self.frontier.retry(request, "not_known_any_more", pause_s=0.0)
            return
        self._given += len(known.listings)
        self.frontier.read(request, listings=0, page=known)
        self._stop_at_limit()

    async def _noted(self, pages: Sequence[Sequence[str]], *, captured: bool) -> Sequence[bool]:
        """Of each page whether its listings are known, and now counted as seen again."""
        try:
            return await self._seen_again(pages, captured)
        except StoreAway as error:
            self.frontier.break_off(str(error))
            return [True] * len(pages)

    async def _add_due(self, wanted: Sequence[Request], changed: Mapping[str, float] = NO_CHANGES) -> bool:
        """Keep what is worth asking for; whether anything here is new to this sweep.

        Listings that are known and not due again, or that the sitemap says have not changed (`changed`:
        by when), are only counted as seen.
        """
        resting = self._resting(wanted, changed)
        new = [url for url in resting if url not in self._rested]
        noted = await self._noted([resting[url].listings for url in new], captured=False) if new else ()
        for url, known in zip(new, noted, strict=True):
            if not known:
                del resting[url]
        fresh = [url for url in new if url in resting]
        self._rested.update(fresh)
        self._count("not_asked/not_due", len(fresh))
        asked = self.frontier.add(request for request in wanted if request.url not in resting)
        return bool(asked or fresh)

    def _resting(self, wanted: Sequence[Request], changed: Mapping[str, float]) -> dict[str, Known]:
        known = self.frontier.known([request for request in wanted if request.meta[KIND] == "listing"])
        return {
            url: page
            for url, page in known.items()
            if page.listings
            and (self.frontier.pages.rests(page) or changed.get(url, math.inf) < page.fetched_at)
        }

    async def _follow(self, response: Response, wanted: Sequence[Request], *, gave: bool) -> None:
        """Keep what the page leads to, within the depth of a shop that a person could walk through.

        A calendar or a filter makes links without end: too many steps from the start, or too many
        next pages in a row that lead to nothing new, are a trap and are counted as not asked for.
        """
        meta = self._asked(response).meta
        steps, barren = int(meta.get(STEPS, 0)) + 1, int(meta.get(BARREN, 0))
        onward = [request for request in wanted if request.meta[KIND] == "next"]
        others = [request for request in wanted if request.meta[KIND] != "next"]
        if self.plan.only_new:
            others, onward = self._only_new(others, onward, run=int(meta.get(KNOWN_RUN, 0)))
        for request in others:
            request.meta[STEPS] = steps
        fresh = await self._add_due(others) if steps <= MOST_STEPS else False
        self._count("not_asked/depth", len(others) if steps > MOST_STEPS else 0)
        barren = 0 if fresh or gave else barren + 1
        for request in onward:
            request.meta[STEPS], request.meta[BARREN] = steps - 1, barren
        if barren > MOST_BARREN:
            self._count("not_asked/depth", len(onward))
        elif onward:
            self.frontier.add(onward)

    def _only_new(
        self, others: Sequence[Request], onward: Sequence[Request], *, run: int
    ) -> tuple[list[Request], list[Request]]:
        """Without listings that are known; and no next page once so many came in a row, here or before."""
        known = self.frontier.known([request for request in others if request.meta[KIND] == "listing"])
        new, enough = [], False
        for request in others:
            if request.meta[KIND] == "listing":
                run = run + 1 if request.url in known else 0
                enough |= run >= self.plan.only_new
            if request.url not in known:
                new.append(request)
        next_pages = [] if enough else list(onward)
        for request in next_pages:
            request.meta[KNOWN_RUN] = run
        self._count("not_asked/known", len(others) - len(new) + len(onward) - len(next_pages))
        return new, next_pages

    async def parse_sitemap(self, response: Response, **_kwargs: Any) -> AsyncIterator[Listing]:
        """A sitemap: its pages and its further sitemaps are kept; it yields no listing."""
        self._count("fetched")
        if response.status in (404, 410):
            self.frontier.read(self._asked(response), listings=0, reason="no_sitemap")
        elif self._good(response):
            found = [one for one in entries(response.body) if self._ours(one.url)]
            pages = [
                self._sitemap_request(one.url) if one.nested else self._request(Link(one.url, "listing"))
                for one in found
            ]
            changed = {one.url: one.changed_before for one in found if one.changed_before is not None}
            await self._add_due(pages, changed)
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

    def _wanted(self, response: Response, links: list[Link]) -> list[Request]:
        """Requests for these links of a page, with the search word that led here and the pages on the way."""
        query = str(self._asked(response).meta.get(QUERY, ""))
        wanted = [self._request(link, query) for link in self._within_pages(response, links)]
        for request in wanted:
            request.meta[NTH] = self._nth(response) + 1 if request.meta[KIND] == "next" else 0
        return wanted

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
            page=self._remembered(response, reading) if len(listings) == len(reading.listings) else None,
        )
        self._stop_at_limit()
        return listings

    def _stop_at_limit(self) -> None:
        if self.plan.limit and self._given >= self.plan.limit:
            self.frontier.stopped = True

    def _remembered(self, response: Response, reading: Reading) -> Known | None:
        """What the next sweep may rely on; nothing of a page that is not as it should be."""
        called = self._asked(response).meta.get(KIND) == "listing"
        if reading.flaws or (called and not reading.listings):
            return None
        headers = response.headers
        links = tuple((link.url, link.kind) for link in reading.links if within(link.url, self.plan.hosts))
        shown = [replace(listing, captured_at=NO_MOMENT) for listing in reading.listings]
        return Known(
            etag=(headers.get("ETag") or b"").decode("latin-1")[:500],
            modified=(headers.get("Last-Modified") or b"").decode("latin-1")[:100],
            links=links,
            listings=tuple(listing.id for listing in reading.listings),
            digest=hashlib.sha256(repr(shown).encode()).hexdigest(),
        )

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
