"""The rooms keep their order, and the contract that says so can break."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import CHECKOUT, ROOMS, files


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the rooms in which a wrong import can be planted."""
    for path in (*files("*.py"), CHECKOUT / "pyproject.toml"):
        target = tmp_path / path.relative_to(CHECKOUT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    return tmp_path


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    code = "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command as c; c()"
    command = [sys.executable, "-P", "-c", code, "--no-cache"]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(folder), "MARKWARDEN_HOME": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_rooms_import_only_lower_rooms(copy: Path) -> None:
    """The import contracts hold."""
    done = lint(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("matchers/normal.py", "import store.models"),
        ("domain/values.py", "import django"),
        ("triage/access.py", "import scheduler.clock"),
        ("store/keep.py", "import scrapy"),
    ],
)
def test_a_wrong_import_is_noticed(copy: Path, room: str, line: str) -> None:
    """A planted import that breaks the order of the rooms makes the contracts fail."""
    source = copy / room
    source.write_text(source.read_text() + f"\n{line}  # planted\n")
    assert lint(copy).returncode == 1


def test_every_room_has_a_docstring_and_a_test_room() -> None:
    """Every room is mirrored under tests."""
    missing = [room for room in ROOMS if not (CHECKOUT / "tests" / room).is_dir()]
    assert missing == []
