"""From a page to its listings, its links and what is wrong with it, as its platform file says."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from parsel import Selector
from scrapy.http import JsonResponse, TextResponse

from domain.listing import Listing
from domain.values import Money
from spiders import embedded
from spiders.fields import LONGEST, MOST_IMAGES, Source, clean, layer_of, money, value, values
from spiders.generic.page_type import PageType
from spiders.generic.product import Product
from spiders.links import joined, plain_url, usable
from spiders.page_object import LAYER, overrides
from spiders.paging import next_page
from spiders.platform_rules import Pages, PlatformFile, Records, Rule, Rules
from spiders.structured import product_fields

MOST_RECORDS = 1000
MOST_LINKS = 2000
# Goods before further lists: a sweep that is cut short has seen goods. The next page goes in before the
# listings of this one and waits its turn among them: always one page ahead, and never all pages first.
PRIORITIES = {"next": 10, "listing": 10, "list": 0}
_TEXTS = (
    "article", "brand", "seller", "seller_id", "seller_credit_code", "category", "description", "origin",
    "ships_from",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """An address to follow, and what kind of page the platform file expects there."""

    url: str
    kind: str


@dataclass(frozen=True, slots=True)
class Flaw:
    """A record that is not what the platform file was written for."""

    url: str
    detail: str
    found: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page gave.

    `origins`: of each listing, then of each flaw, the rule and the layer that gave a field.
    `kind`: what the page was judged to be, where that had to be asked before it was read.
    """

    listings: tuple[Listing, ...] = ()
    links: tuple[Link, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    cut: tuple[str, ...] = ()
    origins: tuple[Mapping[str, str], ...] = ()
    title: str = ""
    kind: PageType | None = None


class _Record:
    """The values of one listing while they are gathered."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.images: tuple[str, ...] = ()
        self.layers: list[tuple[str, str]] = []
        self.origins: dict[str, str] = {}
        self.cut: list[str] = []

    def put(self, name: str, text: str) -> None:
        if len(text) > LONGEST[name]:
            self.cut.append(name)
        self.texts[name] = text[: LONGEST[name]]

    def came_from(self, name: str, rule: Rule, layer: str) -> None:
        self.layers.append((name, layer))
        self.origins[name] = rule.said if layer == rule.layer else f"{rule.said} ({layer})"


def read_page(
    platform: PlatformFile, response: TextResponse, *, captured_at: datetime, watched: Sequence[str] = ()
) -> Reading:
    """Everything a page gives; never raises for what a page says, only for a fault of a page object.

    `watched` are marks that a page read without rules may name as its brand.
    """
    if isinstance(response, JsonResponse):
        if platform.records is None or not platform.records.json_page:
            return Reading()
        page = _NO_PAGE
    else:
        page = _selector(response)
        if page.type not in ("html", "xml"):
            return Reading()
    product = Product(page, response.url, watched)
    records = list(_records(platform, response, page, product))
    read = [_listing(platform, record, source, response.url, captured_at) for record, source in records]
    cut = tuple(name for record, _ in records for name in record.cut)
    origins = sorted(zip(read, records, strict=True), key=lambda pair: isinstance(pair[0], Flaw))
    return Reading(
        origins=tuple(record.origins for _one, (record, _source) in origins),
        listings=tuple(one for one in read if isinstance(one, Listing)),
        flaws=tuple(one for one in read if isinstance(one, Flaw)),
        links=tuple(_ways_on(platform, response, page, fruitful=bool(read))),
        cut=cut,
        title=clean(page.css("title::text").get("")),
        kind=product.kind if platform.listing.generic else None,
    )


_NO_PAGE = Selector(text="<html></html>")


def _ways_on(
    platform: PlatformFile, response: TextResponse, page: Selector, *, fruitful: bool
) -> Iterator[Link]:
    """The page's links, and the next page where it is to be counted."""
    links = list(_links(platform, page, _base(response.url, page)))
    yield from links
    if platform.pages is None or id_in(response.url, platform.listing.url):
        return
    goods = fruitful or any(link.kind == "listing" for link in links)
    state = _once(lambda: _state(platform.pages, response, page))
    onward = next_page(platform.pages, response.url, fruitful=goods, state=state)
    if onward and usable(onward) and len(onward) <= 2000:
        yield Link(plain_url(onward, platform.drop_params), "next")


def _state(rules: Records | Pages | None, response: TextResponse, page: Selector) -> Any:
    """The JSON in which records or a cursor are."""
    if rules is None:
        return None
    if rules.json_page:
        return embedded.decoded(response.text)
    if rules.json_in:
        return embedded.inside(page, rules.json_in)
    return embedded.after(response.text, rules.json_after or "")


def _selector(response: TextResponse) -> Selector:
    try:
        return response.selector
    except ValueError:  # raised by the library over a <base> that is no address, which says nothing
        return Selector(text=response.text, type="html")


def _base(url: str, page: Selector) -> str:
    """What the page's links start from; a base that is no address is none."""
    said = joined(url, page.css("base::attr(href)").get(""))
    return said if usable(said) else url


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def id_in(url: str, pattern: str | None) -> str:
    """The canonical id in a listing's address; empty where the address is not a listing's."""
    found = _compiled(pattern).search(url[:2000]) if pattern else None
    return found["id"] or "" if found else ""


def _records(
    platform: PlatformFile, response: TextResponse, page: Selector, product: Product
) -> Iterator[tuple[_Record, Source]]:
    """The listings of this page with their sources: the records of a list, or the page's own."""
    own = bool(platform.listing.url and id_in(response.url, platform.listing.url))
    schema = _once(lambda: product_fields(page, response.url))
    if platform.records is not None and not own:
        rules: Mapping[str, Rules] = platform.records.fields or platform.listing.fields
        for node, data in _nodes(platform, response, page):
            source = Source(node=node, page=page, text=lambda: response.text, record=data)
            yield _overridden(platform, _gathered(rules, source, response.url), source, response.url), source
        return
    source = Source(
        node=page, page=page, text=lambda: response.text, schema=schema, generic=lambda: product.fields
    )
    if own or (
        platform.listing.url is None and platform.records is None and _of_goods(platform, product, schema)
    ):
        record = _gathered(platform.listing.fields, source, response.url)
        yield _overridden(platform, record, source, response.url), source


def _overridden(platform: PlatformFile, record: _Record, source: Source, url: str) -> _Record:
    """The record with what the platform's page object says in place of its rules."""
    for name, texts in overrides(platform, source, url):
        if name == "images":
            record.images = tuple(dict.fromkeys(joined(url, text)[:2000] for text in texts))[:MOST_IMAGES]
        else:
            record.put(name, texts[0])
        record.layers = [pair for pair in record.layers if pair[0] != name] + [(name, LAYER)]
        record.origins[name] = f"{LAYER} {platform.page_object}.{name}"
    return record


def _of_goods(platform: PlatformFile, product: Product, schema: Any) -> bool:
    """Whether a page that no address tells apart is about one piece of goods."""
    return product.kind.kind == "product" if platform.listing.generic else bool(schema())


def _once(make: Any) -> Any:
    kept: list[Any] = []

    def get() -> Any:
        if not kept:
            kept.append(make())
        return kept[0]

    return get


def _nodes(platform: PlatformFile, response: TextResponse, page: Selector) -> Iterator[tuple[Selector, Any]]:
    rules = platform.records
    if rules is None:
        return
    if rules.css is not None:
        for node in page.css(rules.css)[:MOST_RECORDS]:
            yield node, embedded.inside(node, rules.json_) if rules.json_ else None
        return
    found = embedded.at_path(_state(rules, response, page), rules.jmespath or "")
    for data in found[:MOST_RECORDS] if isinstance(found, list) else ():
        yield page, data


def _gathered(rules: Mapping[str, Rules], source: Source, url: str) -> _Record:
    record = _Record()
    for name, choices in rules.items():
        if name == "images":
            found, rule = values(choices, source)
            record.images = tuple(dict.fromkeys(joined(url, text)[:2000] for text in found))[:MOST_IMAGES]
        else:
            text, rule = value(choices, source)
            if rule:
                record.put(name, text)
        if rule:
            record.came_from(name, rule, layer_of(rule, source))
    return record


def _listing(
    platform: PlatformFile, record: _Record, source: Source, page_url: str, captured_at: datetime
) -> Listing | Flaw:
    """A listing, or what is missing in it."""
    texts = record.texts
    own = joined(page_url, texts.get("url", "")) or page_url
    url = plain_url(own, platform.drop_params)[: LONGEST["url"]]
    listing_id = _identity(platform, record, url, source)
    price = money(texts.get("price", ""), texts.get("currency", ""), platform.price)
    missing = _missing(platform, record, listing_id, price)
    if missing:
        return Flaw(url, "missing: " + ", ".join(missing), {**texts, "id": listing_id})
    named: dict[str, Any] = {name: texts.get(name, "") for name in _TEXTS}
    return Listing(
        platform=platform.key,
        id=listing_id,
        url=url,
        title=texts["title"],
        price=price,
        image_urls=tuple(image for image in record.images if image.startswith(("http://", "https://"))),
        captured_at=captured_at,
        layers=tuple(record.layers),
        **named,
    )


def _missing(platform: PlatformFile, record: _Record, listing_id: str, price: Money | None) -> list[str]:
    required = {"title", *platform.expect.required}
    absent = [
        name for name in sorted(required - {"id", "price", "url", "images"}) if not record.texts.get(name)
    ]
    absent += ["price"] if "price" in required and price is None else []
    absent += ["images"] if "images" in required and not record.images else []
    return absent + ([] if listing_id else ["id"])


def _identity(platform: PlatformFile, record: _Record, url: str, source: Source) -> str:
    """The platform's own id: from the address, from a field, or where the file says so the address itself."""
    named = id_in(url, platform.listing.url) or record.texts.get("id", "")
    if named or platform.listing.url or platform.listing.identity is None:
        return named
    return _address_id(_canonical(source.page, url, platform.drop_params))


def _canonical(page: Selector, url: str, drop: tuple[str, ...]) -> str:
    """What the page calls its own address, if that is on the same site."""
    said = plain_url(joined(url, page.css("link[rel=canonical]::attr(href)").get("")), drop)
    same = urlsplit(said).netloc == urlsplit(url).netloc
    return said if same else url


def _address_id(url: str) -> str:
    parts = urlsplit(url)
    text = parts.netloc + parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")
    return text if len(text) <= LONGEST["id"] else hashlib.sha256(text.encode()).hexdigest()


def _links(platform: PlatformFile, page: Selector, base: str) -> Iterator[Link]:
    seen: set[str] = set()
    for kind in PRIORITIES:
        selector = getattr(platform.follow, kind)
        for href in _hrefs(page, selector) if selector else ():
            url = _address(base, href, platform.drop_params)
            if (
                not url
                or url in seen
                or (kind == "listing" and platform.listing.url and not id_in(url, platform.listing.url))
            ):
                continue
            seen.add(url)
            yield Link(url, kind)
            if len(seen) >= MOST_LINKS:
                return


def _hrefs(page: Selector, selector: str) -> list[str]:
    found = page.xpath(selector) if selector.startswith("/") else page.css(selector)
    return [node.attrib.get("href", "") if hasattr(node.root, "tag") else node.get() for node in found]


def _address(base: str, href: str, drop: tuple[str, ...]) -> str:
    """An absolute web address of a link, or nothing."""
    url = plain_url(joined(base, href), drop)
    return url if href.strip() and usable(url) and len(url) <= 2000 else ""
