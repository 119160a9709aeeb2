"""What a request says to the browser about its page."""

from __future__ import annotations

from typing import Any

from scrapy_playwright.page import PageMethod

from spiders.page_work import flattened, show_everything, show_once

# The page's own limit ends it sooner; within it a page waits for the turns of what it asks for.
GOTO_MS = 110_000


def page_meta(scroll_item: str = "", most: int = 1000) -> dict[str, Any]:
    """Request meta of a page: scroll until no more `scroll_item` come or `most` are there, then read it."""
    show = PageMethod(show_everything, scroll_item, most) if scroll_item else PageMethod(show_once)
    return {
        "playwright": True,
        "playwright_page_goto_kwargs": {"wait_until": "load", "timeout": GOTO_MS},
        "playwright_page_methods": [show, PageMethod(flattened)],
    }
