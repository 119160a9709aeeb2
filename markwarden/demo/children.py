"""Programs the demo starts: each in a group of its own, with a log file, ended with the demo."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

from domain.errors import HouseError

ENDS_WITHIN_S = 8.0
ANSWERS_WITHIN_S = 60.0
LOG_LINES_SHOWN = 8


class ChildFailed(HouseError):
    """A program the demo started ended badly or never answered."""

    def __init__(self, name: str, why: str, log: Path) -> None:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
        super().__init__("\n".join([f"{name}: {why}; its log is {log}", *lines[-LOG_LINES_SHOWN:]]))


class Children:
    """All programs started so far; leaving the block ends them."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Children:
        self._logs.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in reversed(self._running.values()):
            _signal(child, signal.SIGTERM)
        deadline = time.monotonic() + ENDS_WITHIN_S
        for child in self._running.values():
            with suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, deadline - time.monotonic()))
            # The group may outlive its leader.
            _signal(child, signal.SIGKILL)
            child.wait()

    def log(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    def start(self, name: str, command: Sequence[str | Path], *, env: Mapping[str, str], cwd: Path) -> None:
        """Start a server that runs as long as the demo does."""
        with self.log(name).open("wb") as log:
            self._running[name] = subprocess.Popen(
                command,
                cwd=cwd,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def run(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str],
        cwd: Path,
        shown: bool = False,
    ) -> int:
        """Run a program to its end; its exit status. `shown`: on our terminal instead of its log."""
        if shown:
            child = subprocess.Popen(command, cwd=cwd, env=env, start_new_session=True)
        else:
            with self.log(name).open("wb") as log:
                child = subprocess.Popen(
                    command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                    start_new_session=True,
                )  # fmt: skip
        self._running[name] = child
        status = child.wait()
        del self._running[name]
        return status

    def must_run(self, name: str, command: Sequence[str | Path], *, env: Mapping[str, str], cwd: Path) -> str:
        """What a program printed.

        Raises:
            ChildFailed: it did not end well.
        """
        status = self.run(name, command, env=env, cwd=cwd)
        if status:
            raise ChildFailed(name, f"ended with status {status}", self.log(name))
        return self.log(name).read_text(encoding="utf-8", errors="replace")

    def answers(self, name: str, url: str) -> None:
        """Wait until a server answers at `url`.

        Raises:
            ChildFailed: it ended, or did not answer in time.
        """
        opener = build_opener(ProxyHandler({}))
        deadline = time.monotonic() + ANSWERS_WITHIN_S
        while time.monotonic() < deadline:
            if self._running[name].poll() is not None:
                raise ChildFailed(name, f"ended with status {self._running[name].returncode}", self.log(name))
            try:
                with opener.open(url, timeout=20):
                    return
            except HTTPError:
                return
            except (URLError, OSError):
                time.sleep(0.1)
        raise ChildFailed(name, f"did not answer at {url} within {ANSWERS_WITHIN_S:g} s", self.log(name))


def _signal(child: subprocess.Popen[bytes], number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)
