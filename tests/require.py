"""What a test needs from the machine: absent means skipped, or failed where it is required."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def absent(name: str, how_to_get_it: str) -> NoReturn:
    """Skip with one line that says how to get it; fail if `MARKWARDEN_REQUIRE` lists `name`."""
    required = os.environ.get("MARKWARDEN_REQUIRE", "").split(",")
    if name in (part.strip() for part in required):
        pytest.fail(f"{name} is required here and cannot be had: {how_to_get_it}", pytrace=False)
    pytest.skip(f"{name} cannot be had here: {how_to_get_it}")
