"""Scrapy's download handler for platforms that only a browser can read: bounded, tidy, and sure to end."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import weakref
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Route
from playwright.async_api import Request as PageRequest
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
from scrapy.http import Response, TextResponse
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from domain.errors import AddressRefused
from spiders.browser_page import page_meta
from spiders.filtering_proxy import SAID_NO
from spiders.frontier import KIND, SITEMAP
from spiders.manners import MEDIA, OFF_SITE, ROBOTS, Manners, NotNow, Refused
from spiders.page_work import PREPARE, PageTooLarge, Scrolled, held_back

# Nothing on a page is worth more than this; a page that wants more is given up and tried again later.
PAGE_S = 120.0
CLOSE_S = 5.0
MOST_REQUESTS = 500
NEVER_LOADED = frozenset(
    {"media", "font", "websocket", "eventsource", "manifest", "texttrack", "other", "ping"}
)
# A page sees its pictures load; they are fetched once, later, by the pipeline that keeps them.
BLANK = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"  # noqa: E501

RouteHandler = Callable[[Route, PageRequest], Awaitable[None]]


class BrowserHandler(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]  # the library has no types
    """Pages go to the browser; robots.txt, sitemaps and pictures to the guarded HTTP handler it inherits."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawler = crawler
        self._context: dict[str, Any] = crawler.settings.getdict("MARKWARDEN_BROWSER_CONTEXT")
        self._scroll: tuple[str, int] = tuple(crawler.settings["MARKWARDEN_BROWSER_SCROLL"])
        self._page_s: float = crawler.settings.getfloat("MARKWARDEN_BROWSER_PAGE_S", PAGE_S)
        self._pages: dict[int, list[Page]] = {}
        self._turns: dict[PageRequest, tuple[Page, str, str]] = {}
        self._asked: weakref.WeakKeyDictionary[Page, int] = weakref.WeakKeyDictionary()

    async def download_request(self, request: Request) -> Response:
        if not _is_page(request):
            response: Response = await super().download_request(request)
            return response
        for name, value in page_meta(*self._scroll).items():
            request.meta.setdefault(name, value)
        try:
            async with asyncio.timeout(self._page_s):
                response = self._read(request, await self._download_request(request))
                await self._judge_landing(request, response)
                return response
        except TimeoutError:
            raise DownloadTimeoutError(f"{request.url} took over {self._page_s:g} s in the browser") from None
        except RuntimeError as error:
            if "Failed to download" not in str(error):
                raise
            raise Refused("download") from None
        except PageTooLarge as error:
            raise DownloadCancelledError(f"{request.url}: {error}") from None
        except PlaywrightError as error:
            raise _translated(request, error) from None
        finally:
            await self._close_pages(request)

    def _read(self, request: Request, response: Response) -> Response:
        """The response with what the page methods brought: the flattened page, and how it was scrolled."""
        _raise_if_proxy_said_no(request, response)
        for method in request.meta["playwright_page_methods"]:
            if isinstance(method.result, Scrolled):
                self.stats.inc_value(f"markwarden/browser/scrolled/{method.result.ended}")
            elif isinstance(method.result, str):
                response = _with_text(response, method.result)
        return response

    async def _close_pages(self, request: Request) -> None:
        for page in self._pages.pop(id(request), ()):
            self._gone(request, page)
            if not page.is_closed():
                with contextlib.suppress(PlaywrightError, TimeoutError):
                    async with asyncio.timeout(CLOSE_S):
                        await page.close()

    async def _create_browser_context(
        self, name: str, context_kwargs: dict[str, Any] | None, spider: Spider | None = None
    ) -> Any:
        # After a crash the library makes a bare context: ours has its rules every time.
        wrapper = await super()._create_browser_context(name, dict(self._context), spider)
        await wrapper.context.add_init_script(PREPARE)
        return wrapper

    async def _create_page(self, request: Request, spider: Spider) -> Page:
        page: Page = await super()._create_page(request, spider)
        self._pages.setdefault(id(request), []).append(page)
        page.on("requestfinished", functools.partial(self._finished, request))
        page.on("requestfailed", functools.partial(self._over, request, 0))
        page.on("close", functools.partial(self._gone, request))
        page.on("crash", functools.partial(self._gone, request))
        return page

    def _gone(self, request: Request, page: Page) -> None:
        """Free the places of what a closed or crashed page was still asking for."""
        for asked in [asked for asked, (whose, _, _) in self._turns.items() if whose is page]:
            self._over(request, 0, asked)

    async def _finished(self, request: Request, asked: PageRequest) -> None:
        size_bytes = 0
        with contextlib.suppress(PlaywrightError):  # the page may be gone meanwhile
            size_bytes = max((await asked.sizes())["responseBodySize"], 0)
        self._over(request, size_bytes, asked)

    def _over(self, request: Request, size_bytes: int, asked: PageRequest) -> None:
        """Free the place of what a page asked for; of the page itself as soon as its document is there."""
        if asked in self._turns:
            _page, url, token = self._turns.pop(asked)
            self._manners.landed(url, token, size_bytes)
        elif asked.resource_type == "document":
            self._manners.document_landed(request, size_bytes)

    def _make_request_handler(self, *args: Any, **kwargs: Any) -> RouteHandler:
        go_on: RouteHandler = super()._make_request_handler(*args, **kwargs)

        async def handle(route: Route, asked: PageRequest) -> None:
            verdict = self._verdict(asked) or await self._manners_say(asked)
            with contextlib.suppress(PlaywrightError):  # the page may be gone meanwhile
                if verdict == "blank":
                    await route.fulfill(status=200, content_type="image/gif", body=BLANK)
                elif verdict:
                    self.stats.inc_value(f"markwarden/browser/aborted/{verdict}")
                    await route.abort()
                else:
                    await go_on(route, asked)

        return handle

    async def _manners_say(self, asked: PageRequest) -> str:
        """Why our manners forbid what a page asks for; nothing if they do not.

        Scripts and data are under robots.txt like pages; a page may lead itself to our hosts only.
        """
        if not asked.url.startswith(("http://", "https://")):
            return ""
        leads = asked.is_navigation_request() and asked.frame.parent_frame is None
        try:
            verdict = await self._manners.judged(asked.url, page=leads)
        except (AddressRefused, NotNow) as error:
            return type(error).__name__
        if not verdict.allowed:
            return OFF_SITE if verdict.reason == OFF_SITE else "robots"
        return "" if self._is_itself(asked) else await self._turn_came(asked, verdict.delay_s)

    def _is_itself(self, asked: PageRequest) -> bool:
        """Whether this is the page that Scrapy asked for, whose turn has come already."""
        return self._asked[asked.frame.page] == 1

    async def _turn_came(self, asked: PageRequest, delay_s: float) -> str:
        """Wait for the turn of what a page asks for; nothing once it came, else why it does not."""
        try:
            with held_back(asked.frame.page):
                token = await self._manners.turn_of(asked.url, delay_s, with_place=False)
        except NotNow:
            return "spent"
        self._turns[asked] = (asked.frame.page, asked.url, token)
        return ""

    async def _judge_landing(self, request: Request, response: Response) -> None:
        """A redirect inside the browser is judged where it ended: too late for asking, not for reading."""
        if response.url != request.url:
            verdict = await self._manners.judged(response.url, page=True)
            if not verdict.allowed:
                raise Refused.by(verdict)

    @property
    def _manners(self) -> Manners:
        manners = self._crawler.get_downloader_middleware(Manners)
        if manners is None:
            raise RuntimeError("the browser goes nowhere without manners")
        return manners

    def _verdict(self, asked: PageRequest) -> str:
        """`blank`, why the request is not made, or nothing."""
        page = asked.frame.page
        self._asked[page] = self._asked.get(page, 0) + 1
        if self._asked[page] > MOST_REQUESTS:
            return "too_many"
        if asked.resource_type == "image":
            return "blank"
        return asked.resource_type if asked.resource_type in NEVER_LOADED else ""


