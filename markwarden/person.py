"""Who runs a command: the actor of its lines in the audit trail."""

from __future__ import annotations

import getpass


def person() -> str:
    """`cli:` and the name of the machine's user; `cli` alone where the user has no name."""
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):  # a container may run without an entry for its user
        return "cli"
