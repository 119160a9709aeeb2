"""Child processes that sweep: started in a session of their own, ended with all they started."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

HOST = socket.gethostname()
LOGS_KEPT = 200


@dataclass(slots=True)
class Child:
    """One running sweep process of ours."""

    sweep_id: int
    process: subprocess.Popen[bytes]
    log: Path
    asked_to_stop_at: datetime | None = None

    def ended(self) -> int | None:
        """Its exit code once it has ended; whatever it left running in its session is killed.

        The group is killed before the process is reaped: until then its number is nobody else's.
        """
        found = os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if found is None:
            return None
        signal_group(self.process.pid, signal.SIGKILL)
        return self.process.wait()

    def last_words(self) -> str:
        """The last line it wrote, for the row of a sweep that failed."""
        with self.log.open("rb") as stream:
            stream.seek(max(0, self.log.stat().st_size - 4096))
            lines = stream.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1].strip()[:400] if lines else ""


def start(command: Sequence[str], *, sweep_id: int, logs: Path) -> Child:
    """Start a sweep; what it prints goes to its own file in `logs`."""
    logs.mkdir(parents=True, exist_ok=True)
    for old in sorted(logs.glob("sweep-*.log"), key=lambda path: path.stat().st_mtime)[:-LOGS_KEPT]:
        old.unlink(missing_ok=True)
    path = logs / f"sweep-{sweep_id}.log"
    with path.open("ab") as stream:
        process = subprocess.Popen(
            list(command), stdin=subprocess.DEVNULL, stdout=stream, stderr=stream, start_new_session=True
        )
    return Child(sweep_id, process, path)


def signal_group(pid: int, number: signal.Signals) -> None:
    """Signal a session leader and all it started; nothing happens if they are gone."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def is_sweep(pid: int | None, sweep_id: int) -> bool:
    """Whether `pid` is, on this machine and now, a process of this sweep and not a later namesake."""
    if pid is None:
        return False
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return b"--sweep-id" in words and str(sweep_id).encode() in words
