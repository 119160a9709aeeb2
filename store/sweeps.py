"""Sweeps: why one ran, how it went, and an accounting that survives being killed.

`Sweep.counts` has two kinds of number. The accounting of listings (`listings`, `kept`,
`unchanged`, `rejected/<reason>`, `hits`) is added in the very transaction that keeps or rejects a
listing, so a killed process loses none of it. Everything else (pages, pictures, bytes) is what
the crawling process says of itself: `beat` and `finish` store it on top of what earlier processes
of the same sweep had counted. No number ever goes down.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from store.models import Platform, Rejected, Sweep

# Listings a process counts only through the transaction that settles them.
SETTLED_HERE = ("listings", "kept", "unchanged", "hits", "hits_changed")
_PREFIX = "markwarden/"

UNFINISHED = (Sweep.State.RUNNING, Sweep.State.INTERRUPTED)


def platform_row(key: str, name: str = "") -> Platform:
    """The platform's row, made on first use; a name given replaces the one kept."""
    row, _made = Platform.objects.get_or_create(key=key, defaults={"name": name})
    if name and row.name != name:
        row.name = name
        row.save(update_fields=["name"])
    return row


def open_sweep(
    platform_key: str,
    *,
    kind: str = "crawl",
    scheduled_for: datetime | None = None,
    options: Mapping[str, Any] | None = None,
) -> Sweep:
    """A waiting sweep. One due time of one platform is one sweep, however often it is asked for."""
    platform = platform_row(platform_key)
    values = {"kind": kind, "options": dict(options or {})}
    if scheduled_for is None:
        return Sweep.objects.create(platform=platform, **values)
    row, _made = Sweep.objects.get_or_create(platform=platform, scheduled_for=scheduled_for, defaults=values)
    return row


@transaction.atomic
def begin(sweep_id: int, *, pid: int, now: datetime) -> Sweep:
    """Mark the sweep as running in process `pid`; what was counted before stays counted."""
    sweep = _locked(sweep_id)
    sweep.state, sweep.pid = Sweep.State.RUNNING, pid
    sweep.started_at = sweep.started_at or now
    sweep.heartbeat_at, sweep.ended_at, sweep.detail = now, None, ""
    sweep.counts_before = {key: n for key, n in sweep.counts.items() if not settled_here(key)}
    sweep.save()
    return sweep


@transaction.atomic
def beat(sweep_id: int, counts: Mapping[str, Any], now: datetime) -> None:
    """Say that the sweep is alive, and what its present process has counted."""
    sweep = _locked(sweep_id)
    sweep.counts = _merged(sweep, counts)
    sweep.heartbeat_at = now
    sweep.save(update_fields=["counts", "heartbeat_at"])


@transaction.atomic
def finish(sweep_id: int, *, state: str, counts: Mapping[str, Any], detail: str = "", now: datetime) -> Sweep:
    """Close the sweep with its last counts."""
    sweep = _locked(sweep_id)
    sweep.counts = _merged(sweep, counts)
    sweep.state, sweep.detail = state, detail[:500]
    sweep.ended_at = sweep.heartbeat_at = now
    sweep.save()
    return sweep


def unfinished(platform_key: str) -> Sweep | None:
    """The newest crawl of this platform, if it was interrupted or its process is gone.

    A running sweep is given too: whether its process still lives is the caller's question, who
    knows `pid` and `heartbeat_at`.
    """
    newest = Sweep.objects.filter(platform__key=platform_key, kind="crawl").exclude(state=Sweep.State.WAITING)
    sweep = newest.order_by("-pk").first()
    return sweep if sweep is not None and sweep.state in UNFINISHED else None


@transaction.atomic
def reject(
    sweep_id: int,
    *,
    reason: str,
    what: str,
    detail: str = "",
    record: Mapping[str, Any] | None = None,
    now: datetime,
) -> None:
    """Count one listing as rejected and keep it aside, so that it can be tried again."""
    Rejected.objects.create(
        sweep_id=sweep_id,
        reason=reason[:60],
        what=what[:2000],
        detail=detail[:1000],
        record=None if record is None else dict(record),
        at=now,
    )
    add_counts(sweep_id, {"listings": 1, f"rejected/{reason[:60]}": 1})


@transaction.atomic
def count_unchanged(sweep_id: int, listings: int = 1) -> None:
    """Count listings that came again within the sweep with the same content."""
    add_counts(sweep_id, {"listings": listings, "unchanged": listings})


def add_counts(sweep_id: int, more: Mapping[str, int]) -> None:
    """Add to the sweep's accounting; call it inside the transaction that settles the listings."""
    sweep = _locked(sweep_id)
    for key, n in more.items():
        sweep.counts[key] = sweep.counts.get(key, 0) + n
    sweep.save(update_fields=["counts"])


def settled_here(key: str) -> bool:
    """Whether this number is counted by the transaction that settles a listing."""
    return key in SETTLED_HERE or key.startswith("rejected/")


def account_closes(counts: Mapping[str, Any]) -> bool:
    """Whether listings = kept + unchanged + rejected."""
    rejected = sum(n for key, n in counts.items() if key.startswith("rejected/"))
    settled = counts.get("kept", 0) + counts.get("unchanged", 0) + rejected
    return bool(counts.get("listings", 0) == settled)


def _locked(sweep_id: int) -> Sweep:
    return Sweep.objects.select_for_update().get(pk=sweep_id)


def _merged(sweep: Sweep, counts: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(sweep.counts)
    for name, value in counts.items():
        key = name.removeprefix(_PREFIX)
        if settled_here(key):
            continue
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            merged[key] = value
            continue
        total = sweep.counts_before.get(key, 0) + value
        merged[key] = max(total, merged.get(key, 0))
    return merged
