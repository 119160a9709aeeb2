"""What the index is owed, sent until it is there: the outbox, drained.

The truth and the debt are one transaction (`store.claims.owe`); here the debt is paid. A row goes only
when the revision it stands for, or a newer one, was taken: whoever changed the hit meanwhile wrote a
higher revision into the row, and it stays. Two drainers at once are harmless: the index refuses what it
has, and that counts as taken.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import close_old_connections, connection, transaction
from django.db.models import Count, Min
from django.utils import timezone

from domain.errors import IndexUnavailable
from domain.ports import BulkResult, HitDoc, HitIndex
from store.documents import hit_docs
from store.models import Outbox
from store.newcomer import owe_a_newcomer
from store.tallies import tally
from store.writer import persistently

# A row refused by a busy server comes again after this pause, doubled each time, up to the longest.
SHORTEST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 300.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class DrainReport:
    """What became of the rows taken in one go; `unavailable` says why the index did not answer at all."""

    taken: int = 0
    settled: int = 0
    retried: int = 0
    poisoned: int = 0
    unavailable: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """How much the index is owed; `poisoned` rows wait for a person and are not part of `rows`."""

    rows: int
    poisoned: int
    oldest_at: datetime | None

    def age_s(self, now: datetime) -> float:
        """Age of the oldest debt in seconds; 0 when nothing is owed."""
        return 0.0 if self.oldest_at is None else max(0.0, (now - self.oldest_at).total_seconds())


@dataclass(frozen=True, slots=True, kw_only=True)
class Drained:
    """What a drain came to: rows settled, what is still owed, and why, if the index did not answer."""

    settled: int
    owed: Owed
    unavailable: str = ""


def owed() -> Owed:
    waiting = Outbox.objects.filter(poisoned=False).aggregate(rows=Count("pk"), oldest_at=Min("owed_since"))
    return Owed(poisoned=Outbox.objects.filter(poisoned=True).count(), **waiting)


def pause_s(tries: int, rng: random.Random) -> float:
    """How long to rest after the `tries`-th failure: doubling, with jitter of a half to one and a half."""
    doubled: float = SHORTEST_PAUSE_S * 2 ** min(tries - 1, 20)
    return min(LONGEST_PAUSE_S, doubled) * rng.uniform(0.5, 1.5)


def drain_once(
    index: HitIndex, *, now: datetime, limit: int = 500, rng: random.Random | None = None
) -> DrainReport:
    """Send the rows that are due, oldest first, and write down what became of each.

    An index that does not answer is reported, not raised: everything stays owed.
    """
    due = Outbox.objects.filter(poisoned=False, not_before__lte=now).order_by("not_before", "pk")
    ids = list(due.values_list("pk", flat=True)[:limit])
    if not ids:
        return DrainReport()
    docs = hit_docs(ids)
    try:
        result = index.upsert(docs)
    except IndexUnavailable as error:
        return DrainReport(taken=len(ids), unavailable=str(error))
    return persistently(_write_down, docs, result, now=now, rng=rng or random.Random())  # noqa: S311  # jitter


@transaction.atomic
def _write_down(
    docs: Sequence[HitDoc], result: BulkResult, *, now: datetime, rng: random.Random
) -> DrainReport:
    sent = {doc.id: doc.revision for doc in docs}
    # Rows another process holds are left to the next turn: waiting here could be a deadlock.
    rows = Outbox.objects.select_for_update(skip_locked=True).filter(pk__in=list(sent)).order_by("pk")
    same = [row for row in rows if row.revision <= sent[row.pk]]
    settled = [row.pk for row in same if row.pk in result.settled]
    retried = [row for row in same if row.pk in result.retry]
    poisoned = [row for row in same if row.pk in result.poisoned]
    Outbox.objects.filter(pk__in=settled).delete()
    _set_back(retried, result, now=now, rng=rng)
    _park(poisoned, result)
    tally(len(settled), now=now)
    return DrainReport(taken=len(sent), settled=len(settled), retried=len(retried), poisoned=len(poisoned))


def _set_back(rows: Iterable[Outbox], result: BulkResult, *, now: datetime, rng: random.Random) -> None:
    changed = []
    for row in rows:
        row.tries += 1
        row.not_before = now + timedelta(seconds=pause_s(row.tries, rng))
        row.last_error = result.retry[row.pk][:500]
        changed.append(row)
    Outbox.objects.bulk_update(changed, ["tries", "not_before", "last_error"], batch_size=100)


def _park(rows: Iterable[Outbox], result: BulkResult) -> None:
    changed = []
    for row in rows:
        row.tries += 1
        row.poisoned = True
        row.last_error = result.poisoned[row.pk][:500]
        changed.append(row)
    Outbox.objects.bulk_update(changed, ["tries", "poisoned", "last_error"], batch_size=100)


def redrive_poisoned(*, now: datetime, hits: Sequence[str] | None = None) -> int:
    """Let parked rows be tried again, at once, those of `hits` only if given; how many they are."""
    parked = Outbox.objects.filter(poisoned=True)
    if hits is not None:
        parked = parked.filter(pk__in=hits)
    return parked.update(poisoned=False, tries=0, not_before=now, last_error="")


def drain_until_settled(
    index: HitIndex,
    *,
    deadline_s: float,
    limit: int = 500,
    now: Callable[[], datetime] = timezone.now,
    pause: Callable[[float], None] = time.sleep,
    rng: random.Random | None = None,
) -> Drained:
    """Drain until nothing is owed or the time is up, then make it visible to search.

    With the index away it keeps asking, at growing pauses; that it stayed away is said, not raised.
    """
    rng = rng or random.Random()  # noqa: S311  # jitter
    owe_a_newcomer(index, now=now())
    until = now() + timedelta(seconds=deadline_s)
    settled = failures = 0
    while True:
        report = drain_once(index, now=now(), limit=limit, rng=rng)
        settled += report.settled
        failures = failures + 1 if report.unavailable else 0
        rest_s = _rest_s(report, failures, now(), rng)
        if rest_s is None or now() + timedelta(seconds=rest_s) > until:
            break
        if rest_s:
            pause(rest_s)
    if settled and not report.unavailable:
        with suppress(IndexUnavailable):
            index.refresh()
    return Drained(settled=settled, owed=owed(), unavailable=report.unavailable)


def _rest_s(report: DrainReport, failures: int, now: datetime, rng: random.Random) -> float | None:
    """How long to wait before the next turn; None: nothing is owed any more."""
    if report.unavailable:
        return pause_s(failures, rng)
    if report.settled or report.poisoned:
        return 0.0
    due = Outbox.objects.filter(poisoned=False).aggregate(first=Min("not_before"))["first"]
    return None if due is None else max(0.05, (due - now).total_seconds())


class Drainer:
    """A thread that drains for as long as a process serves."""

    def __init__(self, index: HitIndex, *, idle_s: float = 1.0, rng: random.Random | None = None) -> None:
        self._index, self._idle_s = index, idle_s
        self._rng = rng or random.Random()  # noqa: S311  # jitter
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="drainer", daemon=True)
        self._failures = 0
        self._met = False

    def start(self) -> None:
        self._thread.start()

    def stop(self, *, timeout_s: float = 10.0) -> None:
        """End after the turn in progress."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def _run(self) -> None:
        rest_s = 0.0
        while not self._stop.wait(rest_s):
            close_old_connections()
            rest_s = self._turn()
        connection.close()

    def _meet(self) -> None:
        """At the start, and when the index is back: it may be another one than before."""
        if not self._met:
            count = owe_a_newcomer(self._index, now=timezone.now())
            self._met = True
            if count:
                log.info("index.new", owed=count)

    def _turn(self) -> float:
        """Drain once; how long to rest afterwards."""
        try:
            self._meet()
            report = drain_once(self._index, now=timezone.now(), rng=self._rng)
            trouble = report.unavailable
        except Exception as error:  # noqa: BLE001  # the border of a thread: the desk serves on
            report, trouble = DrainReport(), f"{type(error).__name__}: {error}"
        if trouble:
            self._failures, self._met = self._failures + 1, False
            if self._failures == 1:
                log.warning("index.away", detail=trouble[:300])
            return pause_s(self._failures, self._rng)
        if self._failures:
            log.info("index.back", after_failures=self._failures)
        self._failures = 0
        return 0.0 if report.settled else self._idle_s
