"""One sweep, wired: its row and lock, the crawl, the way of its listings, the account at the end."""

from __future__ import annotations

import fcntl
import os
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import structlog
from django.utils.translation import get_language

import markwarden
from config.crawl import user_agent
from config.operator import NOBODY, OperatorSettings
from domain.errors import ConfigError, Conflict, Halted
from markwarden.backpressure import Backpressure
from markwarden.conclusion import conclude
from markwarden.probing import render_of
from markwarden.progress import Progress, snapshot
from markwarden.query_yield import forms_seen, past_yield
from markwarden.seeing import SeenAgain
from registry.rights import rights_to_match
from spiders.browser import browser_for
from spiders.budget import Budgets, holder_of
from spiders.crawl import Ended, Task, crawl
from spiders.extract import Flaw
from spiders.leases import Leases
from spiders.plan import Plan, plan_sweep
from spiders.platform import directories, find_platform
from spiders.platform_rules import PlatformFile
from spiders.query_words import most_queries, search_words
from spiders.tables import Place, open_tables
from store import sweeps
from store.directives import despite_robots, stop_for
from store.drain import Drained, drain_until_settled
from store.indexes import open_index
from store.models import Platform, Sweep
from store.writer import Writer, durably

PIPELINES = {"pipelines.way.WayPipeline": 100}
BEAT_S = 2.0
DRAIN_S = 20.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person or the clock asks for."""

    platform: str
    start: tuple[str, ...] = ()
    limit: int = 0
    only_new: int = 0
    render: Literal["http", "browser"] | None = None
    dry_run: bool = False
    resume: bool = False
    sweep_id: int | None = None

    def options(self) -> dict[str, Any]:
        """What is kept with the sweep, so that a resumed one does the same."""
        options = {"start": list(self.start), "limit": self.limit, "only_new": self.only_new}
        options["render"] = self.render
        return {key: value for key, value in options.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepReport:
    """How a sweep ended, and its account."""

    sweep_id: int
    platform: PlatformFile
    state: str
    detail: str
    ended: Ended
    counts: Mapping[str, Any] = field(default_factory=dict)
    coverage: Mapping[str, Any] = field(default_factory=dict)
    drained: Drained | None = None

    @property
    def accounted(self) -> bool:
        """Whether every page and every listing has its place in the account."""
        return self.ended.account.closed and sweeps.account_closes(self.counts)

    @property
    def exit_code(self) -> int:
        if self.state == Sweep.State.BLOCKED:
            return 3
        if self.ended.passing:
            return os.EX_TEMPFAIL
        return 0 if self.state == Sweep.State.DONE and self.accounted else 1


def run_sweep(wish: Wish, settings: OperatorSettings, progress: Progress) -> SweepReport:
    """Run one sweep to its end.

    Raises:
        ConfigError: the platform file or the wish cannot be used, or nobody could reach us.
        Conflict: another process sweeps this platform now.
    """
    platform = find_platform(wish.platform, directories(settings))
    _refuse_nameless(platform, settings)
    with _alone(platform.key, settings.home / "locks"):
        if platform.render == "auto" and wish.render is None:
            wish = replace(wish, render=render_of(_plan(wish, platform), settings))
        return (
            _dry(wish, platform, settings, progress)
            if wish.dry_run
            else _real(wish, platform, settings, progress)
        )


def _refuse_nameless(platform: PlatformFile, settings: OperatorSettings) -> None:
    """A public site is asked for nothing under a contact that reaches nobody."""
    if not platform.allow_private and settings.contact == NOBODY:
        raise ConfigError(
            [f"MARKWARDEN_CONTACT is not set: {platform.key} is a public site, whose owner must reach you"]
        )


@contextmanager
def _alone(key: str, locks: Path) -> Iterator[None]:
    """One process a platform; the kernel gives the lock back when a process dies, however it dies."""
    locks.mkdir(parents=True, exist_ok=True)
    with (locks / f"{key}.lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(f"{key}: another process sweeps this platform now") from None
        yield


def _dry(wish: Wish, platform: PlatformFile, settings: OperatorSettings, progress: Progress) -> SweepReport:
    """The same way, with a frontier that is thrown away, and nothing kept."""
    plan = _plan(wish, platform)
    started = time.monotonic()

    async def tick(counts: Mapping[str, int]) -> None:
        progress.show(snapshot(counts, time.monotonic() - started))

    with tempfile.TemporaryDirectory(prefix="markwarden-dry-") as folder, _rendering(plan, settings) as extra:
        task = _task(
            settings,
            sweep=0,
            frontier=Path(folder) / "frontier.sqlite3",
            tick=tick,
            dry_run=True,
            extra=extra,
        )
        ended = crawl(plan, task)
    counts = {key.removeprefix("markwarden/"): n for key, n in ended.counts.items()}
    counts["listings"] = counts.get("listings", 0) + counts.get("layout_changed", 0)
    counts["rejected/layout_changed"] = counts.get("layout_changed", 0)
    state, detail = _judged(plan, ended, counts)
    return SweepReport(sweep_id=0, platform=platform, state=state, detail=detail, ended=ended, counts=counts)


def _real(wish: Wish, platform: PlatformFile, settings: OperatorSettings, progress: Progress) -> SweepReport:
    if not wish.resume and wish.sweep_id is None:
        _plan(wish, platform)  # refused before there is a row, which would wait for ever
    row = _row(wish, platform, settings)
    plan = _plan(_as_kept(wish, row), platform)
    _begin(row, settings)
    writer = Writer()
    try:
        with _rendering(plan, settings) as extra:
            ended = _crawl(plan, row.pk, settings, progress, writer, extra)
    except BaseException:
        _now = datetime.now(UTC)
        writer.submit(
            sweeps.finish, row.pk, state="failed", counts={}, detail="broke at the start", now=_now
        ).result()
        raise
    finally:
        writer.close()
    report = _finish(plan, row, ended)
    # An index that is away is no failure of the sweep: what it is owed stays in the outbox.
    return replace(report, drained=drain_until_settled(open_index(settings), deadline_s=DRAIN_S))


def _crawl(
    plan: Plan,
    sweep_id: int,
    settings: OperatorSettings,
    progress: Progress,
    writer: Writer,
    extra: Mapping[str, Any],
) -> Ended:
    started = last = time.monotonic()

    async def tick(counts: Mapping[str, int]) -> None:
        nonlocal last
        now = time.monotonic()
        progress.show(snapshot(counts, now - started))
        if now - last >= BEAT_S:
            last = now
            await writer.run(_halt_if_ordered, plan.platform.key)
            await writer.run(sweeps.beat, sweep_id, counts, datetime.now(UTC))

    async def reject(flaw: Flaw) -> None:
        await writer.run(
            sweeps.reject,
            sweep_id,
            reason="layout_changed",
            what=flaw.url,
            detail=flaw.detail,
            record=flaw.found,
            now=datetime.now(UTC),
        )

    seen = SeenAgain(writer, sweep_id=sweep_id, platform_key=plan.platform.key)
    aside = settings.home / "pages-aside" / f"{plan.platform.key}-{sweep_id}"
    with Backpressure(settings, writer) as backpressure:
        task = _task(
            settings,
            sweep=sweep_id,
            frontier=settings.frontier_place,
            tick=tick,
            pressure=backpressure.reason,
            reject=reject,
            aside=aside,
            extra=extra,
        )
        return crawl(plan, replace(task, seen=seen, despite_robots=_order_despite_robots(plan.platform)))


def _order_despite_robots(platform: PlatformFile) -> str:
    """Who ordered that robots.txt is set aside here, and why; empty where nobody may or did."""
    if platform.legal_basis not in ("api-licence", "authorisation"):
        return ""
    order = despite_robots(platform.key)
    return f"{order.person}: {order.reason}" if order else ""


def _halt_if_ordered(platform_key: str) -> None:
    if (order := stop_for(platform_key)) is not None:
        raise Halted(f"{platform_key}: stopped by {order.person}: {order.reason}")


def _task(
    settings: OperatorSettings,
    *,
    sweep: int,
    frontier: Place,
    tick: Callable[[Mapping[str, int]], Any],
    extra: Mapping[str, Any],
    dry_run: bool = False,
    pressure: Callable[[], Awaitable[str]] | None = None,
    reject: Callable[[Flaw], Any] | None = None,
    aside: Path | None = None,
) -> Task:
    return Task(
        version=markwarden.__version__,
        contact=settings.contact,
        frontier=frontier,
        sweep=sweep,
        pipelines=PIPELINES,
        settings={"MARKWARDEN_DRY_RUN": dry_run, **extra},
        reject=reject,
        aside=aside,
        tick=tick,
        pressure=pressure,
        zone=ZoneInfo(settings.time_zone),
    )


@contextmanager
def _rendering(plan: Plan, settings: OperatorSettings) -> Iterator[Mapping[str, Any]]:
    """What the crawl needs beside HTTP to see the pages."""
    if plan.render == "http":
        yield {}
        return
    scroll = plan.platform.scroll
    with browser_for(
        plan.platform.allow_private,
        user_agent(markwarden.__version__, settings.contact),
        scroll=(scroll.item, scroll.most) if scroll else ("", 0),
        # Only ever for a file that names its own loopback doors, and then to nothing but these.
        unsandboxed_loopback_only=True,
    ) as extra:
        yield extra


def _plan(wish: Wish, platform: PlatformFile) -> Plan:
    words: tuple[str, ...] = ()
    marks: list[str] = []
    if platform.queries is not None or platform.listing.generic:
        rights = rights_to_match()
        marks = [word for right in rights for word in (right.text, *right.aliases) if word]
        if platform.queries is not None:
            words = search_words(
                rights,
                past=past_yield(platform.key),
                forms=forms_seen(platform.key),
                most=most_queries(platform),
            )
    return plan_sweep(
        platform,
        start=wish.start,
        words=words,
        marks=marks,
        limit=wish.limit,
        only_new=wish.only_new,
        render=wish.render,
    )


def _row(wish: Wish, platform: PlatformFile, settings: OperatorSettings) -> Sweep:
    """The sweep to run: the one asked for, the one to resume, or a new one."""
    if (order := stop_for(platform.key)) is not None:
        raise ConfigError([f"{platform.key}: stopped by {order.person}: {order.reason}"])
    named = sweeps.platform_row(platform.key, platform.name_shown.get(get_language() or "", platform.name.en))
    if named.stopped:
        raise ConfigError([f"{platform.key}: stopped by hand; a person starts it again in the admin pages"])
    if wish.sweep_id is not None:
        row = Sweep.objects.filter(pk=wish.sweep_id, platform=named).first()
        if row is None or row.state == Sweep.State.DONE:
            raise ConfigError(
                [f"--sweep-id {wish.sweep_id}: no sweep of {platform.key} that is still to be done"]
            )
        return row
    if not wish.resume:
        return sweeps.open_sweep(platform.key, options=wish.options())
    row = (
        Sweep.objects.filter(platform=named, kind="crawl")
        .exclude(state=Sweep.State.WAITING)
        .order_by("-pk")
        .first()
    )
    if row is None:
        raise ConfigError([f"{platform.key}: no interrupted sweep to resume"])
    ended = row.state in (Sweep.State.DONE, Sweep.State.FAILED)
    if ended and not _anything_left(row, settings):
        raise ConfigError([f"{platform.key}: the last sweep left nothing to do; start a new one"])
    return row


def _anything_left(row: Sweep, settings: OperatorSettings) -> bool:
    """Whether requests of this sweep were never settled, or failed for a passing reason."""
    with closing(open_tables(settings.frontier_place)) as tables:
        leases = Leases(tables, sweep=row.pk, platform=row.platform.key, clock=tables.now)
        return leases.account().unfinished


def _as_kept(wish: Wish, row: Sweep) -> Wish:
    """A sweep that has a row does what its row says."""
    return Wish(
        platform=wish.platform,
        start=tuple(row.options.get("start", ())) or wish.start,
        limit=int(row.options.get("limit", 0)) or wish.limit,
        only_new=int(row.options.get("only_new", 0)) or wish.only_new,
        render=row.options.get("render") or wish.render,
    )


def _begin(row: Sweep, settings: OperatorSettings) -> None:
    """Mark the row as ours. We hold the platform's lock, so every lease of this sweep is a dead process's."""
    with closing(open_tables(settings.frontier_place)) as tables:
        leases = Leases(tables, sweep=row.pk, platform=row.platform.key, clock=tables.now)
        leases.forget_older()
        released = leases.release() + leases.revive()
        # Other machines that share the tables may sweep this platform, too, but not this sweep.
        dead = holder_of(row.platform.key, row.pk if tables.shared else None)
        Budgets(tables, clock=tables.now, holder=dead).free()
    sweeps.begin(row.pk, pid=os.getpid(), now=datetime.now(UTC))
    log.info("sweep.begin", sweep=row.pk, platform=row.platform.key, released=released)


def _finish(plan: Plan, row: Sweep, ended: Ended) -> SweepReport:
    row.refresh_from_db()
    state, detail = _judged(plan, ended, row.counts)
    now = datetime.now(UTC)
    done = durably(sweeps.finish, row.pk, state=state, counts=ended.counts, detail=detail, now=now)
    blocked = state == Sweep.State.BLOCKED
    Platform.objects.filter(pk=row.platform_id).update(
        blocked_since=now if blocked else None, blocked_sign=detail[:200] if blocked else ""
    )
    log.info("sweep.end", sweep=row.pk, platform=plan.platform.key, state=state, detail=detail)
    coverage = durably(conclude, done, plan, ended, now=now)
    return SweepReport(
        coverage=coverage,
        sweep_id=row.pk,
        platform=plan.platform,
        state=state,
        detail=detail,
        ended=ended,
        counts=done.counts,
    )


def _judged(plan: Plan, ended: Ended, counts: Mapping[str, Any]) -> tuple[str, str]:
    """The crawl's own end, or `failed` when a whole sweep did not bring what its file expects."""
    if ended.state != "done":
        return ended.state, ended.detail
    good = int(counts.get("kept", 0)) + int(counts.get("unchanged", 0))
    expect = plan.platform.expect
    whole = not plan.limit and not plan.only_new and plan.start == plan.platform.start
    least = expect.least if whole else 0 if plan.only_new else min(expect.least, 1)
    if good < least:
        return "failed", f"expected at least {least} listings, found {good}: {_why_so_few(plan, ended)}"
    if whole and expect.most is not None and good > expect.most:
        return "failed", f"expected at most {expect.most} listings, found {good}"
    return "done", ended.detail


def _why_so_few(plan: Plan, ended: Ended) -> str:
    fetched = ended.counts.get("markwarden/fetched", 0)
    if ended.counts.get("markwarden/layout_changed"):
        return "pages are not what the platform file was written for"
    if not fetched:
        return "no page was fetched"
    hint = "; does it need `render: browser`?" if plan.render == "http" else ""
    return f"{fetched} pages were fetched{hint}"
