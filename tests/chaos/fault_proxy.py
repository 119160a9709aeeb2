"""A proxy before a real server that fails the ways networks and servers fail, and counts each time.

Only writing (`/_bulk`) is made to fail; a fault stays set until another is, so that it makes a window.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import urlsplit

# latency: the answer comes after a pause. reset: the connection is reset, nothing was passed on.
# blackout: nothing was passed on and nothing is answered. slow_close: half an answer, then the end.
# status_429, status_503: the call as a whole is refused. item_429: every second document is refused, the rest
# is passed on. dropped: everything was taken, the answer is lost.
FAULTS: Final = (
    *("latency", "reset", "blackout", "slow_close"),
    *("status_429", "status_503", "item_429", "dropped"),
)
LATENCY_S: Final = 0.15
# Longer than the client waits (`tests.chaos.draining.TIMEOUT_S`), so that it is the client who gives up.
BLACKOUT_S: Final = 3.0
_HEADERS: Final = {"Content-Type": "application/vnd.elasticsearch+json;compatible-with=8"}


class FaultProxy:
    """Serves on a port of its own; `fault` may be set from any thread, '' lets everything through."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.server = (parts.hostname or "127.0.0.1", parts.port or 9200)
        self.fault = ""
        self.fired: Counter[str] = Counter()
        self.closing = threading.Event()
        self._lock = threading.Lock()

    def fires(self, path: str) -> str:
        """The fault that meets this request, counted; '' where none does."""
        fault = self.fault if path.partition("?")[0].endswith("/_bulk") else ""
        if fault:
            with self._lock:
                self.fired[fault] += 1
        return fault


@contextmanager
def fault_proxy(url: str) -> Iterator[tuple[FaultProxy, str]]:
    """A proxy before the server at `url`, and its own address."""
    proxy = FaultProxy(url)
    handler = type("Handler", (_Handler,), {"proxy": proxy})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as serving:
        serving.daemon_threads = True
        thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield proxy, f"http://127.0.0.1:{serving.server_address[1]}"
        finally:
            proxy.closing.set()
            serving.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: FaultProxy

    def log_message(self, *_args: Any) -> None:
        """What happened is counted, not printed."""

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:  # whom we answer was killed or gave up
            self.close_connection = True

    def _any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.proxy.fires(self.path)
        match fault:
            case "reset":
                self._reset()
            case "blackout":
                self.proxy.closing.wait(BLACKOUT_S)
                self._reset()
            case "status_429" | "status_503":
                self._answer(int(fault[-3:]), b'{"error": {"type": "injected", "reason": "injected"}}')
            case "item_429":
                self._half(body)
            case _:
                self._passed_on(body, fault)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _any  # noqa: N815  # names of http.server

    def _passed_on(self, body: bytes, fault: str) -> None:
        status, answer = self._ask(body)
        if fault == "latency":
            self.proxy.closing.wait(LATENCY_S)
        if fault == "dropped":
            self._reset()
        elif fault == "slow_close":
            self._answer(status, answer, sent=len(answer) // 2)
            self.close_connection = True
        else:
            self._answer(status, answer)

    def _ask(self, body: bytes) -> tuple[int, bytes]:
        connection = HTTPConnection(*self.proxy.server, timeout=30)
        kept = {key: value for key, value in self.headers.items() if key.lower() not in _HOP_BY_HOP}
        try:
            connection.request(self.command, self.path, body or None, kept)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, HTTPException) as error:
            return 502, json.dumps({"error": {"type": "gateway", "reason": str(error)[:200]}}).encode()
        finally:
            connection.close()

    def _half(self, body: bytes) -> None:
        """Documents in turn passed on and refused, as a server does whose queue is full."""
        lines = body.rstrip(b"\n").split(b"\n")
        pairs = [lines[i : i + 2] for i in range(0, len(lines), 2)]
        passed = b"\n".join(line for pair in pairs[::2] for line in pair) + b"\n"
        status, answer = self._ask(passed)
        if status != 200:
            self._answer(status, answer)
            return
        items = json.loads(answer)["items"]
        for action, _document in pairs[1::2]:
            ((kind, meta),) = json.loads(action).items()
            error = {"type": "es_rejected_execution_exception", "reason": "injected"}
            items.append({kind: {"_id": meta["_id"], "status": 429, "error": error}} if "_id" in meta else {})
        self._answer(200, json.dumps({"took": 1, "errors": True, "items": items}).encode())

    def _answer(self, status: int, answer: bytes, *, sent: int | None = None) -> None:
        self.send_response(status)
        for key, value in (*_HEADERS.items(), ("X-Elastic-Product", "Elasticsearch")):
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer[:sent])

    def _reset(self) -> None:
        """Close with a reset instead of an end."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.rfile.close()
        self.connection.close()


_HOP_BY_HOP: Final = frozenset(
    {"host", "connection", "content-length", "accept-encoding", "transfer-encoding"}
)
