"""A site's budget: requests a second and a day, kept in one row so that all processes together hold it."""

from __future__ import annotations

import ipaddress
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from spiders.leases import at_once

_TABLES = """
create table if not exists bucket (
    site text primary key, next_at real not null, paused_until real not null default 0
);
create table if not exists spent (
    site text, hour integer, requests integer not null, primary key (site, hour)
);
"""
HOUR_S = 3600


def site_of(url: str) -> str:
    """Whose budget a request is on: the host, whatever scheme and port it is asked by.

    Only this machine's own doors are sites each: behind them stand different programs.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    shown = f"[{host}]" if ":" in host else host
    return f"{shown}:{parts.port}" if parts.port and _is_this_machine(host) else shown


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True, slots=True)
class Turn:
    """Whether a request may be made now; if not, when to ask again, or that today's are spent."""

    granted: bool
    wait_s: float = 0.0
    spent: bool = False


class Budgets:
    """Turns at sites. A turn is given at the moment it is used, so no second ever sees more than the rate."""

    def __init__(self, connection: sqlite3.Connection, *, clock: Callable[[], float]) -> None:
        self._db, self._clock = connection, clock
        connection.executescript(_TABLES)

    def turn(self, site: str, *, per_second: float, per_day: int) -> Turn:
        """Ask for one request to `site`; a granted turn is spent."""
        now = self._clock()
        with at_once(self._db):
            row = self._db.execute(
                "select next_at, paused_until from bucket where site = ?", (site,)
            ).fetchone()
            free_at = max(row) if row else 0.0
            if free_at > now:
                return Turn(granted=False, wait_s=free_at - now)
            if self._spent(site, now) >= per_day:
                return Turn(granted=False, spent=True)
            self._spend(site, now, now + 1.0 / per_second)
        return Turn(granted=True)

    def charge(self, site: str, *, per_second: float, per_day: int) -> bool:
        """Count a request that cannot wait: the turns after it come later. False: none is left."""
        now = self._clock()
        with at_once(self._db):
            if self._spent(site, now) >= per_day:
                return False
            row = self._db.execute("select next_at from bucket where site = ?", (site,)).fetchone()
            self._spend(site, now, max(now, row[0] if row else 0.0) + 1.0 / per_second)
        return True

    def pause(self, site: str, seconds: float) -> bool:
        """No turn at `site` for so long: it asked us to wait. Whether it was open to us until now."""
        now = self._clock()
        with at_once(self._db):
            row = self._db.execute("select paused_until from bucket where site = ?", (site,)).fetchone()
            self._db.execute(
                "insert into bucket (site, next_at, paused_until) values (?, 0, ?)"
                " on conflict (site) do update set paused_until = max(paused_until, excluded.paused_until)",
                (site, now + seconds),
            )
        return row is None or row[0] <= now

    def _spent(self, site: str, now: float) -> int:
        # Whole hours, the oldest counted in full: any 24 hours hold at most the day's number.
        since = int(now // HOUR_S) - 24
        row = self._db.execute(
            "select coalesce(sum(requests), 0) from spent where site = ? and hour >= ?", (site, since)
        ).fetchone()
        return int(row[0])

    def _spend(self, site: str, now: float, next_at: float) -> None:
        hour = int(now // HOUR_S)
        self._db.execute(
            "insert into bucket (site, next_at) values (?, ?)"
            " on conflict (site) do update set next_at = excluded.next_at",
            (site, next_at),
        )
        self._db.execute(
            "insert into spent values (?, ?, 1)"
            " on conflict (site, hour) do update set requests = requests + 1",
            (site, hour),
        )
        self._db.execute("delete from spent where site = ? and hour < ?", (site, hour - 48))
