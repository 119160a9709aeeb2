"""The shape of a platform file: every key, its type and its bounds."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import jmespath
from parsel import Selector
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

# Fields a rule may fill; the names of `domain.listing.Listing`, with `images` for its picture addresses.
FIELDS = (
    "id", "url", "title", "price", "currency", "article", "brand", "seller", "seller_id",
    "seller_credit_code", "category", "description", "origin", "ships_from", "images",
)  # fmt: skip
SCHEMA_FIELDS = (
    "url", "title", "price", "currency", "article", "brand", "seller", "category",
    "description", "origin", "images",
)  # fmt: skip
# What a page of an unknown shop can be asked for.
GENERIC_FIELDS = (
    "id", "title", "price", "currency", "article", "brand", "seller", "seller_id", "seller_credit_code",
    "category", "description", "origin", "ships_from", "images",
)  # fmt: skip
CANARY_FIELDS = tuple(name for name in FIELDS if name != "images")
LAYERS = ("css", "xpath", "label", "jmespath", "schema", "generic", "const")

_BLANK = Selector(text="<html></html>")


def _readable(text: str, read: Callable[[str], object], what: str) -> str:
    try:
        read(text)
    except Exception as error:  # noqa: BLE001  # cssselect, lxml and jmespath raise unrelated types
        raise ValueError(f"not {what}: {(str(error).splitlines() or ['?'])[0]}") from None
    return text


def _path(expression: str) -> str:
    return _readable(expression, jmespath.compile, "a JMESPath expression")


def _css(selector: str) -> str:
    return _readable(selector, _BLANK.css, "a CSS selector")


def _xpath(expression: str) -> str:
    return _readable(expression, _BLANK.xpath, "an XPath expression")


def _regex(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return pattern


def _link_selector(selector: str) -> str:
    return _xpath(selector) if selector.startswith("/") else _css(selector)


def _one_or_many(value: object) -> object:
    return (value,) if isinstance(value, str | dict) else value


def _web_address(url: str) -> str:
    if not re.match(r"https?://[^/\s]+", url):
        raise ValueError("expected an address that starts with http:// or https://")
    return url


Css = Annotated[str, AfterValidator(_css)]
XPath = Annotated[str, AfterValidator(_xpath)]
Path_ = Annotated[str, AfterValidator(_path)]
Regex = Annotated[str, AfterValidator(_regex)]
LinkSelector = Annotated[str, AfterValidator(_link_selector)]
WebAddress = Annotated[str, AfterValidator(_web_address)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Name(Strict):
    zh: str
    en: str


class Rule(Strict):
    """How one field is read; exactly one of css, xpath, label, jmespath, schema, generic, const.

    `jmespath` reads the record's own JSON, or with `json_in` (CSS of an element holding JSON) or
    `json_after` (the text before the JSON, such as "window.__STATE__ =") JSON of the page.
    `label` reads the table cell or definition beside a heading with one of these texts.
    `generic` asks every layer that needs no rules: structured data, embedded state, the page itself.
    `re` keeps its first group; `all` keeps every value, joined by `join`.
    """

    css: Css | None = None
    xpath: XPath | None = None
    label: Annotated[tuple[str, ...], BeforeValidator(_one_or_many)] | None = None
    jmespath: Path_ | None = None
    schema_: Literal[SCHEMA_FIELDS] | None = Field(default=None, alias="schema")  # type: ignore[valid-type]
    generic: Literal[GENERIC_FIELDS] | None = None  # type: ignore[valid-type]
    const: str | None = None
    json_in: Css | None = None
    json_after: str | None = None
    re: Regex | None = None
    all: bool = False
    join: str = " "

    @model_validator(mode="after")
    def _exactly_one(self) -> Rule:
        layers = [
            name for name in LAYERS if getattr(self, "schema_" if name == "schema" else name) is not None
        ]
        if len(layers) != 1:
            raise ValueError(f"expected exactly one of {', '.join(LAYERS)}, found {layers or 'none'}")
        if (self.json_in or self.json_after) and self.jmespath is None:
            raise ValueError("json_in and json_after go with jmespath")
        return self

    @property
    def layer(self) -> str:
        """What the listing's provenance says of a value found by this rule."""
        if self.jmespath is not None:
            return "embedded"
        return next(n for n in LAYERS if getattr(self, "schema_" if n == "schema" else n) is not None)

    @property
    def said(self) -> str:
        """The rule in words, as a person reads it in the file."""
        name = next(n for n in LAYERS if getattr(self, "schema_" if n == "schema" else n) is not None)
        value: Any = getattr(self, "schema_" if name == "schema" else name)
        where = self.json_in or self.json_after
        shown = "|".join(value) if isinstance(value, tuple) else str(value)
        return f"{name} {shown}" + (f" of {where}" if where else "")


