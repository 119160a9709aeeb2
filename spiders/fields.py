"""Fields of a listing by the rules of its platform file, each with the layer it came from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from parsel import Selector
from price_parser import Price

from domain.values import Money
from spiders import embedded
from spiders.generic.product import Found
from spiders.platform_rules import PriceRules, Rule

# Whole texts are kept as evidence, but nothing a seller writes is longer than this for good reason.
LONGEST: Mapping[str, int] = {
    "id": 200, "url": 2000, "title": 4000, "article": 200, "brand": 300, "seller": 300, "seller_id": 200,
    "seller_credit_code": 200, "category": 1000, "description": 50_000, "origin": 300, "ships_from": 300,
    "price": 100, "currency": 20,
}  # fmt: skip
MOST_IMAGES = 20
LONGEST_MATCHED = 20_000

_SPACE = re.compile(r"\s+")
_CODE = re.compile(r"\b[A-Z]{3}\b")
_SIGNS = {
    "¥": "CNY",
    "￥": "CNY",
    "元": "CNY",
    "£": "GBP",
    "€": "EUR",
    "$": "USD",
    "US$": "USD",
    "₩": "KRW",
    "HK$": "HKD",
}
# Signs several currencies share: the platform's own currency decides when it is one of these.
_SHARED = {
    "¥": {"CNY", "JPY"},
    "￥": {"CNY", "JPY"},
    "$": {"USD", "AUD", "CAD", "HKD", "SGD", "NZD", "MXN", "TWD"},
}
_LARGEST = Decimal(10) ** 13
# "1.2万", and the first of "0.5-0.8万": the unit is written once, behind the range.
_TEN_THOUSANDS = re.compile(r"^\D*\d[\d.,\s]*(?:[-–~～至]\s?\D?\s?\d[\d.,\s]*)?[万萬]")

_LABEL = """
(.//th | .//dt)[normalize-space(translate(., ':：', '')) = $label]
/following-sibling::*[self::td or self::dd][1]
"""


@dataclass(frozen=True, slots=True)
class Source:
    """What one listing is read from: its node, its own JSON, the page, and what is known without rules."""

    node: Selector
    page: Selector
    text: Callable[[], str]
    record: Any = None
    schema: Callable[[], Mapping[str, Any]] = dict
    generic: Callable[[], Mapping[str, Found]] = dict


@lru_cache(maxsize=512)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


def clean(value: Any) -> str:
    """Text in one line: no control characters, no lone surrogates, single spaces."""
    if value is None or isinstance(value, bool | dict | list):
        return ""
    text = str(value).replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    return _SPACE.sub(" ", text).strip()


def values(rules: tuple[Rule, ...], source: Source) -> tuple[list[str], Rule | None]:
    """All values that the first fruitful rule finds, and that rule."""
    for rule in rules:
        found = [text for text in map(clean, _raw(rule, source)) if text]
        if rule.re:
            found = [text for text in (_grouped(rule.re, text) for text in found) if text]
        if found:
            return found, rule
    return [], None


def value(rules: tuple[Rule, ...], source: Source) -> tuple[str, Rule | None]:
    """One value (the first, or all joined where the rule says `all`), and the rule that found it."""
    found, rule = values(rules, source)
    if rule is None:
        return "", None
    return (rule.join.join(found) if rule.all else found[0]), rule


def layer_of(rule: Rule, source: Source) -> str:
    """The layer a rule's value came from; of a value read without rules, the layer that knew it."""
    return source.generic()[rule.generic].layer if rule.generic else rule.layer


def _raw(rule: Rule, source: Source) -> list[Any]:
    if rule.const is not None:
        return [rule.const]
    if rule.css is not None:
        return _texts(source.node.css(rule.css), bare="::" not in rule.css)
    if rule.xpath is not None:
        return _texts(source.node.xpath(rule.xpath), bare=False)
    if rule.label is not None:
        return _labelled(rule.label, source.node)
    if rule.generic is not None:
        known = source.generic().get(rule.generic)
        return [] if known is None else known.value if isinstance(known.value, list) else [known.value]
    if rule.schema_ is not None:
        found = source.schema().get(rule.schema_)
        return found if isinstance(found, list) else [found]
    return _from_json(rule, source)


def _texts(found: Any, *, bare: bool) -> list[Any]:
    """Text of the nodes; for an element without ::text or ::attr, all the text inside it."""
    return [_inner(node) if bare or _is_element(node) else node.get() for node in found]


def _is_element(node: Selector) -> bool:
    return hasattr(node.root, "tag")


def _inner(node: Selector) -> str:
    return " ".join(node.xpath(".//text()").getall()) if _is_element(node) else str(node.get())


def _labelled(labels: tuple[str, ...], node: Selector) -> list[str]:
    for label in labels:
        found = node.xpath(_LABEL, label=label)
        if found:
            return [_inner(found[0])]
    return []


def _from_json(rule: Rule, source: Source) -> list[Any]:
    record = source.record
    if rule.json_in is not None:
        record = embedded.inside(source.page, rule.json_in)
    elif rule.json_after is not None:
        record = embedded.after(source.text(), rule.json_after)
    found = embedded.at_path(record, rule.jmespath or "")
    return found if isinstance(found, list) else [found]


def _grouped(pattern: str, text: str) -> str:
    found = _pattern(pattern).search(text[:LONGEST_MATCHED])
    if found is None:
        return ""
    return clean(found[1] if found.re.groups else found[0])


def money(text: str, currency: str, rules: PriceRules) -> Money | None:
    """A price as written on a page, in the major unit; None if there is no sensible number in it."""
    amount, sign = _amount(text, rules)
    if amount is None:
        return None
    if _TEN_THOUSANDS.search(text[: LONGEST["price"]]):
        amount *= 10_000
    if rules.unit == "minor":
        amount /= 100
    if not 0 <= amount < _LARGEST:
        return None
    return Money(amount.quantize(Decimal("0.01")), _currency(currency, sign, rules.currency))


def _amount(text: str, rules: PriceRules) -> tuple[Decimal | None, str]:
    # A bare number from JSON is a number: "3.499" there never means thousands.
    if re.fullmatch(r"\d{1,15}(\.\d{1,10})?", text) and rules.decimal != ",":
        try:
            return Decimal(text), ""
        except InvalidOperation:
            return None, ""
    price = Price.fromstring(text[: LONGEST["price"]], decimal_separator=rules.decimal)
    return price.amount, price.currency or ""


def _currency(named: str, sign: str, usual: str) -> str:
    code = _CODE.search(named.upper()) or _CODE.search(sign)
    if code:
        return code[0]
    for text in (named.strip(), sign):
        if text in _SIGNS:
            return usual if usual in _SHARED.get(text, ()) else _SIGNS[text]
    return usual
