"""The first draft of a platform file, and saved pages as its tests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from domain.errors import ConfigError
from markwarden.platform_tools import draft_platform, key_for
from spiders.drafting import NoGoods, address_pattern
from spiders.extract import id_in
from spiders.page_cases import CaseBroken, cases, read_case
from spiders.platform import read_platform
from spiders.saved_page import PageUnreadable, SavedPage, page_in_file
from tests.spiders.drawn_pages import drawn

GOODS = """<html><head><title>Green hat - Shop</title></head><body><div class=path><a href=/>Home</a></div>
<div class=goods><h1 class=goods-name>Green hat</h1><p class=now-price>¥ 19.90</p><a class=buy>加入购物车</a>
<dl><dt>品牌：</dt><dd>绿山</dd><dt>货号：</dt><dd>GH-20</dd></dl></div></body></html>"""
CARD = (
    '<li class=card><a class=goods-link href="/goods/{n}.html"><img src=/{n}.jpg>Hat {n}</a>'
    "<b>¥ {n}.00</b></li>"
)
LIST = (
    "<html><title>Hats</title><nav><a href=/about>About</a></nav><ul>"
    + "".join(CARD.format(n=n) for n in range(101, 113))
    + '</ul><a href="/list?p=2">下一页</a></html>'
)


def page(html: str, url: str) -> SavedPage:
    return SavedPage(url=url, body=html.encode(), source="test")


def drafted(folder: Path, *, with_list: bool = True) -> Path:
    goods = page(GOODS, "https://shop.example/goods/101.html")
    further = page(LIST, "https://shop.example/list?p=1") if with_list else None
    return draft_platform("shop", goods, further, folder=folder).path


def test_a_draft_reads_the_page_it_was_made_from(tmp_path: Path) -> None:
    """The draft is a good platform file of at most 40 lines, and its first cases pass."""
    platform = read_platform(drafted(tmp_path), (tmp_path,))
    (goods, further) = cases(platform)
    assert goods.differences(platform) == further.differences(platform) == []
    (listing,) = goods.page.read(platform).listings
    assert (listing.id, listing.title, listing.brand, listing.article) == (
        "101",
        "Green hat",
        "绿山",
        "GH-20",
    )
    assert str(listing.price and listing.price.amount) == "19.90"
    assert len(platform.path.read_text("utf-8").splitlines()) <= 40


def test_a_draft_follows_goods_and_the_next_page(tmp_path: Path) -> None:
    """From a list the draft learns where goods are and how one gets on."""
    platform = read_platform(drafted(tmp_path), (tmp_path,))
    links = [case.page.read(platform).links for case in cases(platform)][1]
    assert [link.url for link in links if link.kind == "next"] == ["https://shop.example/list?p=2"]
    assert len([link for link in links if link.kind == "listing"]) == 12


def test_without_a_list_a_draft_starts_from_the_sitemap(tmp_path: Path) -> None:
    """No list was given, so the addresses of goods come from the sitemap."""
    platform = read_platform(drafted(tmp_path, with_list=False), (tmp_path,))
    assert platform.sitemap is True
    assert platform.follow.listing is None


def test_a_list_is_no_page_of_goods(tmp_path: Path) -> None:
    """A page of the wrong kind is refused with what it was judged to be, and nothing is written."""
    with pytest.raises(NoGoods, match="list"):
        draft_platform("shop", page(LIST, "https://shop.example/list"), None, folder=tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_draft_never_overwrites(tmp_path: Path) -> None:
    """A file that is there stays as it is."""
    (tmp_path / "shop.yaml").write_text("key: shop", "utf-8")
    with pytest.raises(ConfigError, match="there is one already"):
        drafted(tmp_path)
    assert (tmp_path / "shop.yaml").read_text("utf-8") == "key: shop"


@pytest.mark.parametrize(
    ("url", "other", "wanted"),
    [
        ("https://s.example/goods/101.html", "https://s.example/goods/7.html", "7"),
        ("https://s.example/p/green-hat-20417", "https://s.example/p/some-other-thing-888", "888"),
        ("https://s.example/item.htm?spm=a&id=123456", "https://s.example/item.htm?id=99&x=1", "99"),
        ("https://s.example/offer/610947572360.html", "https://s.example/offer/1.html", "1"),
        ("https://s.example/dp/B0756B4GVG", "https://s.example/dp/B004SNMXRS?th=1", "B004SNMXRS"),
        ("https://s.example/goods/101.html", "https://s.example/help/7.html", ""),
    ],
)
def test_a_pattern_of_one_address_finds_the_others(url: str, other: str, wanted: str) -> None:
    """What is fixed in an address stays, what names the goods is the id."""
    assert id_in(other, address_pattern(url)) == wanted


def test_addresses_without_a_number_have_no_pattern() -> None:
    """Where nothing tells goods apart the pattern is empty."""
    assert address_pattern("https://s.example/about/us") == ""


def test_drawn_pages_of_goods_can_be_drafted_from(tmp_path: Path) -> None:
    """Of pages of many layouts each that is judged goods gives a file that reads it."""
    made = [one for one in drawn(31, 60) if one.kind == "product"]
    for number, one in enumerate(made):
        found = draft_platform(f"shop{number}", page(one.html, one.url), None, folder=tmp_path)
        assert len(found.reading.listings) == 1, one.url
    assert len(made) >= 5


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("<!-- saved from url=(0030)https://shop.example/goods/101 -->", "https://shop.example/goods/101"),
        (
            "<!--\n Page saved with SingleFile \n url: https://s.example/a?b=1&amp;c \n-->",
            "https://s.example/a?b=1&c",
        ),
        ('<link href="https://s.example/x" rel=canonical>', "https://s.example/x"),
        ('<meta content="//s.example/y" property="og:url">', "https://s.example/y"),
    ],
)
def test_a_saved_page_names_its_address(tmp_path: Path, text: str, url: str) -> None:
    """What browsers and add-ons write when they save, and what pages say of themselves, is read."""
    (tmp_path / "a.html").write_text(f"{text}<h1>x</h1>", "utf-8")
    assert page_in_file(tmp_path / "a.html").url == url


@pytest.mark.parametrize(
    "text", ["<h1>x</h1>", '<link rel=canonical href="javascript:alert(1)">', "saved from url=(0001)x"]
)
def test_a_page_without_an_address_is_refused(tmp_path: Path, text: str) -> None:
    """A page nobody knows the place of is no evidence: it is refused, with what to do."""
    (tmp_path / "a.html").write_text(text, "utf-8")
    with pytest.raises(PageUnreadable, match="no address"):
        page_in_file(tmp_path / "a.html")


@pytest.mark.parametrize(
    ("expected", "word"),
    [
        ("{", "expected.json"),
        ("[]", "url"),
        ('{"url": 7}', "url"),
        ('{"url": "https://s.example/", "listing": []}', "listing"),
        ('{"url": "https://s.example/"}', "page"),
    ],
)
def test_a_broken_case_says_what_is_wrong(tmp_path: Path, expected: str, word: str) -> None:
    """A case without a page, or with an expectation that is none, is refused with its folder."""
    (tmp_path / "expected.json").write_text(expected, "utf-8")
    with pytest.raises(CaseBroken, match=word) as caught:
        read_case(tmp_path)
    assert str(tmp_path) in str(caught.value)


def test_a_case_tells_every_difference(tmp_path: Path) -> None:
    """A field, a link and a count that differ are three lines, each with both values."""
    platform = read_platform(drafted(tmp_path), (tmp_path,))
    folder = tmp_path / "pages" / "shop" / "goods"
    said = json.loads((folder / "expected.json").read_text("utf-8"))
    said["listings"][0]["brand"] = "红山"
    said["links"] = {"next": 1}
    (folder / "expected.json").write_text(json.dumps(said), "utf-8")
    goods = next(cases(platform))
    assert goods.differences(platform) == [
        "listings[0].brand: expected '红山', found '绿山'",
        "links.next: expected 1, found 0",
    ]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.shop.example/x", "shop-example"),
        ("https://1688.example/", "shop-1688-example"),
        ("http://[::1]:80/", "shop-1"),
    ],
)
def test_a_key_is_made_of_the_host(url: str, key: str) -> None:
    """A key that a platform file may have, whatever the host."""
    assert key_for(url) == key
