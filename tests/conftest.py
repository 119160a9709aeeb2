"""The fixtures every room shares."""

from __future__ import annotations

import pytest
from pytest_django import DjangoDbBlocker

pytest_plugins: list[str] = [
    "tests.fixtures.elasticsearch",
    "tests.fixtures.browser",
    "tests.fixtures.shop",
    "tests.fixtures.postgres",
]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """A test database that may be emptied: triggers of append-only tables are back only where tested."""
    from django.db import connection  # noqa: PLC0415  # needs Django set up

    from casework.models import APPEND_ONLY as CASEWORK_TABLES  # noqa: PLC0415  # needs Django set up
    from store import append_only  # noqa: PLC0415  # needs Django set up

    with django_db_blocker.unblock():
        append_only.remove(connection)
        append_only.remove(connection, CASEWORK_TABLES)
