"""Which addresses a connection may reach."""

from __future__ import annotations

import pytest

from spiders.addresses import refusal

NONE: frozenset[tuple[str, int]] = frozenset()
DOOR = frozenset({("127.0.0.1", 8123), ("::1", 8124)})


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:4700::1", "64:ff9b::101:101", "::ffff:1.1.1.1"]
)
def test_public_addresses_are_reached(address: str) -> None:
    """A public address on a web port is no one's secret."""
    assert refusal(address, 443, NONE) is None
    assert refusal(address, 80, NONE) is None


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.1",
        "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "100.127.255.255", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "192.0.0.1", "192.0.2.1",
        "198.18.0.1", "192.88.99.1", "::", "::1", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:0:a00:1::1", "100::1",
    ],
)  # fmt: skip
def test_what_is_not_public_is_refused(address: str) -> None:
    """Private, local, shared, multicast and reserved ranges are refused, however they are wrapped."""
    assert refusal(address, 80, NONE)
    assert refusal(address, 80, DOOR)


@pytest.mark.parametrize("port", [0, 22, 25, 6379, 8080, 9200, 65535])
def test_other_ports_are_refused(port: int) -> None:
    """A public host is only ever asked on the ports of the web."""
    assert refusal("1.1.1.1", port, NONE) == "not a web port"


def test_an_exception_opens_one_door_only() -> None:
    """The pair in the file is let through; the next port, the next address, other spellings are not."""
    assert refusal("127.0.0.1", 8123, DOOR) is None
    assert refusal("[::1]", 8124, DOOR) is None
    assert refusal("127.0.0.1", 8124, DOOR)
    assert refusal("127.0.0.2", 8123, DOOR)
    assert refusal("::ffff:127.0.0.1", 8123, DOOR)


@pytest.mark.parametrize("text", ["localhost", "", "2130706433", "0x7f.1", "1.1.1", "example.org"])
def test_only_addresses_are_judged(text: str) -> None:
    """What is not an address has not been resolved, and is refused."""
    assert refusal(text, 80, NONE) == "not an address"
