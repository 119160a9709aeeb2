"""Manners on the way out: our own hosts only, robots, the budget, and no insisting after refusals."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import time
from dataclasses import replace
from datetime import UTC, tzinfo
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import structlog
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.http import Response

from domain.errors import AddressRefused
from spiders.breaker import REFUSALS, Breaker
from spiders.budget import Allowance, Budgets, holder_of, site_of
from spiders.frontier import MANNERS
from spiders.guard import installed_guard
from spiders.platform_rules import Budget
from spiders.robots import Answer, Robots, Verdict, product_token
from spiders.robots_shelf import RobotsShelf
from spiders.tables import FrontierAway, open_tables

MEDIA, ROBOTS, STARTED = "markwarden_media", "markwarden_robots", "markwarden_started"
NUMBER, TURN = "markwarden_number", "markwarden_turn"
OFF_SITE = "off_site"
TOO_MUCH = frozenset({429, 503})
# A site that asks for a pause gets it; one longer than this ends the sweep, which can be resumed then.
LONGEST_PAUSE_S = 900.0

log = structlog.get_logger(__name__)


class Refused(IgnoreRequest):
    """A request is not made; `reason` says why, in a word that is counted."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    @classmethod
    def by(cls, verdict: Verdict) -> Refused:
        return cls(f"refused by {verdict.reason}" if "rule" in verdict.reason else verdict.reason)


class NotNow(IgnoreRequest):
    """A request is put back: the sweep stops. `stops` tells it from refusals of one request elsewhere."""

    stops = True


