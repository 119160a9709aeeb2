"""One home directory a test run, and the fixtures every room shares."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

# Before Django reads its settings: nothing of the operator's own data is ever touched by a test.
_HOME = Path(tempfile.mkdtemp(prefix="markwarden-tests-"))
for _key in [key for key in os.environ if key.startswith("MARKWARDEN_")]:
    if _key not in {"MARKWARDEN_REQUIRE", "MARKWARDEN_CACHE", "MARKWARDEN_DATABASE_URL"}:
        del os.environ[_key]
os.environ["MARKWARDEN_HOME"] = str(_HOME)
os.environ["MARKWARDEN_LANGUAGE"] = "en"

pytest_plugins: list[str] = []


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(_HOME, ignore_errors=True)
