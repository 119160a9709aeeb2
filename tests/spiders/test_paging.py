"""Further pages without a link to them, JSON answers, and single fields in Python."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import JsonResponse

from domain.errors import ConfigError
from spiders.extract import Reading, read_page
from spiders.page_object import PageObjectBroke, page_class
from spiders.platform import read_platform
from spiders.platform_rules import Pages, PlatformFile
from tests.spiders.crawling import PLATFORM, prepared
from tests.spiders.site import Site, html, served
from tests.spiders.test_extract import NOW, platform, read

URL = "https://s.example/list"
GOODS = "<a class=g href=/g/1>x</a>"


def onward(pages: dict[str, Any], page: str, url: str) -> list[str]:
    rules = platform(pages=pages, follow={"listing": "a.g"}, listing={"url": r"/g/(?P<id>\d+)"})
    return [link.url for link in read(rules, page, url).links if link.kind == "next"]


@pytest.mark.parametrize(
    ("pages", "url", "wanted"),
    [
        ({"param": "p"}, URL, f"{URL}?p=2"),
        ({"param": "p"}, f"{URL}?p=7&q=%E7%81%AF", f"{URL}?q=%E7%81%AF&p=8"),
        ({"param": "s", "first": 0, "step": 44}, f"{URL}?s=44", f"{URL}?s=88"),
        ({"param": "p"}, f"{URL}?p=x", f"{URL}?p=2"),
        ({"path": r"/page/(?P<n>\d+)"}, "https://s.example/c/page/3/?a=1", "https://s.example/c/page/4/?a=1"),
    ],
)
def test_pages_are_counted_on(pages: dict[str, Any], url: str, wanted: str) -> None:
    """The next page has the next number, in a parameter or in the path; the rest of the address stays."""
    assert onward(pages, GOODS, url) == [wanted]


@pytest.mark.parametrize(
    ("pages", "page", "url"),
    [
        ({"param": "p"}, "<p>nothing here</p>", f"{URL}?p=9"),
        ({"param": "p", "most": 3}, GOODS, f"{URL}?p=3"),
        ({"path": r"/page/(?P<n>\d+)"}, GOODS, URL),
        ({"param": "p"}, GOODS, "https://s.example/g/1"),
    ],
)
def test_counting_ends(pages: dict[str, Any], page: str, url: str) -> None:
    """A page without goods, the bound, an address without a number and a page of goods have no next page."""
    assert onward(pages, page, url) == []


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        ({"next": "a b&c"}, [f"{URL}?q=x&after=a+b%26c"]),
        ({"next": 12}, [f"{URL}?q=x&after=12"]),
        ({"next": None}, []),
        ({"next": ""}, []),
        ({"next": True}, []),
        ({"next": {"a": 1}}, []),
        ({"next": "x" * 1500}, []),
        ([], []),
    ],
)
def test_a_cursor_leads_on_until_there_is_none(state: Any, wanted: list[str]) -> None:
    """The cursor goes into the address, escaped; what is none ends the list."""
    page = f"<script>window.S = {json.dumps(state)}</script>"
    rules = {"param": "after", "cursor": "next", "json_after": "window.S"}
    assert onward(rules, page, f"{URL}?q=x&after=old") == wanted


def api(body: bytes) -> Reading:
    rules = platform(
        pages={"param": "after", "cursor": "next", "json_page": True},
        records={
            "json_page": True, "jmespath": "items",
            "fields": {"id": {"jmespath": "id"}, "title": {"jmespath": "name"}, "price": {"jmespath": "fen"}},
        },
        price={"unit": "minor"},
    )  # fmt: skip
    response = JsonResponse(f"{URL}?q=x", body=body, headers={"Content-Type": "application/json"})
    return read_page(rules, response, captured_at=NOW)


def test_an_answer_of_json_is_a_page() -> None:
    """Records of a shop's own API are listings, fen are yuan, and the cursor leads on."""
    reading = api(json.dumps({"items": [{"id": 7, "name": "灯", "fen": 600}], "next": "k"}).encode())
    (listing,) = reading.listings
    assert (listing.id, listing.title, str(listing.price and listing.price.amount)) == ("7", "灯", "6.00")
    assert [link.url for link in reading.links] == [f"{URL}?q=x&after=k"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"items": {"a": 1}}', b"[" * 5000])
def test_an_answer_of_json_that_is_none_gives_nothing(body: bytes) -> None:
    """Broken and strange answers are pages without listings, never a fault."""
    reading = api(body)
    assert (reading.listings, reading.flaws, reading.links) == ((), (), ())


@pytest.mark.parametrize(
    ("pages", "word"),
    [
        ({}, "param"),
        ({"param": "p", "path": "(?P<n>1)"}, "one of them"),
        ({"path": "/page/(\\d+)"}, "(?P<n>"),
        ({"param": "p", "cursor": "a"}, "json_page"),
        ({"param": "p", "json_page": True}, "json_page"),
        ({"path": "(?P<n>1)", "cursor": "a", "json_page": True}, "param"),
        ({"param": "p q"}, "param"),
        ({"param": "p", "step": 0}, "step"),
    ],
)
def test_wrong_pages_are_refused(pages: dict[str, Any], word: str) -> None:
    """Each mistake is told by what was expected."""
    with pytest.raises(ValueError, match=word.replace("(?P<n>", r"\(\?P<n>")):
        Pages.model_validate(pages)


