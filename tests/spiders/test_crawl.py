"""Whole crawls of a small site, each in a process of its own."""

from __future__ import annotations

import json
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.scheduler.until import until
from tests.spiders.crawling import PLATFORM, Crawl, prepared
from tests.spiders.site import Answer, Site, always, html, redirect, served

pytestmark = pytest.mark.slow


def ids(crawl: Crawl) -> list[int]:
    return sorted(int(line["id"]) for line in crawl.kept())


def fetched(site: Site) -> int:
    return sum(n for path, n in site.seen.items() if path != "/robots.txt")


def test_every_page_of_a_troubled_site_has_its_place(tmp_path: Path) -> None:
    """Loops, missing pages, errors, redirects, strangers: each request ends read or with its reason."""
    links = ["/gone", "/broken", "/moved", "/away", "/round", "/binary", "/forbidden"]
    more = "".join(f'<a class=next href="{path}">x</a>' for path in links)
    special = {
        "/broken": always(500),
        "/moved": redirect("/goods/3"),
        "/away": redirect("http://169.254.169.254/latest/meta-data"),
        "/round": redirect("/round2"),
        "/round2": redirect("/round"),
        "/binary": always(200, {"Content-Type": "image/png"}, b"\x89PNG"),
        "/forbidden": always(403),
    }
    with served(Site(goods=20)) as site:
        special["/list"] = lambda target: html(more + site._list(2 if "page=2" in target else 1))
        site.special.update(special)
        crawl = prepared(tmp_path, site)
        report = crawl.run()
    assert ids(crawl) == list(range(1, 21))
    assert report["state"] == "done"
    assert report["failed"] == {
        "http_404": 1, "http_500": 1, "off_site": 1, "redirect_loop": 1, "refused_403": 1,
    }  # fmt: skip
    assert report["done"]["redirected"] >= 3
    assert report["waiting"] == 0
    assert site.seen["/broken"] == 3
    assert report["stderr"] == ""


def test_we_say_who_we_are_and_ask_once(tmp_path: Path) -> None:
    """Every request carries our name and contact, and no page is asked for twice."""
    with served(Site(goods=5)) as site:
        prepared(tmp_path, site).run()
    assert site.agents == {"markwarden/0 (+contact c@example.org)"}
    assert max(site.seen.values()) == 1


def test_a_limit_ends_a_crawl_exactly(tmp_path: Path) -> None:
    """So many listings and no more; what was not asked for any more says why."""
    with served(Site(goods=40)) as site:
        crawl = prepared(tmp_path, site, limit=7)
        report = crawl.run()
    assert len(crawl.kept()) == 7
    assert report["state"] == "done"
    assert report["failed"]["limit"] > 0


def test_robots_out_of_order_means_no_page(tmp_path: Path) -> None:
    """When robots.txt cannot be had, not one page is fetched."""
    with served(Site(goods=5, robots=(503, {}, b""))) as site:
        report = prepared(tmp_path, site).run()
    assert fetched(site) == 0
    assert report["failed"] == {"robots 503": 1}


def test_robots_rules_are_kept_for_every_page(tmp_path: Path) -> None:
    """A disallowed page is not fetched, and the request says which file forbade it."""
    rules = b"User-agent: *\nDisallow: /goods/1\n"
    with served(Site(goods=9, robots=(200, {}, rules))) as site:
        crawl = prepared(tmp_path, site)
        report = crawl.run()
    assert ids(crawl) == list(range(2, 10))
    assert site.seen["/goods/1"] == 0
    assert next(iter(report["failed"])).startswith("refused by robots rule ")


@pytest.mark.parametrize("status", [403, 429])
def test_refusals_end_the_crawl(tmp_path: Path, status: int) -> None:
    """After the first refusal at most three further requests are made, and the crawl says it is blocked."""
    with served(Site(goods=40)) as site:
        for n in range(1, 41):
            site.special[f"/goods/{n}"] = always(status)
        text = PLATFORM.replace("concurrency: 8", "concurrency: 2")
        report = prepared(tmp_path, site, text=text).run()
    assert report["state"] == "blocked"
    assert f"HTTP {status}" in report["detail"]
    assert sum(n for path, n in site.seen.items() if path.startswith("/goods")) <= 4
    assert report["waiting"] > 0


