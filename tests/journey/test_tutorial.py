"""The tutorial, done as it is written."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from markwarden.demo.home import CHECKOUT
from tests.fixtures.elasticsearch import free_port

pytestmark = pytest.mark.slow
TUTORIAL = CHECKOUT / "docs" / "tutorial" / "first-platform.md"
BEFORE = (
    f'set -eu\nmarkwarden() {{ "{CHECKOUT}/.venv/bin/markwarden" "$@"; }}\ntrap \'kill $(jobs -p)\' EXIT\n'
)
# Set up before the tests; stays; asks for a job table.
LEFT_OUT = re.compile(r"^(\./run setup|alias .*|markwarden serve|kill %1 %2)$", re.MULTILINE)


def as_written() -> str:
    """Every command of the tutorial, on ports that nobody else uses."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", TUTORIAL.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    commands = LEFT_OUT.sub("", "".join(blocks))
    for port in ("8765", "8766"):
        commands = commands.replace(port, str(free_port()))
    return BEFORE + commands


def test_the_tutorial_works_as_printed(tmp_path: Path) -> None:
    """A new user who types what stands there gets the account, the four hits and the link it promises."""
    environ = {key: value for key, value in os.environ.items() if not key.startswith("MARKWARDEN_")}
    environ["HOME"] = str(tmp_path)
    done = subprocess.run(
        ["bash", "-c", as_written()], cwd=CHECKOUT, env=environ, capture_output=True, text=True, check=False
    )
    said = done.stdout
    assert done.returncode == 0, done.stderr[-2000:] + said[-2000:]
    promised = re.findall(
        r"^(?:Pages|Listings|Hits): .*$", TUTORIAL.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(promised) == 3
    assert [line for line in promised if line not in said] == []
    assert "Listings: 4 found = 4 kept + 0 unchanged + 0 rejected\nHits: 2 new." in said
    assert "http://127.0.0.1:8000/enter/" in said
