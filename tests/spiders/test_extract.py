"""From pages to listings."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from scrapy.http import HtmlResponse

from domain.values import Money
from spiders import embedded
from spiders.extract import Reading, read_page
from spiders.fields import money
from spiders.links import plain_url
from spiders.platform import READY_FILES, find_platform
from spiders.platform_rules import PlatformFile, PriceRules

NOW = datetime(2026, 5, 1, tzinfo=UTC)
BASE = {"key": "p", "name": {"zh": "p", "en": "p"}, "legal_basis": "robots"}


def platform(**keys: Any) -> PlatformFile:
    return PlatformFile.model_validate({**BASE, **keys})


def read(
    rules: PlatformFile, html: str | bytes, url: str = "https://s.example/g/1", encoding: str = "utf-8"
) -> Reading:
    body = html.encode() if isinstance(html, str) else html
    return read_page(rules, HtmlResponse(url, body=body, encoding=encoding), captured_at=NOW)


GOODS = platform(
    listing={
        "url": r"/g/(?P<id>\d+)",
        "fields": {
            "title": [{"css": "h1"}, {"css": "title::text"}],
            "price": {"css": ".price::text"},
            "brand": {"label": ["Brand", "品牌"]},
            "seller": {"json_after": "window.STATE", "jmespath": "shop.name"},
            "article": {"css": ".sku", "re": r"No\. (\w+)"},
            "images": {"css": "img::attr(src)", "all": True},
            "category": {"css": ".crumb a::text", "all": True, "join": " > "},
            "ships_from": {"const": "义乌"},
        },
    },
    follow={"listing": "a.g", "next": "//a[@rel='next']", "list": "nav a"},
    drop_params=["ref"],
)
PAGE = """<title>t</title><h1>Ball <b>pump</b>\x00 </h1><p class=price>¥ 1,299.00</p><p class=sku>No. A7</p>
<dl><dt>品牌：</dt><dd>迪卡<i>侬</i></dd></dl><p class=crumb><a>运动</a><a>球类</a></p>
<script>window.STATE = {"shop": {"name": "某店"}};</script>
<img src=/a.png><img src="data:x"><img src=/a.png>"""


def test_a_listing_is_read_with_its_layers() -> None:
    """Every field comes from its rule, and the listing says from which layer."""
    (listing,) = read(GOODS, PAGE, "https://s.example/g/1?ref=x&b=2#top").listings
    assert (listing.id, listing.title, listing.brand, listing.seller) == ("1", "Ball pump", "迪卡 侬", "某店")
    assert listing.price == Money(Decimal("1299.00"), "CNY")
    assert listing.url == "https://s.example/g/1?b=2"
    assert listing.image_urls == ("https://s.example/a.png",)
    assert (listing.article, listing.category, listing.ships_from) == ("A7", "运动 > 球类", "义乌")
    assert dict(listing.layers) == {
        "title": "css", "price": "css", "brand": "label", "seller": "embedded", "article": "css",
        "images": "css", "category": "css", "ships_from": "const",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.2万", "12000.00"),
        ("¥1.2万元", "12000.00"),
        ("0.5-0.8万", "5000.00"),
        ("149.00 - 159.00", "149.00"),
        ("￥ 12.00 ~ ￥ 15.80", "12.00"),
        ("¥6.00 (月销1.2万)", "6.00"),
        ("¥6.00起，已售3万+", "6.00"),
    ],
)
def test_ranges_and_ten_thousands(text: str, amount: str) -> None:
    """The lower end of a range is the price; 万 counts where it is the price's own unit."""
    found = money(text, "", PriceRules())
    assert found == Money(Decimal(amount), "CNY")


def test_a_field_says_which_rule_gave_it() -> None:
    """Beside the layer the page's reading names the rule, as a person finds it in the file."""
    (origins,) = read(GOODS, PAGE).origins
    assert origins["title"] == "css h1"
    assert origins["brand"] == "label Brand|品牌"
    assert origins["seller"] == "jmespath shop.name of window.STATE"