def test_a_captcha_ends_the_crawl_and_resuming_loses_nothing(tmp_path: Path) -> None:
    """Captcha pages are refusals; when they are gone the same crawl brings every listing."""
    with served(Site(goods=12)) as site:
        for n in range(1, 13):
            site.special[f"/goods/{n}"] = lambda _target: html("<title>安全验证</title>")
        crawl = prepared(tmp_path, site)
        assert crawl.run()["state"] == "blocked"
        site.special.clear()
        assert crawl.run()["state"] == "done"
    assert set(ids(crawl)) == set(range(1, 13))


def test_a_long_pause_asked_for_ends_the_crawl(tmp_path: Path) -> None:
    """A site that says "come back in an hour" is left alone at once."""
    with served(Site(goods=12)) as site:
        site.special["/goods/1"] = always(429, {"Retry-After": "3600"})
        report = prepared(tmp_path, site).run()
    assert report["state"] == "blocked"
    assert "3600 s" in report["detail"]


def paused(frontier: Path) -> bool:
    """Whether a site of this frontier is being waited for."""
    with closing(sqlite3.connect(frontier)) as connection:
        return bool(connection.execute("select max(paused_until) from bucket").fetchone()[0] > 0)


def busy_for(seconds: float, page: Callable[[str], Answer]) -> Callable[[str], Answer]:
    """Asks everybody for a second's pause from the first request on, until so many seconds later."""
    until: list[float] = []

    def answer(target: str) -> Answer:
        until.append(time.monotonic() + seconds)
        return (429, {"Retry-After": "1"}, b"") if time.monotonic() < until[0] else page(target)

    return answer


def test_a_pause_asked_for_is_no_refusal_of_us(tmp_path: Path) -> None:
    """A site that says "a moment" to all pages under way at once is waited for, and then read whole."""
    with served(Site(goods=12)) as site:
        busy = busy_for(0.9, lambda target: html(site._goods(int(target.split("?")[0][7:]))))
        site.special |= {f"/goods/{n}": busy for n in range(1, 13)}
        crawl = prepared(tmp_path, site)
        report = crawl.run()
    assert (report["state"], report["failed"]) == ("done", {})
    assert set(ids(crawl)) == set(range(1, 13))


def test_a_site_that_puts_us_off_again_and_again_is_left_alone(tmp_path: Path) -> None:
    """Three pauses in a row without an answer are a refusal, however short they are."""
    with served(Site(goods=12)) as site:
        for n in range(1, 13):
            site.special[f"/goods/{n}"] = always(429, {"Retry-After": "1"})
        report = prepared(tmp_path, site).run()
    assert report["state"] == "blocked"
    assert report["waiting"] > 0


def test_a_pause_holds_up_no_stop(tmp_path: Path) -> None:
    """A crawl that waits minutes for a site ends at once when told to, and loses nothing."""
    with served(Site(goods=12)) as site:
        site.special["/goods/1"] = always(429, {"Retry-After": "600"})
        crawl = prepared(tmp_path, site)
        with crawl.start() as process:
            until(lambda: site.seen["/goods/1"] > 0 and paused(crawl.frontier))
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=60)
    report = json.loads(out)
    assert process.returncode == 0, err
    assert report["state"] == "interrupted"
    assert report["waiting"] > 0


SPELLINGS = ("127.0.0.1", "2130706433", "0x7f.1", "017700000001", "localhost", "[::1]", "0.0.0.0")  # noqa: S104


def test_other_doors_of_this_machine_stay_shut(tmp_path: Path) -> None:
    """Beside the one excepted pair no port of this machine is reached, however it is spelled."""
    with served(Site(goods=2)) as site, served(Site(goods=2)) as other:
        hosts = [f'"{host}:{other.port}"' for host in SPELLINGS]
        starts = [f"'http://{host}:{other.port}/goods/1'" for host in SPELLINGS]
        text = PLATFORM.replace("hosts: [", f"hosts: [{', '.join(hosts)}, ").replace(
            'start: ["{url}/list?page=1"]', f"start: [{', '.join(starts)}, '{{url}}/list?page=1']"
        )
        crawl = prepared(tmp_path, site, text=text)
        report = crawl.run()
    assert not other.seen
    assert ids(crawl) == [1, 2]
    refused = {reason: n for reason, n in report["failed"].items() if reason.startswith("address_refused: ")}
    assert sum(refused.values()) == len(SPELLINGS)


def test_a_redirect_opens_no_door(tmp_path: Path) -> None:
    """A redirect to another port of this machine is refused like a link to it."""
    with served(Site(goods=2)) as site, served(Site(goods=2)) as other:
        site.special["/goods/1"] = redirect(f"{other.url}/goods/1")
        text = PLATFORM.replace("hosts: [", f'hosts: ["127.0.0.1:{other.port}", ')
        report = prepared(tmp_path, site, text=text).run()
    assert not other.seen
    assert report["failed"] == {"address_refused: loopback": 1}


