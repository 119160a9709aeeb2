"""The signing key of sessions, made once and kept beside the data."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path


def kept_secret(home: Path) -> str:
    """The key in `home/secret.key`; made on first use, readable by the owner alone.

    Two processes that start together agree: the file is made whole and linked into place.
    """
    path = home / "secret.key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".secret.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50), encoding="ascii")
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text(encoding="ascii").strip()
