"""A server that answers as eBay documents its Browse API: tokens, pages, errors; and wrongly on wish."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, Any]
CLIENT, SECRET = "an-id", "a-secret"


@dataclass
class Ebay:
    """What it sells for each word, and how it behaves.

    Attributes:
        tokens: those given out and still good.
        odd: answers given instead, first in first out, before anything else is looked at.
    """

    goods: dict[str, int] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    given: int = 0
    odd: list[Answer] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    expires_in: int = 7200
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answer(self, method: str, target: str, headers: dict[str, str], body: str) -> Answer:
        self.asked.append((f"{method} {target}", headers))
        parts = urlsplit(target)
        if self.odd:
            return self.odd.pop(0)
        if parts.path == "/identity/v1/oauth2/token":
            return self._token(method, headers, body)
        if headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return 401, error(1001, "Invalid access token")
        if parts.path == "/buy/browse/v1/item_summary/search":
            asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
            return 200, self._page(asked["q"], int(asked.get("limit", 50)), int(asked.get("offset", 0)))
        return 404, error(2002, "Resource not found")

    def _token(self, method: str, headers: dict[str, str], body: str) -> Answer:
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        form = parse_qs(body)
        if headers.get("Authorization") != f"Basic {basic}" or method != "POST":
            return 401, {"error": "invalid_client", "error_description": "client authentication failed"}
        if form.get("grant_type") != ["client_credentials"] or "scope" not in form:
            return 400, {"error": "unsupported_grant_type"}
        self.given += 1
        self.tokens.add(f"token-{self.given}")
        return 200, {
            "access_token": f"token-{self.given}",
            "expires_in": self.expires_in,
            "token_type": "Application Access Token",
        }

    def _page(self, word: str, limit: int, offset: int) -> dict[str, Any]:
        total = self.goods.get(word, 0)
        items = [summary(word, n) for n in range(offset, min(offset + limit, total))]
        page: dict[str, Any] = {"total": total, "limit": limit, "offset": offset}
        if items:
            page["itemSummaries"] = items
        if offset + limit < total:
            page["next"] = f"{self.url}/buy/browse/v1/item_summary/search?q={word}&offset={offset + limit}"
        return page


def error(number: int, message: str) -> dict[str, Any]:
    return {"errors": [{"errorId": number, "domain": "OAuth", "category": "REQUEST", "message": message}]}


def summary(word: str, n: int) -> dict[str, Any]:
    number = 110_000_000_000 + n
    return {
        "itemId": f"v1|{number}|0",
        "title": f"{word} {n}",
        "price": {"value": f"{n}.50", "currency": "USD"},
        "itemWebUrl": f"https://www.ebay.com/itm/{number}?hash=abc",
        "image": {"imageUrl": f"https://i.ebayimg.example/{n}.jpg"},
        "seller": {"username": "lamp-seller", "feedbackPercentage": "99.1", "feedbackScore": 7},
        "itemLocation": {"city": "Ningbo", "country": "CN", "postalCode": "315***"},
        "categories": [{"categoryId": "1", "categoryName": "Lamps"}],
        "condition": "New",
    }


@contextmanager
def served(ebay: Ebay) -> Iterator[Ebay]:
    """The API on a free port of this machine, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            status, said = ebay.answer(self.command, self.path, dict(self.headers), body)
            raw = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that hangs up is nothing to tell."""

    server = Server(("127.0.0.1", 0), Handler)
    ebay.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield ebay
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
