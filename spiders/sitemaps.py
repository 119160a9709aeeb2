"""Sitemaps: the pages a site itself names, read with bounds."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from io import BytesIO
from typing import NamedTuple

from lxml import etree

from config.crawl import MOST_PAGE_BYTES

# The format's own limit for one file.
MOST_URLS = 50_000


class Entry(NamedTuple):
    """An address in a sitemap; `nested` when it is another sitemap.

    `changed_before`: seconds since 1970 by which it last changed, as the sitemap says; None: it does not say.
    """

    url: str
    nested: bool
    changed_before: float | None = None


def entries(body: bytes) -> Iterator[Entry]:
    """The addresses in a sitemap or a sitemap index; nothing where it is neither."""
    found = 0
    try:
        for _event, node in etree.iterparse(
            BytesIO(_plain(body)), events=("end",), resolve_entities=False, no_network=True, recover=True
        ):
            name = etree.QName(node).localname if isinstance(node.tag, str) else ""
            if name in ("url", "sitemap"):
                url = next(((c.text or "").strip() for c in node if _named(c, "loc")), "")
                said = next(((c.text or "").strip() for c in node if _named(c, "lastmod")), "")
                node.clear()
                if url.startswith(("http://", "https://")):
                    found += 1
                    yield Entry(url[:2000], name == "sitemap", changed_before(said))
            if found >= MOST_URLS:
                return
    except etree.XMLSyntaxError:
        return


def changed_before(said: str) -> float | None:
    """The end of the moment that a `lastmod` names: a day without an hour may change until it ends.

    Without a zone the latest place on earth counts (UTC-12); what is no date says nothing.
    """
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone(timedelta(hours=-12)))
    return moment.timestamp() + (86_400 if len(said) <= len("2026-01-31") else 60)


def _named(node: etree._Element, name: str) -> bool:
    return isinstance(node.tag, str) and etree.QName(node).localname == name


def _plain(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        with gzip.open(BytesIO(body)) as unpacked:
            return unpacked.read(MOST_PAGE_BYTES)
    except (OSError, EOFError, zlib.error):
        return b""
