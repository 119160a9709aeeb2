"""Compiled rights kept in the home directory: a big register is compiled once, not by every process.

A folder under `compiled/` holds one register, named by a digest of the rights, the matchers' code and what
it runs on. It appears whole, by renaming; what cannot be read is compiled again, and what cannot be
written is not kept: keeping is never why a sweep fails.
"""

from __future__ import annotations

import hashlib
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import structlog

import domain
import matchers
from domain.rights import Right
from matchers import fast
from matchers.digest import RightsDigest
from matchers.panel import DEFAULT, RULES_VERSION, Panel, compile_panel, open_panel

# 2,000 rights compile in a tenth of a second, about what it takes to check and open the files.
LEAST: Final = 2_000
# The register as it is, as it was before its last change, and one more.
KEPT: Final = 3
# What a process that was killed left half-written is somebody's work no longer after so many seconds.
ABANDONED_S: Final = 3_600
PART: Final = ".part-"

log = structlog.get_logger()


def compiled_panel(
    rights: Sequence[Right], *, names: Sequence[str] = DEFAULT, zone: tzinfo, home: Path, least: int = LEAST
) -> Panel:
    """The panel of `compile_panel`, from the files of an earlier one where the home directory has them.

    Registers of fewer than `least` rights are compiled each time.

    Raises:
        ValueError: as `compile_panel`.
    """
    _prepare_search()
    if len(rights) < least:
        return compile_panel(rights, names=names, zone=zone)
    digest = digest_of(rights, names)
    folder = home / "compiled" / digest
    panel = _opened(folder, digest, rights, names, zone)
    if panel is None:
        panel = compile_panel(rights, names=names, zone=zone)
        _keep(panel, folder, digest)
    return panel


def digest_of(rights: Sequence[Right], names: Sequence[str]) -> str:
    """Of the rights in their order, the matchers, the code and the machine: 64 hexadecimal digits."""
    order = hashlib.sha256("\0".join(right.id for right in rights).encode("utf-8", "surrogatepass"))
    content = RightsDigest().changed(rights).under(RULES_VERSION, names)
    return hashlib.sha256(f"{content} {order.hexdigest()} {_code()}".encode()).hexdigest()


@lru_cache(maxsize=1)
def _code() -> str:
    """A digest of the code that compiles; another version's files are never opened."""
    total = hashlib.sha256(f"{np.__version__} {sys.version} {sys.byteorder} {platform.machine()}".encode())
    for room in (domain, matchers):
        for file in sorted(Path(next(iter(room.__path__))).glob("*.py")):
            total.update(file.name.encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


def _opened(
    folder: Path, digest: str, rights: Sequence[Right], names: Sequence[str], zone: tzinfo
) -> Panel | None:
    try:
        if not folder.exists():
            return None
        panel = open_panel(folder, digest, rights, names=names, zone=zone)
    except (OSError, ValueError, EOFError) as error:
        log.warning("compiled.unreadable", folder=str(folder), error=str(error)[:300])
        return None
    with suppress(OSError):
        folder.touch()
    return panel


def _keep(panel: Panel, folder: Path, digest: str) -> None:
    """Put a panel's files into their place, whole; whoever is first wins."""
    begun = time.monotonic()
    part = None
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=PART, dir=folder.parent))
        panel.save(part, digest)
        _put(part, folder)
        _evict(folder)
    except OSError as error:
        log.warning("compiled.not_kept", folder=str(folder), error=str(error)[:300])
        return
    finally:
        if part is not None:
            shutil.rmtree(part, ignore_errors=True)
    log.info("compiled.kept", digest=digest[:12], seconds=round(time.monotonic() - begun, 1))


def _put(part: Path, folder: Path) -> None:
    """What is in the place was unreadable, or was put there meanwhile: either way ours is as good."""
    if folder.is_dir() and not folder.is_symlink():
        folder.rename(Path(tempfile.mkdtemp(prefix=PART, dir=folder.parent)) / "old")
    elif folder.exists() or folder.is_symlink():
        folder.unlink()
    # Another process may have put its own there in between; its files are the same.
    with suppress(FileExistsError):
        _renamed(part, folder)


def _renamed(part: Path, folder: Path) -> None:
    try:
        part.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
        raise FileExistsError(folder) from None


def _evict(newest: Path) -> None:
    """Remove all but the newest registers, and what was replaced or abandoned half-written."""
    places = [(place.stat().st_mtime, place) for place in newest.parent.iterdir() if place.is_dir()]
    whole = sorted((made, place) for made, place in places if not place.name.startswith(PART))
    old = [place for _made, place in whole[:-KEPT] if place != newest]
    for made, place in places:
        if place.name.startswith(PART) and ((place / "old").exists() or time.time() - made > ABANDONED_S):
            old.append(place)
    for place in old:
        shutil.rmtree(place, ignore_errors=True)


@lru_cache(maxsize=1)
def _prepare_search() -> None:
    """Compile the search before the first listing waits for it, and say what came of it."""
    begun = time.monotonic()
    if fast.must_compile():
        log.info("search.compiling", note="compiling the search, once per machine, some ten seconds")
    way = fast.way()
    if way.trouble:
        log.warning("search.not_compiled", error=way.trouble, note="searching in arrays, somewhat slower")
    log.debug("search.ready", compiled=way.compiled, seconds=round(time.monotonic() - begun, 1))
