"""What is done on a page in the browser before it is read: scroll to the end, wake lazy pictures, flatten."""

from __future__ import annotations

import asyncio
import contextlib
import time
import weakref
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.async_api import Page, Request
from playwright.async_api import TimeoutError as PlaywrightTimeout

# A page is at its end when so many looks, over so long a time, found nothing added and nothing being
# loaded. Both count: on a busy machine time passes in which the page itself had no turn.
QUIET_LOOKS = 3
QUIET_S = 0.8
# A load that takes longer than this is taken for one that never ends (a poll, a stream).
PATIENCE_S = 8.0
LONGEST_SCROLL_S = 60.0
STEP_S = 0.1
MOST_CHARACTERS = 8 * 1024 * 1024
_LOADS = frozenset({"xhr", "fetch", "script", "document"})

_COUNT = "item => document.querySelectorAll(item).length"

# A little up and down again: what watches for its coming into view is told of a change. Two frames
# later it has been told; where no frame comes, time goes on all the same.
_SCROLL = """async item => {
  const frame = () => new Promise(done => { requestAnimationFrame(done); setTimeout(done, 250); });
  const bottom = () => document.documentElement.scrollHeight;
  window.scrollTo({top: bottom() - 2 * innerHeight, behavior: "instant"});
  await frame();
  const items = document.querySelectorAll(item);
  if (items.length) items[items.length - 1].scrollIntoView({block: "end", behavior: "instant"});
  window.scrollTo({top: bottom(), behavior: "instant"});
  await frame();
  await frame();
  return document.querySelectorAll(item).length;
}"""

# Pictures are named when they come into view: show every screenful for two frames.
_WALK = """async limit => {
  const frame = () => new Promise(done => { requestAnimationFrame(done); setTimeout(done, 250); });
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


# Pages of which a request waits for its turn at the site: our doing, no sign that a page is at its end.
_HELD_BACK: weakref.WeakKeyDictionary[Page, int] = weakref.WeakKeyDictionary()


@contextlib.contextmanager
def held_back(page: Page) -> Iterator[None]:
    """While the block lasts, something that `page` asked for waits for us."""
    _HELD_BACK[page] = _HELD_BACK.get(page, 0) + 1
    try:
        yield
    finally:
        _HELD_BACK[page] -= 1


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


async def show_everything(page: Page, item: str, most: int) -> Scrolled:
    """Scroll to the end, then bring every part into view once, so that lazy pictures are named."""
    loads, deadline = _Loads(page), time.monotonic() + LONGEST_SCROLL_S
    await _settled(page)
    while True:
        scrolled = await _scrolled(page, item, most, loads, deadline)
        await page.evaluate(_WALK, 10_000)
        if scrolled.ended != "end" or await page.evaluate(_COUNT, item) <= scrolled.items:
            return scrolled


async def show_once(page: Page) -> None:
    """Bring every part of a page that does not grow into view."""
    await _settled(page)
    await page.evaluate(_WALK, 10_000)


async def _settled(page: Page) -> None:
    """Wait for what the page asked for before we came; one that never stops asking is read as it is."""
    with contextlib.suppress(PlaywrightTimeout):
        await page.wait_for_load_state("networkidle", timeout=PATIENCE_S * 1000)


async def _scrolled(page: Page, item: str, most: int, loads: _Loads, deadline: float) -> Scrolled:
    seen = looks = 0
    grown_at = time.monotonic()
    while True:
        # While something is being loaded, scrolling would only make the page draw itself again.
        count = int(await page.evaluate(_COUNT if loads.any and seen else _SCROLL, item))
        now = time.monotonic()
        looks += 1
        if count > seen or _HELD_BACK.get(page):
            seen, looks, grown_at = max(count, seen), 0, now
        if seen >= most:
            return Scrolled(seen, "most")
        if now > deadline:
            return Scrolled(seen, "time")
        if looks >= QUIET_LOOKS and now - grown_at > (PATIENCE_S if loads.any else QUIET_S):
            return Scrolled(seen, "end")
        await asyncio.sleep(STEP_S)


async def flattened(page: Page) -> str:
    """The page's HTML with the content of its shadow roots in it.

    Raises:
        PageTooLarge: it is longer than is read.
    """
    html = await page.evaluate(_FLAT, MOST_CHARACTERS)
    if html is None:
        raise PageTooLarge(f"more than {MOST_CHARACTERS} characters")
    return str(html)
