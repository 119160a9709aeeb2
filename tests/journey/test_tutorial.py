"""The tutorials, done as they are written."""

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
NEW_PLATFORM = CHECKOUT / "docs" / "tutorial" / "new-platform.md"
BEFORE = (
    f'set -eu\nmarkwarden() {{ "{CHECKOUT}/.venv/bin/markwarden" "$@"; }}\n'
    "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n"
)
# Set up before the tests; stays; asks for a job table.
LEFT_OUT = re.compile(r"^(\./run setup|alias .*|markwarden serve|kill %1 %2)$", re.MULTILINE)


def as_written(tutorial: Path = TUTORIAL) -> str:
    """Every command of the tutorial, on ports that nobody else uses."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", tutorial.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
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


def test_a_new_platform_is_drafted_corrected_tested_and_imported_as_printed(tmp_path: Path) -> None:
    """From two saved pages to listings and hits: every line the tutorial promises is printed."""
    environ = {key: value for key, value in os.environ.items() if not key.startswith("MARKWARDEN_")}
    environ["HOME"] = str(tmp_path)
    script = as_written(NEW_PLATFORM).replace('rm -r "$MARKWARDEN_HOME"', "")
    done = subprocess.run(
        ["bash", "-c", script], cwd=CHECKOUT, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-2000:]
    blocks = re.findall(r"^```(\w*)\n(.*?)\n```$", NEW_PLATFORM.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    promised = [text for kind, text in blocks if not kind]
    assert len(promised) == 2
    assert [line for line in promised if line not in done.stdout] == []
    file = tmp_path / "markwarden-lantern" / "platforms" / "lantern.yaml"
    assert len(file.read_text("utf-8").splitlines()) <= 40
    assert "seller              青山户外专营店   [css a.goods-shop]" in done.stdout
