"""Requests in a table: leased, then settled, so that a killed crawl loses none."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import NamedTuple

from spiders.budget import holder_of
from spiders.tables import Tables

# A request that failed for a passing reason is tried this often in all.
MOST_TRIES = 3
# A worker on another machine that gave no sign for so long is dead, and what it held is given to others.
ALIVE_S = 60.0
# Failures that say something of the moment and not of the page: who resumes a sweep tries them again.
PASSING = (
    "refused_*", "robots 5*", "robots 429", "robots unreachable",
    "http_5*", "http_408", "http_425", "http_429", "pipeline_error", "callback_*",
    "DownloadTimeout", "DownloadFailed", "DownloadConnectionRefused", "CannotResolveHost", "ResponseDataLoss",
)  # fmt: skip

_LEASE = """
update request set state = 'leased', token = :token || '-' || id, tries = tries + 1, worker = :worker
where id in (
    select id from request
    where sweep = :sweep and state = 'waiting' and not_before <= :now
    order by priority desc, id limit :most {skip}
)
returning token, fingerprint, tries, priority, payload, id
"""
_INSERT = (
    "insert into request (sweep, platform, fingerprint, priority, payload)"
    " values (:sweep, :platform, :fingerprint, :priority, :payload)"
    " on conflict (sweep, fingerprint) do nothing"
)
_GIVE_BACK = """
update request set state = 'waiting', token = null, tries = case when tries > 0 then tries - 1 else 0 end
where sweep = :sweep and state = 'leased'
"""
_OF_THE_DEAD = f"{_GIVE_BACK} and worker not in (select name from worker where alive_until > :now)"  # noqa: S608  # all of it stands here
_PLACES_OF_THE_DEAD = """
delete from slot where substr(holder, 1, :length) = :holder
and substr(holder, :length + 1) not in (select name from worker where alive_until > :now)
"""
_MINE = _GIVE_BACK + " and worker = :worker"


class Wanted(NamedTuple):
    """A request to be made some time."""

    fingerprint: str
    payload: str
    priority: int = 0


class Lease(NamedTuple):
    """A request taken to be made now; `token` is needed to settle it."""

    token: str
    fingerprint: str
    tries: int
    priority: int
    payload: str


@dataclass(frozen=True, slots=True)
class Account:
    """What became of every request of a sweep."""

    waiting: int
    leased: int
    done: Mapping[str, int]
    failed: Mapping[str, int]

    @property
    def enqueued(self) -> int:
        return self.waiting + self.leased + sum(self.done.values()) + sum(self.failed.values())

    @property
    def closed(self) -> bool:
        """Whether every request was answered, or has the reason why not."""
        return not self.waiting and not self.leased

    @property
    def unfinished(self) -> bool:
        """Whether resuming the sweep would ask for anything."""
        return not self.closed or any(is_passing(reason) for reason in self.failed)


def is_passing(reason: str) -> bool:
    """Whether a failure says something of the moment and not of the page."""
    return any(fnmatchcase(reason, pattern) for pattern in PASSING)


class Leases:
    """The requests of one sweep, taken by `worker`.

    A lease has no end of its own. On one machine a process at a time sweeps a platform, and the next
    one gives back what it left (`release`). Where several machines share the tables, a worker says
    that it lives (`alive`), and gives back what the dead ones hold (`reclaim`).
    """

    def __init__(
        self, tables: Tables, *, sweep: int, platform: str, clock: Callable[[], float], worker: str = ""
    ) -> None:
        self._db, self._sweep, self._platform, self._clock = tables, sweep, platform, clock
        self._worker = worker or secrets.token_hex(8)
        self._lease = _LEASE.format(skip=tables.skip)

    def add(self, wanted: Iterable[Wanted]) -> int:
        """Keep what is new to this sweep; how many that was."""
        with self._at_once():
            return self._insert(wanted)

    def lease(self) -> Lease | None:
        """The most urgent request that may be made now, first come first served."""
        taken = self.lease_many(1)
        return taken[0] if taken else None

    def lease_many(self, most: int) -> Sequence[Lease]:
        """At most so many of them at once, in their order."""
        rows = self._db.rows(
            self._lease,
            {
                "token": secrets.token_hex(8),
                "worker": self._worker,
                "sweep": self._sweep,
                "now": self._clock(),
                "most": most,
            },
        )
        return [Lease(*row[:5]) for row in sorted(rows, key=lambda row: (-row[3], row[5]))]

    def done(self, token: str, reason: str = "", manners: str = "") -> bool:
        """Settle a lease well; False if it is no longer ours. `manners`: what allowed it."""
        return self._settle(token, "done", reason, manners)

    def fail(self, token: str, reason: str, manners: str = "") -> bool:
        """Settle a lease for good, with the reason."""
        return self._settle(token, "failed", reason, manners)

    def retry(self, token: str, reason: str, *, pause_s: float = 0.0, manners: str = "") -> bool:
        """Give a request back to be tried later; False (and settled) when it was tried often enough."""
        changed = self._db.change(
            "update request set state = 'waiting', token = null, reason = :reason, not_before = :at"
            " where token = :token and tries < :most",
            {"reason": reason, "at": self._clock() + pause_s, "token": token, "most": MOST_TRIES},
        )
        if not changed:
            self.fail(token, reason, manners)
        return bool(changed)

    def put_back(self, token: str) -> None:
        """Undo a lease as if it had not been taken."""
        self._db.change(
            "update request set state = 'waiting', token = null, tries = tries - 1 where token = :token",
            {"token": token},
        )

    def succeed_by(self, token: str, wanted: Wanted, reason: str, manners: str = "") -> bool:
        """Settle a lease by the request that takes its place (a redirect); False if that is known already."""
        with self._at_once():
            added = self._insert((wanted,))
            self._settle(token, "done", reason, manners)
        return bool(added)

    def release(self) -> int:
        """Give back every lease of this sweep: whoever took them is dead."""
        return self._db.change(_GIVE_BACK, {"sweep": self._sweep})

    def reclaim(self) -> int:
        """Give back the leases of workers that gave no sign for `ALIVE_S`, and their places at the site."""
        holder = holder_of(self._platform, self._sweep)
        values = {"holder": holder, "length": len(holder), "now": self._clock()}
        self._db.change(_PLACES_OF_THE_DEAD, values)
        return self._db.change(_OF_THE_DEAD, {"sweep": self._sweep, "now": self._clock()})

    def alive(self) -> None:
        """Say that this worker lives, for another `ALIVE_S`."""
        self._db.change(
            "insert into worker (name, sweep, alive_until) values (:name, :sweep, :until)"
            " on conflict (name) do update set alive_until = excluded.alive_until",
            {"name": self._worker, "sweep": self._sweep, "until": self._clock() + ALIVE_S},
        )

    def leave(self) -> int:
        """Give back what this worker still holds; it takes nothing more."""
        given = self._db.change(_MINE, {"sweep": self._sweep, "worker": self._worker})
        self._db.change("delete from worker where name = :name", {"name": self._worker})
        return given

    def revive(self) -> int:
        """Let what failed for a passing reason be tried anew."""
        rows = self._db.rows(
            "select distinct reason from request where sweep = :sweep and state = 'failed'",
            {"sweep": self._sweep},
        )
        reasons = [reason for (reason,) in rows if is_passing(reason)]
        return (
            self._db.change_many(
                "update request set state = 'waiting', reason = '', tries = 0, not_before = 0"
                " where sweep = :sweep and state = 'failed' and reason = :reason",
                [{"sweep": self._sweep, "reason": reason} for reason in reasons],
            )
            if reasons
            else 0
        )

    def give_up_waiting(self, reason: str) -> int:
        """Settle everything that still waits, with one reason."""
        return self._db.change(
            "update request set state = 'failed', reason = :reason"
            " where sweep = :sweep and state = 'waiting'",
            {"reason": reason, "sweep": self._sweep},
        )

    def forget_older(self) -> None:
        """Drop the requests of this platform's earlier sweeps: their accounts are kept with the sweeps."""
        self._db.change(
            "delete from request where platform = :platform and sweep < :sweep",
            {"platform": self._platform, "sweep": self._sweep},
        )

    def pending(self) -> bool:
        """Whether anything waits, now or for later, or another living worker may still add to it."""
        rows = self._db.rows(
            "select 1 from request where sweep = :sweep and (state = 'waiting'"
            " or (:shared = 1 and state = 'leased' and worker <> :worker)) limit 1",
            {"sweep": self._sweep, "worker": self._worker, "shared": int(self._db.shared)},
        )
        return bool(rows)

    def account(self) -> Account:
        rows = self._db.rows(
            "select state, case when state in ('done', 'failed') then reason else '' end, count(*)"
            " from request where sweep = :sweep group by 1, 2 order by 1, 2",
            {"sweep": self._sweep},
        )
        by_state: dict[str, dict[str, int]] = {"waiting": {}, "leased": {}, "done": {}, "failed": {}}
        for state, reason, count in rows:
            by_state[state][reason] = count
        return Account(
            sum(by_state["waiting"].values()),
            sum(by_state["leased"].values()),
            by_state["done"],
            by_state["failed"],
        )

    def failures(self, limit: int = 50) -> Sequence[tuple[str, str]]:
        """Reason and payload of requests that got no answer, oldest first."""
        rows = self._db.rows(
            "select reason, payload from request where sweep = :sweep and state = 'failed'"
            " order by id limit :limit",
            {"sweep": self._sweep, "limit": limit},
        )
        return [(str(reason), str(payload)) for reason, payload in rows]

    def _at_once(self) -> AbstractContextManager[None]:
        return self._db.at_once(f"sweep {self._sweep}")

    def _insert(self, wanted: Iterable[Wanted]) -> int:
        values = [
            {
                "sweep": self._sweep,
                "platform": self._platform,
                "fingerprint": one.fingerprint,
                "priority": one.priority,
                "payload": one.payload,
            }
            for one in wanted
        ]
        return self._db.change_many(_INSERT, values) if values else 0

    def _settle(self, token: str, state: str, reason: str, manners: str) -> bool:
        changed = self._db.change(
            "update request set state = :state, reason = :reason, manners = :manners, token = null"
            " where token = :token",
            {"state": state, "reason": reason[:200], "manners": manners[:500], "token": token},
        )
        return bool(changed)
