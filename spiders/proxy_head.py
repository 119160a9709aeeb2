"""Heads of HTTP/1 messages as a proxy needs them: bounded, read strictly, written anew."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit

MOST_HEAD_BYTES = 60 * 1024
MOST_BODY_BYTES = 8 * 1024 * 1024
# These speak of one connection, not of the message (RFC 9110, 7.6.1); Upgrade goes with them.
HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "proxy-connection", "proxy-authorization", "te", "upgrade"}
)


class BadHead(ValueError):
    """The bytes are not a head that is passed on."""


@dataclass(frozen=True, slots=True)
class Head:
    """A start line and header lines."""

    start: str
    lines: tuple[tuple[str, str], ...]

    @property
    def method(self) -> str:
        return self.start.split(" ", 1)[0]

    @property
    def is_interim(self) -> bool:
        """100 Continue and 103 Early Hints: the answer itself is still to come."""
        return self.start.split(" ")[1].startswith("1")

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.lines if key.lower() == name]

    @property
    def body_bytes(self) -> int:
        """Length of a request's body; without a stated one its end could not be told."""
        lengths = self.all("content-length")
        if self.all("transfer-encoding") or len(lengths) > 1:
            raise BadHead("body of unknown length")
        if lengths and not (lengths[0].isascii() and lengths[0].isdigit()):
            raise BadHead("body of unknown length")
        length = int(lengths[0]) if lengths else 0
        if length > MOST_BODY_BYTES:
            raise BadHead("body too long")
        return length

    def to_origin(self) -> bytes:
        """The request for the server itself: path instead of address, the host that was judged."""
        method, target, version = self.start.split(" ")
        parts = urlsplit(target)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        host = parts.netloc.rpartition("@")[2]
        kept = tuple((name, value) for name, value in self.lines if name.lower() != "host")
        return Head(f"{method} {path} {version}", (("Host", host), *kept)).closing()

    def closing(self) -> bytes:
        """The head as bytes, with nothing left of other connections and this one closed afterwards."""
        kept = [f"{name}: {value}" for name, value in self.lines if name.lower() not in HOP_BY_HOP]
        return "\r\n".join([self.start, *kept, "Connection: close", "", ""]).encode("latin-1")


async def read_head(reader: asyncio.StreamReader) -> Head:
    """The next head of a stream.

    Raises:
        BadHead: too long, cut off, or not HTTP/1.
    """
    try:
        raw = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        raise BadHead("head cut off or too long") from None
    if len(raw) > MOST_HEAD_BYTES:
        raise BadHead("head cut off or too long")
    start, *rest = raw.decode("latin-1")[:-4].split("\r\n")
    if len(start.split(" ")) < 2 or "HTTP/1." not in start:
        raise BadHead("not HTTP")
    return Head(start, tuple(_line(line) for line in rest))


def _line(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or not name or name != name.strip() or "\n" in line or "\r" in line:
        raise BadHead("not a header line")
    return name, value.strip()


def asked_for(head: Head) -> tuple[str, int]:
    """Host and port that a proxy request names.

    Raises:
        BadHead: it names none, or is a request to us and not to a proxy.
    """
    if head.start.count(" ") != 2:
        raise BadHead("not a proxy request")
    method, target, _ = head.start.split(" ")
    try:
        parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
        port = parts.port or (0 if method == "CONNECT" else 80)
        host = parts.hostname or ""
    except ValueError:
        raise BadHead("not a proxy request") from None
    if not host or not port or parts.scheme not in ("", "http") or (method != "CONNECT" and not parts.scheme):
        raise BadHead("not a proxy request")
    if method != "CONNECT":
        _ = head.body_bytes
    return host, port
