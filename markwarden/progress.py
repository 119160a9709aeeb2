"""How far a sweep is: a live display on a terminal, plain lines elsewhere, or nothing."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, TextIO

from django.utils.translation import gettext as _
from rich.console import Console
from rich.live import Live
from rich.table import Table

Mode = Literal["auto", "live", "plain", "none"]
PLAIN_EVERY_S = 5.0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Where a sweep stands."""

    queued: int
    fetched: int
    listings: int
    hits: int
    seconds: float

    @property
    def pages_per_s(self) -> float:
        return self.fetched / self.seconds if self.seconds > 0 else 0.0

    @property
    def eta_s(self) -> float | None:
        """Seconds until what is known now is fetched; more may be found on the way."""
        return self.queued / self.pages_per_s if self.pages_per_s > 0 else None


def snapshot(counts: Mapping[str, int], seconds: float) -> Snapshot:
    def number(name: str) -> int:
        return counts.get(f"markwarden/{name}", 0)

    return Snapshot(number("pages/waiting"), number("fetched"), number("read"), number("hits"), seconds)


class Progress(Protocol):
    """Shows snapshots until it is closed."""

    def show(self, now: Snapshot) -> None: ...

    def close(self) -> None: ...


class Silent:
    """Shows nothing."""

    def show(self, now: Snapshot) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Nothing to do."""


class Plain:
    """A line now and then, for logs and pipes."""

    def __init__(self, out: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._out, self._clock, self._next = out, clock, 0.0

    def show(self, now: Snapshot) -> None:
        if self._clock() >= self._next:
            self._next = self._clock() + PLAIN_EVERY_S
            print(line(now), file=self._out, flush=True)

    def close(self) -> None:
        """Nothing to do."""


class OnScreen:
    """One table that stays in its place."""

    def __init__(self, name: str, console: Console) -> None:
        self._name = name
        self._live = Live(console=console, auto_refresh=False, transient=True)
        self._live.start()

    def show(self, now: Snapshot) -> None:
        self._live.update(table(self._name, now), refresh=True)

    def close(self) -> None:
        self._live.stop()


def open_progress(mode: Mode, name: str, out: TextIO | None = None) -> Progress:
    """The display that `mode` asks for; `auto` is live on a terminal and plain elsewhere."""
    out = out or sys.stderr
    if mode == "none":
        return Silent()
    if mode == "live" or (mode == "auto" and out.isatty()):
        return OnScreen(name, Console(file=out))
    return Plain(out)


def line(now: Snapshot) -> str:
    return ", ".join(f"{label} {value}" for label, value in _parts(now))


def table(name: str, now: Snapshot) -> Table:
    shown = Table(title=name, title_justify="left")
    for label, _value in _parts(now):
        shown.add_column(label, justify="right")
    shown.add_row(*(value for _label, value in _parts(now)))
    return shown


def _parts(now: Snapshot) -> list[tuple[str, str]]:
    left = (
        "…" if now.eta_s is None else f"{now.eta_s / 60:.0f} min" if now.eta_s >= 90 else f"{now.eta_s:.0f} s"
    )
    return [
        (_("queued"), str(now.queued)),
        (_("fetched"), str(now.fetched)),
        (_("listings"), str(now.listings)),
        (_("hits"), str(now.hits)),
        (_("pages/s"), f"{now.pages_per_s:.1f}"),
        (_("time left"), left),
    ]
