"""A site's budget: requests a second and a day, kept in one row so that all processes together hold it."""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from urllib.parse import urlsplit

from spiders.tables import Tables

HOUR_S, DAY_S = 3600, 86_400
# A request is on its way a moment after its turn: a little more room than the rate asks for keeps also the
# times at which the site sees them within it.
SPACING = 1.05
# When to ask again while as many requests are under way as may be.
BUSY_S = 0.05
# The place of a request whose process died is free again after this long; none takes longer.
LONGEST_S = 300.0
NO_PLACE = "-"


def site_of(url: str) -> str:
    """Whose budget a request is on: the host, whatever scheme and port it is asked by.

    Only this machine's own doors are sites each: behind them stand different programs.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    shown = f"[{host}]" if ":" in host else host
    return f"{shown}:{parts.port}" if parts.port and _is_this_machine(host) else shown


def holder_of(platform: str, sweep: int | None = None) -> str:
    """How the names of all that hold places for a platform, or for one sweep of it, begin."""
    return f"{platform}/" if sweep is None else f"{platform}/{sweep}/"


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What a site may be asked for, by all processes together.

    Attributes:
        at_once: requests under way at the same time.
        hours: from and to, in seconds of the day; None: at any hour. From 22:00 to 6:00 goes over midnight.
        zone: whose hours these are.
    """

    per_second: float
    per_day: int
    bytes_per_day: int = 1 << 62
    at_once: int = 1 << 30
    hours: tuple[int, int] | None = None
    zone: tzinfo = UTC

    def closed_for_s(self, now: float) -> float:
        """Seconds until the hours begin; 0 within them."""
        if self.hours is None:
            return 0.0
        begins, ends = self.hours
        local = datetime.fromtimestamp(now, self.zone)
        second = local.hour * 3600 + local.minute * 60 + local.second
        inside = begins <= second < ends if begins < ends else second >= begins or second < ends
        return 0.0 if inside else float((begins - second) % DAY_S)


@dataclass(frozen=True, slots=True)
class Turn:
    """Whether a request may be made now; if not, when to ask again, or why today there is no more.

    Attributes:
        token: of a granted turn, given back with `landed`.
        spent: `requests`, `bytes` or `hours`; empty where waiting helps.
    """

    token: str = ""
    wait_s: float = 0.0
    spent: str = ""

    @property
    def granted(self) -> bool:
        return bool(self.token)


class Budgets:
    """Turns at sites. A turn is given at the moment it is used, so no second ever sees more than the rate."""

    def __init__(self, tables: Tables, *, clock: Callable[[], float], holder: str = "") -> None:
        """`holder`: who its requests are made for, so that a dead one's places can be given back."""
        self._db, self._clock, self._holder = tables, clock, holder

    def free(self) -> int:
        """Give back every place of this holder, and of those whose names begin with its: they are dead.

        Without it a sweep that goes on after a kill would wait for its own places, `LONGEST_S`.
        """
        return self._db.change(
            "delete from slot where substr(holder, 1, :length) = :holder",
            {"holder": self._holder, "length": len(self._holder)},
        )

    def turn(self, site: str, allowance: Allowance, *, with_place: bool = True) -> Turn:
        """Ask for one request to `site`; a granted turn is spent, and under way until it has `landed`.

        Without a place it does not count among those under way: it belongs to one that does.
        """
        with self._at_once(site):
            now = self._clock()
            if closed_for_s := allowance.closed_for_s(now):
                return Turn(wait_s=closed_for_s, spent="hours")
            free_at = max(self._bucket(site))
            if free_at > now:
                return Turn(wait_s=free_at - now)
            if spent := self._spent_up(site, now, allowance):
                return Turn(spent=spent)
            if with_place and self._under_way(site, now) >= allowance.at_once:
                return Turn(wait_s=BUSY_S)
            self._spend(site, now, now + SPACING / allowance.per_second)
            return Turn(token=self._take_slot(site, now) if with_place else NO_PLACE)

    def landed(self, site: str, token: str, size_bytes: int) -> None:
        """A request is over: its place is free, and its bytes are on the budget."""
        now = self._clock()
        with self._at_once(site):
            self._db.change("delete from slot where token = :token", {"token": token})
            self._db.change(
                "update spent set bytes = spent.bytes + :bytes where site = :site and hour = :hour",
                {"site": site, "bytes": size_bytes, "hour": int(now // HOUR_S)},
            ) or self._db.change(
                "insert into spent (site, hour, requests, bytes) values (:site, :hour, 0, :bytes)",
                {"site": site, "bytes": size_bytes, "hour": int(now // HOUR_S)},
            )

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

    def _spent_up(self, site: str, now: float, allowance: Allowance) -> str:
        # Whole hours, the oldest counted in full: any 24 hours hold at most the day's number.
        since = int(now // HOUR_S) - 24
        rows = self._db.rows(
            "select coalesce(sum(requests), 0), coalesce(sum(bytes), 0) from spent"
            " where site = :site and hour >= :since",
            {"site": site, "since": since},
        )
        requests, size_bytes = int(rows[0][0]), int(rows[0][1])
        return (
            "requests" if requests >= allowance.per_day
            else "bytes" if size_bytes >= allowance.bytes_per_day else ""
        )  # fmt: skip

    def _under_way(self, site: str, now: float) -> int:
        values = {"site": site, "now": now}
        return int(
            self._db.rows("select count(*) from slot where site = :site and until > :now", values)[0][0]
        )

    def _take_slot(self, site: str, now: float) -> str:
        token = secrets.token_hex(8)
        self._db.change(
            "insert into slot (token, site, until, holder) values (:token, :site, :until, :holder)",
            {"token": token, "site": site, "until": now + LONGEST_S, "holder": self._holder},
        )
        return token

    def _spend(self, site: str, now: float, next_at: float) -> None:
        hour = int(now // HOUR_S)
        self._db.change(
            "insert into bucket (site, next_at) values (:site, :next_at)"
            " on conflict (site) do update set next_at = excluded.next_at",
            {"site": site, "next_at": next_at},
        )
        counted = self._db.change(
            "update spent set requests = spent.requests + 1 where site = :site and hour = :hour",
            {"site": site, "hour": hour},
        )
        if not counted:
            self._begin_hour(site, hour, now)

    def _begin_hour(self, site: str, hour: int, now: float) -> None:
        """The hour's first request; what is too old to count, and what nobody gave back, goes."""
        self._db.change(
            "insert into spent (site, hour, requests) values (:site, :hour, 1)", {"site": site, "hour": hour}
        )
        self._db.change(
            "delete from spent where site = :site and hour < :old", {"site": site, "old": hour - 48}
        )
        self._db.change("delete from slot where site = :site and until < :now", {"site": site, "now": now})
