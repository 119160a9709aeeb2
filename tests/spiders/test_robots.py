"""robots.txt by RFC 9309."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from config.crawl import user_agent
from spiders.robots import CLOSED_S, KEPT_S, MOST_BYTES, Answer, Robots, origin_of, policy_from, product_token
from spiders.robots_shelf import RobotsShelf
from spiders.tables import Tables
from tests.spiders.crawling import prepared
from tests.spiders.site import Site, served

AGENT = product_token(user_agent("1.0", "desk@office.example"))
RULES = b"User-agent: *\nDisallow: /private\nCrawl-delay: 3\nSitemap: http://s/map.xml\n"


class Server:
    """Answers in turn, and counts."""

    def __init__(self, *answers: Answer) -> None:
        self.answers, self.now = list(answers), 0.0
        self.asked: list[str] = []

    async def fetch(self, url: str) -> Answer:
        self.asked.append(url)
        await asyncio.sleep(0)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def robots(self) -> Robots:
        return Robots(self.fetch, agent=AGENT, clock=lambda: self.now)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_no_file_means_all_is_open(status: int) -> None:
    """A 4xx answer leaves everything open, but for "too many requests": that is no word about a file."""
    assert policy_from(Answer(status), 0, AGENT).verdict("http://s/x").allowed


@pytest.mark.parametrize("status", [0, 500, 502, 503, 301, 429])
def test_an_error_closes_everything(status: int) -> None:
    """An error of the server or of the way is a complete disallow, and says so."""
    verdict = policy_from(Answer(status), 0, AGENT).verdict("http://s/x")
    assert not verdict.allowed
    assert verdict.reason.startswith("robots ")


def test_rules_decide_and_are_named() -> None:
    """A verdict names the file that decided by its digest, and carries its crawl delay."""
    policy = policy_from(Answer(200, RULES), 0, AGENT)
    assert policy.verdict("http://s/open").allowed
    refused = policy.verdict("http://s/private/1")
    assert not refused.allowed
    assert len(refused.reason.split()[-1]) == 12
    assert refused.delay_s == 3


@pytest.mark.parametrize("name", ["markwarden", "MarkWarden", "markwarden/1.0", "markwarden/9 # them"])
def test_a_group_for_us_is_ours(name: str) -> None:
    """We are spoken of by our product's name, whatever its case and whatever version stands behind it."""
    rules = f"User-agent: {name}\nDisallow: /\n\nUser-agent: *\nDisallow:\n"
    assert not policy_from(Answer(200, rules.encode()), 0, AGENT).verdict("http://s/x").allowed


@pytest.mark.parametrize("name", ["office", "desk", "example", "contact", "1.0"])
def test_a_group_for_somebody_else_is_not_ours(name: str) -> None:
    """A crawler whose name happens to stand in our contact's address is not us."""
    rules = f"User-agent: {name}\nDisallow: /\n\nUser-agent: *\nDisallow: /private\n"
    policy = policy_from(Answer(200, rules.encode()), 0, AGENT)
    assert policy.verdict("http://s/x").allowed
    assert not policy.verdict("http://s/private").allowed


def test_only_the_first_half_mebibyte_is_read() -> None:
    """A file without end costs no more than its bound."""
    body = b"User-agent: *\n" + b"# x\n" * 200_000 + b"Disallow: /\n"
    assert policy_from(Answer(200, body), 0, AGENT).verdict("http://s/x").allowed


def test_bytes_that_are_no_text_do_not_stop_a_sweep() -> None:
    """Binary rubbish is a file without rules."""
    assert policy_from(Answer(200, bytes(range(256)) * 10), 0, AGENT).verdict("http://s/x").allowed


def test_a_line_that_the_bound_cuts_is_not_read() -> None:
    """Half a rule is another rule: an allowed address does not grow by being cut short."""
    start = b"User-agent: *\nDisallow: /\n"
    body = start + b"#" * (MOST_BYTES - len(start) - 9) + b"\nAllow: /private-but-this\n"
    assert not policy_from(Answer(200, body), 0, AGENT).verdict("http://s/p").allowed


