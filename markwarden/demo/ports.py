"""Free ports on loopback, the same ones from run to run where nobody took them meanwhile."""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from pathlib import Path


def kept_ports(file: Path, names: Sequence[str]) -> dict[str, int]:
    """A free port for each name.

    A listing's address is part of what is kept of it: another port would look like another offer.
    """
    before = json.loads(file.read_text(encoding="ascii")) if file.exists() else {}
    ports = {name: free_port(before.get(name, 0)) for name in names}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({**before, **ports}), encoding="ascii")
    return ports


def free_port(wanted: int = 0) -> int:
    """`wanted` if it is free, else any port that is."""
    with socket.socket() as probe:
        # As servers do: a port whose last connections still fade away is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return free_port()
        return int(probe.getsockname()[1])
