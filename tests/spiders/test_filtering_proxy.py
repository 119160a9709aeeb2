"""The proxy before the browser judges what is connected to, and passes nothing else on."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest

from spiders.filtering_proxy import SAID_NO, ProxyBounds, RunningProxy, filtering_proxy


class _Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.heads.append(self.requestline)  # type: ignore[attr-defined]
        body = b"x" * int(self.path.strip("/") or 4)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


@pytest.fixture
def site() -> Iterator[_Quiet]:
    """A server on loopback that remembers what it was asked."""
    server = _Quiet(("127.0.0.1", 0), _Echo)
    server.heads = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def port_of(server: _Quiet) -> int:
    return int(server.server_address[1])


def pair(server: _Quiet) -> tuple[str, int]:
    return "127.0.0.1", port_of(server)


@contextmanager
def connected(proxy: RunningProxy) -> Iterator[socket.socket]:
    parts = urlsplit(proxy.url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as line:
        yield line


def said(proxy: RunningProxy, text: str) -> str:
    """Everything the proxy answers to `text`."""
    with connected(proxy) as line, line.makefile("rb") as answer:
        line.sendall(text.encode())
        return answer.read().decode("latin-1")


def got(proxy: RunningProxy, url: str) -> http.client.HTTPResponse:
    parts = urlsplit(proxy.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    connection.request("GET", url, headers={"Host": urlsplit(url).netloc})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def test_an_excepted_address_is_reached(site: _Quiet) -> None:
    """The market's own port of loopback, as its platform file excepts it, is reached."""
    with filtering_proxy(frozenset({pair(site)})) as proxy:
        assert got(proxy, f"http://127.0.0.1:{port_of(site)}/9").status == 200
    assert (proxy.ledger.passed, dict(proxy.ledger.refused)) == (1, {})


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{}/",
        "http://localhost:{}/",
        "http://[::1]:{}/",
        "http://2130706433:{}/",
        "http://[::ffff:127.0.0.1]:{}/",
    ],
)
def test_another_port_of_loopback_is_refused(site: _Quiet, target: str) -> None:
    """However it is spelled, a loopback port beside the excepted one is not connected to."""
    with filtering_proxy(frozenset({("127.0.0.1", 1)})) as proxy:
        answer = got(proxy, target.format(port_of(site)))
    assert (answer.status, answer.getheader(SAID_NO) is not None) == (403, True)
    assert site.heads == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "host", ["169.254.169.254:80", "100.100.100.200:80", "10.0.0.1:443", "0.0.0.0:80", "[fec0::1]:443"]
)
def test_tunnels_to_private_addresses_are_refused(host: str) -> None:
    """CONNECT is judged like any request."""
    with filtering_proxy(frozenset()) as proxy:
        assert said(proxy, f"CONNECT {host} HTTP/1.1\r\nHost: {host}\r\n\r\n").startswith("HTTP/1.1 403")


def test_public_addresses_are_refused_where_only_the_market_is_allowed() -> None:
    """A proxy for an unsandboxed browser refuses the whole world beside the excepted pairs."""
    with filtering_proxy(frozenset({("127.0.0.1", 1)}), only_allowed=True) as proxy:
        assert said(proxy, "CONNECT 93.184.216.34:443 HTTP/1.1\r\n\r\n").startswith("HTTP/1.1 403")


@pytest.mark.parametrize(
    "text",
    [
        "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "GET ftp://127.0.0.1/ HTTP/1.1\r\n\r\n",
        "CONNECT 127.0.0.1 HTTP/1.1\r\n\r\n",
        "CONNECT 127.0.0.1:99999 HTTP/1.1\r\n\r\n",
        "nonsense\r\n\r\n",
        "GET http://127.0.0.1/ HTTP/1.1\r\nA: b\nHost: c\r\n\r\n",
        "POST http://127.0.0.1/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "GET http://127.0.0.1/" + "a" * 70_000 + " HTTP/1.1\r\n\r\n",
    ],
)  # fmt: skip
def test_what_is_no_proxy_request_is_refused(text: str) -> None:
    """Requests to the proxy itself, other schemes, odd ports, split lines and endless heads are refused."""
    with filtering_proxy(frozenset()) as proxy:
        assert said(proxy, text).startswith("HTTP/1.1 400")
    assert proxy.ledger.passed == 0


