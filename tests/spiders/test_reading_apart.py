"""Large pages are read beside the crawl, with the same result, and none holds it up for ever."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from scrapy.http import HtmlResponse

from spiders.extract import read_page
from spiders.reading_apart import LARGE_BYTES, ReadingApart, ReadingGivenUp
from tests.spiders.crawling import prepared
from tests.spiders.site import Site, html, served
from tests.spiders.test_extract import GOODS, NOW, PAGE
from tests.spiders.test_paging import with_object

URL = "https://s.example/g/1"
HANGS = """
import os, time
from spiders.page_object import PageObject, field

class GoodsPage(PageObject):
    @field
    def price(self):
        word = self.css("p::text").get()
        if word == "hang":
            time.sleep(600)
        if word == "die":
            os._exit(3)
        return word
"""


def response(text: str, encoding: str = "utf-8") -> HtmlResponse:
    return HtmlResponse(URL, body=text.encode(encoding), encoding=encoding)


def test_a_page_reads_the_same_in_both_places() -> None:
    """Listings, links and origins are what they are in the crawl's own process."""
    apart = ReadingApart(GOODS, ())
    try:
        there = asyncio.run(apart.read(response(PAGE, "gb18030"), NOW))
    finally:
        apart.close()
    assert there == read_page(GOODS, response(PAGE, "gb18030"), captured_at=NOW)
    assert there.listings[0].brand == "迪卡 侬"


@pytest.mark.slow
def test_a_page_that_hangs_or_kills_is_given_up_and_the_next_is_read(tmp_path: Path) -> None:
    """Each is told by its address; the process is renewed, and nothing is left behind."""

    async def read_all() -> list[str]:
        apart = ReadingApart(with_object(tmp_path, HANGS), (), longest_s=5.0)
        said = []
        try:
            for word in ("1.00", "hang", "2.00", "die", "3.00"):
                try:
                    reading = await apart.read(response(f"<h1>x</h1><p>{word}</p>"), NOW)
                    said.append(str(reading.listings[0].price))
                except ReadingGivenUp as error:
                    said.append(str(error))
        finally:
            apart.close()
        return said

    said = asyncio.run(read_all())
    assert said[1] == f"took over 5 s to read at {URL}"
    assert said[3] == f"ended the process that read it at {URL}"
    assert all("Money" in said[place] for place in (0, 2, 4))


@pytest.mark.slow
def test_a_crawl_reads_large_pages_apart(tmp_path: Path) -> None:
    """A large page among small ones is kept like them, and counted."""
    with served(Site(goods=3)) as site:
        large = f"<h1>Goods 2</h1><p class=price>¥2.50</p><!--{'x' * LARGE_BYTES}-->"
        site.special["/goods/2"] = lambda _target: html(large)
        crawl = prepared(tmp_path, site)
        report = crawl.run()
    assert {one["id"]: one["price"] for one in crawl.kept()} == {"1": "1.50", "2": "2.50", "3": "3.50"}
    assert report["counts"]["markwarden/read_apart"] == 1
