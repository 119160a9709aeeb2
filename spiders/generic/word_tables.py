"""Tables of words beside the code: under each [heading] words between commas."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parents[1] / "tables"


def sections(name: str) -> Mapping[str, frozenset[str]]:
    """The words of table `name` by heading."""
    found: dict[str, set[str]] = {}
    words: set[str] = set()
    for line in (_FOLDER / f"{name}.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            words = found.setdefault(line.strip("[]"), set())
        elif not line.startswith("#"):
            words.update(word.strip() for word in line.split(",") if word.strip())
    return {heading: frozenset(kept) for heading, kept in found.items()}