def test_a_missing_required_field_is_a_flaw() -> None:
    """A page that has lost what it must have is no empty listing but a flaw that names what is missing."""
    rules = GOODS.model_copy(
        update={"expect": GOODS.expect.model_copy(update={"required": ("title", "price", "images")})}
    )
    reading = read(rules, "<h1>x</h1><p class=price>ask us</p>")
    assert not reading.listings
    assert reading.flaws[0].detail == "missing: price, images"
    assert reading.flaws[0].found["title"] == "x"


def test_links_are_followed_by_kind() -> None:
    """Listing links must look like listings; scripts, other schemes and repeats are left."""
    page = """<base href="https://s.example/x/"><a class=g href="/g/2?ref=9">a</a>
    <a class=g href="/g/2">again</a>
    <a class=g href="/help">h</a><nav><a href="c1">c</a><a href="javascript:x">j</a><a href="mailto:x@y">m</a>
    <a href="http://[">b</a><a>n</a></nav><a rel=next href="?page=2">n</a>"""
    links = [(link.kind, link.url) for link in read(GOODS, page, "https://s.example/list").links]
    assert links == [
        ("next", "https://s.example/x/?page=2"),
        ("listing", "https://s.example/g/2"),
        ("list", "https://s.example/x/c1"),
    ]


def test_records_with_their_own_json() -> None:
    """Nodes of a list, each with JSON and prices in fen, give one listing each."""
    rules = platform(
        records={"css": ".offer", "json": "script"},
        listing={"fields": {
            "id": {"jmespath": "offerId"}, "title": {"jmespath": "subject"}, "price": {"jmespath": "fen"},
            "url": {"css": "a::attr(href)"}, "images": {"jmespath": "pics[].u"},
        }},
        price={"unit": "minor"},
    )  # fmt: skip
    offers = [{"offerId": n, "subject": f"货 {n}", "fen": 600 + n, "pics": [{"u": "/p.jpg"}]} for n in (1, 2)]
    page = "".join(
        f"<div class=offer><a href=/o/{offer['offerId']}>x</a><script>{json.dumps(offer)}</script></div>"
        for offer in offers
    )
    one, two = read(rules, page, "https://s.example/booth").listings
    assert (one.id, one.title, one.price) == ("1", "货 1", Money(Decimal("6.01"), "CNY"))
    assert two.url == "https://s.example/o/2"
    assert two.image_urls == ("https://s.example/p.jpg",)


def test_records_in_the_pages_json() -> None:
    """Elements of JSON in the page give one listing each; a broken one is a flaw, not the others' end."""
    rules = platform(
        records={"json_after": "__DATA__", "jmespath": "items"},
        listing={"fields": {"id": {"jmespath": "id"}, "title": {"jmespath": "t"}}},
    )
    items = json.dumps({"items": [{"id": 1, "t": "a"}, {"id": 2}, 7]})
    page = f"<script>var __DATA__ = JSON.parse({json.dumps(items)});</script>"
    reading = read(rules, page)
    assert [listing.id for listing in reading.listings] == ["1"]
    assert len(reading.flaws) == 2


JSON_LD = {
    "@context": "https://schema.org", "@type": "Product", "name": "Blue ball", "sku": "B-1",
    "brand": {"@type": "Brand", "name": "Kipsta"}, "image": ["/1.jpg", {"url": "https://cdn.example/2.jpg"}],
    "offers": {"@type": "Offer", "price": "12.50", "priceCurrency": "EUR", "seller": {"name": "Balls Ltd"}},
}  # fmt: skip


def storefront() -> PlatformFile:
    return find_platform("storefront", [READY_FILES])


def test_storefront_reads_json_ld() -> None:
    """A page with one schema.org product is a listing, whoever wrote the shop."""
    page = (
        f'<h1>Blue ball</h1><script type="application/ld+json">{json.dumps({"@graph": [JSON_LD]})}</script>'
    )
    (listing,) = read(storefront(), page, "https://s.example/p/ball?utm_source=x").listings
    assert (listing.title, listing.brand, listing.seller, listing.article) == (
        "Blue ball",
        "Kipsta",
        "Balls Ltd",
        "B-1",
    )
    assert listing.price == Money(Decimal("12.50"), "EUR")
    assert listing.id == "s.example/p/ball"
    assert listing.image_urls == ("https://s.example/1.jpg", "https://cdn.example/2.jpg")


