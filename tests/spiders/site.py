"""A small real site on 127.0.0.1: a shop with every kind of trouble a crawl meets."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Site:
    """What the site sells and how it behaves; `seen` counts every request by path."""

    goods: int = 40
    page_size: int = 10
    robots: Answer = (404, {}, b"")
    special: dict[str, Callable[[str], Answer]] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)
    agents: set[str] = field(default_factory=set)
    times: list[float] = field(default_factory=list)
    port: int = 0
    validators: bool = False
    sent_bytes: int = 0
    unmodified: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answer(self, target: str) -> Answer:
        parts = urlsplit(target)
        if parts.path == "/robots.txt":
            return self.robots
        if parts.path in self.special:
            return self.special[parts.path](target)
        if parts.path == "/list":
            return html(self._list(int(parse_qs(parts.query).get("page", ["1"])[0])))
        if (
            parts.path.startswith("/goods/")
            and parts.path[7:].isdecimal()
            and int(parts.path[7:]) <= self.goods
        ):
            return html(self._goods(int(parts.path[7:])))
        return 404, {}, b"no such page"

    def _list(self, page: int) -> str:
        first = (page - 1) * self.page_size + 1
        last = min(first + self.page_size - 1, self.goods)
        links = "".join(
            f'<a class="goods" href="/goods/{n}?ref=list">g{n}</a>' for n in range(first, last + 1)
        )
        # The last page points back to the first: a loop.
        onward = page + 1 if last < self.goods else 1
        return f'<html><title>list</title>{links}<a class="next" href="/list?page={onward}">next</a></html>'

    def _goods(self, n: int) -> str:
        return (
            f"<html><title>g{n}</title><h1>Goods <b>{n}</b></h1><p class=price>¥{n}.50</p>"
            f'<table><tr><th>Brand:</th><td>Brand {n}</td></tr></table><img src="/img/{n}.png">'
            f'<a class="goods" href="/goods/{n % self.goods + 1}">also</a></html>'
        )


def html(text: str) -> Answer:
    return 200, {"Content-Type": "text/html; charset=utf-8"}, text.encode()


def redirect(to: str) -> Callable[[str], Answer]:
    return lambda _target: (302, {"Location": to}, b"")


def always(status: int, headers: dict[str, str] | None = None, body: bytes = b"") -> Callable[[str], Answer]:
    return lambda _target: (status, headers or {}, body)


@contextmanager
def served(site: Site) -> Iterator[Site]:
    """The site on a free port, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.seen[self.path] += 1
            site.times.append(time.monotonic())
            site.agents.add(self.headers.get("User-Agent", ""))
            status, headers, body = site.answer(self.path)
            if site.validators and status == 200:
                headers = {**headers, "ETag": f'"{hashlib.sha256(body).hexdigest()[:16]}"'}
                if self.headers.get("If-None-Match") == headers["ETag"]:
                    status, body = 304, b""
                    site.unmodified += 1
            site.sent_bytes += len(body)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Clients that are killed break their connections: nothing to tell."""

    server = Server(("127.0.0.1", 0), Handler)
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
