"""Keeps a Playwright server alive for as long as its standard input stays open; a program of its own.

Started by file, without the house's modules, so that nothing of it is imported with root's rights.
Its one argument is JSON: `command`, `environment`, `folder`, `config` (the server's file), `user`
(uid and gid, or null). It prints the server's address once. When Chromium dies the server is started
again at the same address; when our standard input ends, for whatever reason, everything ends.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

# A browser that dies this often within one sweep is not going to read the next page either.
MOST_RESTARTS = 20
START_S = 30.0
GRACE_S = 5.0
_PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """Chromium's processes outlive their parent in sessions of their own: on Linux we inherit them."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def start(plan: dict[str, Any]) -> subprocess.Popen[bytes]:
    rights: dict[str, Any] = {}
    if plan["user"]:
        uid, gid = plan["user"]
        rights = {"user": uid, "group": gid, "extra_groups": []}
    return subprocess.Popen(
        plan["command"],
        env=plan["environment"],
        cwd=plan["folder"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        **rights,
    )


def address_of(server: subprocess.Popen[bytes]) -> str:
    """The address the server prints; what it said instead goes to our standard error."""
    said = b""
    deadline = time.monotonic() + START_S
    if server.stdout is None:
        raise SystemExit("no output to read the address from")
    with selectors.DefaultSelector() as watched:
        watched.register(server.stdout, selectors.EVENT_READ)
        while watched.select(max(0.0, deadline - time.monotonic())):
            more = os.read(server.stdout.fileno(), 65536)
            said += more
            for line in said.splitlines():
                if line.startswith(b"ws://") and said.endswith(b"\n"):
                    return line.decode()
            if not more:
                break
    sys.stderr.write(said[-20_000:].decode("utf-8", "replace"))
    return ""


def wait(server: subprocess.Popen[bytes]) -> bool:
    """Wait until the server or our standard input ends; true if it was the server."""
    with selectors.DefaultSelector() as watched:
        watched.register(sys.stdin.buffer, selectors.EVENT_READ)
        if server.stdout is not None:
            watched.register(server.stdout, selectors.EVENT_READ)
        while True:
            for key, _ in watched.select():
                if not os.read(key.fd, 65536):
                    return key.fileobj is server.stdout


def end(server: subprocess.Popen[bytes]) -> None:
    """Ask, wait, insist; then the same for everything the server left behind."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        server.wait(GRACE_S)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()
    end_orphans()


def end_orphans() -> None:
    deadline = time.monotonic() + GRACE_S
    while (left := orphans()) and time.monotonic() < deadline:
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)


def orphans() -> list[int]:
    """Our children by the kernel's list; the server itself has been waited for by then."""
    try:
        text = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(pid) for pid in text.split()]


def fix_port(plan: dict[str, Any], address: str) -> None:
    """Make the next start use the same port, so that whoever connects need not be told."""
    path = Path(plan["config"])
    config = json.loads(path.read_text(encoding="utf-8"))
    config["port"] = urlsplit(address).port
    path.write_text(json.dumps(config), encoding="utf-8")


def main() -> int:
    plan = json.loads(sys.argv[1])
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # Ctrl-C reaches the whole group: the program that holds our input decides when we end.
        signal.signal(number, signal.SIG_IGN)
    adopt_orphans()
    try:
        return keep(plan)
    finally:
        # Whoever made the folder may have been killed.
        shutil.rmtree(plan["folder"], ignore_errors=True)


def keep(plan: dict[str, Any]) -> int:
    for turn in range(MOST_RESTARTS + 1):
        server = start(plan)
        try:
            address = address_of(server)
            if not address:
                return 1
            if turn == 0:
                fix_port(plan, address)
                print(address, flush=True)
            if not wait(server):
                return 0
        finally:
            end(server)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
