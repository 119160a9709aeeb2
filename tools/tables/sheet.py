"""A table as a text file: where it is from, then one row a line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

TABLES: Final = Path(__file__).parents[2] / "matchers" / "tables"
WIDTH: Final = 33  # entries a line, so that a difference can be read


def write(name: str, about: str, rows: Iterable[str]) -> None:
    """Write `matchers/tables/NAME.txt`; `about` names source, version and licence."""
    head = "".join(f"# {line}\n" for line in about.strip().splitlines())
    TABLES.mkdir(exist_ok=True)
    (TABLES / f"{name}.txt").write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")


def lines(entries: Iterable[str]) -> list[str]:
    """Entries in lines of `WIDTH`."""
    every = list(entries)
    return [" ".join(every[i : i + WIDTH]) for i in range(0, len(every), WIDTH)]


def read(name: str) -> list[str]:
    """The entries of a table written before."""
    text = (TABLES / f"{name}.txt").read_text(encoding="utf-8")
    return [entry for line in text.splitlines() if not line.startswith("#") for entry in line.split()]
