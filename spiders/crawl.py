"""One crawl in this process: a plan in, an account of every request out."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any, cast

import structlog
from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler

from config.crawl import crawl_settings
from domain.errors import Halted, StoreAway
from spiders.extract import Flaw
from spiders.frontier import Frontier, url_of
from spiders.leases import Account, Leases
from spiders.listing_spider import ListingSpider, Seen
from spiders.manners import Manners
from spiders.plan import Plan
from spiders.tables import FrontierAway, Place, open_tables

log = structlog.get_logger(__name__)

TICK_S = 0.5
SPENT = {
    "requests": "the day's budget is spent; resume it later",
    "bytes": "the day's budget of bytes is spent; resume it later",
    "halted": "stopped by hand",
    "hours": "outside the site's hours; resume it later",
}
COUNT_EVERY = 4  # ticks: counting 10,000 requests takes 7 ms of the reactor's time


@dataclass(frozen=True, slots=True)
class Ended:
    """How a crawl ended: done, blocked, interrupted or failed; why; and what became of each request.

    `passing`: nothing is wrong with the sweep; the site's budget of the day is used up, or the disk is
    full. It is resumed later, by itself where a clock runs.
    """

    state: str
    detail: str
    account: Account
    counts: Mapping[str, int]
    failures: tuple[tuple[str, str], ...]
    passing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a crawl needs besides its plan.

    Attributes:
        pressure: asked every two seconds; while it gives a reason, no request is sent.
    """

    version: str
    contact: str
    frontier: Place
    sweep: int
    pipelines: Mapping[str, int]
    settings: Mapping[str, Any] = field(default_factory=dict)
    reject: Callable[[Flaw], Awaitable[None]] | None = None
    aside: Path | None = None
    tick: Callable[[Mapping[str, int]], Awaitable[None]] | None = None
    pressure: Callable[[], Awaitable[str]] | None = None
    worker: str = ""
    zone: tzinfo = UTC
    despite_robots: str = ""
    seen: Seen | None = None


def crawl(plan: Plan, task: Task) -> Ended:
    """Run the crawl to its end or to a signal that closes it; once a process: a reactor starts once."""
    _quieten()
    process = AsyncCrawlerProcess(_settings(plan, task))
    logging.getLogger("scrapy").setLevel(logging.WARNING)
    crawler = process.create_crawler(ListingSpider)
    watch = _Watch(crawler, task)
    callbacks = {"reject": task.reject, "seen": task.seen}
    spider_options = {name: given for name, given in callbacks.items() if given is not None}
    process.crawl(crawler, plan=plan, aside=task.aside, **spider_options)
    process.start()
    return _ended(plan, task, watch)


def _quieten() -> None:
    """Keep Scrapy's own remarks out of the log: what it says of every page is in our account already.

    Scrapy resets its loggers' levels whenever a process is made, but not their filters.
    """
    for name in ("scrapy.utils.log", "scrapy.crawler", "scrapy-playwright"):
        logging.getLogger(name).addFilter(lambda record: record.levelno >= logging.WARNING)


def _settings(plan: Plan, task: Task) -> dict[str, Any]:
    platform = plan.platform
    settings = crawl_settings(
        version=task.version, contact=task.contact, concurrency=platform.budget.concurrency
    )
    return {
        **settings,
        "MARKWARDEN_ALLOW_PRIVATE": platform.allow_private,
        "MARKWARDEN_HOSTS": plan.hosts,
        "MARKWARDEN_BUDGET": platform.budget,
        "MARKWARDEN_FRONTIER": task.frontier,
        "MARKWARDEN_SWEEP_ID": task.sweep,
        "MARKWARDEN_PLATFORM": platform.key,
        "MARKWARDEN_RULES": _rules(plan, task) if task.seen is not None else "",
        # One name for what it leases and for its places at the site: both are given back when it dies.
        "MARKWARDEN_WORKER": task.worker or secrets.token_hex(8),
        "MARKWARDEN_ZONE": task.zone,
        "MARKWARDEN_DESPITE_ROBOTS": task.despite_robots,
        "ITEM_PIPELINES": dict(task.pipelines),
        **task.settings,
    }


def _rules(plan: Plan, task: Task) -> str:
    """What a page is read by: its file, the marks watched, this version. Empty where pages are rendered."""
    if plan.render != "http":
        return ""
    aside = {"path", "budget", "schedule", "name", "legal_basis", "canaries", "start", "queries", "expect"}
    aside |= {"allow_private", "hosts"}
    said = plan.platform.model_dump_json(exclude=aside) + plan.platform.expect.model_dump_json()
    return hashlib.sha256(repr((said, plan.marks, task.version)).encode()).hexdigest()


