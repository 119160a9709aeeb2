"""A shop for benches: 23 KB pages from memory, with validators and a sitemap if asked; a program of its own.

`python bench/quick_site.py GOODS [--validators]` prints its port, then answers until it is killed.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

PAGE_BYTES = 23_000
PAGE_SIZE = 50
LAST_MODIFIED = "Fri, 20 Nov 2026 04:00:00 GMT"
_WORDS = (
    "cotton",
    "shirt",
    "toy",
    "lamp",
    "ceramic",
    "cup",
    "bag",
    "steel",
    "白色",
    "外套",
    "玩具",
    "杯子",
    "批发",
)

PLATFORM = """
key: quick
name: {{zh: 快店, en: Quick shop}}
legal_basis: robots
hosts: ["127.0.0.1:{port}"]
start: ["http://127.0.0.1:{port}/list?page=1"]
follow: {{next: a.next, listing: a.goods}}
listing:
  url: "/goods/(?P<id>[0-9]+)"
  fields:
    title: {{css: h1}}
    price: {{css: ".price::text"}}
    brand: {{label: Brand}}
    seller: {{css: ".seller::text"}}
    description: {{css: ".description"}}
budget: {{per_second: 1000, per_day: 1000000, concurrency: 16}}
expect: {{required: [price]}}
allow_private: ["127.0.0.1:{port}"]
"""


class Shop:
    """Every page, made once."""

    def __init__(self, goods: int, *, validators: bool) -> None:
        self.goods, self.validators = goods, validators
        words = random.Random(23)
        self.filler = "".join(
            f'<div class="block b{n}"><p class="text">{" ".join(words.choices(_WORDS, k=12))}</p></div>'
            for n in range(130)
        )
        self.pages: dict[str, bytes] = {}

    def page(self, target: str) -> tuple[str, bytes, str]:
        """Status line, body and entity tag."""
        parts = urlsplit(target)
        if parts.path == "/robots.txt":
            return "404 Not Found", b"", ""
        number = parts.path.removeprefix("/goods/")
        if number.isdecimal() and int(number) <= self.goods:
            return "200 OK", self._kept(target, lambda: self._goods(int(number))), f'"g{number}"'
        if parts.path == "/list":
            page = int(parse_qs(parts.query).get("page", ["1"])[0])
            return "200 OK", self._kept(target, lambda: self._list(page)), f'"l{page}"'
        return "404 Not Found", b"no such page", ""

    def _kept(self, target: str, make) -> bytes:  # type: ignore[no-untyped-def]
        if target not in self.pages:
            self.pages[target] = make().encode()
        return self.pages[target]

    def _list(self, page: int) -> str:
        first, last = (page - 1) * PAGE_SIZE + 1, min(page * PAGE_SIZE, self.goods)
        links = "".join(f'<a class="goods" href="/goods/{n}">g{n}</a>' for n in range(first, last + 1))
        onward = f'<a class="next" href="/list?page={page + 1}">next</a>' if last < self.goods else ""
        return f"<html><title>list</title><body>{links}{onward}</body></html>"

    def _goods(self, n: int) -> str:
        return (
            f"<html><title>Goods {n}</title><body><h1>Goods {n}</h1><p class=price>¥{n}.50</p>"
            f"<table><tr><th>Brand:</th><td>Brand {n % 90}</td></tr></table>"
            f'<p class="seller">Seller {n % 40}</p>'
            f'<div class="description">{self.filler}</div></body></html>'
        )

    def answer(self, head: bytes) -> bytes:
        lines = head.decode("latin-1").split("\r\n")
        target = lines[0].split(" ")[1]
        asked = {
            name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])
        }
        status, body, tag = self.page(target)
        extra = f"ETag: {tag}\r\nLast-Modified: {LAST_MODIFIED}\r\n" if self.validators and tag else ""
        if extra and asked.get("if-none-match") == tag:
            status, body = "304 Not Modified", b""
        start = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n{extra}"
        return f"{start}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def serve(shop: Shop) -> None:
    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                writer.write(shop.answer(await reader.readuntil(b"\r\n\r\n")))
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(client, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextlib.contextmanager
def quick_site(goods: int, *options: str) -> Iterator[int]:
    """The port of a running shop, in a process of its own."""
    command = [sys.executable, str(Path(__file__)), str(goods), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run(serve(Shop(int(sys.argv[1]), validators="--validators" in sys.argv)))