def _is_page(request: Request) -> bool:
    meta = request.meta
    return not (meta.get(ROBOTS) or meta.get(MEDIA) or meta.get(KIND) == SITEMAP)


def _with_text(response: Response, html: str) -> Response:
    headers = response.headers.copy()
    headers["Content-Type"] = "text/html; charset=utf-8"
    if not isinstance(response, TextResponse):
        return response
    return response.replace(body=html.encode("utf-8", "replace"), headers=headers, encoding="utf-8")


def _raise_if_proxy_said_no(request: Request, response: Response) -> None:
    rule = (response.headers.get(SAID_NO) or b"").decode("latin-1")
    if rule and response.status == 403:
        parts = urlsplit(response.url)
        raise AddressRefused(parts.hostname or "", parts.port or 80, parts.hostname or "", rule)
    if rule:
        raise DownloadConnectionRefusedError(f"{request.url}: {rule}")


def _translated(request: Request, error: PlaywrightError) -> Exception:
    said = error.message.splitlines()[0][:300]
    if "ERR_TUNNEL_CONNECTION_FAILED" in said or "ERR_CONNECTION" in said:
        return DownloadConnectionRefusedError(f"{request.url}: {said}")
    if "Timeout" in said:
        return DownloadTimeoutError(f"{request.url}: {said}")
    return DownloadFailedError(f"{request.url}: {said}")
