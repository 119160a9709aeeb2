"""Addresses as pages write them: made whole, made plain, and never the end of the page they stand on."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit


def joined(base: str, address: str) -> str:
    """`address` as seen from `base`; empty where it is none, such as `http://[`."""
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return ""


def usable(url: str) -> bool:
    """Whether this is a whole web address that a request can be made of."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # such as a port that is none
        return False


def plain_url(url: str, drop: tuple[str, ...]) -> str:
    """`url` without fragment and without the parameters a platform file drops."""
    parts = urlsplit(url)
    query = parts.query
    if drop and query:
        kept = [(k, v) for k, v in parse_qsl(query, keep_blank_values=True) if k not in drop]
        query = urlencode(kept)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
