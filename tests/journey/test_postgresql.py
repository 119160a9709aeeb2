"""The program on a team's PostgreSQL: what holds on SQLite holds there."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.fixtures.postgres import Postgres
from tests.spiders.crawling import prepared
from tests.spiders.site import Site, served

pytestmark = pytest.mark.long
ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 120
RIGHT = (
    '{"id": "CN-TM:7", "kind": "word", "text": "Goods", "holder": "acme", "office": "CNIPA", "number": "7"}\n'
)


def environ(url: str, **more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MARKWARDEN_")}
    return {**kept, "MARKWARDEN_DATABASE_URL": url, "MARKWARDEN_LANGUAGE": "en", **more}


class Team:
    """A home directory and a database of its own, and the program run on them."""

    def __init__(self, home: Path, url: str) -> None:
        self.home, self.url = home, url

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "markwarden", *arguments]
        mine = environ(self.url, MARKWARDEN_HOME=str(self.home))
        return subprocess.Popen(
            command, env=mine, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def run(self, *arguments: str, code: int = 0) -> str:
        process = self.start(*arguments)
        said, _ = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == code, said
        return said

    def number(self, query: str) -> int:
        with psycopg.connect(self.url) as connection:
            row = connection.execute(query).fetchone()
        assert row is not None
        return int(row[0])


@pytest.fixture
def bare(postgres: Postgres, tmp_path: Path) -> Team:
    return Team(tmp_path, postgres.database(re.sub(r"\W", "_", str(tmp_path))[-60:]))


@pytest.fixture
def team(bare: Team) -> Team:
    """With its tables, and one watched right that every goods of the site uses."""
    bare.run("migrate")
    file = bare.home / "rights.jsonl"
    file.write_text(RIGHT, encoding="utf-8")
    bare.run("rights", "import", str(file))
    return bare


def test_a_database_without_tables_is_refused_with_the_way_out(bare: Team) -> None:
    """Nobody migrates a team's database by the way: one line says what to run, and the doctor too."""
    assert "run: markwarden migrate" in bare.run("hits", code=2)
    assert "Run: markwarden migrate" in bare.run("doctor", code=1)
    bare.run("migrate")
    assert "database: postgresql" in bare.run("doctor")


def test_a_server_that_is_away_is_one_line(bare: Team) -> None:
    """Without its server a command ends with one line that names the setting to look at."""
    away = Team(bare.home, "postgresql://markwarden@127.0.0.1:9/none")
    said = away.run("hits", code=2)
    assert len(said.splitlines()) == 1
    assert "MARKWARDEN_DATABASE_URL" in said


def test_a_second_sweep_adds_nothing_and_nothing_stays_owed(team: Team) -> None:
    """Listings, hits and the index agree after a sweep, after the same sweep again and after a rebuild."""
    with served(Site(goods=30)) as site:
        prepared(team.home, site)
        assert "30 found = 30 kept + 0 unchanged" in team.run("sweep", "small", "--progress", "none")
        assert "30 found = 0 kept + 30 unchanged" in team.run("sweep", "small", "--progress", "none")
    assert team.number("select count(*) from store_hit") == 30
    assert team.number("select count(*) from store_listingversion") == 30
    assert team.number("select count(*) from store_outbox") == 0
    assert len(team.run("hits", "--format", "jsonl").splitlines()) == 30
    assert "30" in team.run("index", "rebuild")


def test_a_killed_sweep_is_resumed(team: Team) -> None:
    """Killed in mid-sweep and resumed: every listing once, and an account that closes."""
    with served(Site(goods=120)) as site:
        prepared(team.home, site)
        process = team.start("sweep", "small", "--progress", "none")
        _wait(lambda: team.number("select count(*) from store_listing") >= 10, process)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        team.run("sweep", "small", "--resume", "--progress", "none")
    assert team.number("select count(*) from store_listing") == 120
    assert team.number("select count(*) from store_listingversion") == 120
    assert team.number("select count(*) from store_hit") == 120


def test_audit_lines_are_never_rewritten(team: Team) -> None:
    """The server itself refuses to change or delete what was written down, whoever asks."""
    add = (
        "insert into store_auditline (at, actor, action, subject, detail) values (now(), 'a', 'b', 'c', '{}')"
    )
    with psycopg.connect(team.url, autocommit=True) as connection:
        connection.execute(add)
        for asked in ("update store_auditline set actor = 'x'", "delete from store_auditline"):
            with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
                connection.execute(asked)


def test_the_store_keeps_its_promises(postgres: Postgres) -> None:
    """The tests of the store, its queue, its decisions and the pipelines hold on PostgreSQL too."""
    mine = environ(postgres.database("store_tests"))
    command = [sys.executable, "-m", "pytest", "-q", "-m", "not elasticsearch and not browser and not long"]
    done = subprocess.run(
        [*command, "tests/store", "tests/pipelines/test_steps.py", "tests/pipelines/test_way.py"],
        cwd=ROOT, env=mine, capture_output=True, text=True, check=False, timeout=280,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:]


def _wait(condition: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < deadline
        time.sleep(0.05)
