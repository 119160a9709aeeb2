"""The demo lives in a home of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.errors import Conflict
from markwarden.demo.home import alone, move_in


def environment(cache: Path, **more: str) -> dict[str, str]:
    return {"MARKWARDEN_CACHE": str(cache), "MARKWARDEN_ELASTICSEARCH_URL": "http://127.0.0.1:1", **more}


def test_the_operators_data_is_never_touched(tmp_path: Path) -> None:
    """Whatever home and database the operator set, the demo's are others."""
    environ = environment(
        tmp_path, MARKWARDEN_HOME="/elsewhere", MARKWARDEN_DATABASE_URL="postgresql://team@db/truth"
    )
    move_in([], environ)
    assert environ["MARKWARDEN_HOME"] == str(tmp_path / "demo")
    assert "MARKWARDEN_DATABASE_URL" not in environ


@pytest.mark.parametrize(
    "arguments", [["--elasticsearch", "http://es:9200"], ["--elasticsearch=http://es:9200"]]
)
def test_an_index_asked_for_is_taken(tmp_path: Path, arguments: list[str]) -> None:
    """The Elasticsearch named on the command line wins over the one that is set."""
    environ = environment(tmp_path)
    move_in(arguments, environ)
    assert environ["MARKWARDEN_ELASTICSEARCH_URL"] == "http://es:9200"


@pytest.mark.parametrize(
    ("arguments", "kept"), [([], True), (["--fresh"], False), (["--fresh", "--help"], True)]
)
def test_only_a_fresh_start_forgets(tmp_path: Path, arguments: list[str], kept: bool) -> None:
    """What earlier runs kept goes with `--fresh` and never otherwise."""
    found = tmp_path / "demo" / "markwarden.sqlite3"
    found.parent.mkdir()
    found.touch()
    move_in(arguments, environment(tmp_path))
    assert found.exists() is kept


def test_a_running_demo_is_not_wiped(tmp_path: Path) -> None:
    """A second demo is refused while one runs, and so is a fresh start."""
    with alone(tmp_path / "demo"), pytest.raises(Conflict, match="another demo runs"):
        move_in(["--fresh"], environment(tmp_path))
