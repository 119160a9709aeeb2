"""What one sweep is to do: the platform file, where to start, how far to go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlsplit

from domain.errors import ConfigError
from spiders.platform_rules import PlatformFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One sweep's task.

    `words` are what queries ask for, `marks` the brands watched, `limit` the most listings wanted (0: all),
    `only_new` after how many known listings in a row a list is left (0: never; known ones are read again).
    """

    platform: PlatformFile
    start: tuple[str, ...]
    words: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    limit: int = 0
    only_new: int = 0
    render: Literal["http", "browser"] = "http"

    @property
    def hosts(self) -> frozenset[str]:
        """Where the sweep may go: the file's hosts, else those it starts from."""
        sitemap, queries = self.platform.sitemap, self.platform.queries
        seeds = [
            *self.start,
            *([sitemap] if isinstance(sitemap, str) else []),
            *([queries.url] if queries else []),
        ]
        named = self.platform.hosts or tuple(urlsplit(url).netloc.rpartition("@")[2] for url in seeds)
        return frozenset(host.lower() for host in named)

    def queries(self) -> tuple[str, ...]:
        """Search addresses for the words, in the site's own encoding."""
        return tuple(url for _word, url in self.searches())

    def searches(self) -> tuple[tuple[str, str], ...]:
        """The words that are searched for, each with its address."""
        rules = self.platform.queries
        if rules is None:
            return ()
        encoding = self.platform.encoding or "utf-8"
        words = list(dict.fromkeys(word for word in self.words if word.strip()))[: rules.most]
        return tuple(
            (word, rules.url.replace("{query}", quote(word, encoding=encoding, errors="ignore")))
            for word in words
        )


def plan_sweep(
    platform: PlatformFile,
    *,
    start: Sequence[str] = (),
    words: Sequence[str] = (),
    marks: Sequence[str] = (),
    limit: int = 0,
    only_new: int = 0,
    render: Literal["http", "browser"] | None = None,
) -> Plan:
    """The plan of a sweep.

    Raises:
        ConfigError: there is nowhere to start, or the platform is not one to crawl.
    """
    if platform.legal_basis == "import":
        raise ConfigError([not_crawled(platform)])
    plan = Plan(
        platform=platform,
        start=tuple(start) or platform.start,
        words=tuple(words),
        marks=tuple(marks),
        limit=limit,
        only_new=only_new,
        render=render or platform.render_first,
    )
    if not plan.start and not plan.queries() and not isinstance(platform.sitemap, str):
        raise ConfigError(
            [f"{platform.key}: nowhere to start: name `start` in its file, or give --start URL"]
        )
    return plan


def not_crawled(platform: PlatformFile) -> str:
    """Why a platform is not crawled, and what to do instead."""
    why = f" ({platform.refuses.en})" if platform.refuses else ""
    return (
        f"{platform.key}: its legal basis is import: it is not crawled{why};"
        f" markwarden listings import PAGES --platform {platform.key}"
    )
