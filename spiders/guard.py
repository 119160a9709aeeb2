"""The guard at connect time: a name is resolved once, judged, and connected to exactly as judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scrapy.crawler import Crawler
from scrapy.resolver import HostResolution
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer, provider  # type: ignore[import-untyped]

from domain.errors import AddressRefused
from spiders.addresses import refusal


@provider(IResolutionReceiver)
class _Judge:
    """Collects every address of a name; hands them on only if none is refused."""

    def __init__(self, guard: GuardedResolver, receiver: Any, host: str, port: int) -> None:
        self._guard, self._receiver = guard, receiver
        self._host, self._port = host, port
        self._addresses: list[Any] = []

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802  # Twisted's name
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self._addresses.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        # One bad address among good ones is how a name is made to rebind: all or nothing.
        for address in self._addresses:
            rule = refusal(address.host.partition("%")[0], self._port, self._guard.allowed)
            if rule:
                self._guard.note(AddressRefused(self._host, self._port, address.host, rule))
                break
        else:
            for address in self._addresses:
                self._receiver.addressResolved(address)
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class GuardedResolver:
    """Stands between every Twisted connection of this process and the system's resolver.

    Twisted sends literal addresses and odd spellings (decimal, octal, hexadecimal) through the
    resolver like names, and connects to what comes back, so nothing goes round it.
    """

    # Enough to explain what was just refused; older ones are counted in the stats already.
    MOST_NOTES = 1000

    def __init__(self, reactor: Any, allowed: frozenset[tuple[str, int]]) -> None:
        self.reactor, self.allowed = reactor, allowed
        self._system = reactor.nameResolver
        self._notes: dict[tuple[str, int], AddressRefused] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> GuardedResolver:
        return cls(reactor, frozenset(crawler.settings["MARKWARDEN_ALLOW_PRIVATE"] or ()))

    def install_on_reactor(self) -> None:
        self.reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802  # Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        judge = _Judge(self, resolutionReceiver, hostName, portNumber)
        try:
            return self._system.resolveHostName(judge, hostName, portNumber, addressTypes, transportSemantics)
        except ValueError:  # a name no resolver takes, such as one of 300 characters
            resolutionReceiver.resolutionBegan(HostResolution(hostName))
            resolutionReceiver.resolutionComplete()
            return HostResolution(hostName)

    def note(self, refused: AddressRefused) -> None:
        if len(self._notes) >= self.MOST_NOTES:
            self._notes.clear()
        self._notes[refused.host, refused.port] = refused

    def refused(self, host: str, port: int) -> AddressRefused | None:
        """Why the last connection to `host`:`port` was refused, if it was."""
        return self._notes.get((host, port))


def installed_guard(crawler: Crawler) -> GuardedResolver:
    """The guard of this process's reactor; put in place if something replaced it."""
    from twisted.internet import reactor  # noqa: PLC0415  # importing it earlier would choose a reactor

    current = getattr(reactor, "nameResolver", None)
    if isinstance(current, GuardedResolver):
        return current
    guard = GuardedResolver.from_crawler(crawler, reactor)
    guard.install_on_reactor()
    return guard
