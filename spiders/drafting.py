"""The first draft of a platform file: from one page of goods, and a list of goods if there is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import yaml
from parsel import Selector

from domain.errors import CollectError
from spiders.extract import id_in
from spiders.generic.product import Product, number_in_address
from spiders.links import joined
from spiders.saved_page import SavedPage
from spiders.selecting import selector_for

FIELDS: Final = (
    "title", "price", "currency", "article", "brand", "seller", "category", "description", "origin", "images",
)  # fmt: skip
# Short words of a path, such as /goods/ or /item/, are the same for all goods; names and numbers are not.
_FIXED: Final = re.compile(r"[a-z]{1,20}([-_][a-z]{1,10})?", re.I)
# A shop of few goods counts from 1.
_SHORT_NUMBER: Final = re.compile(r"/(\d{1,20})(?:\.[a-z]{2,5})?/?$")
_NEXT: Final = (
    "a[rel=next]", "link[rel=next]", "a.next", ".next a", "[class*=pagination] a[class*=next]",
    "[class*=pager] a[class*=next]",
)  # fmt: skip
_NEXT_WORDS: Final = (
    "下一页",
    "下一頁",
    "Next",
    "next",
    "次へ",
    "다음",
    "Weiter",
    "Suivant",
    "Siguiente",
    "»",
    "›",
    ">",
)


class NoGoods(CollectError):
    """A page is not about one piece of goods, so nothing can be learned from it."""

    def __init__(self, page: SavedPage, kind: str, evidence: tuple[str, ...]) -> None:
        why = f"judged to be {kind or 'nothing known'} ({'; '.join(evidence[:3]) or 'no sign of goods'})"
        super().__init__(f"{page.url}: {why}; give the page of one piece of goods")
        self.kind = kind


@dataclass(frozen=True, slots=True)
class _Rule:
    """A drafted rule, and what it was drafted from."""

    rule: object
    said: str


def draft(key: str, page: SavedPage, *, list_page: SavedPage | None = None) -> str:
    """A platform file as text, each field with a comment of what it found.

    Raises:
        NoGoods: `page` is not a page of goods.
    """
    product = page.product()
    if product.kind.kind != "product":
        raise NoGoods(page, product.kind.kind, product.kind.evidence)
    pattern = address_pattern(page.url)
    return (
        "\n".join([*_head(key, page, list_page, pattern), *_listing(product, pattern), *_foot(product)])
        + "\n"
    )


def address_pattern(url: str) -> str:
    """A pattern for addresses of goods like `url`, with the group `id`; empty where no number names them."""
    parts = urlsplit(url)
    short = _SHORT_NUMBER.search(parts.path)
    number = number_in_address(url) or (short[1] if short else "")
    if not number:
        return ""
    any_id = r"(?P<id>\d+)" if number.isdecimal() else r"(?P<id>[A-Za-z0-9]+)"
    in_query = re.search(rf"(?:^|&)([\w.-]+)={re.escape(number)}(?:&|$)", parts.query)
    if in_query and number not in parts.path:
        return rf"[?&]{re.escape(in_query[1])}={any_id}"
    before, there, _after = parts.path.rpartition(number)
    if not there:
        return ""
    steps = before.split("/")
    return "/".join([*(_step(step) for step in steps[:-1]), _tail(steps[-1]) + any_id]).replace(r"\-", "-")


def _step(step: str) -> str:
    return re.escape(step) if not step or _FIXED.fullmatch(step) else "[^/?#]+"


def _tail(text: str) -> str:
    """What stands before the number in its own step: a short word as it is, a name as anything."""
    if len(text) <= 4:
        return re.escape(text)
    edge = re.search(r"[-_.][a-z]{0,2}$", text)
    return "[^/?#]*" + re.escape(edge[0] if edge else "")


def _quoted(value: object) -> str:
    """A value in YAML on one line."""
    return (
        yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=10_000, sort_keys=False)
        .strip()
        .removesuffix("\n...")
    )


def _head(key: str, page: SavedPage, list_page: SavedPage | None, pattern: str) -> Iterator[str]:
    parts = urlsplit(page.url)
    name = parts.hostname or key
    yield f"# A first draft made from {page.url[:200]}"
    yield f"# Read it, correct it; then: markwarden platform test {key}"
    yield f"key: {key}"
    yield f"name: {_quoted({'zh': name, 'en': name})}"
    yield f"hosts: {_quoted([parts.netloc])}"
    yield "legal_basis: robots  # or api-licence, authorisation, import: a person decides"
    yield f"start: {_quoted([list_page.url if list_page else f'{parts.scheme}://{parts.netloc}/'])}"
    if list_page is None:
        yield "sitemap: true  # no list of goods was given: their addresses come from the sitemap"
    else:
        yield f"follow: {_quoted(follow_of(list_page, pattern))}"


def _listing(product: Product, pattern: str) -> Iterator[str]:
    yield "listing:"
    yield f"  url: {_quoted(pattern)}" if pattern else "  identity: address  # no number names the goods"
    yield "  fields:"
    for name in FIELDS:
        found = _rule(product, name)
        if found:
            yield f"    {name}: {_quoted(found.rule)}  # {found.said}"


def _foot(product: Product) -> Iterator[str]:
    fields = product.fields
    currency = fields["currency"].value if "currency" in fields else ""
    if currency:
        yield f"price: {_quoted({'unit': 'major', 'currency': currency})}"
    required = [name for name in ("title", "price") if name in fields]
    yield f"expect: {_quoted({'least': 1, 'required': required})}"


def _rule(product: Product, name: str) -> _Rule | None:
    """Structured data where it agrees with what was found, else the place where the page shows it."""
    found = product.fields.get(name)
    if found is None:
        return None
    said = _shown(found.value)
    named = any(str(fields.get(name, "")) == str(found.value) for fields in product.structured.values())
    rules: list[object] = [{"schema": name}] if named else []
    if selector := _place(product, name):
        rules.append({"css": selector})
    if not named:
        rules.append({"generic": name, "all": True} if name == "images" else {"generic": name})
    elif name == "images":
        rules[0] = {"schema": name, "all": True}
    return _Rule(rules[0] if len(rules) == 1 else rules, f"{found.layer}: {said}")


def _place(product: Product, name: str) -> str:
    """A selector of the element that shows a title or a price; empty for other fields."""
    if name == "title" and product.heading.element is not None:
        return selector_for(product.page, product.heading.element)
    if name == "price" and product.candidates and "dom" in product.fields["price"].layer:
        value = product.fields["price"].value
        for one in product.candidates:
            if f"{one.amount.value:f}" == value:
                return selector_for(product.page, one.element)
    return ""


def _shown(value: object) -> str:
    text = " ".join(str(value[0] if isinstance(value, list) and value else value).split())
    return text.replace("#", "").encode("utf-8", "replace").decode()[:60]


def follow_of(page: SavedPage, pattern: str) -> dict[str, str]:
    """How goods and the next page are found on a list of goods."""
    tree = page.response().selector
    follow = {}
    if onward := _next(tree):
        follow["next"] = onward
    follow["listing"] = _links_to_goods(tree, page.url, pattern)
    return follow


def _next(tree: Selector) -> str:
    for selector in _NEXT:
        if tree.css(selector):
            return selector
    for words in _NEXT_WORDS:
        path = f"//a[normalize-space()='{words}']"
        if tree.xpath(path):
            return path
    return ""


def _links_to_goods(tree: Selector, url: str, pattern: str) -> str:
    """The class that most links to goods have, or stand in, and hardly any other link does."""
    links = tree.css("a[href]")
    goods = (
        {link.root for link in links if id_in(joined(url, link.attrib["href"]), pattern)}
        if pattern
        else set()
    )
    best = ("a", 0.0)
    for selector in _candidates(goods):
        chosen = {link.root for link in tree.css(selector)}
        right = len(chosen & goods)
        score = right / len(goods) * right / max(len(chosen), 1)
        if score > best[1] + 0.01:
            best = (selector, score)
    # The pattern of the address tells goods from other links in any case.
    return best[0] if best[1] >= 0.5 else "a"


def _candidates(goods: set[object]) -> list[str]:
    """Selectors for the links themselves and for what is around them, by class."""
    found: dict[str, None] = {}
    for link in list(goods)[:200]:
        element, own = link, "a"
        for level in range(4):
            for name in (element.get("class") or "").split():  # type: ignore[attr-defined]
                if re.fullmatch(r"[A-Za-z][\w-]{1,40}", name):
                    found.setdefault(f"a.{name}" if not level else f".{name} {own}")
            element = element.getparent()  # type: ignore[attr-defined]
            if element is None:
                break
    return list(found)[:200]
