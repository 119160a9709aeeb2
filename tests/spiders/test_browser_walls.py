"""What a hostile page tries, and what comes of it: nothing."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Error, Page

from tests.spiders.hostile import WAYS, Hostile, hostile_site

pytestmark = pytest.mark.browser

# Waits in the page until two frames and a network round trip through the proxy are over.
ROUND = "async () => { for (let i = 0; i < 3; i++) await fetch('/round').then(r => r.text()); }"


@pytest.fixture(scope="module")
def hostile() -> Iterator[Hostile]:
    """A hostile site and its neighbour."""
    with hostile_site() as site:
        yield site


def test_no_way_leads_to_another_port_of_loopback(
    hostile: Hostile, crawler_page: Callable[[int], Page]
) -> None:
    """Fetch, frame, picture, socket, beacon, worker, form, navigation, new window, hint: none reaches it."""
    page = crawler_page(hostile.port)
    for way in WAYS:
        page.goto(f"{hostile.url}/{way}")
        page.goto(f"{hostile.url}/after-{way}")
        page.evaluate(ROUND)
    assert {f"/{way}" for way in WAYS} <= set(hostile.asked)
    assert hostile.leaked == []


def test_the_neighbour_is_there_to_be_reached(browser_page_factory: Callable[[int], Page]) -> None:
    """A neighbour is reached where its port is excepted: the walls made the difference."""
    with hostile_site() as other:
        page = browser_page_factory(other.secret)
        page.goto(f"http://127.0.0.1:{other.secret}/allowed")
        assert "/allowed" in other.leaked


def test_a_redirect_to_another_port_is_not_followed(
    hostile: Hostile, crawler_page: Callable[[int], Page]
) -> None:
    """A redirect by the server ends at the proxy."""
    page = crawler_page(hostile.port)
    answer = page.goto(f"{hostile.url}/redirect")
    assert answer is not None
    assert (answer.status, hostile.leaked) == (403, [])


def test_local_files_are_not_opened(hostile: Hostile, crawler_page: Callable[[int], Page]) -> None:
    """A page cannot go to file: addresses, nor read them."""
    page = crawler_page(hostile.port)
    page.goto(f"{hostile.url}/plain")
    page.evaluate("location = 'file:///etc/passwd'")
    page.evaluate(ROUND)
    assert page.url == f"{hostile.url}/plain"


def test_service_workers_are_blocked(hostile: Hostile, crawler_page: Callable[[int], Page]) -> None:
    """No service worker is registered, so none answers in the site's place later."""
    page = crawler_page(hostile.port)
    page.goto(f"{hostile.url}/plain")
    page.evaluate("navigator.serviceWorker && navigator.serviceWorker.register('/worker.js')")
    page.evaluate(ROUND)
    assert "/worker.js" not in hostile.asked


def test_downloads_are_refused(hostile: Hostile, crawler_page: Callable[[int], Page]) -> None:
    """A page that is a download opens nothing and leaves no file."""
    page = crawler_page(hostile.port)
    with page.expect_download() as download, pytest.raises(Error, match=r"Download|ERR_ABORTED"):
        page.goto(f"{hostile.url}/download")
    assert download.value.failure() is not None


def test_webrtc_sends_nothing(hostile: Hostile, crawler_page: Callable[[int], Page]) -> None:
    """A page finds no WebRTC; a frame's fresh window gets no packet past the proxy either."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        ear.setblocking(False)
        page = crawler_page(hostile.port)
        page.goto(f"{hostile.url}/plain")
        assert page.evaluate("typeof RTCPeerConnection") == "undefined"
        page.evaluate(GATHER, f"stun:127.0.0.1:{ear.getsockname()[1]}")
        with pytest.raises(BlockingIOError):
            ear.recv(2000)


GATHER = """async server => {
  const frame = document.body.appendChild(document.createElement("iframe"));
  const Connection = frame.contentWindow.RTCPeerConnection;
  if (!Connection) return "none";
  const one = new Connection({iceServers: [{urls: server}]});
  one.createDataChannel("x");
  await one.setLocalDescription(await one.createOffer());
  if (one.iceGatheringState !== "complete")
    await new Promise(done => { one.onicegatheringstatechange = () => one.iceGatheringState === "complete" && done(); setTimeout(done, 3000); });
  return one.localDescription.sdp;
}"""  # noqa: E501
