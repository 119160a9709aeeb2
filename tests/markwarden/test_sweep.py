"""`markwarden sweep` and `markwarden platform`, as a person runs them: in a process of their own."""

from __future__ import annotations

import io
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from markwarden.progress import Plain, Silent, Snapshot, line, open_progress, snapshot
from tests.spiders.crawling import prepared
from tests.spiders.site import Site, always, html, served

pytestmark = pytest.mark.slow

Result = subprocess.CompletedProcess[str]
TRUTH = "markwarden.sqlite3"


def environment(home: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MARKWARDEN_")}
    ours = {"HOME": str(home), "LANGUAGE": "en", "CONTACT": "desk@office.example"}
    return kept | {f"MARKWARDEN_{name}": value for name, value in ours.items()}


def mw(home: Path, *arguments: str) -> Result:
    command = [sys.executable, "-m", "markwarden", *arguments]
    return subprocess.run(
        command, env=environment(home), capture_output=True, text=True, timeout=120, check=False
    )


def rows(home: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(home / TRUTH) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Empty tables, made once: to make them takes longer than most of these sweeps."""
    home = tmp_path_factory.mktemp("tables")
    mw(home, "migrate")
    return home / TRUTH


@pytest.fixture
def tmp_path(tmp_path: Path, tables: Path) -> Path:
    """A home directory that has its tables."""
    shutil.copy(tables, tmp_path / TRUTH)
    return tmp_path


def test_two_sweeps_of_an_unchanged_shop(tmp_path: Path) -> None:
    """The first keeps every listing, the second fetches every page again and keeps no version more."""
    with served(Site(goods=12)) as site:
        site.special["/goods/3"] = lambda _target: html("<h1>no price</h1>")
        prepared(tmp_path, site)
        first, second = (mw(tmp_path, "sweep", "small", "--progress", "plain") for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert "12 found = 11 kept + 0 unchanged + 1 rejected" in first.stdout
    assert "12 found = 0 kept + 11 unchanged + 1 rejected" in second.stdout
    assert rows(tmp_path, "select count(*) from store_listingversion") == [(11,)]
    assert rows(tmp_path, "select state, count(*) from store_sweep group by 1") == [("done", 2)]
    assert site.seen["/goods/1"] == 2


def test_a_dry_run_stores_nothing(tmp_path: Path) -> None:
    """It says what would be kept, and leaves neither listing nor sweep nor frontier behind."""
    with served(Site(goods=12)) as site:
        prepared(tmp_path, site)
        result = mw(tmp_path, "sweep", "small", "--dry-run", "--limit", "4")
    assert result.returncode == 0, result.stderr
    assert "4 found = 4 would be kept" in result.stdout
    assert rows(
        tmp_path, "select (select count(*) from store_listing), (select count(*) from store_sweep)"
    ) == [(0, 0)]
    assert not (tmp_path / "frontier.sqlite3").exists()


def test_a_blocked_sweep_ends_with_3(tmp_path: Path) -> None:
    """A platform that refuses us is named as refusing, and the command says so to scripts."""
    with served(Site(goods=12)) as site:
        for n in range(1, 13):
            site.special[f"/goods/{n}"] = always(403)
        prepared(tmp_path, site)
        result = mw(tmp_path, "sweep", "small")
    assert result.returncode == 3
    assert rows(tmp_path, "select state from store_sweep") == [("blocked",)]
    assert rows(tmp_path, "select blocked_sign from store_platform") != [("",)]


def test_a_sweep_that_brings_nothing_has_failed(tmp_path: Path) -> None:
    """Zero listings are no honest market: the sweep fails and says what was expected."""
    with served(Site()) as site:
        site.special["/list"] = lambda _target: html("<div id=app></div>")
        prepared(tmp_path, site)
        result = mw(tmp_path, "sweep", "small")
    assert result.returncode == 1
    assert "expected at least 1 listings, found 0" in result.stdout
    assert "render: browser" in result.stdout


@contextmanager
def stopped_at(home: Path, site: Site, *, pages: int) -> Iterator[subprocess.Popen[bytes]]:
    """A sweep held still when the site has served so many pages, and killed at the block's end."""
    command = [sys.executable, "-m", "markwarden", "sweep", "small", "--progress", "none"]
    process = subprocess.Popen(command, env=environment(home), stderr=subprocess.DEVNULL)
    while sum(site.seen.values()) < pages and process.poll() is None:
        time.sleep(0.002)  # leaves the other process a core
    process.send_signal(signal.SIGSTOP)
    yield process
    process.send_signal(signal.SIGKILL)
    process.wait()


@pytest.mark.slow
def test_a_killed_sweep_is_resumed(tmp_path: Path) -> None:
    """`kill -9`, then `--resume`: the same sweep, every listing once, an account that closes."""
    with served(Site(goods=150)) as site:
        prepared(tmp_path, site)
        mw(tmp_path, "platform", "check", "small")
        with stopped_at(tmp_path, site, pages=60) as process:
            busy = mw(tmp_path, "sweep", "small")
        assert process.returncode == -signal.SIGKILL
        result = mw(tmp_path, "sweep", "small", "--resume")
    assert busy.returncode == os.EX_TEMPFAIL
    assert "another process" in busy.stderr
    assert result.returncode == 0, result.stdout + result.stderr
    assert rows(tmp_path, "select count(*) from store_sweep") == [(1,)]
    assert rows(tmp_path, "select count(*), count(distinct listing_id) from store_listing") == [(150, 150)]
    assert rows(tmp_path, "select count(*) from store_listingversion") == [(150,)]


def test_a_failed_sweep_that_left_requests_is_resumed(tmp_path: Path) -> None:
    """A sweep whose account did not close has failed, and goes on where it was like any other."""
    with served(Site(goods=60)) as site:
        prepared(tmp_path, site)
        with stopped_at(tmp_path, site, pages=20):
            pass
        with sqlite3.connect(tmp_path / TRUTH) as connection:
            connection.execute("update store_sweep set state = 'failed', detail = 'not accounted for'")
        result = mw(tmp_path, "sweep", "small", "--resume")
    assert result.returncode == 0, result.stdout + result.stderr
    assert rows(tmp_path, "select state, count(*) from store_sweep group by 1") == [("done", 1)]
    assert rows(tmp_path, "select count(*) from store_listing") == [(60,)]


def test_a_failed_sweep_that_left_nothing_is_not_resumed(tmp_path: Path) -> None:
    """Where every request was answered, going on would only fail again: a new sweep is asked for."""
    with served(Site()) as site:
        site.special["/list"] = lambda _target: html("<div id=app></div>")
        prepared(tmp_path, site)
        mw(tmp_path, "sweep", "small")
        result = mw(tmp_path, "sweep", "small", "--resume")
    assert result.returncode == 2
    assert "left nothing to do" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("sweep", "smal"), "did you mean 'small'?"),
        (("sweep", "small", "--resume"), "no interrupted sweep"),
        (("sweep", "small", "--sweep-id", "99"), "--sweep-id 99"),
        (("sweep", "storefront"), "nowhere to start"),
    ],
)
def test_wishes_that_cannot_be_met_are_refused(tmp_path: Path, arguments: tuple[str, ...], word: str) -> None:
    """A refusal says what is wrong in one line and ends with 2."""
    prepared(tmp_path, Site(port=1))
    result = mw(tmp_path, *arguments)
    assert result.returncode == 2
    assert word in result.stderr
    assert "Traceback" not in result.stderr
    assert rows(tmp_path, "select count(*) from store_sweep") == [(0,)]


