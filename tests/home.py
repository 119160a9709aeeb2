"""A home directory of the test run's own.

Loaded with `-p` and not from `conftest.py`: pytest-django reads the settings before any conftest.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

KEPT = {"MARKWARDEN_REQUIRE", "MARKWARDEN_CACHE", "MARKWARDEN_DATABASE_URL"}
HOME = Path(tempfile.mkdtemp(prefix="markwarden-tests-"))

for _key in [key for key in os.environ if key.startswith("MARKWARDEN_")]:
    if _key not in KEPT:
        del os.environ[_key]
os.environ["MARKWARDEN_HOME"] = str(HOME)
os.environ["MARKWARDEN_LANGUAGE"] = "en"
# Text is read in the tests of reading text; a second a picture elsewhere would only be waited for.
os.environ["MARKWARDEN_OCR_PROCESSES"] = "0"


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(HOME, ignore_errors=True)
