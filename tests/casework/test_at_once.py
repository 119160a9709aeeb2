"""Several people make cases at the same moment on a team's PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.postgres import Postgres

pytestmark = pytest.mark.long
ROOT = Path(__file__).resolve().parents[2]


def test_no_two_cases_take_one_number(postgres: Postgres, tmp_path: Path) -> None:
    """Eight people make four cases each, and the numbers run from one to thirty-two without a gap."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MARKWARDEN_")}
    mine = {
        **kept,
        "MARKWARDEN_DATABASE_URL": postgres.database("at_once"),
        "MARKWARDEN_HOME": str(tmp_path),
    }
    command = [sys.executable, "-m", "tests.casework.at_once", "8", "4"]
    done = subprocess.run(
        command, cwd=ROOT, env=mine, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Error" not in done.stderr, done.stderr
    assert sorted(done.stdout.split()) == [f"2026-{number:05d}" for number in range(1, 33)]
