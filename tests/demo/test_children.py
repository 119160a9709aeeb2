"""Programs the demo starts end with it, and say why when they fail."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from markwarden.demo.children import ChildFailed, Children
from markwarden.demo.ports import free_port, kept_ports

# Starts a child of its own that ignores a polite end, and writes down both numbers.
FAMILY = """
import os, pathlib, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
inner = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
pathlib.Path(sys.argv[1] + ".part").write_text(f"{os.getpid()} {inner.pid}")
os.rename(sys.argv[1] + ".part", sys.argv[1])
time.sleep(600)
"""


def runs(pid: int) -> bool:
    """Whether a process lives; a dead one that nobody has buried yet does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state.rsplit(")", 1)[1].split()[0] != "Z"


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes through /proc")
def test_nothing_is_left_running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stubborn program and its own children are gone when the demo ends."""
    monkeypatch.setattr("markwarden.demo.children.ENDS_WITHIN_S", 0.2)
    note = tmp_path / "pids"
    with Children(tmp_path / "logs") as children:
        children.start(
            "family", [sys.executable, "-c", FAMILY, str(note)], env=dict(os.environ), cwd=tmp_path
        )
        while not note.exists():
            os.sched_yield()
    deadline = time.monotonic() + 30
    while any(runs(int(pid)) for pid in note.read_text().split()):
        assert time.monotonic() < deadline
        os.sched_yield()


def test_a_failing_program_shows_its_log(tmp_path: Path) -> None:
    """The last lines a failed program wrote are part of the message."""
    code = "import sys; print('the reason'); sys.exit(3)"
    with Children(tmp_path) as children, pytest.raises(ChildFailed, match=r"status 3[\s\S]*the reason"):
        children.must_run("broken", [sys.executable, "-c", code], env=dict(os.environ), cwd=tmp_path)


def test_a_server_that_dies_is_not_waited_for(tmp_path: Path) -> None:
    """Waiting for an answer ends as soon as the program has ended."""
    url = f"http://127.0.0.1:{free_port()}/"
    with Children(tmp_path) as children:
        children.start(
            "dead", [sys.executable, "-c", "raise SystemExit(7)"], env=dict(os.environ), cwd=tmp_path
        )
        with pytest.raises(ChildFailed, match="status 7"):
            children.answers("dead", url)


def test_ports_stay_the_same_while_they_are_free(tmp_path: Path) -> None:
    """A second start takes the ports of the first, so that listings keep their addresses."""
    first = kept_ports(tmp_path / "ports.json", ("shop", "desk"))
    assert kept_ports(tmp_path / "ports.json", ("shop", "desk")) == first
    assert len(set(first.values())) == 2
