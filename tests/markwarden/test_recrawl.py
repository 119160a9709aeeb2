"""A second sweep of a shop: what has not changed is not read again, what has changed is seen."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.markwarden.test_sweep import Result, mw, rows, tables, tmp_path
from tests.spiders.crawling import PLATFORM, prepared
from tests.spiders.site import Answer, Site, always, html, served

__all__ = ["tables", "tmp_path"]
pytestmark = pytest.mark.slow


def swept(home: Path) -> str:
    result: Result = mw(home, "sweep", "small", "--progress", "none")
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def versions(home: Path) -> list[tuple[object, ...]]:
    return rows(home, "select count(*), count(distinct listing_id) from store_listingversion")


def test_an_unchanged_site_with_validators_sends_nearly_nothing(tmp_path: Path) -> None:
    """Every page says "not modified": at most a twentieth of the bytes, no version more, nothing gone."""
    with served(Site(goods=60, validators=True)) as site:
        prepared(tmp_path, site)
        swept(tmp_path)
        first, site.sent_bytes = site.sent_bytes, 0
        said = swept(tmp_path)
        pages = site.unmodified
    assert "60 found = 0 kept + 60 unchanged + 0 rejected" in said
    assert pages == 60 + 6
    assert site.sent_bytes <= 0.05 * first
    assert versions(tmp_path) == [(60, 60)]
    assert rows(tmp_path, "select count(*) from store_listing where last_sweep_id = 2") == [(60,)]
    assert rows(tmp_path, "select count(*) from store_listingevent") == [(0,)]


def test_what_changed_among_the_unmodified_is_seen(tmp_path: Path) -> None:
    """One new price is one new version; a listing the platform file now reads otherwise is read again."""
    with served(Site(goods=12, validators=True)) as site:
        prepared(tmp_path, site)
        swept(tmp_path)
        site.special["/goods/3"] = lambda _target: html(site._goods(3).replace("¥3.50", "¥9.99"))
        assert "1 kept + 11 unchanged" in swept(tmp_path)
        assert rows(tmp_path, "select price from store_listing where listing_id = '3'") == [(9.99,)]
        site.unmodified = 0
        prepared(tmp_path, site, text=PLATFORM.replace("label: Brand", 'const: "Acme"'))
        assert "12 kept + 0 unchanged" in swept(tmp_path)
    assert site.unmodified == 0
    assert versions(tmp_path) == [(25, 12)]


def test_a_listing_we_no_longer_know_is_read_whole(tmp_path: Path) -> None:
    """The site says "not modified" of a listing that was emptied: it is asked for once more, whole."""
    with served(Site(goods=6, validators=True)) as site:
        prepared(tmp_path, site)
        swept(tmp_path)
        with sqlite3.connect(tmp_path / "markwarden.sqlite3") as connection:
            connection.execute("update store_listing set purged_at = '2026-01-01' where listing_id = '2'")
        swept(tmp_path)
    assert site.seen["/goods/2"] == 3
    assert site.seen["/goods/1"] == 2


def aged(home: Path, days: float) -> None:
    """As if all pages had been read, and had stood unchanged, for so many days when they were read last."""
    with closing(sqlite3.connect(home / "frontier.sqlite3")) as connection:
        connection.execute("update page set changed_at = changed_at - :s", {"s": days * 86_400})
        connection.commit()


def test_what_has_stood_for_long_is_asked_for_less_often(tmp_path: Path) -> None:
    """Lists are always read; goods unchanged for ten days rest for two, are not gone, and cover says so."""
    with served(Site(goods=12)) as site:
        prepared(tmp_path, site)
        swept(tmp_path)
        aged(tmp_path, 10)
        site.seen.clear()
        said = swept(tmp_path)
    assert [path for path in site.seen if path.startswith("/goods")] == []
    assert "12 found = 0 kept + 12 unchanged + 0 rejected" in said
    assert "not due again yet: 12" in said
    assert versions(tmp_path) == [(12, 12)]


def sitemap(site: Site, lastmod: dict[int, str]) -> Callable[[str], Answer]:
    loc = f"<url><loc>{site.url}/goods/{{}}</loc><lastmod>{{}}</lastmod></url>"
    entries = "".join(loc.format(n, day) for n, day in lastmod.items())
    return always(200, {"Content-Type": "text/xml"}, f"<urlset>{entries}</urlset>".encode())


def test_a_sitemap_that_dates_its_pages_saves_their_requests(tmp_path: Path) -> None:
    """Of six pages only the one whose date is new, and the one whose date is none, are asked for again."""
    with served(Site(goods=6)) as site:
        dates = dict.fromkeys(range(1, 7), "2020-01-01")
        site.special["/map.xml"] = sitemap(site, dates)
        text = PLATFORM.replace("start:", "sitemap: {url}/map.xml\nstart:").replace(
            "follow: {{next: a.next, listing: a.goods}}", "follow: {{}}"
        )
        prepared(tmp_path, site, text=text)
        swept(tmp_path)
        site.special["/map.xml"] = sitemap(site, dates | {2: "2099-01-01T00:00:00Z", 3: "soon"})
        site.seen.clear()
        said = swept(tmp_path)
    assert sorted(path for path in site.seen if path.startswith("/goods")) == ["/goods/2", "/goods/3"]
    assert "6 found = 0 kept + 6 unchanged + 0 rejected" in said


def test_only_new_leaves_a_list_of_known_goods(tmp_path: Path) -> None:
    """New goods stand first: they are read, known ones are not, and after five in a row the list is left."""
    text = PLATFORM.replace("/goods/(?P", "/(?:goods|new)/(?P")
    with served(Site(goods=40)) as site:
        prepared(tmp_path, site, text=text)
        swept(tmp_path)
        page = site._list(1).replace("<a ", '<a class="goods" href="/new/41">n</a><a ', 1)
        site.special["/list"] = lambda _target: html(page)
        site.special["/new/41"] = lambda _target: html(site._goods(41))
        site.seen.clear()
        result = mw(tmp_path, "sweep", "small", "--only-new", "5", "--progress", "none")
    assert result.returncode == 0, result.stdout + result.stderr
    assert sorted(path for path in site.seen if not path.startswith(("/robots", "/img"))) == [
        "/list?page=1",
        "/new/41",
    ]
    # Ten goods and the next page, and the goods that the new page names.
    assert "known already: 12" in result.stdout
    assert rows(tmp_path, "select count(*) from store_listingevent") == [(0,)]