def test_a_page_without_its_fields_is_put_aside(tmp_path: Path) -> None:
    """A page that lost a required field is counted and its bytes are kept for whoever mends the file."""
    with served(Site(goods=3)) as site:
        site.special["/goods/2"] = lambda _target: html("<h1>Goods 2</h1>sold out")
        crawl = prepared(tmp_path, site)
        report = crawl.run()
    assert ids(crawl) == [1, 3]
    assert report["counts"]["markwarden/layout_changed"] == 1
    assert (tmp_path / "aside" / "page-1.html").read_text() == "<h1>Goods 2</h1>sold out"


def test_a_listing_the_pipelines_broke_on_comes_again(tmp_path: Path) -> None:
    """A page is settled only when its listing is kept: after a fault it is read once more."""
    with served(Site(goods=3)) as site:
        crawl = prepared(tmp_path, site)
        (tmp_path / "break-once-2").touch()
        report = crawl.run()
    assert ids(crawl) == [1, 2, 3]
    assert site.seen["/goods/2"] == 2
    assert report["failed"] == {}


def test_a_page_that_never_ends_is_cut_off(tmp_path: Path) -> None:
    """A body above the bound is not read to its end; the request says so."""
    with served(Site(goods=2)) as site:
        site.special["/goods/1"] = always(200, {"Content-Type": "text/html"}, b"x" * (9 * 1024 * 1024))
        report = prepared(tmp_path, site).run()
    assert report["failed"] == {"too_large": 1}


def test_a_sitemap_leads_to_its_pages(tmp_path: Path) -> None:
    """Pages named by a sitemap, also through an index, are read; strangers' pages in it are not."""
    with served(Site(goods=3)) as site:
        loc = "<{0}><loc>{1}</loc></{0}>".format
        index = f"<sitemapindex>{loc('sitemap', site.url + '/map2.xml')}</sitemapindex>"
        pages = "".join(loc("url", f"{site.url}/goods/{n}") for n in (1, 2, 3)) + loc(
            "url", "http://other.test/"
        )
        site.special["/map.xml"] = always(200, {"Content-Type": "text/xml"}, index.encode())
        site.special["/map2.xml"] = always(
            200, {"Content-Type": "text/xml"}, f"<urlset>{pages}</urlset>".encode()
        )
        text = PLATFORM.replace("start:", "sitemap: {url}/map.xml\nstart:").replace(
            "/list?page=1", "/goods/1"
        )
        crawl = prepared(tmp_path, site, text=text)
        report = crawl.run()
    assert ids(crawl) == [1, 2, 3]
    assert report["counts"]["markwarden/off_site_links"] == 1


def test_a_page_only_a_browser_can_read_gives_nothing(tmp_path: Path) -> None:
    """By HTTP an empty client-rendered page brings no listing, and breaks nothing."""
    with served(Site()) as site:
        site.special["/list"] = lambda _target: html(
            "<title>x</title><div id=app></div><script src=/app.js></script>"
        )
        crawl = prepared(tmp_path, site)
        report = crawl.run()
    assert crawl.kept() == []
    assert report["state"] == "done"
    assert report["done"] == {"": 1}


def test_a_listing_that_is_none_is_told_apart(tmp_path: Path) -> None:
    """Goods taken down whose address now shows a list: read, but not in silence."""
    with served(Site(goods=4)) as site:
        site.special["/goods/2"] = redirect("/list?page=9")
        report = prepared(tmp_path, site).run()
    assert report["done"] == {"": 4, "no_listing": 1, "redirected": 1}


def test_the_days_budget_interrupts(tmp_path: Path) -> None:
    """When the day's requests are spent the crawl stops, resumable, and has made no more than that."""
    with served(Site(goods=20)) as site:
        text = PLATFORM.replace("per_day: 1000000", "per_day: 9")
        report = prepared(tmp_path, site, text=text).run()
    assert report["state"] == "interrupted"
    assert sum(site.seen.values()) == 9
    assert report["waiting"] > 0


def test_a_listing_held_up_by_a_stop_is_not_used_up(tmp_path: Path) -> None:
    """Being stopped is no failed try: however often it happens, the listing is kept in the end."""
    (tmp_path / "stop-2").write_text("5", "utf-8")
    with served(Site(goods=3)) as site:
        crawl = prepared(tmp_path, site)
        report = crawl.run()
    assert ids(crawl) == [1, 2, 3]
    assert report["failed"] == {}
