"""One home directory a test run, and the fixtures every room shares."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

# Before Django reads its settings: nothing of the operator's own data is ever touched by a test.
_HOME = Path(tempfile.mkdtemp(prefix="markwarden-tests-"))
for _key in [key for key in os.environ if key.startswith("MARKWARDEN_")]:
    if _key not in {"MARKWARDEN_REQUIRE", "MARKWARDEN_CACHE", "MARKWARDEN_DATABASE_URL"}:
        del os.environ[_key]
os.environ["MARKWARDEN_HOME"] = str(_HOME)
os.environ["MARKWARDEN_LANGUAGE"] = "en"

pytest_plugins: list[str] = ["tests.fixtures.elasticsearch", "tests.fixtures.browser"]


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """A test database that may be emptied: triggers of append-only tables are back only where tested."""
    from django.db import connection  # noqa: PLC0415  # needs Django set up

    from store import append_only  # noqa: PLC0415  # needs Django set up

    with django_db_blocker.unblock():
        append_only.remove(connection)