def within(url: str, hosts: frozenset[str]) -> bool:
    """Whether `url` is on one of `hosts` or below it; a host with a port means that port only."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return False
    shown = f"[{host}]" if ":" in host else host
    if f"{shown}:{port}" in hosts or shown in hosts:
        return True
    return any(host.endswith("." + name) for name in hosts if not _is_address(name))


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return ":" in name
    return True


def pause_asked(value: bytes | None, now: float) -> float:
    """Seconds that a Retry-After header asks for; 0 without one."""
    if not value:
        return 0.0
    text = value.decode("latin-1").strip()
    if text.isdecimal():
        return float(min(int(text[:9]), 10_000_000))
    try:
        return max(parsedate_to_datetime(text).timestamp() - now, 0.0)
    except (ValueError, TypeError, OverflowError):
        return 0.0


class Manners:
    """Downloader middleware nearest to the network, so that redirects and pictures pass it too."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._hosts: frozenset[str] = frozenset(settings["MARKWARDEN_HOSTS"] or ())
        self._budget: Budget = settings["MARKWARDEN_BUDGET"]
        tables = open_tables(settings["MARKWARDEN_FRONTIER"])
        place = holder_of(settings["MARKWARDEN_PLATFORM"], settings["MARKWARDEN_SWEEP_ID"])
        holder = f"{place}{settings.get('MARKWARDEN_WORKER') or ''}"
        self._budgets = Budgets(tables, clock=tables.now, holder=holder)
        self._guard = installed_guard(crawler)
        agent = product_token(settings["USER_AGENT"])
        self.robots = Robots(self._fetch_robots, agent=agent, clock=time.time, shelf=RobotsShelf(tables))
        self.breaker = Breaker()
        self.spent = ""
        self._despite_robots: str = settings["MARKWARDEN_DESPITE_ROBOTS"] or ""
        self._zone: tzinfo = settings["MARKWARDEN_ZONE"] or UTC
        self._under_way = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Manners:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get(ROBOTS):
            await self._turn(request, 0.0)
            return
        page = not request.meta.get(MEDIA)
        verdict = await self.judged(request.url, page=page)
        request.meta[MANNERS] = f"{'allowed' if verdict.allowed else 'refused'}: {verdict.basis}"
        if not verdict.allowed:
            if verdict.reason != OFF_SITE:
                self._count(f"robots_refused/{'media' if not page else 'page'}")
            raise Refused.by(verdict)
        await self._turn(request, verdict.delay_s)
        if page:
            request.meta[STARTED] = True
            request.meta[NUMBER] = self.breaker.asked()
            self._under_way += 1

    async def judged(self, url: str, *, page: bool) -> Verdict:
        """Whether `url` may be asked for: pages on our hosts only, anything only where robots.txt lets us."""
        if page and self._hosts and not within(url, self._hosts):
            return Verdict(allowed=False, reason=OFF_SITE, basis=OFF_SITE)
        verdict = await self.robots.verdict(url)
        if verdict.allowed or not self._despite_robots:
            return verdict
        # An order of a named person, which the platform's licence or authorisation covers.
        basis = f"{verdict.basis}, set aside by {self._despite_robots}"
        return replace(verdict, allowed=True, basis=basis)

    async def turn_of(self, url: str, delay_s: float = 0.0, *, with_place: bool = True) -> str:
        """Wait for the turn of a request at the site of `url`; its token, for `landed`.

        Raises:
            NotNow: the sweep is to stop instead.
        """
        site, allowance = site_of(url), self._allowance(delay_s)
        while True:
            if self.breaker.open or self.spent or not self._crawler.crawling:
                raise NotNow
            try:
                turn = self._budgets.turn(site, allowance, with_place=with_place)
            except FrontierAway:
                raise NotNow from None
            if turn.granted:
                return turn.token
            if turn.spent:
                self.spent = turn.spent
                continue
            await asyncio.sleep(min(turn.wait_s, 1.0))

    def landed(self, url: str, token: str, size_bytes: int) -> None:
        """A request is over."""
        with contextlib.suppress(FrontierAway):
            self._budgets.landed(site_of(url), token, size_bytes)

    def document_landed(self, request: Request, size_bytes: int) -> None:
        """A page in the browser has its document, and goes on asking for more."""
        if token := request.meta.pop(TURN, ""):
            self.landed(request.url, token, size_bytes)

    def _allowance(self, delay_s: float) -> Allowance:
        budget = self._budget
        return Allowance(
            per_second=min(budget.per_second, 1.0 / delay_s) if delay_s else budget.per_second,
            per_day=budget.per_day,
            bytes_per_day=budget.bytes_per_day,
            at_once=budget.concurrency,
            hours=budget.hours_s,
            zone=self._zone,
        )

    def process_response(self, request: Request, response: Response) -> Response:
        self._landed(request, len(response.body))
        if request.meta.get(ROBOTS):
            return response
        if response.status in REFUSALS:
            self._refused(request, response)
        elif not request.meta.get(MEDIA) and response.status >= 400:
            self.breaker.answered(request.meta.get(NUMBER))
        return response

    def _refused(self, request: Request, response: Response) -> None:
        """Keep the pause asked for, and count the refusal."""
        self._count(f"refusals/{response.status}")
        pause, counts = pause_asked(response.headers.get("Retry-After"), time.time()), True
        if pause > LONGEST_PAUSE_S:
            self.breaker.trip(response.url, f"HTTP {response.status}, come back in {pause:.0f} s")
        elif pause:
            # What was under way when the site said so is refused by the same word, not once more.
            counts = self._budgets.pause(site_of(request.url), pause)
        # Many sites refuse their pictures to anybody but browsers; only "too much" concerns the sweep.
        if counts and (response.status in TOO_MUCH or not request.meta.get(MEDIA)):
            self.breaker.refused(response.url, f"HTTP {response.status}")

    def process_exception(self, request: Request, exception: Exception) -> None:
        self._landed(request, 0)
        if isinstance(exception, CannotResolveHostError):
            parts = urlsplit(request.url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
            refused = self._guard.refused(parts.hostname or "", port)
            if refused is not None:
                raise refused
        if isinstance(exception, AddressRefused):
            self._count("address_refused")

    async def _turn(self, request: Request, delay_s: float) -> None:
        """Wait for the site's turn; raise when the sweep is to stop instead."""
        while self.breaker.suspicious and self._under_way and not self.breaker.open:
            await asyncio.sleep(0.02)
        request.meta[TURN] = await self.turn_of(request.url, delay_s)

    def _landed(self, request: Request, size_bytes: int) -> None:
        if request.meta.pop(STARTED, False):
            self._under_way -= 1
        self.document_landed(request, size_bytes)

    async def _fetch_robots(self, url: str) -> Answer:
        # A slot of its own: pages in the browser hold theirs while they wait for this answer.
        slot = f"robots {site_of(url)}"
        request = Request(url, meta={ROBOTS: True, "download_slot": slot}, dont_filter=True)
        try:
            response = await self._crawler.engine.download_async(request)
        except (NotNow, AddressRefused):
            raise
        except Exception as error:  # noqa: BLE001  # whatever went wrong, the RFC says: unreachable
            log.info("robots.unreachable", url=url, error=f"{type(error).__name__}: {error}"[:200])
            return Answer(0)
        return Answer(response.status, response.body)

    def _count(self, name: str) -> None:
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value(f"markwarden/{name}")
