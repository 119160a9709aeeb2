"""Pages of shops nobody wrote a file for: fields with their layers, and what kind of page it is."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from parsel import Selector

from spiders.generic import states
from spiders.generic.amounts import amounts
from spiders.generic.product import Product, number_in_address
from spiders.js_literal import literal
from tests.spiders.drawn_pages import drawn

URL = "https://shop.example/p/green-hat-20417"


def product(body: str, head: str = "", *, url: str = URL, watched: tuple[str, ...] = ()) -> Product:
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    return Product(Selector(text=html), url, watched)


def said(page: Product) -> dict[str, tuple[object, str]]:
    return {name: (one.value, one.layer) for name, one in page.fields.items()}


def json_ld(**fields: object) -> str:
    node = {"@context": "https://schema.org", "@type": "Product", **fields}
    return f"<script type='application/ld+json'>{json.dumps(node)}</script>"


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("US$ 1,299.00", "1299.00", "USD"),
        ("25,-€", "25", "EUR"),
        ("R$ 1.759,99", "1759.99", "BRL"),
        ("1'299.- CHF", "1299", "CHF"),
        ("44 890 тг.", "44890", "KZT"),
        ("1.2万元", "12000", "CNY"),
        ("149.00 - 159.00 €", "149.00", "EUR"),
        ("3.499 €", "3499", "EUR"),
        ("¥6.00", "6.00", ""),
    ],
)
def test_amounts_as_the_world_writes_them(text: str, value: str, currency: str) -> None:
    """Thousands, decimals, ranges and ten thousands are read; a sign of several currencies names none."""
    found = amounts(text)[0]
    assert (found.value, found.currency) == (Decimal(value), currency)


@pytest.mark.parametrize("text", ["", "call us", "2026-03-01", "EUR", "size 42", "€ -"])
def test_texts_without_an_amount_have_none(text: str) -> None:
    """Numbers without a currency and currencies without a number are no amounts."""
    assert amounts(text) == []


def test_a_price_is_the_one_most_layers_name() -> None:
    """Two layers that agree outvote a third: here an old price in the head."""
    page = product(
        "<h1>Green hat</h1><span class=price>€ 19.90</span>",
        "<meta property='og:price:amount' content='29.90'>"
        + json_ld(name="Green hat", offers={"price": "19.90", "priceCurrency": "EUR"}),
    )
    assert said(page)["price"] == ("19.90", "json-ld+dom")
    assert said(page)["currency"][0] == "EUR"


def test_old_prices_rates_and_other_goods_are_no_prices() -> None:
    """What is struck out, paid by the month, saved, added or asked for other goods is not the price."""
    page = product(
        "<div><h1>Green hat</h1><del>€ 49.00</del><div class=was-price>€ 45.00</div>"
        "<div>from € 3.10 per month</div>"
        "<div class=saving>€ 25.10</div><label>+€ 5.00</label><div class=price>€ 19<sup>90</sup></div></div>"
        "<section class=related-products><a href=/p/2>Red hat<span class=price>€ 9.90</span></a></section>"
    )
    assert said(page)["price"] == ("19.90", "dom")


def test_a_page_without_any_price_has_none() -> None:
    """Nothing is made up where the page names no amount."""
    assert "price" not in said(product("<h1>Green hat</h1><p>Ask us. Call 0571 1234.</p>"))


def test_the_printed_number_and_the_id_are_two_fields() -> None:
    """The article number is what the page prints; the id is what the address names."""
    fields = said(product("<h1>Green hat</h1><dl><dt>Art.-Nr.:</dt><dd>GH-20/7</dd></dl>"))
    assert fields["article"] == ("GH-20/7", "label")
    assert fields["id"] == ("20417", "address")


def test_a_number_is_believed_where_page_and_data_agree() -> None:
    """Of several printed numbers the one that structured data names is the article number."""
    page = product(
        "<h1>Green hat</h1><p>Model: NC5100</p><p>SKU: 122226</p>", json_ld(name="Green hat", sku="122226")
    )
    assert said(page)["article"] == ("122226", "json-ld+label")


@pytest.mark.parametrize(
    ("html", "brand"),
    [
        ("<table><tr><th>Hersteller</th><td>Lumo</td></tr></table>", "Lumo"),
        ("<p>品牌：极光</p>", "极光"),
        ("<a href=/brands/lumo>Visit the Lumo Store</a>", "Lumo"),
        ("<p>Brand: Unbranded</p>", ""),
        ("<p>Brand new!</p>", ""),
    ],
)
def test_brands_by_their_labels(html: str, brand: str) -> None:
    """A brand is known by a label in any of some twenty languages, or by the link to its page."""
    assert said(product(f"<h1>Green hat</h1>{html}")).get("brand", ("", ""))[0] == brand


def test_watched_marks_are_brands_too() -> None:
    """A name that begins with a watched mark is by that brand, or says so."""
    page = product("<h1>AURORA lamp 3000</h1>", watched=("Aurora",))
    assert said(page)["brand"] == ("Aurora", "watched")


def test_the_name_is_the_heading_and_not_the_slogan() -> None:
    """The heading that is like the page's title is the name; hidden words in it are left out."""
    page = product(
        "<h1>Welcome to our shop</h1><h1><span class=hidden>Details about</span> Green hat, wool</h1>",
        "<title>Green hat, wool | Shop</title>",
    )
    assert said(page)["title"] == ("Green hat, wool", "heading")


