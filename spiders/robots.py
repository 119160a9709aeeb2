"""robots.txt by RFC 9309: what a site asks of crawlers, kept for a day, with the line that decided."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from spiders.robots_rules import RobotsText, read_robots

# The RFC asks for at least 500 KiB; what stands beyond is not read.
MOST_BYTES = 512 * 1024
KEPT_S = 24 * 3600.0
# A site whose file could not be had is closed; it is asked for again after this long, not after a day.
CLOSED_S = 900.0
# Nobody means an hour between two pages; a longer delay is asked of us by mistake, and kept to at this.
LONGEST_DELAY_S = 120.0
TOO_MANY_REQUESTS = 429


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for robots.txt: a status and a body, or status 0 when nothing came."""

    status: int
    body: bytes = b""

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.body).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a page may be fetched: the word that is counted, and what decided, kept with the request."""

    allowed: bool
    reason: str
    delay_s: float = 0.0
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """One site's robots.txt as understood: `rules` None means that `allowed` holds for every page."""

    rules: RobotsText | None
    allowed: bool
    basis: str
    until: float

    def verdict(self, url: str) -> Verdict:
        if self.rules is None:
            return Verdict(self.allowed, self.basis, basis=self.basis)
        rule = self.rules.rule_for(url)
        allowed = rule is None or rule.allow
        said = f"line {rule.line} {rule.text!r}" if rule else "no rule"
        delay = min(self.rules.delay_s, LONGEST_DELAY_S)
        return Verdict(allowed, self.basis, delay, basis=f"{said} of {self.basis.replace('rule', 'file')}")


class Shelf(Protocol):
    """Where files are kept for other processes, and for whoever asks later what a digest stood for."""

    def latest(self, origin: str, since: float) -> tuple[Answer, float] | None:
        """The newest answer of `origin` not older than `since`, and when it was fetched."""

    def keep(self, origin: str, answer: Answer, at: float) -> None: ...


class NoShelf:
    """Keeps nothing."""

    def latest(self, origin: str, since: float) -> tuple[Answer, float] | None:
        return None

    def keep(self, origin: str, answer: Answer, at: float) -> None:
        return None


def product_token(user_agent: str) -> str:
    """The name by which robots.txt may speak of us: what stands before version and contact."""
    return user_agent.partition(" ")[0].partition("/")[0]


def is_unavailable(answer: Answer) -> bool:
    """Whether the site says that it has no file (RFC 9309, 2.3.1.3: 4xx): then everything is open.

    429 is 4xx too, but says "later" and not "none": it is taken for an error of the server, which closes.
    """
    return 400 <= answer.status < 500 and answer.status != TOO_MANY_REQUESTS


def policy_from(answer: Answer, fetched_at: float, agent: str) -> Policy:
    """A site's policy: no file leaves all open, an error of the site or the way closes all (2.3.1.4)."""
    until = fetched_at + KEPT_S
    if is_unavailable(answer):
        return Policy(None, True, f"robots {answer.status}: open", until)
    if not 200 <= answer.status < 300:
        return Policy(None, False, f"robots {answer.status or 'unreachable'}", fetched_at + CLOSED_S)
    rules = read_robots(_readable(answer.body), agent)
    return Policy(rules, True, f"robots rule {answer.digest}", until)


def _readable(body: bytes) -> str:
    """The part that is read, without a line that its end cuts: half a rule is another rule."""
    read = body[:MOST_BYTES]
    if len(body) > MOST_BYTES:
        read = read[: max(read.rfind(b"\n"), read.rfind(b"\r")) + 1]
    return read.decode("utf-8-sig", "replace")


def origin_of(url: str) -> str:
    """Scheme, host and port: what one robots.txt speaks for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


class Robots:
    """Verdicts for pages; each site's file is fetched once and kept a day. `agent` is our product token."""

    def __init__(
        self,
        fetch: Callable[[str], Awaitable[Answer]],
        *,
        agent: str,
        clock: Callable[[], float],
        shelf: Shelf | None = None,
    ) -> None:
        self._fetch, self._agent, self._clock = fetch, agent, clock
        self._shelf: Shelf = shelf or NoShelf()
        self._policies: dict[str, Policy] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def verdict(self, url: str) -> Verdict:
        origin = origin_of(url)
        policy = self._current(origin)
        if policy is None:
            # Many pages of one site ask at once at the start: one fetch for all.
            async with self._locks.setdefault(origin, asyncio.Lock()):
                policy = self._current(origin) or await self._learned(origin)
        return policy.verdict(url)

    def _current(self, origin: str) -> Policy | None:
        policy = self._policies.get(origin)
        return policy if policy is not None and policy.until > self._clock() else None

    async def _learned(self, origin: str) -> Policy:
        now = self._clock()
        kept = self._shelf.latest(origin, now - KEPT_S)
        if kept is None:
            answer = await self._fetch(f"{origin}/robots.txt")
            if 200 <= answer.status < 300 or is_unavailable(answer):
                self._shelf.keep(origin, answer, now)
            kept = answer, now
        policy = self._policies[origin] = policy_from(*kept, self._agent)
        return policy

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """Sitemaps the site's file names, once a verdict was given for it."""
        policy = self._policies.get(origin_of(url))
        return policy.rules.sitemaps[:50] if policy and policy.rules else ()