Rules = Annotated[tuple[Rule, ...], BeforeValidator(_one_or_many), Field(min_length=1, max_length=8)]


class ListingRules(Strict):
    """A listing's address (its group `id` is the canonical id) and fields; the first rule that finds wins.

    `identity: address` is for pages without an id of any kind: their canonical address is one.
    """

    url: Regex | None = None
    identity: Literal["address"] | None = None
    fields: dict[Literal[FIELDS], Rules] = Field(default_factory=dict)  # type: ignore[valid-type]

    @property
    def generic(self) -> bool:
        """Whether any field is read without rules: then the page must be one of goods."""
        return any(rule.generic for rules in self.fields.values() for rule in rules)

    @field_validator("url")
    @classmethod
    def _names_the_id(cls, pattern: str | None) -> str | None:
        if pattern is not None and "id" not in re.compile(pattern).groupindex:
            raise ValueError("expected a group (?P<id>…) for the canonical id")
        return pattern


class Records(Strict):
    """Many listings on one page: nodes by `css`, perhaps each with JSON in `json`; or the page's JSON.

    `json_page`: the whole answer is JSON, as of a shop's own API.

    Without `fields` of its own a record is read by the fields of `listing`.
    """

    css: Css | None = None
    json_: Css | None = Field(default=None, alias="json")
    json_in: Css | None = None
    json_after: str | None = None
    json_page: bool = False
    jmespath: Path_ | None = None
    fields: dict[Literal[FIELDS], Rules] = Field(default_factory=dict)  # type: ignore[valid-type]

    @model_validator(mode="after")
    def _nodes_or_paths(self) -> Records:
        if (self.css is None) == (self.jmespath is None):
            raise ValueError("expected css (nodes) or jmespath (elements of embedded JSON), one of them")
        if self.jmespath is not None and not (self.json_in or self.json_after or self.json_page):
            raise ValueError("jmespath needs json_in, json_after or json_page: where the JSON stands")
        return self


class Follow(Strict):
    """Links to follow: further lists, the next page, listings."""

    list: LinkSelector | None = None
    next: LinkSelector | None = None
    listing: LinkSelector | None = None


class Pages(Strict):
    """How the next page of a list is found where no link leads to it.

    Numbered: `param` of the address, or `path`, a pattern with a group `n`; from `first` by `step`.
    By cursor: `cursor` is where the page's JSON holds it, `param` where it goes. At most `most` pages.
    """

    param: str | None = Field(default=None, pattern=r"^[\w.\[\]-]{1,60}$")
    path: Regex | None = None
    cursor: Path_ | None = None
    json_in: Css | None = None
    json_after: str | None = None
    json_page: bool = False
    first: int = Field(default=1, ge=0, le=1_000_000)
    step: int = Field(default=1, ge=1, le=10_000)
    most: int = Field(default=50, ge=1, le=10_000)

    @model_validator(mode="after")
    def _one_way(self) -> Pages:
        if (self.param is None) == (self.path is None):
            raise ValueError("expected param (of the address) or path (a pattern), one of them")
        if self.path is not None and "n" not in re.compile(self.path).groupindex:
            raise ValueError("path: expected a group (?P<n>…) for the page's number")
        stands = bool(self.json_in or self.json_after or self.json_page)
        if (self.cursor is not None) != stands or (self.cursor and self.param is None):
            raise ValueError("cursor goes with param and one of json_in, json_after, json_page")
        return self


class Queries(Strict):
    """A search address with {query}; asked for the words of the rights watched, at most `most` of them."""

    url: WebAddress
    most: int = Field(default=200, ge=1, le=100_000)

    @field_validator("url")
    @classmethod
    def _has_a_place(cls, url: str) -> str:
        if "{query}" not in url:
            raise ValueError("expected {query} where the words go")
        return url


class PriceRules(Strict):
    """`unit: minor`: fen or cents; `currency`: where pages name none; `decimal`: their decimal mark."""

    unit: Literal["major", "minor"] = "major"
    currency: str = Field(default="CNY", pattern=r"^[A-Z]{3}$")
    decimal: Literal[".", ","] | None = None