def test_a_second_request_on_a_connection_is_not_passed_on(site: _Quiet) -> None:
    """One connection carries one request, so none meant for another host reaches the first one."""
    one = f"GET http://127.0.0.1:{port_of(site)}/5 HTTP/1.1\r\nHost: a\r\n\r\n"
    with filtering_proxy(frozenset({pair(site)})) as proxy:
        answer = said(proxy, one + one.replace("/5", "/6"))
    assert site.heads == ["GET /5 HTTP/1.1"]  # type: ignore[attr-defined]
    assert "connection: close" in answer.lower()
    assert answer.endswith("xxxxx")


def test_more_bytes_than_allowed_are_cut_and_counted(site: _Quiet) -> None:
    """An answer longer than the bound ends there, and the ledger says so."""
    with filtering_proxy(frozenset({pair(site)}), bounds=ProxyBounds(bytes_each_way=1000)) as proxy:
        answer = said(proxy, f"GET http://127.0.0.1:{port_of(site)}/5000 HTTP/1.1\r\n\r\n")
    assert answer.count("x") <= 1000
    assert proxy.ledger.refused["too many bytes"] == 1


def test_connections_are_bounded(site: _Quiet) -> None:
    """One connection more than the bound is turned away while the others are open."""
    with (
        filtering_proxy(frozenset({pair(site)}), bounds=ProxyBounds(connections=1)) as proxy,
        connected(proxy) as held,
    ):
        held.sendall(f"CONNECT 127.0.0.1:{port_of(site)} HTTP/1.1\r\n\r\n".encode())
        assert held.recv(100).startswith(b"HTTP/1.1 200")
        assert said(proxy, f"GET http://127.0.0.1:{port_of(site)}/ HTTP/1.1\r\n\r\n").startswith(
            "HTTP/1.1 503"
        )


def test_a_silent_client_is_hung_up_on() -> None:
    """Who connects and says nothing is let go after the bound."""
    with filtering_proxy(frozenset(), bounds=ProxyBounds(head_s=0.05)) as proxy:
        assert said(proxy, "GET ") == ""
    assert proxy.ledger.refused["broken connection"] == 1


def test_the_proxy_ends_with_open_connections(site: _Quiet) -> None:
    """Leaving the block closes what is still open, and the port with it."""
    with filtering_proxy(frozenset({pair(site)})) as proxy:
        line = socket.create_connection(
            (urlsplit(proxy.url).hostname or "", urlsplit(proxy.url).port or 0), timeout=10
        )
        line.sendall(f"CONNECT 127.0.0.1:{port_of(site)} HTTP/1.1\r\n\r\n".encode())
        line.recv(100)
    assert line.recv(100) == b""
    line.close()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(
            (urlsplit(proxy.url).hostname or "", urlsplit(proxy.url).port or 0), timeout=5
        )


def test_a_name_is_judged_by_every_address_it_has(site: _Quiet, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name with one public and one private address is refused whole: that is how a name rebinds."""

    def both(host: str, port: int, *_args: Any, **_kwargs: Any) -> list[Any]:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in ("93.184.216.34", "127.0.0.1")
        ]

    with filtering_proxy(frozenset()) as proxy:
        monkeypatch.setattr(socket, "getaddrinfo", both)
        answer = said(proxy, "CONNECT rebinding.example:443 HTTP/1.1\r\n\r\n")
    assert answer.startswith("HTTP/1.1 403")
    assert dict(proxy.ledger.refused) == {"loopback": 1}
