"""Chromium runs as an ordinary user in its sandbox, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from spiders import readable
from spiders.browser import browser_for
from spiders.chromium import (
    BrowserFailed,
    BrowserMissing,
    SandboxForbidden,
    complaint_of,
    found_chromium,
    launched_chromium,
    ordinary_user,
    require_sandbox,
    sandbox_state,
)
from spiders.filtering_proxy import SAID_NO
from tests.require import absent
from tests.spiders.hostile import hostile_site

HOLD = """
import sys
from spiders.chromium import launched_chromium
with launched_chromium(proxy="http://127.0.0.1:9") as address:
    print(address, flush=True)
    sys.stdin.read()
"""


def processes(token: str) -> dict[int, str]:
    """Processes with `token` in their command line or environment: pid -> command line."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command, environment = (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
        except OSError:
            continue
        if token.encode() in command + environment and int(folder.name) != os.getpid():
            found[int(folder.name)] = command.replace(b"\0", b" ").decode("utf-8", "replace")
    return found


def pid_of(home: Path, words: str) -> int:
    return next(pid for pid, command in processes(home.name).items() if words in command)


def homes(parent: int) -> set[Path]:
    """Home folders of the browsers that `parent` holds; other runs on this machine have theirs."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split()
    commands = [Path(f"/proc/{child}/cmdline").read_bytes().decode("utf-8", "replace") for child in children]
    return {Path(found[1]) for command in commands if (found := re.search(r'"folder": "([^"]+)"', command))}


def program(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can read; pytest's own are closed."""
    folder = Path(tempfile.mkdtemp(prefix="markwarden-open-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.browser
def test_the_sandbox_is_adequate(chromium_endpoint: str) -> None:
    """Chromium itself says that it is adequately sandboxed."""
    assert "You are adequately sandboxed." in sandbox_state(chromium_endpoint)


@pytest.mark.browser
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
def test_chromium_runs_as_an_ordinary_user_without_our_environment(chromium_endpoint: str) -> None:
    """No process of the browser is root's, and none carries a variable of ours."""
    names = [home.name for home in homes(os.getpid())]
    kept = [pid for name in names for pid, command in processes(name).items() if "keeper.py" not in command]
    owners = {Path(f"/proc/{pid}").stat().st_uid for pid in kept}
    assert len(kept) > 2
    assert 0 not in owners
    assert not [pid for pid in kept if b"MARKWARDEN_HOME" in Path(f"/proc/{pid}/environ").read_bytes()]


@pytest.mark.browser
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
def test_a_killed_chromium_comes_back_at_its_address_and_all_ends_with_the_block(
    chromium_endpoint: str,
) -> None:
    """After kill -9 its address serves a new one; after the block no process and no folder is left."""
    before = homes(os.getpid())
    with launched_chromium(proxy="http://127.0.0.1:9") as address:
        (home,) = homes(os.getpid()) - before
        browser = next(
            pid for pid, command in processes(home.name).items() if "remote-debugging-pipe" in command
        )
        os.kill(browser, signal.SIGKILL)
        assert "adequately" in _state_again(address)
    assert (processes(home.name), home.exists()) == ({}, False)


def _state_again(address: str) -> str:
    """The sandbox page once the new Chromium answers; each try waits for its own refusal."""
    for _ in range(40):
        try:
            return sandbox_state(address)
        except Exception:  # noqa: BLE001, S112  # Playwright's own error, while nobody listens
            continue
    return ""


@pytest.mark.browser
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
def test_a_killed_sweep_leaves_no_browser(chromium_endpoint: str) -> None:
    """When the program that holds the browser is killed with -9, the browser ends too, with its folder."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().startswith(b"ws://127.0.0.1:")
        (home,) = homes(holder.pid)
        keeper = pid_of(home, "keeper.py")
        watch = os.pidfd_open(keeper)
        holder.kill()
        os.read(holder.stdout.fileno(), 1)
    assert select.select([watch], [], [], 20)[0]
    os.close(watch)
    assert (processes(home.name), home.exists()) == ({}, False)


def test_no_chromium_is_said_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any Chromium the refusal names what to install."""
    monkeypatch.setattr("spiders.chromium.found_chromium", lambda: None)
    with (
        pytest.raises(BrowserMissing, match="apt install chromium"),
        launched_chromium(proxy="http://127.0.0.1:9"),
    ):
        pass


# A namespace in which no further one can be made: what some container hosts do to everybody in them.
WITHOUT_NAMESPACES = """exec unshare --user --map-current-user --keep-caps sh -c \
    'echo 0 > /proc/sys/user/max_user_namespaces; exec "$0" "$@"' {chromium} "$@\""""


@pytest.fixture
def confined(chromium_endpoint: str, open_folder: Path) -> Path:
    """The real Chromium, started where its sandbox cannot be built."""
    chromium = found_chromium()
    if shutil.which("unshare") is None or chromium is None:
        absent("unshare", "apt install util-linux")
    text = WITHOUT_NAMESPACES.format(chromium=chromium)
    return program(open_folder / "chromium", f'[ "$1" = --version ] && exit 0\n{text}')


@pytest.mark.browser
def test_a_forbidden_sandbox_is_refused(confined: Path) -> None:
    """Where the machine forbids the sandbox, Chromium is not used, and the refusal says what to do."""
    nowhere = "http://127.0.0.1:9"
    with (
        pytest.raises(SandboxForbidden, match="allow user namespaces"),
        launched_chromium(proxy=nowhere, executable=confined),
    ):
        pass


@pytest.mark.browser
def test_an_unsandboxed_chromium_is_told_from_a_sandboxed_one(confined: Path) -> None:
    """A Chromium that was started without its sandbox does not pass for adequately sandboxed."""
    with (
        launched_chromium(proxy="http://127.0.0.1:9", executable=confined, sandbox=False) as address,
        pytest.raises(SandboxForbidden, match="NOT adequately"),
    ):
        require_sandbox(address)


@pytest.mark.browser
def test_without_its_sandbox_only_the_market_of_this_machine_is_opened(
    confined: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The way round the sandbox exists for excepted loopback addresses only, and only when asked for."""
    monkeypatch.setattr("spiders.chromium.found_chromium", lambda: confined)
    market = frozenset({("127.0.0.1", 8123)})
    for allowed, asked_for in ((frozenset(), True), (market, False)):
        with pytest.raises(SandboxForbidden), browser_for(allowed, "me", unsandboxed_loopback_only=asked_for):
            pass
    with browser_for(market, "me", unsandboxed_loopback_only=True) as settings:
        assert settings["PLAYWRIGHT_CONNECT_URL"].startswith("ws://127.0.0.1:")


@pytest.mark.browser
def test_without_its_sandbox_nothing_but_that_market_is_reached(
    confined: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proxy before an unsandboxed Chromium refuses every address but the excepted market's."""
    monkeypatch.setattr("spiders.chromium.found_chromium", lambda: confined)
    with hostile_site() as site:
        site.pages["goods"] = "<p>杯子</p>"
        market = frozenset({("127.0.0.1", site.port)})
        addresses = (f"{site.url}/goods", f"http://127.0.0.1:{site.secret}/", "http://192.88.99.1/")
        with browser_for(market, "me", unsandboxed_loopback_only=True) as settings:
            endpoint = settings["PLAYWRIGHT_CONNECT_URL"]
            with pytest.raises(SandboxForbidden):
                require_sandbox(endpoint)
            with ThreadPoolExecutor(1) as thread:
                market_said, *others = thread.submit(_visited, endpoint, addresses).result()
    assert market_said == (None, "杯子")
    assert [rule for rule, _body in others] == ["not this machine's own market"] * 2
    assert site.leaked == []


def _visited(endpoint: str, addresses: Iterable[str]) -> list[tuple[str | None, str]]:
    with sync_playwright() as program:
        page = program.chromium.connect(endpoint, timeout=30_000).new_page()
        return [_visit(page, address) for address in addresses]


def _visit(page: Page, address: str) -> tuple[str | None, str]:
    """The rule by which the proxy refused an address, if it did, and what was read."""
    answer = page.goto(address)
    return (answer.header_value(SAID_NO) if answer else "no answer", page.inner_text("body"))


@pytest.mark.browser
def test_a_broken_chromium_says_why(chromium_endpoint: str, open_folder: Path) -> None:
    """What Chromium says when it cannot start is passed on."""
    text = '[ "$1" = --version ] && exit 0\necho cannot open libnss3.so >&2; exit 127'
    broken = program(open_folder / "chromium", text)
    nowhere = "http://127.0.0.1:9"
    with pytest.raises(BrowserFailed, match="libnss3"), launched_chromium(proxy=nowhere, executable=broken):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody else")
def test_a_folder_closed_to_the_ordinary_user_is_copied_once(tmp_path: Path, open_folder: Path) -> None:
    """A program in root's own folder is copied to where the user can start it, once for each version."""
    user = ordinary_user()
    assert user is not None
    (tmp_path / "closed").mkdir(mode=0o700)
    closed = program(tmp_path / "closed" / "tool", "exit 0")
    copies = open_folder / "copies"
    first = readable.readable(closed.parent, closed, user.uid, user.gid, copies)
    assert first != closed
    assert readable.runs_as(first, user.uid, user.gid)
    assert readable.readable(closed.parent, closed, user.uid, user.gid, copies) == first
    program(closed, "exit 0 # newer")
    assert readable.readable(closed.parent, closed, user.uid, user.gid, copies) != first


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody else")
def test_a_readable_program_is_used_where_it_is(open_folder: Path) -> None:
    """What the user can start already is not copied."""
    user = ordinary_user()
    assert user is not None
    tool = program(open_folder / "tool", "exit 0")
    assert readable.readable(open_folder, tool, user.uid, user.gid, open_folder / "copies") == tool
    assert not (open_folder / "copies").exists()


def test_a_downloaded_chromium_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without one on the path, the newest of Playwright's own downloads is taken."""
    for number in (900, 1187):
        folder = tmp_path / f"chromium-{number}" / "chrome-linux"
        folder.mkdir(parents=True)
        program(folder / "chrome", "exit 0")
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert found_chromium() == tmp_path / "chromium-1187" / "chrome-linux" / "chrome"


def test_a_chromium_that_cannot_run_is_told_from_a_good_one(tmp_path: Path) -> None:
    """A file of that name is not enough: what the machine lacks is said in the program's own words."""
    lame = tmp_path / "chromium"
    program(lame, "echo cannot open libx.so >&2; exit 127")
    assert complaint_of(lame) == "cannot open libx.so"
    assert "nothing" in complaint_of(tmp_path / "nothing")
    program(lame, "exit 0")
    assert complaint_of(lame) == ""
