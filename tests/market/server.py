"""The market's server: empty pages for whoever does not run their scripts, batches for whoever does."""

from __future__ import annotations

import hmac
import json
import secrets
from collections import Counter
from collections.abc import Sequence
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, unquote, urlsplit

from tests.market.goods import Goods

HERE = Path(__file__).parent
BATCH = 10
ROBOTS = "User-agent: *\nAllow: /\n"
TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
}


class Market:
    """The goods by hall, and who may ask for them: only a page that was given a nonce and ran its script."""

    def __init__(self, goods: Sequence[Goods], pictures: Path) -> None:
        self.pictures = pictures
        self.goods = {one.id: one for one in goods}
        self.halls = list(dict.fromkeys(one.hall for one in goods))
        self.by_hall = [[one for one in goods if one.hall == hall] for hall in self.halls]
        self.asked: Counter[str] = Counter()
        self._secret = secrets.token_bytes(16)

    def nonce(self) -> str:
        seed = secrets.token_hex(8)
        return f"{seed}.{self._seal(seed)}"

    def _seal(self, seed: str) -> str:
        return hmac.new(self._secret, seed.encode(), "sha256").hexdigest()[:16]

    def admits(self, nonce: str, what: str, token: str) -> bool:
        seed, _, seal = nonce.partition(".")
        return hmac.compare_digest(seal, self._seal(seed)) and token == token_for(nonce, what)

    def batch(self, hall: int, after: int) -> dict[str, Any]:
        goods = self.by_hall[hall - 1]
        shown = goods[after : after + BATCH]
        following = after + BATCH if after + BATCH < len(goods) else None
        return {"offers": [offer(one) for one in shown], "next": following}

    def hall_name(self, number: int) -> str:
        name = self.halls[number - 1]
        return f"{name}号馆" if name.isdecimal() else name


def token_for(nonce: str, what: str) -> str:
    """What the page's script makes of its nonce: FNV-1a over UTF-16 units, run over the text twice."""
    state = 0x811C9DC5
    for unit in f"{nonce}|{what}" * 2:
        state = ((state ^ ord(unit)) * 0x01000193) & 0xFFFFFFFF
    return f"{state:08x}"


def offer(one: Goods) -> dict[str, Any]:
    """An offer as the market's programs speak of it: short keys, prices in fen."""
    return {
        "offerId": one.id, "subject": one.title, "priceFen": one.price_fen, "boothNo": one.booth,
        "shop": {"name": one.seller, "memberId": one.seller_id, "creditCode": one.seller_credit_code},
        "cate": one.category, "brand": one.brand, "memo": one.description,
        "origin": one.origin, "shipFrom": one.ships_from,
        "pics": [f"/pictures/{name}" for name in one.pictures],
    }  # fmt: skip


class _Visit(BaseHTTPRequestHandler):
    """One request."""

    server_version = "haichuan"
    protocol_version = "HTTP/1.1"
    timeout = 30

    @property
    def market(self) -> Market:
        return cast("MarketServer", self.server).market

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        first, *rest = parts.path.strip("/").split("/")
        self.market.asked[first] += 1
        match first, rest:
            case "robots.txt", []:
                self._send("text/plain", ROBOTS.encode())
            case "market.css" | "market.js", []:
                kind = "text/css" if first.endswith("css") else "text/javascript"
                self._send(f"{kind}; charset=utf-8", (HERE / first).read_bytes())
            case "pictures", [name]:
                self._picture(unquote(name))
            case "api", ["halls"]:
                self._halls(query)
            case "api", ["hall", number]:
                self._batch(number, query)
            case "api", ["goods", goods_id]:
                self._goods(goods_id, query)
            case ("", []) | ("hall", [_]) | ("goods", [_]):
                self._shell(parts.path)
            case _:
                self._send("text/plain", b"", HTTPStatus.NOT_FOUND)

    def _shell(self, path: str) -> None:
        """The same empty page for every address; its script asks for the rest."""
        page = (HERE / "page.html").read_text(encoding="utf-8")
        page = page.replace("@NONCE@", self.market.nonce()).replace("@PATH@", escape(path, quote=True))
        self._send("text/html; charset=utf-8", page.encode())

    def _halls(self, query: dict[str, str]) -> None:
        numbers = range(1, len(self.market.halls) + 1)
        halls = [
            {"no": n, "name": self.market.hall_name(n), "booths": len(self.market.by_hall[n - 1])}
            for n in numbers
        ]
        self._answer(query, "halls", {"halls": halls})

    def _batch(self, number: str, query: dict[str, str]) -> None:
        after = query.get("after", "0")
        if not (number.isdecimal() and after.isdecimal() and 1 <= int(number) <= len(self.market.halls)):
            self._send("application/json", b"{}", HTTPStatus.NOT_FOUND)
            return
        self._answer(query, f"hall/{number}/{after}", self.market.batch(int(number), int(after)))

    def _goods(self, goods_id: str, query: dict[str, str]) -> None:
        one = self.market.goods.get(goods_id)
        if one is None:
            self._send("application/json", b"{}", HTTPStatus.NOT_FOUND)
            return
        self._answer(query, f"goods/{goods_id}", offer(one))

    def _answer(self, query: dict[str, str], what: str, answer: dict[str, Any]) -> None:
        if not self.market.admits(query.get("nonce", ""), what, query.get("token", "")):
            self._send("application/json", b'{"error": "token"}', HTTPStatus.FORBIDDEN)
            return
        self._send("application/json; charset=utf-8", json.dumps(answer, ensure_ascii=False).encode())

    def _picture(self, name: str) -> None:
        path = self.market.pictures / name
        kind = TYPES.get(path.suffix.lower())
        if kind is None or "/" in name or name.startswith(".") or not path.is_file():
            self._send("text/plain", b"", HTTPStatus.NOT_FOUND)
            return
        self._send(kind, path.read_bytes(), cache="max-age=3600")

    def _send(
        self, kind: str, body: bytes, status: HTTPStatus = HTTPStatus.OK, cache: str = "no-store"
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", cache)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the library's name
        """Silent: the sweep says what it fetched."""


class MarketServer(ThreadingHTTPServer):
    """The market on a port of loopback."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, market: Market, port: int) -> None:
        self.market = market
        super().__init__(("127.0.0.1", port), _Visit)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A visitor who hangs up is no event."""


def market_server(goods: Sequence[Goods], pictures: Path, *, port: int = 0) -> MarketServer:
    """The market, listening; `serve_forever` serves it."""
    return MarketServer(Market(goods, pictures), port)