@pytest.mark.parametrize(
    "script",
    [
        "window.__INITIAL_STATE__ = {DATA};",
        "window.runParams = {data: {DATA}};",
        "var g_config = {DATA}; g_config.x = 1;",
        "TShop.Setup({DATA});",
        "window.detailData = {DATA}",
        "window['__INIT_DATA'] = {DATA}",
        "window.__STATE__ = JSON.parse(QUOTED);",
    ],
)
def test_embedded_states_by_the_names_shops_give_them(script: str) -> None:
    """What a shop's own scripts start from is read, its layer is named, and no script is run."""
    data = {
        "item": {
            "title": "绿帽子",
            "price": "19.90",
            "itemId": 77,
            "shopName": "某店",
            "creditCode": "91330100MA2",
        }
    }
    plain = json.dumps(data, ensure_ascii=False)
    text = script.replace("{DATA}", plain).replace("QUOTED", json.dumps(plain))
    fields = said(product("<h1>绿帽子</h1>", f"<title>绿帽子</title><script>{text}</script>"))
    assert fields["price"][0] == "19.90"
    assert fields["price"][1] == "state"
    assert fields["seller"][0] == "某店"
    assert fields["seller"][1].startswith("state ")
    assert fields["seller_credit_code"][0] == "91330100MA2"


def test_a_state_about_other_goods_is_left() -> None:
    """Nothing is taken from a state in which no node is named like the page."""
    head = '<script>window.__INITIAL_STATE__ = {"title": "Red car", "price": 5}</script>'
    assert "price" not in said(product("<h1>Green hat</h1>", head))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (
            "{a: 1, 'b': 'x\\'y', c: [!0, .5,], /* n */ d: undefined}",
            {"a": 1, "b": "x'y", "c": [True, 0.5], "d": None},
        ),
        ("{a: f(1), b: 2}", {"a": None, "b": 2}),
        ("{a: `x${1}`, b: '}'}", {"a": None, "b": "}"}),
        (
            "{a: +new Date, b: x.y === 'a,b' ? '1' : \"2\", c: [!true, -f([1,2])]}",
            {"a": None, "b": None, "c": [None, None]},
        ),
        ("{a: function () { return {b: 1}; }, c: 3}", {"a": None, "c": 3}),
        ("{a: f(1", None),
        ("{f(1): 2}", None),
        ("{a: 1", None),
        ("alert(1)", None),
        ("[" * 100 + "]" * 100, None),
        ("", None),
    ],
)
def test_object_literals_are_read_and_never_run(text: str, value: object) -> None:
    """What JSON could say is read; code becomes null; open ends and towers are refused."""
    assert literal(text) == value


def test_states_are_bounded() -> None:
    """A page with hundreds of states gives a few."""
    page = Selector(text='<script>window.__STATE__ = {"a": 1}</script>' * 300)
    assert len(list(states.states(page))) <= states.MOST_STATES


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://s.example/dp/B0756B4GVG/ref=x", "B0756B4GVG"),
        ("https://s.example/itm/302474151804?hash=1", "302474151804"),
        ("https://s.example/item.htm?spm=1&id=52512345", "52512345"),
        ("https://s.example/bett-p400105394.html", "400105394"),
        ("https://s.example/about", ""),
    ],
)
def test_numbers_in_addresses(url: str, number: str) -> None:
    """The number by which an address names its goods, or nothing."""
    assert number_in_address(url) == number


def test_six_kinds_of_pages_are_told_apart() -> None:
    """Of 120 drawn pages, 20 of each kind, at least 95 in 100 are told right, with their evidence."""
    judged = [(page.kind, Product(Selector(text=page.html), page.url).kind) for page in drawn(20260501, 120)]
    right = [one for drawn_as, one in judged if one.kind == drawn_as]
    assert len(right) >= 0.95 * len(judged)
    assert all(one.evidence for one in right)


@pytest.mark.parametrize(
    "body", ["", "<p>x</p>", "<div>" * 5000, "<h1></h1>", "<a href=x>" * 3000, "\x00<b>"]
)
def test_odd_pages_break_nothing(body: str) -> None:
    """Empty, endless and nested pages are of no kind, and no error."""
    page = product(body)
    assert page.kind.kind == ""
    assert "price" not in page.fields
