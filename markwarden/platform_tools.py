"""What an operator does with a platform file before a sweep: draft it, and try it on a page."""

from __future__ import annotations

import contextlib
import multiprocessing
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import markwarden
from config.crawl import user_agent
from config.operator import NOBODY, OperatorSettings
from domain.errors import ConfigError, HouseError
from spiders.browser import browser_for
from spiders.drafting import draft
from spiders.extract import Reading
from spiders.manners import within
from spiders.one_page import NotAnswered, fetch_page, only_this
from spiders.page_cases import FOLDER, write_case
from spiders.plan import Plan, not_crawled
from spiders.platform import directories, find_platform, read_platform, read_platforms
from spiders.platform_rules import PlatformFile
from spiders.saved_page import SavedPage, page_in_file

ANY_SHOP = "storefront"


@dataclass(frozen=True, slots=True)
class Tried:
    """A page and what a platform file makes of it."""

    platform: PlatformFile
    page: SavedPage
    reading: Reading

    @property
    def fruitful(self) -> bool:
        """Whether the page gave a listing, or a way to some."""
        return bool(self.reading.listings or any(link.kind == "listing" for link in self.reading.links))


def platform_named(name: str, settings: OperatorSettings) -> PlatformFile:
    """The platform of a key or of a file's path.

    Raises:
        ConfigError: there is none, or it cannot be used.
    """
    places = directories(settings)
    path = Path(name)
    if path.suffix != ".yaml":
        return find_platform(name, places)
    if not path.is_file():
        raise ConfigError([f"{name}: no such file"])
    return read_platform(path, (path.parent, *places))


def platform_of(url: str, settings: OperatorSettings) -> PlatformFile:
    """The platform whose hosts an address is on, else the file for any shop."""
    places = directories(settings)
    usable, _problems = read_platforms(places)
    for platform in usable.values():
        if platform.hosts and within(url, frozenset(host.lower() for host in platform.hosts)):
            return platform
    return find_platform(ANY_SHOP, places)


def try_page(
    target: str,
    settings: OperatorSettings,
    *,
    platform: str = "",
    url: str = "",
    render: Literal["http", "browser"] | None = None,
) -> Tried:
    """What a platform file reads from a web address, or without a network from a saved page.

    Raises:
        ConfigError: the file cannot be used, or must not be crawled.
        PageUnreadable, NotAnswered: there is no page.
    """
    live = is_address(target)
    page = None if live else page_in_file(Path(target), url=url)
    address = target if page is None else page.url
    rules = platform_named(platform, settings) if platform else platform_of(address, settings)
    if page is None:
        page = live_page(rules, address, settings, render=render)
    return Tried(rules, page, page.read(rules))


def is_address(text: str) -> bool:
    return bool(re.match(r"https?://", text))


def live_page(
    platform: PlatformFile,
    url: str,
    settings: OperatorSettings,
    *,
    render: Literal["http", "browser"] | None = None,
) -> SavedPage:
    """The page at `url`, asked for as a sweep of the platform would, by a process of its own.

    Raises:
        ConfigError: the platform is import only, or nobody could reach us.
        NotAnswered: it did not come: refused by robots.txt, not found, silent.
    """
    if platform.legal_basis == "import":
        raise ConfigError([f"{not_crawled(platform)}; save the page in a browser, then try the file"])
    if not platform.allow_private and settings.contact == NOBODY:
        raise ConfigError(["MARKWARDEN_CONTACT is not set: a site's owner must be able to reach you"])
    # A reactor starts once a process, and whoever asks may want more pages than one.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as child:
        answer = child.submit(_answered, only_this(platform, url, render=render), settings).result()
    if isinstance(answer, str):
        raise NotAnswered(url, answer)
    return answer


def _answered(plan: Plan, settings: OperatorSettings) -> SavedPage | str:
    """The page, or why there is none; errors with parts do not travel between processes."""
    try:
        with _browser(plan, settings) as extra:
            return fetch_page(plan, version=markwarden.__version__, contact=settings.contact, settings=extra)
    except NotAnswered as error:
        return error.reason
    except HouseError as error:
        return str(error)


@contextlib.contextmanager
def _browser(plan: Plan, settings: OperatorSettings) -> Iterator[Mapping[str, Any]]:
    if plan.render == "http":
        yield {}
        return
    agent = user_agent(markwarden.__version__, settings.contact)
    scroll = plan.platform.scroll
    with browser_for(
        plan.platform.allow_private,
        agent,
        scroll=(scroll.item, scroll.most) if scroll else ("", 0),
        unsandboxed_loopback_only=True,
    ) as extra:
        yield extra


def page_at(target: str, settings: OperatorSettings, *, url: str = "") -> SavedPage:
    """The page at a web address, fetched, or in a file.

    Raises:
        ConfigError, PageUnreadable, NotAnswered: there is no page.
    """
    if not is_address(target):
        return page_in_file(Path(target), url=url)
    return live_page(platform_of(target, settings), target, settings)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A new platform file, and the case kept beside it."""

    path: Path
    case: Path
    text: str
    reading: Reading


def draft_platform(key: str, page: SavedPage, list_page: SavedPage | None, *, folder: Path) -> Drafted:
    """Write the first draft of `KEY.yaml` into `folder`, and the page as its first case.

    Raises:
        NoGoods: the page is none of goods.
        ConfigError: there is such a file, or the draft is no good platform file.
    """
    path, case = folder / f"{key}.yaml", folder / FOLDER / key
    if path.exists() or case.exists():
        raise ConfigError([f"{path}: there is one already; choose another --key"])
    text = draft(key, page, list_page=list_page)
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    try:
        rules = read_platform(path, (folder,))
    except ConfigError:
        path.unlink()
        raise
    reading = page.read(rules)
    write_case(case / "goods", page, reading)
    if list_page is not None:
        write_case(case / "list", list_page, list_page.read(rules))
    return Drafted(path, case, text, reading)


def key_for(url: str) -> str:
    """A key made from the site's name: `shop-example` of https://www.shop.example/."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    key = re.sub(r"[^a-z0-9]+", "-", host.lower()).strip("-")
    return (key if key[:1].isalpha() else f"shop-{key}")[:60].rstrip("-")