def test_storefront_reads_microdata() -> None:
    """Microdata is read where there is no JSON-LD."""
    page = """<div itemscope itemtype="http://schema.org/Product"><h1 itemprop=name>Red ball</h1>
    <meta itemprop=sku content=R2><div itemprop=offers itemscope itemtype="http://schema.org/Offer">
    <span itemprop=price content="7.00">7</span>
    <meta itemprop=priceCurrency content=USD></div></div>"""
    (listing,) = read(storefront(), page).listings
    assert (listing.title, listing.article, listing.price) == (
        "Red ball",
        "R2",
        Money(Decimal("7.00"), "USD"),
    )


def test_a_record_without_its_id_gets_no_address_for_one() -> None:
    """Where a file names the field of the id, a record that lacks it is a flaw, not the page's address."""
    rules = platform(
        records={"css": "li"},
        listing={"fields": {"id": {"css": "b"}, "title": {"css": "i"}}},
    )
    reading = read(rules, "<li><b>1</b><i>one</i></li><li><i>two</i></li>")
    assert [one.id for one in reading.listings] == ["1"]
    assert [flaw.detail for flaw in reading.flaws] == ["missing: id"]


def test_a_list_of_products_is_no_listing() -> None:
    """A page with many products gives none of them as its own; one named in the heading is the page's."""
    nodes = [{**JSON_LD, "name": name} for name in ("Red ball", "Green hat", "Blue shoe")]
    page = "<h1>HEADING</h1><script type=application/ld+json>" + json.dumps(nodes) + "</script>"
    assert not read(storefront(), page.replace("HEADING", "All our goods")).listings
    assert [one.title for one in read(storefront(), page.replace("HEADING", "Green hat")).listings] == [
        "Green hat"
    ]


@pytest.mark.parametrize(
    "script",
    [
        "{",
        "[" * 2000,
        '{"@type": "Product"}',
        '{"@type": ["Product"], "name": ["x"], "offers": [[]]}',
        "null",
        '"x"',
    ],
)
def test_broken_structured_data_breaks_nothing(script: str) -> None:
    """Whatever stands in a page, reading it ends, at worst without a listing."""
    page = f'<script type="application/ld+json">{script}</script><p>x'
    reading = read(storefront(), page)
    assert len(reading.listings) <= 1


@pytest.mark.parametrize(
    "body", [b"", b"\x00\xff" * 100, b"<" * 1000, b"<html>" * 3000, b"<title>\xed\xa0\x80</title>"]
)
def test_rubbish_is_read_to_its_end(body: bytes) -> None:
    """Empty, binary and malformed pages give nothing and raise nothing."""
    assert read(GOODS, body, "https://s.example/list").listings == ()


@pytest.mark.parametrize(
    ("text", "named", "rules", "expected"),
    [
        ("¥600.00 - ¥700.00", "", {}, ("600.00", "CNY")),
        ("600", "", {"unit": "minor"}, ("6.00", "CNY")),
        ("3.499,00 €", "", {}, ("3499.00", "EUR")),
        ("3.499", "", {"decimal": ","}, ("3499.00", "CNY")),
        ("3.499", "", {}, ("3.50", "CNY")),
        ("£12.99", "", {}, ("12.99", "GBP")),
        ("¥1200", "", {"currency": "JPY"}, ("1200.00", "JPY")),
        ("$5", "", {"currency": "HKD"}, ("5.00", "HKD")),
        ("5", "usd", {}, ("5.00", "USD")),
        ("0", "", {}, ("0.00", "CNY")),
    ],
)
def test_prices(text: str, named: str, rules: dict[str, Any], expected: tuple[str, str]) -> None:
    """Ranges give their lower end, units and decimal marks are the file's, signs give the currency."""
    assert money(text, named, PriceRules(**rules)) == Money(Decimal(expected[0]), expected[1])


