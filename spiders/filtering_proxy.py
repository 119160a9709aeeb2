"""The one way out of Chromium: a small proxy on loopback that judges the address it connects to."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import structlog

from spiders.addresses import refusal
from spiders.proxy_head import BadHead, Head, asked_for, read_head

# Tells our own refusal from one of the site; its value is the rule.
SAID_NO = "X-Markwarden-Refused"

# Chromium's own errands (sign-in, updates, lists): no page of a platform needs them.
HOUSEKEEPING = frozenset(
    {
        "accounts.google.com", "android.clients.google.com", "clients2.google.com", "edgedl.me.gvt1.com",
        "mtalk.google.com", "optimizationguide-pa.googleapis.com", "redirector.gvt1.com",
        "safebrowsing.googleapis.com", "update.googleapis.com", "content-autofill.googleapis.com",
    }
)  # fmt: skip

LINGER_S = 1.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ProxyBounds:
    """What one connection, and all of them, may use."""

    connections: int = 128
    bytes_each_way: int = 64 * 1024 * 1024
    head_s: float = 15.0
    resolve_s: float = 10.0
    connect_s: float = 15.0
    idle_s: float = 60.0
    whole_s: float = 300.0


class Refused(Exception):
    """This connection is not made; `status` is what the browser is told, `rule` what is counted."""

    def __init__(self, status: str, rule: str) -> None:
        super().__init__(rule)
        self.status, self.rule = status, rule


@dataclass(slots=True)
class Ledger:
    """What went through and what did not, by reason; read by whoever started the proxy."""

    passed: int = 0
    refused: Counter[str] = field(default_factory=Counter)


class _Proxy:
    """The asynchronous side; lives in a loop of its own."""

    def __init__(self, allowed: frozenset[tuple[str, int]], only_allowed: bool, bounds: ProxyBounds) -> None:
        self.allowed, self.only_allowed, self.bounds = allowed, only_allowed, bounds
        self.ledger = Ledger()
        self._open = 0
        self._tasks: set[asyncio.Task[None]] = set()

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._answer(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open += 1
        try:
            async with asyncio.timeout(self.bounds.whole_s):
                await self._serve(reader, writer)
        except Refused as refused:
            await self._say_no(reader, writer, refused)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            self.ledger.refused["broken connection"] += 1
        finally:
            self._open -= 1
            await _closed(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._open > self.bounds.connections:
            raise Refused("503 Service Unavailable", "too many connections")
        try:
            async with asyncio.timeout(self.bounds.head_s):
                head = await read_head(reader)
            host, port = asked_for(head)
        except BadHead as error:
            raise Refused("400 Bad Request", str(error)) from None
        up_reader, up_writer = await self._connect(host, port)
        self.ledger.passed += 1
        try:
            if head.method == "CONNECT":
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                await self._both_ways(reader, writer, up_reader, up_writer)
            else:
                await self._one_exchange(head, reader, writer, up_reader, up_writer)
        finally:
            await _closed(up_writer)

    async def _connect(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Resolve once, judge every address, connect to one of exactly those."""
        if host in HOUSEKEEPING:
            raise Refused("403 Forbidden", "the browser's own errand")
        addresses = await self._addresses(host, port)
        for address in addresses:
            rule = self._rule(address, port)
            if rule:
                log.warning("browser.refused", host=host, port=port, address=address, rule=rule)
                raise Refused("403 Forbidden", rule)
        for address in addresses:
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(self.bounds.connect_s):
                    return await asyncio.open_connection(address, port)
        raise Refused("502 Bad Gateway", "no connection")

    def _rule(self, address: str, port: int) -> str | None:
        if self.only_allowed and (address, port) not in self.allowed:
            return "not this machine's own market"
        return refusal(address, port, self.allowed)

    async def _addresses(self, host: str, port: int) -> list[str]:
        try:
            async with asyncio.timeout(self.bounds.resolve_s):
                found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, TimeoutError, UnicodeError):
            log.info("browser.no_host", host=host, port=port)
            raise Refused("502 Bad Gateway", "no such host") from None
        # A scope id ("%eth0") belongs to link-local addresses only; the rules judge the bare address.
        return list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))[:8]

    async def _one_exchange(
        self,
        head: Head,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        up_reader: asyncio.StreamReader,
        up_writer: asyncio.StreamWriter,
    ) -> None:
        """Exactly one request and its answer: a second on this connection could be for another host."""
        up_writer.write(head.to_origin())
        await self._copy(reader, up_writer, head.body_bytes)
        while True:
            async with asyncio.timeout(self.bounds.idle_s):
                try:
                    answer = await read_head(up_reader)
                except BadHead:
                    raise Refused("502 Bad Gateway", "no HTTP answer") from None
            writer.write(answer.closing())
            if not answer.is_interim:
                break
        await self._copy(up_reader, writer, self.bounds.bytes_each_way)

    async def _both_ways(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        up_reader: asyncio.StreamReader,
        up_writer: asyncio.StreamWriter,
    ) -> None:
        most = self.bounds.bytes_each_way
        ways = {
            asyncio.ensure_future(self._copy(reader, up_writer, most)),
            asyncio.ensure_future(self._copy(up_reader, writer, most)),
        }
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _copy(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, most: int) -> None:
        left = most
        while left > 0:
            async with asyncio.timeout(self.bounds.idle_s):
                piece = await source.read(min(65536, left))
            if not piece:
                return
            left -= len(piece)
            target.write(piece)
            await target.drain()
        if most == self.bounds.bytes_each_way:
            self.ledger.refused["too many bytes"] += 1

    async def _say_no(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, refused: Refused
    ) -> None:
        self.ledger.refused[refused.rule] += 1
        with contextlib.suppress(OSError, TimeoutError):
            body = f"refused: {refused.rule}\n".encode()
            fields = f"{SAID_NO}: {refused.rule}\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}"
            head = f"HTTP/1.1 {refused.status}\r\n{fields}\r\nConnection: close\r\n\r\n"
            writer.write(head.encode("ascii") + body)
            writer.write_eof()
            # Closing on unread bytes would reset the connection before the answer is read.
            async with asyncio.timeout(LINGER_S):
                while await reader.read(65536):
                    pass

    async def end(self, server: asyncio.Server) -> None:
        server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError, asyncio.CancelledError):
        await writer.wait_closed()


@dataclass(frozen=True, slots=True)
class RunningProxy:
    """Where a proxy listens, and its ledger."""

    url: str
    ledger: Ledger


@contextlib.contextmanager
def filtering_proxy(
    allowed: frozenset[tuple[str, int]], *, only_allowed: bool = False, bounds: ProxyBounds | None = None
) -> Iterator[RunningProxy]:
    """A proxy in a thread of its own, for as long as the block lasts.

    Args:
        allowed: private addresses a platform file excepts, exact pairs.
        only_allowed: refuse public addresses too; for a Chromium without its sandbox.
    """
    loop = asyncio.new_event_loop()
    proxy = _Proxy(allowed, only_allowed, bounds or ProxyBounds())
    thread = threading.Thread(target=loop.run_forever, name="filtering-proxy", daemon=True)
    thread.start()
    try:
        server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(proxy.accept, "127.0.0.1", 0), loop
        ).result()
        port = server.sockets[0].getsockname()[1]
        try:
            yield RunningProxy(f"http://127.0.0.1:{port}", proxy.ledger)
        finally:
            # In the loop's own thread: closed from here, it races with a connection that is just ending.
            asyncio.run_coroutine_threadsafe(proxy.end(server), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
