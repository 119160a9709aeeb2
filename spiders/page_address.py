"""The address of a page that lies in a file: what the program that saved it, or the page itself, says."""

from __future__ import annotations

import html
import re
from typing import Final

from spiders.links import usable

# These stand near the top; a page's own head is seldom longer.
MOST_SEARCHED: Final = 300_000

# Chromium, Edge and Firefox write the first; the SingleFile add-on the second.
_SAVED_FROM: Final = re.compile(rb"saved from url=\(\d{4}\)(\S{1,2000})")
_SINGLE_FILE: Final = re.compile(rb"Page saved with SingleFile\s{1,10}url:\s{0,5}(\S{1,2000})")
_CANONICAL: Final = re.compile(
    rb"<link\b(?=[^>]{0,3000}\brel\s{0,3}=\s{0,3}[\"']?canonical\b)"
    rb"[^>]{0,3000}?\bhref\s{0,3}=\s{0,3}[\"']?([^\"'\s>]{1,2000})",
    re.I,
)
_OG_URL: Final = re.compile(
    rb"<meta\b(?=[^>]{0,3000}\bproperty\s{0,3}=\s{0,3}[\"']?og:url\b)"
    rb"[^>]{0,3000}?\bcontent\s{0,3}=\s{0,3}[\"']?([^\"'\s>]{1,2000})",
    re.I,
)


def saved_address(body: bytes) -> str:
    """The web address a saved page came from; empty where nothing names one."""
    head = body[:MOST_SEARCHED]
    for pattern in (_SAVED_FROM, _SINGLE_FILE, _CANONICAL, _OG_URL):
        found = pattern.search(head)
        if found:
            url = html.unescape(found[1].decode("utf-8", "replace")).removesuffix("-->").strip()
            url = f"https:{url}" if url.startswith("//") else url
            if usable(url):
                return url
    return ""