def test_a_public_site_is_not_asked_by_nobody(tmp_path: Path) -> None:
    """Without a contact of the operator's own not even a dry run goes out to a public site."""
    nameless = environment(tmp_path)
    del nameless["MARKWARDEN_CONTACT"]
    command = [sys.executable, "-m", "markwarden", "sweep", "storefront", "--dry-run"]
    start = ["--start", "https://shop.example/"]
    result = subprocess.run(
        [*command, *start], env=nameless, capture_output=True, text=True, timeout=120, check=False
    )
    assert (result.returncode, "MARKWARDEN_CONTACT is not set" in result.stderr) == (2, True)


def test_platform_check_names_the_line(tmp_path: Path) -> None:
    """A broken file is named with line and key, the others are still listed."""
    prepared(tmp_path, Site(port=1))
    broken = tmp_path / "platforms" / "broken.yaml"
    broken.write_text("key: broken\nrendr: http\n", "utf-8")
    check = mw(tmp_path, "platform", "check", str(broken))
    assert check.returncode == 2
    assert f"{broken}:2: rendr: not a key of a platform file; did you mean 'render'?" in check.stderr
    assert "small" in mw(tmp_path, "platform", "list").stdout


def test_progress_says_what_is_left() -> None:
    """Queued, fetched, listings, hits, pages a second, the time left; unknown before the first page."""
    counts = {
        "markwarden/pages/waiting": 30,
        "markwarden/fetched": 10,
        "markwarden/read": 8,
        "markwarden/hits": 2,
    }
    assert (
        line(snapshot(counts, 5.0))
        == "queued 30, fetched 10, listings 8, hits 2, pages/s 2.0, time left 15 s"
    )
    assert Snapshot(1, 0, 0, 0, 0.0).eta_s is None


def test_progress_is_plain_without_a_terminal() -> None:
    """A pipe gets a line every few seconds, and `none` nothing at all."""
    out, now = io.StringIO(), [0.0]
    plain = Plain(out, clock=lambda: now[0])
    for _ in range(100):
        plain.show(Snapshot(1, 2, 3, 4, 5.0))
        now[0] += 0.1
    assert len(out.getvalue().splitlines()) == 2
    assert isinstance(open_progress("auto", "x", out), Plain)
    assert isinstance(open_progress("none", "x", out), Silent)
