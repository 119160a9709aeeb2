"""Chromium as an ordinary user with its sandbox on, behind a Playwright server."""

from __future__ import annotations

import contextlib
import json
import os
import pwd
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import playwright
from playwright.sync_api import sync_playwright

from domain.errors import CollectError
from spiders import keeper
from spiders.readable import readable

HOW_TO_GET_IT = (
    "install it with `apt install chromium fonts-noto-cjk libatomic1`, "
    "or `.venv/bin/playwright install --with-deps chromium`"
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# Newest first; the folder's number grows with Chromium's.
DOWNLOADED = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*")

ARGUMENTS = (
    "--disable-gpu",
    # Containers give /dev/shm 64 MB; a page with pictures needs more.
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-breakpad",
    "--no-first-run",
    # A page that gathers more than this is ended by its own engine, not by this machine.
    "--js-flags=--max-old-space-size=512",
    # UDP goes round an HTTP proxy: neither QUIC nor WebRTC may use it.
    "--disable-quic",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    # Names are resolved by the filtering proxy only; a request that went round it would find no host.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
# Without this Chromium goes round its proxy for loopback addresses.
THROUGH_PROXY_ALWAYS = "<-loopback>"
USERS = ("markwarden", "nobody")
# What Chromium says where the machine does not let it make its sandbox.
_NO_SANDBOX_SIGNS = (
    "No usable sandbox",
    "Failed to move to new namespace",
    "setuid_sandbox_host",
    "zygote_host_impl",
    "Operation not permitted",
)
_ADEQUATE = "You are adequately sandboxed."
_DRIVER = Path(playwright.__file__).parent / "driver"


class BrowserMissing(CollectError):
    """No Chromium was found on this machine."""

    def __init__(self) -> None:
        super().__init__(f"no Chromium here: {HOW_TO_GET_IT}")


class BrowserFailed(CollectError):
    """Chromium is here and did not start."""

    retryable = True


class SandboxForbidden(CollectError):
    """The machine does not let Chromium build its sandbox, and without it no outside page is opened."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            "Chromium cannot build its sandbox here, so pages are not opened in it: "
            "allow user namespaces to this machine or container (seccomp, AppArmor), "
            f"or sweep platforms with render: http only ({detail})"
        )


@dataclass(frozen=True, slots=True)
class OrdinaryUser:
    """Whom Chromium runs as; None in its place means: as ourselves, who are not root."""

    uid: int
    gid: int


def found_chromium() -> Path | None:
    """Chromium of the system, of macOS, or of Playwright's own download; None without any."""
    named = (Path(path) for name in NAMES if (path := shutil.which(name)))
    mac = (Path(path) for path in MAC)
    return next((path for path in (*named, *mac, *_downloaded()) if path.exists()), None)


def complaint_of(chromium: Path) -> str:
    """What keeps Chromium, or the program that drives it, from running here; empty when nothing does."""
    for program in (_DRIVER / "node", chromium):
        try:
            asked = subprocess.run([program, "--version"], capture_output=True, timeout=30, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            return str(error)
        if asked.returncode:
            said = asked.stderr.decode("utf-8", "replace").strip()
            return said[-300:] or f"{program} ended with status {asked.returncode}"
    return ""


def _downloaded() -> list[Path]:
    cache = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    folders = [Path(cache)] if cache else []
    folders += [
        Path.home() / ".cache" / "ms-playwright",
        Path.home() / "Library" / "Caches" / "ms-playwright",
    ]
    found = [path for folder in folders for pattern in DOWNLOADED for path in folder.glob(pattern)]
    return sorted(found, key=_number, reverse=True)


def _number(path: Path) -> int:
    found = re.search(r"chromium-(\d+)", str(path))
    return int(found[1]) if found else 0


def ordinary_user() -> OrdinaryUser | None:
    """Whom to become when we are root; None when we are not."""
    if os.geteuid() != 0:
        return None
    for name in USERS:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return OrdinaryUser(entry.pw_uid, entry.pw_gid)
    return OrdinaryUser(65534, 65534)


@contextlib.contextmanager
def launched_chromium(
    *, proxy: str, executable: Path | None = None, sandbox: bool = True, arguments: Sequence[str] = ()
) -> Iterator[str]:
    """The address of a Playwright server with one Chromium in it; everything ends with the block.

    Args:
        proxy: where all its traffic goes, `http://127.0.0.1:PORT`.
        sandbox: false only behind a proxy that reaches nothing but this machine's own market.

    Raises:
        BrowserMissing, SandboxForbidden, BrowserFailed.
    """
    chromium = executable or found_chromium()
    if chromium is None:
        raise BrowserMissing
    user = ordinary_user()
    with _home(user) as home:
        config = _config(home, user, chromium, proxy, sandbox, arguments)
        with _kept(_plan(home, user, config)) as address:
            yield address


@contextlib.contextmanager
def _home(user: OrdinaryUser | None) -> Iterator[Path]:
    home = Path(tempfile.mkdtemp(prefix="markwarden-chromium-"))
    try:
        _give(home, user)
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _give(path: Path, user: OrdinaryUser | None) -> None:
    if user is not None:
        os.chown(path, user.uid, user.gid)


def _config(
    home: Path, user: OrdinaryUser | None, chromium: Path, proxy: str, sandbox: bool, arguments: Sequence[str]
) -> Path:
    """The server's file; only the browser's user can read it, for the path in it is what lets one in."""
    path = home / "server.json"
    path.touch(mode=0o600)
    _give(path, user)
    path.write_text(
        json.dumps(
            {
                "executablePath": str(_reachable(chromium, user)),
                "chromiumSandbox": sandbox,
                "headless": True,
                "host": "127.0.0.1",
                "port": 0,
                "wsPath": f"/{secrets.token_hex(24)}",
                "args": [*ARGUMENTS, *arguments],
                "proxy": {"server": proxy, "bypass": THROUGH_PROXY_ALWAYS},
            }
        ),
        encoding="utf-8",
    )
    return path


def _reachable(chromium: Path, user: OrdinaryUser | None) -> Path:
    """Chromium where its user can read it: Playwright's download may lie in root's home."""
    if user is None:
        return chromium
    folder = chromium.resolve().parent
    return readable(folder, folder / chromium.resolve().name, user.uid, user.gid)


def _plan(home: Path, user: OrdinaryUser | None, config: Path) -> dict[str, object]:
    node = _DRIVER / "node"
    if user is not None:
        node = readable(_DRIVER, node, user.uid, user.gid)
    command = [str(node), str(node.parent / "package" / "cli.js"), "launch-server"]
    return {
        "command": [*command, "--browser", "chromium", "--config", str(config)],
        # Nothing of our own environment: secrets of the operator stand in it.
        "environment": {
            "HOME": str(home), "TMPDIR": str(home), "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8",
            "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1",
        },
        "folder": str(home),
        "config": str(config),
        "user": [user.uid, user.gid] if user else None,
    }  # fmt: skip


@contextlib.contextmanager
def _kept(plan: dict[str, object]) -> Iterator[str]:
    """A keeper and the address it prints; closing its input ends it and all it started."""
    command = [sys.executable, "-I", keeper.__file__, json.dumps(plan)]
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints, start_new_session=True
        ) as process,
    ):
        try:
            yield _printed_address(process, complaints.fileno())
        finally:
            if process.stdin is not None:
                process.stdin.close()
            process.wait()


def _printed_address(process: subprocess.Popen[bytes], complaints: int) -> str:
    address = process.stdout.readline().decode().strip() if process.stdout else ""
    if address:
        return address
    process.wait()
    said = os.pread(complaints, 20_000, 0).decode("utf-8", "replace")
    for line in said.splitlines():
        sign = next((sign for sign in _NO_SANDBOX_SIGNS if sign in line), "")
        if sign:
            raise SandboxForbidden(line[line.index(sign) :].strip()[:120])
    raise BrowserFailed(f"Chromium did not start: {said.strip()[-500:] or 'it said nothing'}")


def sandbox_state(address: str) -> str:
    """What `chrome://sandbox` says of the Chromium behind `address`."""
    # In a thread of its own: Playwright's synchronous side leaves an event loop running in its thread.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_sandbox_page, address).result()


def _sandbox_page(address: str) -> str:
    with sync_playwright() as program:
        browser = program.chromium.connect(address, timeout=30_000)
        page = browser.new_page()
        page.goto("chrome://sandbox")
        return page.inner_text("body")


def require_sandbox(address: str) -> None:
    """Refuse a Chromium that does not call itself adequately sandboxed.

    Raises:
        SandboxForbidden: with what it says instead.
    """
    state = sandbox_state(address)
    if _ADEQUATE not in state:
        raise SandboxForbidden(" ".join(state.split())[:300])


def main() -> int:
    """Say where Chromium is, or why it is of no use; the setup asks."""
    chromium = found_chromium()
    complaint = complaint_of(chromium) if chromium else f"no Chromium here: {HOW_TO_GET_IT}"
    print(complaint or chromium)
    return 1 if complaint else 0


if __name__ == "__main__":
    raise SystemExit(main())
