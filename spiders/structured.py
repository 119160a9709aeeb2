"""schema.org Product data of a page: JSON-LD, then microdata; never RDFa, which costs twelve times both."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import structlog
from extruct.jsonld import JsonLdExtractor
from extruct.w3cmicrodata import MicrodataExtractor
from parsel import Selector

from spiders.links import joined

MOST_NODES = 500
MOST_DEPTH = 12
_PRODUCT = {"product", "individualproduct", "productgroup", "productmodel"}
_OTHER_KINDS = {
    "article": "article",
    "newsarticle": "article",
    "blogposting": "article",
    "report": "article",
    "techarticle": "article",
    "itemlist": "list",
    "collectionpage": "list",
    "searchresultspage": "list",
    "offercatalog": "list",
    "productcollection": "list",
}
_TYPE = re.compile(r"\"@type\"\s*:\s*\"(?:https?://schema\.org/)?(\w+)\"")
_WORDS = re.compile(r"\w+")

Node = Mapping[str, Any]
log = structlog.get_logger(__name__)


def product_fields(page: Selector, url: str) -> dict[str, Any]:
    """The fields of the one product a page is about; empty for pages about none or about many."""
    return json_ld_fields(page, url) or microdata_fields(page, url)


def json_ld_fields(page: Selector, url: str) -> dict[str, Any]:
    """The same, from JSON-LD alone."""
    return _fields_of(_products(_json_ld(page)), page, url)


def microdata_fields(page: Selector, url: str) -> dict[str, Any]:
    """The same, from microdata alone."""
    return _fields_of(_products(_microdata(page, url)), page, url)


def _fields_of(products: Iterator[Node], page: Selector, url: str) -> dict[str, Any]:
    product = _the_one([node for node in products if node.get("name")], page)
    return {} if product is None else _fields(product, url)


def _json_ld(page: Selector) -> list[Any]:
    found: list[Any] = []
    for script in page.css('script[type="application/ld+json"]'):
        try:
            found += JsonLdExtractor().extract_items(script.root)
        except (ValueError, RecursionError) as error:
            log.debug("page.bad_json_ld", error=str(error)[:200])
    return found[:MOST_NODES]


def _microdata(page: Selector, url: str) -> list[Any]:
    if not page.css("[itemtype]"):
        return []
    try:
        items: list[Any] = MicrodataExtractor().extract_items(page.root, base_url=url)
    except (ValueError, RecursionError):
        return []
    return [_flat(item) for item in items[:MOST_NODES]]


def _flat(item: Any, depth: int = 0) -> Any:
    """Microdata in the shape of JSON-LD: properties beside the type."""
    if depth > MOST_DEPTH or not isinstance(item, dict):
        return item if not isinstance(item, list) else [_flat(part, depth + 1) for part in item]
    if "properties" not in item:
        return {key: _flat(value, depth + 1) for key, value in item.items()}
    kind = item.get("type", "")
    return {"@type": kind, **{key: _flat(value, depth + 1) for key, value in item["properties"].items()}}


def _products(value: Any, depth: int = 0) -> Iterator[Node]:
    if depth > MOST_DEPTH:
        return
    if isinstance(value, list):
        for part in value:
            yield from _products(part, depth + 1)
    elif isinstance(value, dict):
        if _types(value) & _PRODUCT:
            yield value
            return
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"):
            yield from _products(value.get(key), depth + 1)


def _types(node: Node) -> set[str]:
    kinds = node.get("@type") or ""
    return {str(kind).rsplit("/", 1)[-1].lower() for kind in (kinds if isinstance(kinds, list) else [kinds])}


def _the_one(nodes: list[Node], page: Selector) -> Node | None:
    """The product named in the page's heading: a list page has many products and is about none."""
    if len(nodes) <= 1:
        return nodes[0] if nodes else None
    heading = _words(" ".join(page.css("h1 ::text").getall()) or page.css("title::text").get(""))
    scored = sorted(
        ((_likeness(_words(_text(n.get("name"))), heading), -i) for i, n in enumerate(nodes)), reverse=True
    )
    best, place = scored[0]
    # Half the words in common: the bar by which the prototype chose among several nodes.
    return nodes[-place] if best >= 0.5 else None


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORDS.findall(text[:500])}


def _likeness(left: set[str], right: set[str]) -> float:
    return len(left & right) / len(left | right) if left and right else 0.0


def _first(value: Any) -> Any:
    return _first(value[0]) if isinstance(value, list) and value else ("" if value == [] else value)


def _text(value: Any) -> str:
    value = _first(value)
    if isinstance(value, dict):
        return _text(value.get("name") or value.get("@value") or "")
    return "" if value is None or isinstance(value, bool) else str(value).strip()


def _offer(product: Node) -> Node:
    offer = _first(product.get("offers") or {})
    if not isinstance(offer, dict):
        return {}
    inner = _first(offer.get("offers") or {})
    return {**inner, **offer} if isinstance(inner, dict) else offer


def _price(offer: Node) -> str:
    spec = _first(offer.get("priceSpecification") or {})
    inner = spec if isinstance(spec, dict) else {}
    return _text(offer.get("price")) or _text(offer.get("lowPrice")) or _text(inner.get("price"))


def _currency(offer: Node) -> str:
    spec = _first(offer.get("priceSpecification") or {})
    inner = spec if isinstance(spec, dict) else {}
    return _text(offer.get("priceCurrency")) or _text(inner.get("priceCurrency"))


def _images(value: Any, url: str) -> list[str]:
    parts = value if isinstance(value, list) else [value]
    found = (part.get("url") or part.get("contentUrl") if isinstance(part, dict) else part for part in parts)
    return [joined(url, text) for text in map(_text, found) if text]


def _fields(product: Node, url: str) -> dict[str, Any]:
    offer = _offer(product)
    values = {
        "title": _text(product.get("name")),
        "price": _price(offer),
        "currency": _currency(offer),
        "article": _text(product.get("sku")) or _text(product.get("mpn")) or _text(product.get("productID")),
        "brand": _text(product.get("brand")) or _text(product.get("manufacturer")),
        "seller": _text(offer.get("seller")),
        "category": _text(product.get("category")),
        "description": _text(product.get("description")),
        "origin": _text(product.get("countryOfOrigin")),
        "url": joined(url, _text(product.get("url"))) if product.get("url") else "",
        "images": _images(product.get("image"), url),
    }
    return {key: value for key, value in values.items() if value}


def kinds_of(page: Selector) -> Counter[str]:
    """How many nodes of structured data there are of goods, articles and lists; no field is read."""
    said = page.xpath("//script[@type='application/ld+json']/text()").getall()
    names = [name.lower() for text in said[:50] for name in _TYPE.findall(text[:500_000])]
    names += [kind.rsplit("/", 1)[-1].lower() for kind in page.xpath("//@itemtype").getall()[:500]]
    found = Counter({"product": 0, "article": 0, "list": 0})
    for name in names:
        kind = "product" if name in _PRODUCT else _OTHER_KINDS.get(name, "")
        if kind:
            found[kind] += 1
    return found
