"""Looking back: which part of everything stored one right has been looked for in, and by whom.

A look back is cut into slices when it is opened. A process takes a slice on a lease, and whoever was
killed loses nothing but the slice in hand: it is taken again when its lease has run out, or at once
where it is known that its process is gone. Judging twice is judging once (`store.claims`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import F, Max, Min, Q, Sum

from registry.models import Right
from store.models import Listing, Rematch, RematchSlice

# A slice takes seconds; a process that has held one this long is taken for gone.
LEASE = timedelta(minutes=10)
SLICE = 5_000

_State = RematchSlice.State


class Seen(NamedTuple):
    """How much of a slice was seen: listings, and those the right itself did not rule out."""

    listings: int
    near: int


class Account(NamedTuple):
    """What a look back has done so far; `near` listings were judged by all rights."""

    slices: int
    slices_done: int
    listings: int
    near: int
    hits_new: int
    hits_changed: int


@transaction.atomic
def open_rematch(right: Right, *, digest: str, size: int, now: datetime) -> Rematch:
    """The unfinished look back of the right as it is now, or a new one over all listings stored by now.

    One that looked for the right as it was before is superseded: it would be done with half of each.
    """
    running = Rematch.objects.select_for_update().filter(right=right, state=Rematch.State.RUNNING)
    same = running.filter(right_digest=digest).first()
    if same is not None:
        return same
    running.update(state=Rematch.State.SUPERSEDED, ended_at=now)
    rematch = Rematch.objects.create(right=right, right_digest=digest, created_at=now)
    RematchSlice.objects.bulk_create(
        RematchSlice(rematch=rematch, number=number, after=after, last=last)
        for number, (after, last) in enumerate(slices(size), 1)
    )
    return rematch


def slices(size: int) -> list[tuple[int, int]]:
    """All listings stored by now as stretches of `size` numbers: after the first, up to the last."""
    ends = Listing.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return []
    return [
        (start, min(start + size, ends["last"])) for start in range(ends["first"] - 1, ends["last"], size)
    ]


@transaction.atomic
def take_slice(rematch_id: int, *, worker: str, now: datetime) -> RematchSlice | None:
    """The next slice nobody works on, leased to `worker`; None when none is left to take."""
    free = Q(state=_State.WAITING) | Q(state=_State.RUNNING, leased_until__lt=now)
    rows = RematchSlice.objects.filter(free, rematch_id=rematch_id, rematch__state=Rematch.State.RUNNING)
    found = rows.select_for_update(**_first_come()).select_related("rematch").order_by("number").first()
    if found is None:
        return None
    found.state, found.worker, found.leased_until = _State.RUNNING, worker[:100], now + LEASE
    found.save(update_fields=["state", "worker", "leased_until"])
    return found


@transaction.atomic
def finish_slice(slice_id: int, *, worker: str, seen: Seen) -> bool:
    """Say that a slice is done; False where another took it meanwhile, who will say so.

    Its hits were counted as they were made (`count_hits`), so that a killed process loses none.
    """
    held = RematchSlice.objects.filter(pk=slice_id, worker=worker, state=_State.RUNNING)
    return bool(held.update(state=_State.DONE, listings=seen.listings, near=seen.near, leased_until=None))


def count_hits(slice_id: int, *, new: int, changed: int) -> None:
    """Add to a slice's account; call it inside the transaction that makes the hits."""
    if new or changed:
        RematchSlice.objects.filter(pk=slice_id).update(
            hits_new=F("hits_new") + new, hits_changed=F("hits_changed") + changed
        )


@transaction.atomic
def release(rematch_id: int, is_gone: Callable[[str], bool]) -> int:
    """Give back the slices of processes that are gone; how many."""
    held = RematchSlice.objects.select_for_update().filter(rematch_id=rematch_id, state=_State.RUNNING)
    lost = [one.pk for one in held if is_gone(one.worker)]
    return RematchSlice.objects.filter(pk__in=lost).update(state=_State.WAITING, leased_until=None)


@transaction.atomic
def close(rematch_id: int, *, now: datetime) -> bool:
    """Mark the look back as done if every slice is; whether it is."""
    rematch = Rematch.objects.select_for_update().get(pk=rematch_id)
    if rematch.slices.exclude(state=_State.DONE).exists():
        return False
    if rematch.state == Rematch.State.RUNNING:
        rematch.state, rematch.ended_at = Rematch.State.DONE, now
        rematch.save(update_fields=["state", "ended_at"])
    return rematch.state == Rematch.State.DONE


def _first_come() -> dict[str, Any]:
    """Past the rows others are taking, where the database can; SQLite has one writer anyway."""
    return (
        {"skip_locked": True, "of": ("self",)}
        if connection.features.has_select_for_update_skip_locked
        else {}
    )


def account(rematch_id: int) -> Account:
    """The sum over the slices."""
    rows = RematchSlice.objects.filter(rematch_id=rematch_id)
    sums = rows.aggregate(*(Sum(name, default=0) for name in Account._fields[2:]))
    done = rows.filter(state=_State.DONE).count()
    return Account(rows.count(), done, *(sums[f"{name}__sum"] for name in Account._fields[2:]))
