"""What can go wrong, ordered by what a caller should do about it.

HouseError                     retryable = False unless said otherwise
├─ ConfigError                 at start, all problems at once
├─ RegistryError               file, sheet, row, column, what was expected
├─ InputError                  a file given on the command line: file, line, key, what was expected
├─ CollectError  ├─ Blocked    the platform refuses us: stop, do not insist
│                ├─ LayoutChanged   the page is not what the selectors were written for
│                ├─ Throttled       retryable, after a stated pause
│                └─ AddressRefused  the address is private or its port is not a web port
├─ StoreAway                   retryable; the database cannot be written: a full disk, a server away
├─ Halted                      a person stopped collection; it goes on when the order is lifted
├─ IndexUnavailable            retryable; the outbox keeps what is owed
├─ CaseError                   a case or a notice cannot be what was asked
│  └─ NoticeRefused            names every missing element, every open exception
└─ Conflict                    somebody else moved it first
"""

from __future__ import annotations

from collections.abc import Sequence


class HouseError(Exception):
    """Anything markwarden itself refuses or cannot do."""

    retryable = False


class ConfigError(HouseError):
    """What an operator set cannot be used; every problem is named at once."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class RegistryError(HouseError):
    """A register file holds something that cannot be registered."""

    def __init__(self, *, file: str, row: int, column: str, expected: str, found: str) -> None:
        super().__init__(f"{file}, row {row}, column {column}: expected {expected}, found {found!r}")
        self.file, self.row, self.column = file, row, column
        self.expected, self.found = expected, found


class InputError(HouseError):
    """A line of an input file cannot be read as what it should be."""

    def __init__(self, *, file: str, line: int, key: str, expected: str) -> None:
        super().__init__(f"{file}, line {line}, key {key}: expected {expected}")
        self.file, self.line, self.key, self.expected = file, line, key, expected


class CollectError(HouseError):
    """A page or picture could not be collected."""


class Blocked(CollectError):
    """The platform refuses us: the sweep stops and does not insist."""

    def __init__(self, platform: str, url: str, sign: str) -> None:
        super().__init__(f"{platform}: refused at {url} ({sign})")
        self.platform, self.url, self.sign = platform, url, sign


class LayoutChanged(CollectError):
    """A page no longer has the shape its platform file was written for."""

    def __init__(self, platform: str, url: str, detail: str) -> None:
        super().__init__(f"{platform}: {detail} at {url}")
        self.platform, self.url, self.detail = platform, url, detail


class Throttled(CollectError):
    """The platform asks for a pause; `pause_s` says how long."""

    retryable = True

    def __init__(self, platform: str, url: str, pause_s: float) -> None:
        super().__init__(f"{platform}: asked to pause {pause_s:g} s at {url}")
        self.platform, self.url, self.pause_s = platform, url, pause_s


class AddressRefused(CollectError):
    """An outgoing connection would reach an address that is not public."""

    def __init__(self, host: str, port: int, address: str, rule: str) -> None:
        super().__init__(f"{host}:{port} leads to {address}, refused: {rule}")
        self.host, self.port, self.address, self.rule = host, port, address, rule


class StoreAway(HouseError):
    """The database cannot be written to now; `stops` tells whoever is crawling to stop and resume later."""

    retryable = True
    stops = True


class Halted(HouseError):
    """A person has stopped this platform, or all collection."""


class IndexUnavailable(HouseError):
    """The triage index does not answer; what is owed to it stays in the outbox."""

    retryable = True


class CaseError(HouseError):
    """A case, or something of it, cannot be made as asked."""


class NoticeRefused(CaseError):
    """A notice lacks something; `lacks` names all of it, and nothing was drafted."""

    def __init__(self, form: str, lacks: Sequence[str]) -> None:
        self.form, self.lacks = form, tuple(lacks)
        super().__init__(f"{form}: no notice, for want of\n" + "\n".join(f"  {one}" for one in self.lacks))


class Conflict(HouseError):
    """Somebody else changed it first; read it again before deciding."""
