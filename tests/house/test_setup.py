"""The steps of the setup say what happened, and only a needed one that fails ends it."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.house.tree import CHECKOUT

STEPS = """
set -eu
checkout=. steps=2 step=0
. tools/setup.sh
good() { note="as told"; }
bad() { note="no network"; return 1; }
"""


def said(script: str) -> tuple[int, list[str]]:
    """The exit status and the lines, with times as T."""
    done = subprocess.run(
        ["sh", "-c", STEPS + script], cwd=CHECKOUT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stderr == ""
    return done.returncode, re.sub(r"ok [0-9.]+ s", "ok T s", done.stdout).splitlines()


@pytest.mark.parametrize("kind", ["timed", "optional"])
def test_a_step_that_is_done_tells_its_time_and_note(kind: str) -> None:
    """Both kinds of step count themselves and say the same when all is well; a note does not stay."""
    assert said(f"{kind} one good; {kind} two true") == (
        0,
        ["[1/2] one … ok T s (as told)", "[2/2] two … ok T s"],
    )


def test_a_needed_step_that_fails_ends_the_setup() -> None:
    """Nothing goes on without it."""
    assert said("timed one bad; echo on") == (1, ["[1/2] one … failed"])


def test_an_optional_step_that_fails_says_what_is_missing() -> None:
    """The rest goes on, and the reason stands in the line."""
    assert said("optional one bad; echo on") == (0, ["[1/2] one … not here: no network", "on"])
