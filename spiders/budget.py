"""A site's budget: requests a second and a day, kept in one row so that all processes together hold it."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from urllib.parse import urlsplit

from spiders.tables import Tables

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

    def __init__(self, tables: Tables, *, clock: Callable[[], float]) -> None:
        self._db, self._clock = tables, clock

    def turn(self, site: str, *, per_second: float, per_day: int) -> Turn:
        """Ask for one request to `site`; a granted turn is spent."""
        now = self._clock()
        with self._at_once(site):
            free_at = max(self._bucket(site))
            if free_at > now:
                return Turn(granted=False, wait_s=free_at - now)
            if self._spent(site, now) >= per_day:
                return Turn(granted=False, spent=True)
            self._spend(site, now, now + 1.0 / per_second)
        return Turn(granted=True)

    def charge(self, site: str, *, per_second: float, per_day: int) -> bool:
        """Count a request that cannot wait: the turns after it come later. False: none is left."""
        now = self._clock()
        with self._at_once(site):
            if self._spent(site, now) >= per_day:
                return False
            self._spend(site, now, max(now, self._bucket(site)[0]) + 1.0 / per_second)
        return True

    def pause(self, site: str, seconds: float) -> bool:
        """No turn at `site` for so long: it asked us to wait. Whether it was open to us until now."""
        now = self._clock()
        with self._at_once(site):
            paused_until = self._bucket(site)[1]
            self._db.change(
                "insert into bucket (site, next_at, paused_until) values (:site, 0, :until)"
                " on conflict (site) do update set paused_until = :until",
                {"site": site, "until": max(paused_until, now + seconds)},
            )
        return paused_until <= now

    def _at_once(self, site: str) -> AbstractContextManager[None]:
        return self._db.at_once(f"site {site}")

    def _bucket(self, site: str) -> tuple[float, float]:
        """When the next turn is, and until when the site asked us to wait."""
        rows = self._db.rows("select next_at, paused_until from bucket where site = :site", {"site": site})
        return (float(rows[0][0]), float(rows[0][1])) if rows else (0.0, 0.0)

    def _spent(self, site: str, now: float) -> int:
        # Whole hours, the oldest counted in full: any 24 hours hold at most the day's number.
        since = int(now // HOUR_S) - 24
        rows = self._db.rows(
            "select coalesce(sum(requests), 0) from spent where site = :site and hour >= :since",
            {"site": site, "since": since},
        )
        return int(rows[0][0])

    def _spend(self, site: str, now: float, next_at: float) -> None:
        hour = int(now // HOUR_S)
        self._db.change(
            "insert into bucket (site, next_at) values (:site, :next_at)"
            " on conflict (site) do update set next_at = excluded.next_at",
            {"site": site, "next_at": next_at},
        )
        self._db.change(
            "insert into spent (site, hour, requests) values (:site, :hour, 1)"
            " on conflict (site, hour) do update set requests = spent.requests + 1",
            {"site": site, "hour": hour},
        )
        self._db.change(
            "delete from spent where site = :site and hour < :old", {"site": site, "old": hour - 48}
        )
