"""What is concluded once a sweep has ended: coverage, what it may have missed, what moved, what is gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from spiders.crawl import Ended
from spiders.plan import Plan
from store.afterwards import look_afterwards
from store.alerts import raise_alert
from store.collecting import Alert
from store.coverage import looked_at, missed
from store.drift import WINDOW, drifts
from store.models import Sweep

# A sweep in which more pages than this broke says nothing of listings that it did not see.
MOST_ERRORS = 0.01


def conclude(row: Sweep, plan: Plan, ended: Ended, *, now: datetime) -> dict[str, Any]:
    """Keep what follows from a sweep that has ended; its coverage. Doing it again changes nothing."""
    coverage = looked_at(
        ended.account.done,
        ended.account.failed,
        left=ended.account.waiting + ended.account.leased,
        spent=ended.passing,
        counts=row.counts,
    )
    whole = _whole(plan, ended, coverage)
    coverage["whole"] = whole
    if whole:
        coverage["events"] = look_afterwards(row, whole=True, now=now)
        coverage["missed"] = missed(row)
    row.coverage = coverage
    row.save(update_fields=["coverage"])
    _alert(row, whole=whole, now=now)
    return coverage


def _whole(plan: Plan, ended: Ended, coverage: Mapping[str, Any]) -> bool:
    """Whether what the sweep did not see may be taken for not there."""
    asked_all = not plan.limit and not plan.only_new and plan.start == plan.platform.start
    errors = coverage["not_looked_at"].get("errors", 0)
    return ended.state == "done" and asked_all and errors <= MOST_ERRORS * max(coverage["looked_at"], 1)


def _alert(row: Sweep, *, whole: bool, now: datetime) -> None:
    if row.state == Sweep.State.BLOCKED:
        raise_alert(row, Alert.Kind.BLOCKED, "refused", detail={"sign": row.detail}, now=now)
        return
    if row.state == Sweep.State.FAILED:
        raise_alert(row, Alert.Kind.FAILED, "failed", detail={"sign": row.detail}, now=now)
    for url, sign in sorted(row.counts.get("canaries", {}).items()):
        raise_alert(row, Alert.Kind.CANARY, url, detail={"sign": f"{url}: {sign}"}, now=now)
    past = Sweep.objects.filter(platform=row.platform_id, kind="crawl", state=Sweep.State.DONE, pk__lt=row.pk)
    before = list(past.order_by("-pk").values_list("counts", flat=True)[:WINDOW])
    for drift in drifts(row.counts, before, whole=whole):
        raise_alert(row, Alert.Kind.DRIFT, drift.key, detail=asdict(drift), now=now)
