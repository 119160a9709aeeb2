"""Who a command's lines in the audit trail name."""

from __future__ import annotations

import getpass

import pytest

from markwarden.person import person


def test_the_machines_user_is_named() -> None:
    """The command line is told from the desk by its prefix."""
    assert person() == f"cli:{getpass.getuser()}"


@pytest.mark.parametrize("error", [KeyError("uid not found: 4711"), OSError("No username set")])
def test_a_user_without_a_name_ends_no_command(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """A container may run under a number nobody named; the line is written all the same."""

    def nameless() -> str:
        raise error

    monkeypatch.setattr(getpass, "getuser", nameless)
    assert person() == "cli"
