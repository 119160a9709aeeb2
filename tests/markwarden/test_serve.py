"""The desk as it is started: a process that drains, and a worker of its own beside it."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from markwarden.demo.ports import free_port
from tests.scheduler.until import until

pytestmark = pytest.mark.slow


def _commands(parent: int) -> list[str]:
    """The command lines of a process's children."""
    done = subprocess.run(
        ["ps", "-A", "-ww", "-o", "ppid=,args="], capture_output=True, text=True, timeout=30, check=True
    )
    lines = (line.split(None, 1) for line in done.stdout.splitlines() if line.strip())
    return [rest[0] for own, *rest in lines if int(own) == parent and rest]


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  # our own loopback address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def test_the_worker_shares_no_memory_with_the_thread_that_drains(tmp_path: Path) -> None:
    """A forked worker would inherit the locks of a file that was open at that moment, and never get it."""
    port = free_port()
    environment = {**os.environ, "MARKWARDEN_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "markwarden"]
    subprocess.run([*command, "migrate"], env=environment, check=True, capture_output=True, timeout=120)
    with subprocess.Popen(
        [*command, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL
    ) as desk:
        try:
            until(lambda: _answers(f"http://127.0.0.1:{port}/readyz"), deadline_s=60)
            workers = [line for line in _commands(desk.pid) if "spawn_main" in line]
        finally:
            desk.terminate()
            desk.wait(30)
    assert len(workers) == 1
