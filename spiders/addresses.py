"""Which addresses a connection may reach: public ones on web ports, and what a platform file excepts."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

WEB_PORTS = frozenset({80, 443})

# Ranges that `ipaddress` does not call private, or not in every Python release that we run on.
_RULES: tuple[tuple[str, ipaddress.IPv4Network | ipaddress.IPv6Network], ...] = (
    ("shared", ipaddress.ip_network("100.64.0.0/10")),
    ("benchmark", ipaddress.ip_network("198.18.0.0/15")),
    ("relay", ipaddress.ip_network("192.88.99.0/24")),
    ("site-local", ipaddress.ip_network("fec0::/10")),
    ("documentation", ipaddress.ip_network("3fff::/20")),
    ("local NAT64", ipaddress.ip_network("64:ff9b:1::/48")),
    ("segment routing", ipaddress.ip_network("5f00::/16")),
    ("discard", ipaddress.ip_network("100::/64")),
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_COMPATIBLE = ipaddress.ip_network("::/96")


def _inner(address: ipaddress.IPv6Address) -> Iterator[ipaddress.IPv4Address]:
    """IPv4 addresses an IPv6 address carries: a gateway would send us there."""
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)


def _rule_against(address: Address) -> str | None:
    named = next((name for name, net in _RULES if address.version == net.version and address in net), None)
    if named:
        return named
    kinds = ("unspecified", "loopback", "link_local", "multicast", "reserved", "private")
    kind = next((kind for kind in kinds if getattr(address, f"is_{kind}")), None)
    if kind:
        return kind.replace("_", "-")
    return None if address.is_global else "not global"


def _judged(address: Address) -> str | None:
    """The rule that forbids `address`, looking through every wrapping; None when it is public."""
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = tuple(_inner(address))
        for inner in wrapped:
            rule = _rule_against(inner)
            if rule:
                return f"{rule} inside IPv6"
        if wrapped and (address.ipv4_mapped or address in _NAT64):
            return None
    return _rule_against(address)


def refusal(address: str, port: int, allowed: frozenset[tuple[str, int]]) -> str | None:
    """Why a connection to `address`:`port` is refused; None when it may be made.

    `address` is what will be connected to, never a name. `allowed` holds a platform file's
    exceptions, exact pairs such as ("127.0.0.1", 8123); nothing beside them is opened.
    """
    bare = address.strip("[]")
    try:
        parsed = ipaddress.ip_address(bare)
    except ValueError:
        return "not an address"
    if (str(parsed), port) in allowed:
        return None
    rule = _judged(parsed)
    if rule:
        return rule
    return None if port in WEB_PORTS else "not a web port"