@pytest.mark.slow
def test_a_crawl_goes_on_by_number_and_knows_its_query(tmp_path: Path) -> None:
    """Searches go page by page until one is empty, and every listing says which word found it."""
    text = PLATFORM.replace("follow: {{next: a.next, listing: a.goods}}", "follow: {{listing: a.goods}}")
    text = text.replace('start: ["{url}/list?page=1"]', 'queries: {{url: "{url}/list?page=1&q={{query}}"}}')
    text += "pages: {{param: page}}\n"
    with served(Site(goods=25)) as site:
        crawl = prepared(tmp_path, site, text=text, words=["lamp"])
        report = crawl.run()
    assert report["state"] == "done", report
    assert len(crawl.kept()) == 25
    assert {one["query"] for one in crawl.kept()} == {"lamp"}
    assert site.seen["/list?q=lamp&page=4"] == 1
    assert not site.seen["/list?q=lamp&page=5"]


@pytest.mark.slow
def test_a_cursor_that_never_ends_is_cut(tmp_path: Path) -> None:
    """A site that always gives another cursor is asked for at most so many pages."""
    text = PLATFORM.replace("follow: {{next: a.next, listing: a.goods}}", "follow: {{listing: a.goods}}")
    text += "pages: {{param: after, cursor: n, json_after: window.S, most: 5}}\n"
    with served(Site(goods=1)) as site:
        site.special["/list"] = lambda target: html(
            f"<script>window.S={{'n': '{len(target)}x{target[-40:]}'}}</script>"
        )
        crawl = prepared(tmp_path, site, text=text)
        report = crawl.run()
    assert sum(n for path, n in site.seen.items() if path.startswith("/list")) == 5
    assert report["counts"]["markwarden/not_asked/pages"] == 1


OBJECT = """
from spiders.page_object import PageObject, field

class GoodsPage(PageObject):
    @field
    def price(self):
        return self.css("p::attr(data-digits)").get("")[::-1]

    @field
    def images(self):
        return ["/a.png", "/b.png"]

    @field
    def brand(self):
        return None

    @field
    def seller(self):
        return self.json_after("window.S")["shop"]
"""


def with_object(folder: Path, source: str, name: str = "GoodsPage") -> PlatformFile:
    text = (
        "key: odd\nname: {zh: 怪店, en: Odd}\nlegal_basis: robots\nstart: ['https://s.example/']\n"
        f"page_object: {name}\nlisting:\n  url: '/g/(?P<id>[0-9]+)'\n"
        "  fields: {title: {css: h1}, price: {css: p}, brand: {css: i}}\n"
    )
    (folder / "odd.yaml").write_text(text, "utf-8")
    (folder / "odd.py").write_text(source, "utf-8")
    page_class.cache_clear()
    return read_platform(folder / "odd.yaml", (folder,))


PAGE = '<h1>Hat</h1><p data-digits="05.91">?</p><i>B</i><script>window.S = {"shop": "某店"}</script>'


def test_a_page_object_gives_single_fields(tmp_path: Path) -> None:
    """Its fields go before the file's rules, None leaves them, and the listing names the layer."""
    reading = read(with_object(tmp_path, OBJECT), PAGE)
    (listing,) = reading.listings
    assert (str(listing.price and listing.price.amount), listing.seller, listing.brand) == (
        "19.50",
        "某店",
        "B",
    )
    assert listing.image_urls == ("https://s.example/a.png", "https://s.example/b.png")
    assert dict(listing.layers)["price"] == "page object"
    assert reading.origins[0]["price"] == "page object GoodsPage.price"


def test_a_page_object_that_fails_is_told_by_its_name(tmp_path: Path) -> None:
    """A fault is no empty field: the page fails, with the method and the address."""
    with pytest.raises(PageObjectBroke, match=r"seller: TypeError.*at https://s.example/g/1"):
        read(with_object(tmp_path, OBJECT), "<h1>Hat</h1><p>1</p>")


@pytest.mark.parametrize(
    ("source", "name", "word"),
    [
        (OBJECT, "OtherPage", "no class OtherPage"),
        ("class GoodsPage: pass", "GoodsPage", "PageObject"),
        ("from nowhere import x", "GoodsPage", "nowhere"),
        ("def (", "GoodsPage", "SyntaxError"),
        (OBJECT.replace("def brand", "def brandt"), "GoodsPage", "brandt"),
        (OBJECT.replace("@field", ""), "GoodsPage", "no method"),
    ],
)
def test_a_wrong_page_object_is_refused_by_the_check(
    tmp_path: Path, source: str, name: str, word: str
) -> None:
    """The file is refused with the line that names the class, before any sweep."""
    with pytest.raises(ConfigError, match=word) as caught:
        with_object(tmp_path, source, name)
    assert "odd.yaml:5: page_object:" in str(caught.value)


def test_a_page_object_without_its_file_is_refused(tmp_path: Path) -> None:
    """The file beside it is asked for by name."""
    (tmp_path / "odd.yaml").write_text(
        "key: odd\nname: {zh: x, en: x}\nlegal_basis: robots\npage_object: GoodsPage\n", "utf-8"
    )
    with pytest.raises(ConfigError, match=r"odd\.py: no such file"):
        read_platform(tmp_path / "odd.yaml", (tmp_path,))