class Budget(Strict):
    """Requests a second and in any 24 hours, and how many at once; a whole site's, all processes together.

    `bytes_per_day`: of its answers, in any 24 hours. `hours`: when it may be asked at all, such as
    "22:00-06:00", in the operator's time zone.
    """

    per_second: float = Field(default=1.0, gt=0, le=1000)
    per_day: int = Field(default=20_000, ge=1, le=10_000_000)
    concurrency: int = Field(default=2, ge=1, le=32)
    bytes_per_day: int = Field(default=5_000_000_000, ge=1, le=10_000_000_000_000)
    hours: str | None = Field(default=None, pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")

    @field_validator("hours")
    @classmethod
    def _some_hours(cls, hours: str | None) -> str | None:
        if hours is not None and hours[:5] == hours[6:]:
            raise ValueError('expected two different times, such as "22:00-06:00"')
        return hours

    @property
    def hours_s(self) -> tuple[int, int] | None:
        """From and to in seconds of the day."""
        if self.hours is None:
            return None
        begins, ends = (int(part[:2]) * 3600 + int(part[3:]) * 60 for part in self.hours.split("-"))
        return begins, ends


# What a public site is never asked for more than, whatever a file says; loopback may be.
PUBLIC_MOST = Budget(per_second=10, per_day=500_000, concurrency=8)


class Expect(Strict):
    """What a whole sweep must bring, and what every listing must have."""

    least: int = Field(default=1, ge=0)
    most: int | None = Field(default=None, ge=1)
    required: tuple[Literal[FIELDS], ...] = ("title",)  # type: ignore[valid-type]


class Canary(Strict):
    """A page of goods whose values a person knows; read in every sweep, and an alert if it says otherwise."""

    url: WebAddress
    expect: dict[Literal[CANARY_FIELDS], str] = Field(min_length=1)  # type: ignore[valid-type]


class Scroll(Strict):
    """A browser page that loads more while it is scrolled: what counts as one listing, and when to stop."""

    item: Css
    most: int = Field(default=1000, ge=1, le=10_000)


def _loopback_pair(value: object) -> tuple[str, int]:
    """("127.0.0.1", 8123) of "127.0.0.1:8123"."""
    host, _, port = str(value).rpartition(":")
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if not (port.isdecimal() and 0 < int(port) < 65536) or bare not in ("127.0.0.1", "::1"):
        raise ValueError("expected exactly 127.0.0.1:PORT or [::1]:PORT")
    return str(ipaddress.ip_address(bare)), int(port)


class PlatformFile(Strict):
    """One platform, as its file (and the files it extends) describe it."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,59}$")
    name: Name
    legal_basis: Literal["robots", "api-licence", "authorisation", "import"]
    hosts: tuple[Annotated[str, Field(pattern=r"^[A-Za-z0-9.\-\[\]:]{1,260}$")], ...] = ()
    render: Literal["http", "browser", "auto"] = "http"
    start: tuple[WebAddress, ...] = ()
    sitemap: bool | WebAddress = False
    queries: Queries | None = None
    pages: Pages | None = None
    page_object: str | None = Field(default=None, pattern=r"^[A-Za-z_]\w{0,60}$")
    follow: Follow = Follow()
    listing: ListingRules = ListingRules()
    records: Records | None = None
    price: PriceRules = PriceRules()
    encoding: str | None = None
    drop_params: tuple[str, ...] = ()
    budget: Budget = Budget()
    schedule: str | None = None
    expect: Expect = Expect()
    scroll: Scroll | None = None
    refuses: Name | None = None
    verified_on: str | None = Field(default=None, min_length=10, max_length=300)
    unverified: bool = False
    canaries: Annotated[tuple[Canary, ...], Field(max_length=20)] = ()
    allow_private: frozenset[Annotated[tuple[str, int], BeforeValidator(_loopback_pair)]] = frozenset()
    path: Path = Path()

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, name: str | None) -> str | None:
        if name is not None:
            try:
                "".encode(name)
            except LookupError:
                raise ValueError("not an encoding that Python knows") from None
        return name

    @field_validator("schedule")
    @classmethod
    def _five_fields(cls, cron: str | None) -> str | None:
        if cron is not None and len(cron.split()) != 5:
            raise ValueError('expected five cron fields, such as "30 3 * * *"')
        return cron

    @model_validator(mode="after")
    def _unverified_is_not_crawled(self) -> PlatformFile:
        if self.unverified and self.legal_basis != "import":
            raise ValueError("unverified: a file that read no real page is `legal_basis: import` only")
        if self.unverified and self.verified_on:
            raise ValueError("unverified: verified_on says the contrary")
        if self.refuses and self.legal_basis not in ("import", "api-licence"):
            raise ValueError("refuses: such a platform has `legal_basis: import` or api-licence")
        return self

    @model_validator(mode="after")
    def _loopback_or_modest(self) -> PlatformFile:
        if not self.allow_private:
            for name in ("per_second", "per_day", "concurrency"):
                most: Any = getattr(PUBLIC_MOST, name)
                if getattr(self.budget, name) > most:
                    raise ValueError(f"budget: {name} of a public site is at most {most}")
        return self

    @property
    def render_first(self) -> Literal["http", "browser"]:
        """How pages are asked for where nothing else was decided: `auto` prefers HTTP."""
        return "browser" if self.render == "browser" else "http"

    @property
    def name_shown(self) -> dict[str, str]:
        return {"zh-hans": self.name.zh, "en": self.name.en}