def test_each_verdict_names_the_line_that_decided() -> None:
    """Allowed or refused, a decision can be checked: the line as it stands there, and the file's digest."""
    policy = policy_from(Answer(200, RULES + b"Allow: /private/map$\n"), 0, AGENT)
    digest = Answer(200, RULES + b"Allow: /private/map$\n").digest
    assert (
        policy.verdict("http://s/private/1").basis == f"line 2 'Disallow: /private' of robots file {digest}"
    )
    assert policy.verdict("http://s/private/map").basis.startswith("line 5 'Allow: /private/map$'")
    assert policy.verdict("http://s/open").basis == f"no rule of robots file {digest}"


def test_a_file_that_could_not_be_had_is_asked_for_again_soon() -> None:
    """A site that was down for a moment is not closed for a day."""
    server = Server(Answer(503), Answer(200, RULES))

    async def ask() -> list[bool]:
        robots = server.robots()
        first = await robots.verdict("http://s/a")
        server.now += CLOSED_S + 1
        return [first.allowed, (await robots.verdict("http://s/a")).allowed]

    assert asyncio.run(ask()) == [False, True]


def test_workers_share_a_file_and_it_can_be_looked_up(opened: Callable[[], Tables]) -> None:
    """One fetch a day for all processes; the file behind a decision's digest is still there afterwards."""
    server = Server(Answer(200, RULES))
    shelf = RobotsShelf(opened())

    async def ask() -> None:
        for _ in range(2):
            robots = Robots(server.fetch, agent=AGENT, clock=lambda: server.now, shelf=shelf)
            assert not (await robots.verdict("http://s/private")).allowed

    asyncio.run(ask())
    assert server.asked == ["http://s/robots.txt"]
    assert shelf.text_of(Answer(200, RULES).digest) == RULES
    assert shelf.text_of("0" * 12) is None


def test_what_closes_a_site_is_not_shared(opened: Callable[[], Tables]) -> None:
    """An error is one process's moment, not a day's truth for all."""
    server = Server(Answer(503))
    shelf = RobotsShelf(opened())

    async def ask() -> None:
        robots = Robots(server.fetch, agent=AGENT, clock=lambda: server.now, shelf=shelf)
        assert not (await robots.verdict("http://s/a")).allowed

    asyncio.run(ask())
    assert shelf.latest("http://s", -1) is None


def test_a_file_is_fetched_once_for_many_pages() -> None:
    """Pages that ask at the same time wait for one fetch."""
    server = Server(Answer(200, RULES))

    async def ask() -> None:
        robots = server.robots()
        await asyncio.gather(*(robots.verdict(f"http://s/{n}") for n in range(20)))
        assert robots.sitemaps("http://s/1") == ("http://s/map.xml",)

    asyncio.run(ask())
    assert server.asked == ["http://s/robots.txt"]


def test_a_file_is_kept_a_day_at_most() -> None:
    """After 24 hours the site is asked again, and may have changed its mind."""
    server = Server(Answer(200, RULES), Answer(503))

    async def ask() -> list[bool]:
        robots = server.robots()
        first = await robots.verdict("http://s/a")
        server.now += KEPT_S + 1
        return [first.allowed, (await robots.verdict("http://s/a")).allowed]

    assert asyncio.run(ask()) == [True, False]


def test_a_file_speaks_for_its_own_origin() -> None:
    """Scheme, host and port; a user's name in the address is no part of it."""
    assert origin_of("http://u:p@S.example:81/a?b") == "http://s.example:81"


@pytest.mark.slow
def test_a_crawl_goes_by_its_product_token(tmp_path: Path) -> None:
    """A whole crawl reads what is closed to a name in its contact only."""
    rules = b"User-agent: example\nDisallow: /\n"
    with served(Site(goods=3, robots=(200, {}, rules))) as site:
        assert prepared(tmp_path, site).run()["state"] == "done"
        assert site.seen["/goods/1"] == 1
