"""The character tables in `tables/`, which say themselves where they are from; read once, at import."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files


def rows(name: str) -> Iterator[tuple[str, str]]:
    """Key and characters of each line of a table."""
    for line in _lines(name):
        key, _, rest = line.partition("\t")
        yield key, rest


def entries(name: str) -> Iterator[str]:
    """The entries of a table that has several a line."""
    for line in _lines(name):
        yield from line.split()


def _lines(name: str) -> Iterator[str]:
    text = files("matchers").joinpath("tables", f"{name}.txt").read_text(encoding="utf-8")
    return (line for line in text.splitlines() if not line.startswith("#"))
