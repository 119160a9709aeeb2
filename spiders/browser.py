"""A browser for one sweep: sandboxed Chromium, the filtering proxy before it, Scrapy's settings for both."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import structlog

from spiders.browser_page import GOTO_MS, page_meta
from spiders.chromium import SandboxForbidden, launched_chromium, require_sandbox
from spiders.filtering_proxy import Ledger, filtering_proxy

__all__ = ["browser_for", "browser_settings", "page_meta"]

# The knee on two cores: more pages at once bring no more pages a second, and 25-50 MB each.
PAGES_AT_ONCE = 4
CONNECT_MS = 30_000
VIEWPORT = {"width": 1280, "height": 1600}

log = structlog.get_logger(__name__)


def browser_settings(
    endpoint: str, *, user_agent: str, scroll: tuple[str, int] = ("", 1000)
) -> dict[str, Any]:
    """Scrapy's settings for a crawl whose pages are read in the Chromium behind `endpoint`."""
    handler = "spiders.browser_handler.BrowserHandler"
    return {
        "DOWNLOAD_HANDLERS": {
            **dict.fromkeys(("http", "https"), handler),
            **dict.fromkeys(("data", "file", "ftp", "s3")),
        },
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_CONNECT_URL": endpoint,
        "PLAYWRIGHT_CONNECT_KWARGS": {"timeout": CONNECT_MS},
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": PAGES_AT_ONCE,
        "PLAYWRIGHT_DOWNLOAD_TIMEOUT": 5_000,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": GOTO_MS,
        # The page's own headers, so that what a site sees is one consistent browser under our name.
        "PLAYWRIGHT_PROCESS_REQUEST_HEADERS": None,
        "MARKWARDEN_BROWSER_CONTEXT": context_settings(user_agent),
        "MARKWARDEN_BROWSER_SCROLL": scroll,
    }  # fmt: skip


def context_settings(user_agent: str) -> dict[str, Any]:
    """Who the browser says it is, and what its pages may not do."""
    return {
        "user_agent": user_agent,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": VIEWPORT,
        "service_workers": "block",
        "accept_downloads": False,
        "permissions": [],
        "ignore_https_errors": False,
    }


@contextlib.contextmanager
def browser_for(
    allowed: frozenset[tuple[str, int]],
    user_agent: str,
    *,
    scroll: tuple[str, int] = ("", 1000),
    unsandboxed_loopback_only: bool = False,
) -> Iterator[dict[str, Any]]:
    """Chromium and its proxy for as long as the block lasts; Scrapy's settings for it.

    Args:
        allowed: the platform file's `allow_private`.
        scroll: the platform file's `scroll`: what counts as one listing, and the most wanted.
        unsandboxed_loopback_only: where this machine forbids the sandbox, go without it, behind a
            proxy that then reaches nothing but `allowed`.

    Raises:
        BrowserMissing, SandboxForbidden, BrowserFailed: before anything is opened.
    """
    with contextlib.ExitStack() as stack:
        try:
            endpoint, ledger = _sandboxed(stack, allowed)
        except SandboxForbidden as forbidden:
            if not (unsandboxed_loopback_only and allowed):
                raise
            stack.close()
            log.warning("browser.unsandboxed", reason=str(forbidden), only=sorted(allowed))
            endpoint, ledger = _unsandboxed(stack, allowed)
        try:
            yield browser_settings(endpoint, user_agent=user_agent, scroll=scroll)
        finally:
            log.info("browser.closed", connections=ledger.passed, refused=dict(ledger.refused))


def _sandboxed(stack: contextlib.ExitStack, allowed: frozenset[tuple[str, int]]) -> tuple[str, Ledger]:
    proxy = stack.enter_context(filtering_proxy(allowed))
    endpoint = stack.enter_context(launched_chromium(proxy=proxy.url))
    require_sandbox(endpoint)
    return endpoint, proxy.ledger


def _unsandboxed(stack: contextlib.ExitStack, allowed: frozenset[tuple[str, int]]) -> tuple[str, Ledger]:
    proxy = stack.enter_context(filtering_proxy(allowed, only_allowed=True))
    return stack.enter_context(launched_chromium(proxy=proxy.url, sandbox=False)), proxy.ledger
