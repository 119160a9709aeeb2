"""robots.txt by RFC 9309: what a site asks of crawlers, kept for a day, with the line that decided."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

# The RFC asks for at least 500 KiB; what stands beyond is not read.
MOST_BYTES = 512 * 1024
KEPT_S = 24 * 3600.0
# Nobody means an hour between two pages; a longer delay is asked of us by mistake, and kept to at this.
LONGEST_DELAY_S = 120.0
# RFC 9309, 2.2.1: groups are for product tokens; what some write behind one, as in `name/1.0`, is no part.
_VERSION = re.compile(r"(?im)^([ \t]*user-agent[ \t]*:[ \t]*[a-z_-]+)/[^\s#]*")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for robots.txt: a status and a body, or status 0 when nothing came."""

    status: int
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a page may be fetched, and what decided: kept with the request."""

    allowed: bool
    reason: str
    delay_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Policy:
    """One site's robots.txt as understood: `rules` None means that `allowed` holds for every page."""

    rules: Protego | None
    allowed: bool
    basis: str
    until: float

    def verdict(self, url: str, agent: str) -> Verdict:
        if self.rules is None:
            return Verdict(self.allowed, self.basis)
        delay = min(float(self.rules.crawl_delay(agent) or 0.0), LONGEST_DELAY_S)
        return Verdict(self.rules.can_fetch(url, agent), self.basis, delay)


def product_token(user_agent: str) -> str:
    """The name by which robots.txt may speak of us: what stands before version and contact."""
    return user_agent.partition(" ")[0].partition("/")[0]


def policy_from(answer: Answer, until: float) -> Policy:
    """A site's policy: 4xx leaves all open, an error of the site or the way closes all."""
    if 400 <= answer.status < 500:
        return Policy(None, True, f"robots {answer.status}: open", until)
    if not 200 <= answer.status < 300:
        return Policy(None, False, f"robots {answer.status or 'unreachable'}", until)
    text = _VERSION.sub(r"\1", answer.body[:MOST_BYTES].decode("utf-8-sig", "replace"))
    digest = hashlib.sha256(answer.body).hexdigest()[:12]
    return Policy(Protego.parse(text), True, f"robots rule {digest}", until)


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
    ) -> None:
        self._fetch, self._agent, self._clock = fetch, agent, clock
        self._policies: dict[str, Policy] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def verdict(self, url: str) -> Verdict:
        origin = origin_of(url)
        policy = self._policies.get(origin)
        if policy is None or policy.until <= self._clock():
            # Many pages of one site ask at once at the start: one fetch for all.
            async with self._locks.setdefault(origin, asyncio.Lock()):
                policy = self._policies.get(origin)
                if policy is None or policy.until <= self._clock():
                    answer = await self._fetch(f"{origin}/robots.txt")
                    policy = self._policies[origin] = policy_from(answer, self._clock() + KEPT_S)
        return policy.verdict(url, self._agent)

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """Sitemaps the site's file names, once a verdict was given for it."""
        policy = self._policies.get(origin_of(url))
        return tuple(policy.rules.sitemaps)[:50] if policy and policy.rules else ()
