"""Crawls under orders, traps and canaries, each crawl in a process of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from spiders.aside import pages_aside
from tests.spiders.crawling import PLATFORM, prepared
from tests.spiders.site import Answer, Site, html, served

pytestmark = pytest.mark.slow


def test_an_order_to_stop_ends_a_running_crawl(tmp_path: Path) -> None:
    """Within seconds no further page is asked for, and everything left is there to go on with."""
    with served(Site(goods=60)) as site:
        crawl = prepared(tmp_path, site, text=PLATFORM.replace("per_second: 1000", "per_second: 8"))
        (tmp_path / "halt").touch()
        report = crawl.run()
        assert report["state"] == "interrupted"
        assert report["detail"] == "stopped by hand"
        assert report["waiting"] > 0
        assert sum(site.seen.values()) <= 8 * 3
        (tmp_path / "halt").unlink()
        prepared(tmp_path, site).run()
    assert sorted(int(line["id"]) for line in crawl.kept()) == list(range(1, 61))


def test_robots_is_set_aside_only_by_a_named_order(tmp_path: Path) -> None:
    """With the order the page is fetched, and its request keeps the rule and who set it aside."""
    rules = b"User-agent: *\nDisallow: /goods/\n"
    with served(Site(goods=3, robots=(200, {}, rules))) as site:
        assert prepared(tmp_path / "without", site).run()["counts"].get("markwarden/read", 0) == 0
        crawl = prepared(tmp_path / "with", site, despite_robots="ann: licence 12")
        crawl.run()
    assert len(crawl.kept()) == 3
    said = {row[0] for row in _manners(crawl.frontier)}
    assert any("set aside by ann: licence 12" in line and "allowed" in line for line in said)


def _manners(frontier: Path) -> list[tuple[str]]:
    import sqlite3  # noqa: PLC0415
    from contextlib import closing  # noqa: PLC0415

    with closing(sqlite3.connect(frontier)) as connection:
        return connection.execute("select manners from request").fetchall()


def calendar(goods: str) -> Callable[[str], Answer]:
    """Pages of days without end; each leads to the next one and to the same goods."""

    def answer(target: str) -> Answer:
        day = int(parse_qs(urlsplit(target).query).get("page", ["1"])[0])
        return html(f"<title>day</title>{goods}<a class=next href='/list?page={day + 1}'>next</a>")

    return answer


def test_a_calendar_without_end_is_left(tmp_path: Path) -> None:
    """Next pages that lead to nothing new come to an end, and what was not asked for is counted."""
    with served(Site(goods=3)) as site:
        site.special["/list"] = calendar("<a class=goods href='/goods/1'>g</a>")
        report = prepared(tmp_path, site).run()
    assert report["state"] == "done"
    assert sum(n for path, n in site.seen.items() if path.startswith("/list")) <= 30
    assert report["counts"]["markwarden/not_asked/depth"] == 1


def test_filters_within_filters_are_left(tmp_path: Path) -> None:
    """Lists that only lead to deeper lists end after as many steps as no person would walk."""

    def deeper(target: str) -> Answer:
        return html(f"<title>f</title><a class=more href='{urlsplit(target).path}x'>deeper</a>")

    with served(Site()) as site:
        site.special |= {f"/list{'x' * n}": deeper for n in range(60)}
        text = PLATFORM.replace("follow: {{", "follow: {{list: a.more, ")
        report = prepared(tmp_path, site, text=text).run()
    assert report["state"] == "done"
    assert 10 <= sum(n for path, n in site.seen.items() if path.startswith("/list")) <= 14
    assert report["counts"]["markwarden/not_asked/depth"] == 1


CANARY = """
canaries:
  - url: "{url}/goods/2"
    expect: {{title: Goods 2, price: "2.50", brand: Brand 2}}
budget:"""


def test_a_canary_that_sings_is_quiet(tmp_path: Path) -> None:
    """A page that reads as known is counted and nothing more."""
    with served(Site(goods=3)) as site:
        crawl = prepared(tmp_path, site, text=PLATFORM.replace("\nbudget:", CANARY))
        report = crawl.run()
    assert report["counts"]["markwarden/canaries_read"] == 1
    assert "markwarden/canaries" not in report["counts"]
    assert len(crawl.kept()) == 3


def test_a_canary_that_reads_otherwise_is_told(tmp_path: Path) -> None:
    """A selector that finds something else, with every field filled, is seen by the page known by heart."""
    with served(Site(goods=3)) as site:
        page = site._goods(2).replace("¥2.50", "¥99.00").replace("Brand 2", "Advertiser")
        site.special["/goods/2"] = lambda _target: html(page)
        report = prepared(tmp_path, site, text=PLATFORM.replace("\nbudget:", CANARY)).run()
        told = report["counts"]["markwarden/canaries"]
        assert told == {
            f"{site.url}/goods/2": "price: expected '2.50', found '99.00';"
            " brand: expected 'Brand 2', found 'Advertiser'"
        }
    (kept,) = pages_aside(tmp_path / "aside")
    assert kept.url == f"{site.url}/goods/2"
    assert "99.00" in kept.body.read_text("utf-8")


def test_pages_put_aside_say_where_they_are_from(tmp_path: Path) -> None:
    """Beside the bytes stand the address, the type with the charset it was read by, and what was missing."""
    with served(Site(goods=3)) as site:
        site.special["/goods/2"] = lambda _target: (
            200, {"Content-Type": "text/html"}, "<meta charset=gbk><h1>商品</h1>".encode("gbk"),
        )  # fmt: skip
        prepared(tmp_path, site).run()
        (kept,) = pages_aside(tmp_path / "aside")
        assert kept.url == f"{site.url}/goods/2"
    assert kept.detail == "missing: price"
    assert "charset=gb" in kept.content_type
    (tmp_path / "aside" / "page-2.json").write_text("{broken", "utf-8")
    (tmp_path / "aside" / "page-3.json").write_text(json.dumps({"url": "x", "body": "../../etc/passwd"}))
    assert len(list(pages_aside(tmp_path / "aside"))) == 1
