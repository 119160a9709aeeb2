"""Where the frontier lies, for tests that hold on both databases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from spiders.tables import Place, Tables, open_tables


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A file, then a database of the run's own PostgreSQL server."""
    if request.param == "sqlite":
        return tmp_path / "frontier.sqlite3"
    name = re.sub(r"\W", "_", f"{tmp_path.parent.name}_{tmp_path.name}")[-60:]
    return str(request.getfixturevalue("postgres").database(name))


@pytest.fixture
def opened(place: Place) -> Iterator[Callable[[], Tables]]:
    """Opens a connection to the frontier; all are closed at the end."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(closing(open_tables(place)))
