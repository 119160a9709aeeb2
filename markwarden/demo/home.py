"""Where the demo keeps everything: a home of its own in the user's cache, never the operator's."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from platformdirs import user_cache_path

from domain.errors import Conflict

CHECKOUT = Path(__file__).resolve().parents[2]
# The operator's own data and addresses: a demo must not touch the first nor be seen under the second.
NOT_TAKEN_OVER = (
    "MARKWARDEN_DATABASE_URL",
    "MARKWARDEN_PLATFORMS",
    "MARKWARDEN_SECRET_KEY",
    "MARKWARDEN_HOSTS",
)


def demo_home(environ: Mapping[str, str]) -> Path:
    cache = environ.get("MARKWARDEN_CACHE")
    return (Path(cache) if cache else user_cache_path("markwarden")) / "demo"


def move_in(arguments: Sequence[str], environ: MutableMapping[str, str]) -> None:
    """Point this process's settings at the demo's home, before anybody reads them.

    Raises:
        Conflict: `--fresh` is asked for while another demo runs.
    """
    home = demo_home(environ)
    for key in NOT_TAKEN_OVER:
        environ.pop(key, None)
    environ["MARKWARDEN_HOME"] = str(home)
    environ["MARKWARDEN_INSECURE_HTTP"] = "true"
    environ.setdefault("MARKWARDEN_LOG_LEVEL", "warning")
    environ.setdefault("MARKWARDEN_ELASTICSEARCH_PREFIX", "markwarden-demo")
    url = _option(arguments, "--elasticsearch") or environ.get("MARKWARDEN_ELASTICSEARCH_URL") or _running()
    if url:
        environ["MARKWARDEN_ELASTICSEARCH_URL"] = url
    if "--fresh" in arguments and "--help" not in arguments:
        with alone(home):
            shutil.rmtree(home, ignore_errors=True)


def _option(arguments: Sequence[str], name: str) -> str:
    for number, argument in enumerate(arguments):
        if argument.startswith(f"{name}="):
            return argument.partition("=")[2]
        if argument == name and number + 1 < len(arguments):
            return arguments[number + 1]
    return ""


def _running() -> str:
    """The address of the Elasticsearch that `./run es start` started, if it runs."""
    script = CHECKOUT / "tools" / "elasticsearch" / "es"
    try:
        asked = subprocess.run([script, "status"], capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    url = asked.stdout.strip()
    return url if asked.returncode == 0 and url.startswith("http") else ""


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """One demo a home.

    Raises:
        Conflict: another one runs.
    """
    home.parent.mkdir(parents=True, exist_ok=True)
    with home.with_suffix(".lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(f"another demo runs in {home}; end it first (Ctrl-C in its terminal)") from None
        yield