class _Watch:
    """Tells how far the crawl is, and remembers why it closed."""

    def __init__(self, crawler: Crawler, task: Task) -> None:
        self._crawler, self._task = crawler, task
        self.reason = "never_opened"
        self.counts: Mapping[str, int] = {}
        self.sign = self.url = self.away = ""
        self.spent = ""
        self._ticking: asyncio.Task[None] | None = None
        crawler.signals.connect(self._opened, signal=signals.spider_opened)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    def _opened(self) -> None:
        self._ticking = asyncio.ensure_future(self._tick())

    async def _tick(self) -> None:
        ticks, queue = 0, dict[str, int]()
        while True:
            await asyncio.sleep(TICK_S)
            ticks += 1
            frontier = cast("Frontier | None", getattr(self._crawler.engine, "scheduler", None))
            if frontier is None:
                return
            if frontier.away:
                continue
            if ticks % COUNT_EVERY == 1:
                frontier.alive()
                queue = _queue(frontier.account())
                await self._pressed(frontier)
            if self._task.tick is not None:
                await self._told(frontier, {**self._stats(), **queue})

    async def _pressed(self, frontier: Frontier) -> None:
        """Give out nothing while the store is under pressure; what is under way still ends."""
        if self._task.pressure is None:
            return
        try:
            frontier.paused = await self._task.pressure()
        except StoreAway as error:
            frontier.break_off(str(error))
        if frontier.paused and self._crawler.stats is not None:
            self._crawler.stats.inc_value(f"markwarden/waited_s/{frontier.paused}", int(TICK_S * COUNT_EVERY))

    async def _told(self, frontier: Frontier, counts: Mapping[str, int]) -> None:
        """Pass the counts on; a database that cannot take them ends the crawl."""
        try:
            if self._task.tick is not None:
                await self._task.tick(counts)
        except StoreAway as error:
            frontier.break_off(str(error))
        except Halted as error:
            log.warning("crawl.halted", why=str(error))
            frontier.stopped = True
            if (manners := self._crawler.get_downloader_middleware(Manners)) is not None:
                manners.spent = "halted"

    async def _closed(self, reason: str) -> None:
        if self._ticking is not None:
            self._ticking.cancel()
        manners = self._crawler.get_downloader_middleware(Manners)
        frontier = cast("Frontier | None", getattr(self._crawler.engine, "scheduler", None))
        self.away = frontier.away if frontier is not None else ""
        if manners is not None:
            self.sign, self.url, self.spent = manners.breaker.sign, manners.breaker.url, manners.spent
        self.reason, self.counts = reason, self._stats()

    def _stats(self) -> dict[str, Any]:
        stats = self._crawler.stats.get_stats() if self._crawler.stats else {}
        ours = {key: value for key, value in stats.items() if key.startswith("markwarden/")}
        counts = {key: value for key, value in ours.items() if isinstance(value, int | dict)}
        counts["markwarden/requests"] = int(stats.get("downloader/request_count", 0))
        counts["markwarden/bytes"] = int(stats.get("downloader/response_bytes", 0))
        return counts


def _queue(account: Account) -> dict[str, int]:
    return {
        "markwarden/pages/waiting": account.waiting + account.leased,
        "markwarden/pages/done": sum(account.done.values()),
        "markwarden/pages/failed": sum(account.failed.values()),
    }


def _ended(plan: Plan, task: Task, watch: _Watch) -> Ended:
    try:
        return _counted(plan, task, watch)
    except FrontierAway as error:
        nothing = Account(0, 0, {}, {})
        return Ended("interrupted", str(error), nothing, dict(watch.counts), (), passing=True)


def _counted(plan: Plan, task: Task, watch: _Watch) -> Ended:
    with closing(open_tables(task.frontier)) as tables:
        leases = Leases(
            tables, sweep=task.sweep, platform=plan.platform.key, clock=tables.now, worker=task.worker
        )
        state, detail = _state(watch)
        if state == "done" and plan.limit:
            leases.give_up_waiting("limit")
        account = leases.account()
        failures = tuple((reason, url_of(payload)) for reason, payload in leases.failures())
    if state == "done" and not account.closed:
        state, detail = "failed", f"{account.waiting + account.leased} requests are not accounted for"
    passing = state == "interrupted" and (bool(watch.spent or watch.away))
    return Ended(state, detail, account, {**watch.counts, **_queue(account)}, failures, passing)


def _state(watch: _Watch) -> tuple[str, str]:
    if watch.sign:
        return "blocked", f"{watch.sign} at {watch.url}"
    if watch.away:
        return "interrupted", f"{watch.away}; resume it later"
    if watch.spent:
        return "interrupted", SPENT[watch.spent]
    if watch.reason == "finished":
        return "done", ""
    return ("interrupted", "stopped by a signal") if watch.reason == "shutdown" else ("failed", watch.reason)
