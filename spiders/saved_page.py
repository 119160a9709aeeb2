"""A page as it was answered once: its address, its bytes, and what was said of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from parsel import Selector
from scrapy.http import TextResponse
from scrapy.responsetypes import responsetypes

from domain.errors import CollectError
from spiders.encodings import rightly_decoded
from spiders.extract import Reading, read_page
from spiders.generic.product import Product
from spiders.page_address import saved_address
from spiders.platform_rules import PlatformFile

# As large as a page may be that is fetched.
MOST_BYTES = 8 * 1024 * 1024


class PageUnreadable(CollectError):
    """A saved page cannot be read: too large, without an address, no text."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source, self.reason = source, reason


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """One page.

    Attributes:
        content_type: as its server said, perhaps with a charset; empty where nobody knows.
        captured_at: when it was answered, if that is known.
        source: where it was found, in words: a file, or a member of an archive.
    """

    url: str
    body: bytes
    content_type: str = ""
    captured_at: datetime | None = None
    source: str = ""

    def response(self, encoding: str | None = None) -> TextResponse:
        """The page as Scrapy has it.

        Raises:
            PageUnreadable: it is no text.
        """
        headers = {b"Content-Type": (self.content_type or "text/html").encode("latin-1", "replace")}
        kind = responsetypes.from_args(headers=headers, url=self.url, body=self.body)
        if not issubclass(kind, TextResponse):
            raise PageUnreadable(self.source, f"no page of text ({self.content_type or 'unknown type'})")
        return rightly_decoded(kind(self.url, body=self.body, headers=headers), encoding)

    def read(self, platform: PlatformFile, *, watched: tuple[str, ...] = ()) -> Reading:
        """What the platform file makes of it."""
        captured_at = self.captured_at or datetime.now(UTC)
        return read_page(platform, self.response(platform.encoding), captured_at=captured_at, watched=watched)

    def product(self) -> Product:
        """What is known of it without any file."""
        response = self.response()
        return Product(response.selector, self.url)


def page_in_file(path: Path, *, url: str = "", content_type: str = "") -> SavedPage:
    """The page saved as `path`; its address is `url`, or what the page says of itself.

    Raises:
        PageUnreadable: no such file, too large, or nobody knows the address.
    """
    try:
        with path.open("rb") as file:
            body = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise PageUnreadable(str(path), f"cannot be read ({error.strerror})") from None
    return page_of(body, source=str(path), url=url, content_type=content_type)


def page_of(
    body: bytes,
    *,
    source: str,
    url: str = "",
    content_type: str = "",
    captured_at: datetime | None = None,
) -> SavedPage:
    """A page of its bytes.

    Raises:
        PageUnreadable: too large, or nobody knows the address.
    """
    if len(body) > MOST_BYTES:
        raise PageUnreadable(source, f"larger than {MOST_BYTES} bytes")
    address = url or saved_address(body)
    if not address:
        raise PageUnreadable(source, "no address: none in the page itself, so name it")
    return SavedPage(
        url=address, body=body, content_type=content_type, captured_at=captured_at, source=source
    )


def selector_of(page: SavedPage) -> Selector:
    """The page's tree."""
    return page.response().selector
