"""The goods on a page of any shop: every layer is asked, price and brand go by vote, the rest by rank."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from parsel import Selector

from spiders.generic import labels, signs, states
from spiders.generic.amounts import amounts, bare_amounts, currency_of
from spiders.generic.heading import Heading, heading_of, name_of
from spiders.generic.outline import Outline
from spiders.generic.page_type import PageType, page_type
from spiders.generic.prices import Candidate, price_candidates
from spiders.structured import json_ld_fields, microdata_fields

# How much each layer's word weighs in the votes; set by hand on half of the shops of the development pages.
PRICE_WEIGHT: Final = {"json-ld": 3.0, "microdata": 2.6, "opengraph": 1.2, "state": 1.5}
BRAND_WEIGHT: Final = {
    "json-ld": 3.0,
    "microdata": 2.6,
    "opengraph": 2.4,
    "label": 2.8,
    "class": 2.0,
    "watched": 1.6,
    "state": 1.5,
}
# Texts between the heading and a number printed with the goods; further down other goods begin.
NEAR_HEADING: Final = 100
MOST_DOM_WEIGHT: Final = 3.0
_BYLINE: Final = re.compile(
    r"(?i)^(?:visit the|visita lo store di|visita la tienda de|visite a loja|bezoek de|"
    r"odwiedź sklep|besuche(?:n sie)? den|visita lo|visita la tienda de|visitez la boutique|by|"
    r"von|di|de|brand|marke|marca|marque|"
    r"shop all|more from|see all|производитель|бренд|品牌)\s*[:：]?\s+|\s*(?:-?\s?store|-shop|®|™)$"
)
_DIGIT: Final = re.compile(r"\d")
_LABELLED: Final = re.compile(
    r"^[^:：]{0,40}\b(?:brand|marke|marque|marca|merk|značka|znamka|бренд|品牌)\s*[:：]\s*", re.I
)
_BRAND_ADDRESS: Final = re.compile(
    r"(?i)(?:brand|marke|marca|marque|manufacturer|hersteller|fabricante|proizvajalec|znacka)s?[/=_-]"
)
_FOLD: Final = re.compile(r"[\W_]+")
_NUMBERED: Final = re.compile(
    r"(?i)(?:/dp/|/itm/(?:[^/]+/)?|/gp/product/)([A-Z0-9]{8,14})|[?&](?:id|itemId|pid|product_id|"
    r"goods_id|offerId|skuId)=(\w{3,30})"
)
_LAST_NUMBER: Final = re.compile(r"(?i)(?:^|[/_.\-])(?:p(?=\d))?([a-z]{0,3}\d{4,20})(?=$|[/_.\-])")


@dataclass(frozen=True, slots=True)
class Found:
    """A value, and the layer (or layers, joined by +) that gave it."""

    value: Any
    layer: str


@dataclass(frozen=True)
class Product:
    """What a page of an unknown shop says of its goods; each part is read when it is first asked for.

    `watched` are the marks watched: a name that begins with one is by that brand, or pretends to be.
    """

    page: Selector
    url: str
    watched: Sequence[str] = ()

    @cached_property
    def outline(self) -> Outline:
        return Outline(self.page, self.url)

    @cached_property
    def structured(self) -> Mapping[str, Mapping[str, Any]]:
        """The fields of each layer of structured data that names goods."""
        found = {
            "json-ld": json_ld_fields(self.page, self.url),
            "microdata": microdata_fields(self.page, self.url),
        }
        return {layer: fields for layer, fields in found.items() if fields}

    @cached_property
    def opengraph(self) -> Mapping[str, Any]:
        """What the head's meta elements say of goods."""
        meta = self.outline.meta
        names = {
            "price": (
                "product:sale_price:amount",
                "product:price:amount",
                "og:price:amount",
                "twitter:data1",
            ),
            "currency": ("product:price:currency", "og:price:currency"),
            "brand": ("product:brand", "og:brand", "brand"),
            "article": ("product:retailer_item_id", "product:retailer_part_no", "product:sku"),
            "description": ("og:description", "description"),
            "images": ("og:image",),
        }
        found = {name: next((meta[key] for key in keys if meta.get(key)), "") for name, keys in names.items()}
        return {name: value for name, value in found.items() if value}

    @cached_property
    def state(self) -> Mapping[str, Any]:
        """What the page's scripts start from says of goods named like the page."""
        gathered: dict[str, Any] = {}
        for name, data in states.states(self.page):
            for field, value in states.fields_of(
                data, title=self.heading.text or self.outline.title, url=self.url
            ).items():
                gathered.setdefault(field, value)
                gathered.setdefault("layer", f"state {name}")
        return gathered

    @cached_property
    def heading(self) -> Heading:
        return heading_of(self.outline, known=self._schema("title"))

    @cached_property
    def candidates(self) -> Sequence[Candidate]:
        """The amounts the page shows, likeliest first."""
        return price_candidates(self.outline, self.heading)

    @cached_property
    def fields(self) -> Mapping[str, Found]:
        """Every field that was found."""
        name, layer = name_of(self.heading, self.outline, schema=self._schema("title"))
        found = {
            "title": Found(name, layer),
            "id": Found(number_in_address(self.url), "address"),
            **self._price(),
        }
        found["brand"] = self._brand()
        found["article"] = self._article_found
        for field in ("seller", "category", "description", "origin", "images"):
            found[field] = self._first(field)
        for field in ("seller_id", "seller_credit_code", "ships_from"):
            found[field] = Found(self.state.get(field, ""), self.state.get("layer", ""))
        return {field: one for field, one in found.items() if one.value}

    @property
    def printed(self) -> str:
        """The article number, empty where there is none."""
        return str(self._article_found.value)

    @property
    def labelled_brand(self) -> bool:
        """Whether the page prints a brand with a label."""
        return bool(self._labelled_brands)

    @cached_property
    def kind(self) -> PageType:
        """What kind of page this is, with the evidence."""
        return page_type(self)

    def _schema(self, field: str) -> str:
        return next((str(fields[field]) for fields in self.structured.values() if fields.get(field)), "")

    def _first(self, field: str) -> Found:
        for layer, fields in (*self.structured.items(), ("opengraph", self.opengraph)):
            if fields.get(field):
                return Found(fields[field], layer)
        return Found(self.state.get(field, ""), self.state.get("layer", ""))

    def _price(self) -> dict[str, Found]:
        """The amount most voices name; each layer of data has one, the page's own texts have several."""
        votes: dict[Decimal, dict[str, float]] = {}
        currencies: dict[Decimal, str] = {}
        for layer, fields in (*self.structured.items(), ("opengraph", self.opengraph)):
            for value, currency in _said(fields):
                votes.setdefault(value, {})[layer] = PRICE_WEIGHT[layer]
                currencies.setdefault(value, currency)
        for value, currency, weight in self._shown():
            votes.setdefault(value, {}).setdefault("dom", weight)
            currencies[value] = currencies.get(value) or currency
        if not votes or max(sum(voices.values()) for voices in votes.values()) < 1.0:
            for value, currency in _said(self.state):
                votes.setdefault(value, {})["state"] = PRICE_WEIGHT["state"]
                currencies.setdefault(value, currency)
        if not votes:
            return {}
        value = max(votes, key=lambda one: sum(votes[one].values()))
        layer = "+".join(votes[value])
        currency = currencies[value] or next((c for c in currencies.values() if c), "")
        return {"price": Found(f"{value:f}", layer), "currency": Found(currency, layer)}

    def _shown(self) -> Iterable[tuple[Decimal, str, float]]:
        """(amount, currency, weight) of the likeliest texts; three points below the best weigh nothing."""
        best = self.candidates[0].score if self.candidates else 0.0
        for one in self.candidates[:20]:
            nearness = 1 - (best - one.score) / 3
            weight = min(MOST_DOM_WEIGHT, one.score / 2) * nearness
            if nearness > 0 and weight > 0.1:
                yield one.amount.value, one.amount.currency, weight

    def _brand(self) -> Found:
        votes: dict[str, dict[str, float]] = {}
        spelt: dict[str, str] = {}
        for layer, said in self._brand_voices():
            name = _LABELLED.sub("", said)
            folded = _FOLD.sub("", name.casefold())
            if folded and len(name) <= 60:
                votes.setdefault(folded, {})[layer] = BRAND_WEIGHT[layer]
                spelt.setdefault(folded, name)
        if not votes:
            return Found("", "")
        heading = _FOLD.sub("", f"{self.heading.text} {self._schema('title')}".casefold())
        best = max(votes, key=lambda one: sum(votes[one].values()) + 1.0 * (one in heading))
        return Found(spelt[best], "+".join(votes[best]))

    def _brand_voices(self) -> Iterable[tuple[str, str]]:
        for layer, fields in (*self.structured.items(), ("opengraph", self.opengraph)):
            yield layer, str(fields.get("brand", ""))
        yield from (("label", one.value) for one in self._labelled_brands[:1])
        yield from (("class", name) for name in self._bylines()[:1])
        name = self.heading.text.casefold()
        yield from (("watched", mark) for mark in self.watched if mark and name.startswith(mark.casefold()))
        if self.state:
            yield "state", str(self.state.get("brand", ""))

    @cached_property
    def _labelled_brands(self) -> Sequence[labels.Labelled]:
        return labels.brands(self.outline, self.heading)

    def _bylines(self) -> list[str]:
        """Short texts near the heading in elements called a brand, the nearest first."""
        found = []
        for text in self.outline.texts[max(self.heading.at - 25, 0) : self.heading.at + 40]:
            element, own = text.element, 0
            for _level in range(2):
                own |= signs.of(element) if element is not None and element not in self.heading.around else 0
                element = element.getparent() if element is not None else None
            if text.element.tag == "a" and _BRAND_ADDRESS.search(text.element.get("href", "")):
                own |= signs.BRAND
            name = _BYLINE.sub("", _BYLINE.sub("", text.text)).strip(" :：")
            if (
                own & signs.BRAND
                and not own & signs.ASIDE
                and 1 < len(name) <= 40
                and name != self.heading.text
            ):
                found.append((abs(text.at - self.heading.at), name))
        return [name for _away, name in sorted(found)]

    @cached_property
    def _article_found(self) -> Found:
        """The article number: what page and data agree on, else what is printed close behind the heading."""
        given = {
            layer: str(fields["article"])
            for layer, fields in (*self.structured.items(), ("opengraph", self.opengraph))
            if _DIGIT.search(str(fields.get("article", "")))
        }
        printed = labels.articles(self.outline, self.heading)
        shown = {_FOLD.sub("", one.value.casefold()) for one in printed}
        for layer, value in given.items():
            if _FOLD.sub("", value.casefold()) in shown:
                return Found(value, f"{layer}+label")
        near = [one for one in printed if one.rank and 0 <= one.at - self.heading.at <= NEAR_HEADING]
        if near:
            return Found(near[0].value, "label")
        if given:
            layer, value = next(iter(given.items()))
            return Found(value, layer)
        if printed:
            return Found(printed[0].value, "label")
        return Found(self.state.get("article", ""), self.state.get("layer", ""))


def number_in_address(url: str) -> str:
    """The number by which an address names its goods; empty where it has none."""
    named = _NUMBERED.search(url)
    if named:
        return named[1] or named[2]
    # "-p400105394": the letter says that a number of goods follows; "/M67296549" is one.
    numbers = _LAST_NUMBER.findall(
        url.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0].removesuffix(".html").removesuffix(".htm")
    )
    return numbers[-1] if numbers else ""


def _said(fields: Mapping[str, Any]) -> list[tuple[Decimal, str]]:
    text = str(fields.get("price", ""))[:60]
    found = amounts(text) or bare_amounts(text)
    return (
        [(found[0].value, currency_of(str(fields.get("currency", ""))) or found[0].currency)] if found else []
    )
