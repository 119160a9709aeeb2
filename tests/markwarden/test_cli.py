"""The program's start: quick, because people and the clock start it all day."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command


@pytest.mark.slow
def test_a_command_does_not_load_what_it_has_no_use_for(tmp_path: Path) -> None:
    """Neither the admin pages' spreadsheets nor Elasticsearch's client: they were half of every start."""
    command = [sys.executable, "-X", "importtime", "-m", "markwarden", "index", "status"]
    done = subprocess.run(
        command,
        env={**os.environ, "MARKWARDEN_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "store.embedded" in loaded
    assert not loaded & {"openpyxl", "elasticsearch", "scrapy"}


def test_the_checks_of_the_framework_find_nothing() -> None:
    """Our commands skip Django's checks at their start, so they are made here."""
    call_command("check", fail_level="WARNING")
