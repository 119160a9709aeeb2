"""Requests in a table: leased, then settled, so that a killed crawl loses none."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

# A request that failed for a passing reason is tried this often in all.
MOST_TRIES = 3

_TABLES = """
create table if not exists request (
    id integer primary key,
    sweep integer not null,
    platform text not null,
    fingerprint text not null,
    priority integer not null,
    state text not null default 'waiting',
    reason text not null default '',
    token text,
    tries integer not null default 0,
    not_before real not null default 0,
    payload text not null,
    unique (sweep, fingerprint)
);
create index if not exists request_queue on request (sweep, state, priority desc, id);
create unique index if not exists request_lease on request (token) where token is not null;
"""

_LEASE = """
update request set state = 'leased', token = :token, tries = tries + 1
where id = (
    select id from request
    where sweep = :sweep and state = 'waiting' and not_before <= :now
    order by priority desc, id limit 1
)
returning fingerprint, tries, priority, payload
"""


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


def open_frontier(path: Path) -> sqlite3.Connection:
    """The frontier's file; never the file of the truth: a crawl must not make the desk wait."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=20, isolation_level=None)
    connection.execute("pragma journal_mode = wal")
    # A power cut may undo the last commits, the newest first: requests are then made again, none is lost.
    connection.execute("pragma synchronous = normal")
    connection.executescript(_TABLES)
    return connection


@contextmanager
def at_once(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction that takes the write lock at its beginning."""
    connection.execute("begin immediate")
    try:
        yield
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


class Leases:
    """The requests of one sweep.

    A lease has no end of its own: one process at a time sweeps a platform, and the next one gives
    back what it left (`release`).
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        *,
        sweep: int,
        platform: str,
        clock: Callable[[], float],
    ) -> None:
        self._db, self._sweep, self._platform, self._clock = connection, sweep, platform, clock

    def add(self, wanted: Iterable[Wanted]) -> int:
        """Keep what is new to this sweep; how many that was."""
        before = self._db.total_changes
        with at_once(self._db):
            self._insert(wanted)
        return self._db.total_changes - before

    def lease(self) -> Lease | None:
        """The most urgent request that may be made now, first come first served."""
        token = secrets.token_hex(8)
        values = {"token": token, "sweep": self._sweep, "now": self._clock()}
        row = self._db.execute(_LEASE, values).fetchone()
        return None if row is None else Lease(token, row[0], row[1], row[2], row[3])

    def done(self, token: str, reason: str = "") -> bool:
        """Settle a lease well; False if it is no longer ours."""
        return self._settle(token, "done", reason)

    def fail(self, token: str, reason: str) -> bool:
        """Settle a lease for good, with the reason."""
        return self._settle(token, "failed", reason)

    def retry(self, token: str, reason: str, *, pause_s: float = 0.0) -> bool:
        """Give a request back to be tried later; False (and settled) when it was tried often enough."""
        changed = self._db.execute(
            "update request set state = 'waiting', token = null, reason = ?,"
            " not_before = ? where token = ? and tries < ?",
            (reason, self._clock() + pause_s, token, MOST_TRIES),
        ).rowcount
        if not changed:
            self.fail(token, reason)
        return bool(changed)

    def put_back(self, token: str) -> None:
        """Undo a lease as if it had not been taken."""
        self._db.execute(
            "update request set state = 'waiting', token = null, tries = tries - 1 where token = ?",
            (token,),
        )

    def succeed_by(self, token: str, wanted: Wanted, reason: str) -> bool:
        """Settle a lease by the request that takes its place (a redirect); False if that is known already."""
        before = self._db.total_changes
        with at_once(self._db):
            self._insert((wanted,))
            added = self._db.total_changes > before
            self._settle(token, "done", reason)
        return added

    def release(self, *, refused: bool = False) -> int:
        """Give back a dead process's leases; with `refused`, also the requests the platform refused."""
        changed = self._db.execute(
            "update request set state = 'waiting', token = null,"
            " tries = max(tries - 1, 0) where sweep = ? and state = 'leased'",
            (self._sweep,),
        ).rowcount
        if refused:
            self._db.execute(
                "update request set state = 'waiting', reason = '', tries = 0"
                " where sweep = ? and state = 'failed' and reason glob 'refused_*'",
                (self._sweep,),
            )
        return changed

    def give_up_waiting(self, reason: str) -> int:
        """Settle everything that still waits, with one reason."""
        return self._db.execute(
            "update request set state = 'failed', reason = ? where sweep = ? and state = 'waiting'",
            (reason, self._sweep),
        ).rowcount

    def forget_older(self) -> None:
        """Drop the requests of this platform's earlier sweeps: their accounts are kept with the sweeps."""
        self._db.execute(
            "delete from request where platform = ? and sweep < ?", (self._platform, self._sweep)
        )

    def pending(self) -> bool:
        """Whether anything waits, now or for later."""
        row = self._db.execute(
            "select 1 from request where sweep = ? and state = 'waiting' limit 1", (self._sweep,)
        ).fetchone()
        return row is not None

    def account(self) -> Account:
        rows = self._db.execute(
            "select state, case when state in ('done', 'failed') then reason else '' end, count(*)"
            " from request where sweep = ? group by 1, 2 order by 1, 2",
            (self._sweep,),
        ).fetchall()
        by_state: dict[str, dict[str, int]] = {"waiting": {}, "leased": {}, "done": {}, "failed": {}}
        for state, reason, count in rows:
            by_state[state][reason] = count
        return Account(
            sum(by_state["waiting"].values()),
            sum(by_state["leased"].values()),
            by_state["done"],
            by_state["failed"],
        )

    def failures(self, limit: int = 50) -> list[tuple[str, str]]:
        """Reason and payload of requests that got no answer, oldest first."""
        return self._db.execute(
            "select reason, payload from request where sweep = ? and state = 'failed' order by id limit ?",
            (self._sweep, limit),
        ).fetchall()

    def _insert(self, wanted: Iterable[Wanted]) -> None:
        self._db.executemany(
            "insert or ignore into request (sweep, platform, fingerprint, priority, payload)"
            " values (?, ?, ?, ?, ?)",
            [(self._sweep, self._platform, w.fingerprint, w.priority, w.payload) for w in wanted],
        )

    def _settle(self, token: str, state: str, reason: str) -> bool:
        changed = self._db.execute(
            "update request set state = ?, reason = ?, token = null where token = ?",
            (state, reason[:200], token),
        ).rowcount
        return bool(changed)
