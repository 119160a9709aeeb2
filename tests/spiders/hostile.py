"""A site whose pages try to leave the walls, and a secret server next to it on loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# {secret} is the port of the other server; each page tries one way to it.
WAYS = {
    "fetch": 'fetch("http://127.0.0.1:{secret}/fetch", {{mode: "no-cors"}})',
    "name": 'fetch("http://localhost:{secret}/name", {{mode: "no-cors"}})',
    "six": 'fetch("http://[::1]:{secret}/six", {{mode: "no-cors"}})',
    "frame": 'document.body.innerHTML = `<iframe src="http://127.0.0.1:{secret}/frame"></iframe>`',
    "image": 'new Image().src = "http://127.0.0.1:{secret}/image"',
    "socket": 'new WebSocket("ws://127.0.0.1:{secret}/socket")',
    "events": 'new EventSource("http://127.0.0.1:{secret}/events")',
    "beacon": 'navigator.sendBeacon("http://127.0.0.1:{secret}/beacon", "x")',
    "worker": """new Worker(URL.createObjectURL(new Blob([
        `fetch("http://127.0.0.1:{secret}/worker", {{mode: "no-cors"}})`])))""",
    "form": """document.body.innerHTML = "<form action=http://127.0.0.1:{secret}/form method=post></form>";
        document.forms[0].submit()""",
    "move": 'location = "http://127.0.0.1:{secret}/move"',
    "open": 'open("http://127.0.0.1:{secret}/open")',
    "hint": """for (const rel of ["preconnect", "prefetch", "preload", "modulepreload"])
        document.head.innerHTML += `<link rel=${{rel}} as=script href=http://127.0.0.1:{secret}/hint>`""",
}  # fmt: skip


@dataclass
class Hostile:
    """Ports of both servers, and what each was asked."""

    port: int = 0
    secret: int = 0
    asked: list[str] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class _Site(BaseHTTPRequestHandler):
    hostile: Hostile

    def do_GET(self) -> None:
        self.hostile.asked.append(self.path)
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", f"http://127.0.0.1:{self.hostile.secret}/redirect")
            self.end_headers()
            return
        if self.path == "/download":
            self._send("application/octet-stream", "x" * 100)
            return
        if self.path.endswith(".js"):
            self._send("text/javascript", 'self.addEventListener("fetch", () => {});')
            return
        name = self.path.strip("/")
        script = WAYS.get(name, "").format(secret=self.hostile.secret)
        body = self.hostile.pages.get(name, f"<title>page</title><body><script>{script}</script>")
        self._send("text/html; charset=utf-8", f"<!DOCTYPE html>{body}")

    def _send(self, kind: str, body: str) -> None:
        raw = body.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


class _Secret(_Site):
    def do_GET(self) -> None:
        self.hostile.leaked.append(self.path)
        self._send("text/html", "the secret")

    do_POST = do_CONNECT = do_OPTIONS = do_GET  # noqa: N815  # the library's names


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


@contextmanager
def _served(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def hostile_site() -> Iterator[Hostile]:
    """Both servers, for as long as the block lasts."""
    hostile = Hostile()
    site = type("Site", (_Site,), {"hostile": hostile})
    secret = type("Secret", (_Secret,), {"hostile": hostile})
    with _served(site) as hostile.port, _served(secret) as hostile.secret:
        yield hostile
