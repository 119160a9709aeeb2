"""What is done on a page in the browser before it is read: scroll to the end, wake lazy pictures, flatten."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from playwright.async_api import Page, Request

# A page is at its end when nothing was added and nothing was being loaded for so long.
QUIET_S = 0.8
# A load that takes longer than this is taken for one that never ends (a poll, a stream).
PATIENCE_S = 8.0
LONGEST_SCROLL_S = 60.0
STEP_S = 0.1
MOST_CHARACTERS = 8 * 1024 * 1024
_LOADS = frozenset({"xhr", "fetch", "script", "document"})

_COUNT_AND_SCROLL = """item => {
  const items = document.querySelectorAll(item);
  const last = items[items.length - 1];
  if (last) last.scrollIntoView({block: "end", behavior: "instant"});
  window.scrollTo({top: document.documentElement.scrollHeight, behavior: "instant"});
  return items.length;
}"""

# Pictures are named when they come into view: show every screenful for two frames.
_WALK = """async limit => {
  const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done, 15)));
  const until = Date.now() + limit;
  for (let y = 0; y < document.documentElement.scrollHeight && Date.now() < until; y += innerHeight) {
    window.scrollTo({top: y, behavior: "instant"});
    await frame();
    await frame();
  }
}"""

# getHTML writes shadow roots as <template shadowrootmode> where they stand, nested ones too.
_FLAT = """most => {
  const roots = [];
  const gather = node => {
    for (const element of node.querySelectorAll("*")) {
      if (element.shadowRoot) { roots.push(element.shadowRoot); gather(element.shadowRoot); }
    }
  };
  gather(document);
  const html = document.documentElement.getHTML({shadowRoots: roots});
  return html.length > most ? null : "<!DOCTYPE html><html>" + html + "</html>";
}"""

# Closed shadow roots are read like open ones; WebRTC is the one way round a proxy that a page has.
PREPARE = """(() => {
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) { return attach.call(this, {...init, mode: "open"}); };
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"]) delete window[name];
})();"""


class PageTooLarge(Exception):
    """The page, with its shadow roots, has more text than is read."""


@dataclass(frozen=True, slots=True)
class Scrolled:
    """How far a page was scrolled: items shown, and why it ended (`end`, `most`, `time`)."""

    items: int
    ended: str


class _Loads:
    """Requests of a page that are still under way."""

    def __init__(self, page: Page) -> None:
        self._open: set[Request] = set()
        page.on("request", self._began)
        page.on("requestfinished", self._ended)
        page.on("requestfailed", self._ended)

    def _began(self, request: Request) -> None:
        if request.resource_type in _LOADS:
            self._open.add(request)

    def _ended(self, request: Request) -> None:
        self._open.discard(request)

    @property
    def any(self) -> bool:
        return bool(self._open)


async def scroll_to_the_end(page: Page, item: str, most: int) -> Scrolled:
    """Scroll until no more of `item` come, `most` are there, or the time is over."""
    loads = _Loads(page)
    seen, deadline = -1, time.monotonic() + LONGEST_SCROLL_S
    grown_at = time.monotonic()
    while True:
        count = int(await page.evaluate(_COUNT_AND_SCROLL, item))
        now = time.monotonic()
        if count > seen:
            seen, grown_at = count, now
        if seen >= most:
            return Scrolled(seen, "most")
        if now > deadline:
            return Scrolled(seen, "time")
        if now - grown_at > (PATIENCE_S if loads.any else QUIET_S):
            return Scrolled(seen, "end")
        await asyncio.sleep(STEP_S)


async def wake_pictures(page: Page) -> None:
    """Bring every part of the page into view once, so that lazy pictures are named."""
    await page.evaluate(_WALK, 10_000)


async def flattened(page: Page) -> str:
    """The page's HTML with the content of its shadow roots in it.

    Raises:
        PageTooLarge: it is longer than is read.
    """
    html = await page.evaluate(_FLAT, MOST_CHARACTERS)
    if html is None:
        raise PageTooLarge(f"more than {MOST_CHARACTERS} characters")
    return str(html)
