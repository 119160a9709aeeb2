"""A process that stands in for a sweep: real pid, real signals, real row; started by the tests."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path


def main(behaviour: str, database: str, sweep_id: str) -> int:
    """Behave as told. `--sweep-id N` stands on the command line as it does for the real one."""
    match behaviour:
        case "done":
            _set_state(database, sweep_id, "done")
            return 0
        case "crash":
            os.kill(os.getpid(), signal.SIGKILL)
        case "refuse":
            print("markwarden: no such platform", file=sys.stderr)
            return 2
        case "busy":
            print("markwarden: another process sweeps this platform now", file=sys.stderr)
            return os.EX_TEMPFAIL
        case "spent":
            _set_state(database, sweep_id, "interrupted")
            return os.EX_TEMPFAIL
        case "stubborn":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            _ready(database, sweep_id, child.pid)
            time.sleep(600)
        case "polite":
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(_set_state(database, sweep_id, "interrupted")))
            _ready(database, sweep_id, os.getpid())
            time.sleep(600)
    return 1


def ready_file(database: str, sweep_id: int | str) -> Path:
    return Path(f"{database}.{sweep_id}.ready")


def _ready(database: str, sweep_id: str, pid: int) -> None:
    path = ready_file(database, sweep_id)
    path.with_suffix(".new").write_text(str(pid))
    path.with_suffix(".new").replace(path)


def _set_state(database: str, sweep_id: str, state: str) -> int:
    connection = sqlite3.connect(database, timeout=20)
    with connection:
        now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
        connection.execute(
            "UPDATE store_sweep SET state = ?, ended_at = ?, heartbeat_at = ? WHERE id = ?",
            (state, now, now, sweep_id),
        )
    connection.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[4]))