@pytest.mark.parametrize("text", ["", "price on request", "9" * 60, "—", "NaN", "1e999"])
def test_no_price_is_no_price(text: str) -> None:
    """Text without a sensible amount gives no price rather than a wrong one."""
    found = money(text, "", PriceRules())
    assert found is None or found.amount < 10**13


@pytest.mark.parametrize("text", ["{" * 65 + "}" * 65, '{"a": ' * 100_000, "x", "", "\ufeff"])
def test_embedded_json_is_bounded(text: str) -> None:
    """JSON deeper than the bound, endless or absent is None."""
    assert embedded.after("s = " + text, "s =") is None
    assert embedded.after(text, "nowhere") is None


def test_braces_in_strings_are_no_depth() -> None:
    """Only real nesting counts against the bound."""
    value = {"a": "{[" * 200, "b": '"\\'}
    assert embedded.decoded(json.dumps(value) + ";" + "{" * 100) == value


def test_parameters_are_dropped_and_others_kept() -> None:
    """Tracking parameters go, the rest stays as it was."""
    assert plain_url("https://s/a?x=1&ref=2&y=#f", ("ref",)) == "https://s/a?x=1&y="
    assert plain_url("https://s/a?x=%B1", ()) == "https://s/a?x=%B1"


def test_an_address_that_is_none_costs_nothing_else() -> None:
    """One seller's broken address must not end the page that hundreds of listings stand on."""
    rules = platform(
        records={"css": "li"},
        listing={"fields": {"id": {"css": "b"}, "title": {"css": "i"}, "url": {"css": "a::attr(href)"},
                            "images": {"css": "img::attr(src)"}}},
    )  # fmt: skip
    bad = "<li><b>1</b><i>one</i><a href='http://['></a><img src='//['></li>"
    reading = read(rules, f"{bad}<li><b>2</b><i>two</i><a href='/g/2'></a><img src='/2.png'></li>")
    assert [one.id for one in reading.listings] == ["1", "2"]
    assert [one.image_urls for one in reading.listings] == [(), ("https://s.example/2.png",)]


def test_a_broken_address_in_structured_data_is_left_out() -> None:
    """The product is read without the picture nobody could fetch."""
    data = {"@type": "Product", "name": "N", "url": "http://[", "image": ["//[", "/a.png"]}
    reading = read(storefront(), f'<script type="application/ld+json">{json.dumps(data)}</script>')
    assert reading.listings[0].image_urls == ("https://s.example/a.png",)


def test_the_rule_that_finds_says_how_values_are_joined() -> None:
    """Two rules of one layer: the second's `all` holds for what the second found."""
    rules = platform(
        listing={
            "url": r"/g/(?P<id>\d+)",
            "fields": {"title": {"css": "h1"}, "category": [{"css": "nav a"}, {"css": "p a", "all": True}]},
        }
    )
    reading = read(rules, "<h1>t</h1><p><a>one</a><a>two</a></p>")
    assert reading.listings[0].category == "one two"


@pytest.mark.parametrize(
    "base", ["http://[", "//[::1", "http://a:b:c/", "http://x:99999999/", "http://℀/", "mailto:a@b", " "]
)
def test_a_base_that_is_no_address_is_none(base: str) -> None:
    """A malformed `<base>` costs nothing: links start from the page itself, as in a browser."""
    body = f"<base href='{base}'><h1>N</h1><a class=goods href='/goods/7'>g</a>"
    reading = read(platform(follow={"listing": "a.goods"}), body)
    assert [link.url for link in reading.links] == ["https://s.example/goods/7"]


@pytest.mark.parametrize(
    "href", ["http://x:99999/", "http://x:y/", "http://[/", "http://:80/", "http://x:0/"]
)
def test_a_link_no_request_can_be_made_of_is_left_out(href: str) -> None:
    """One impossible address takes no other link along."""
    body = f"<a class=goods href='{href}'>bad</a><a class=goods href='/goods/7'>good</a>"
    reading = read(platform(follow={"listing": "a.goods"}), body)
    assert [link.url for link in reading.links] == ["https://s.example/goods/7"]
