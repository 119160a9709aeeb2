"""Compiled rights kept in files: a big register is compiled once, not by every process.

A folder holds one register, named by a digest of the rights, the matchers' code and what it runs on. It
appears whole, by renaming; what is damaged is compiled again, and what cannot be written is not kept:
keeping is never why a sweep fails.
"""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import tzinfo
from enum import StrEnum
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import structlog

import domain
import matchers
from domain.rights import Right
from domain.rulebook import NO_RULES, Rulebook
from matchers import fast
from matchers.copies import Looks
from matchers.digest import RightsDigest
from matchers.panel import DEFAULT, RULES_VERSION, Panel, compile_panel, open_panel

# Below this to compile takes a tenth of a second, about what it takes to check and open the files.
LEAST: Final = 2_000
# A reference picture takes as long to be made ready as a hundred words to be compiled, some 30 ms.
LEAST_PICTURES: Final = 64
# The register as it is, as it was before its last change, and one more.
KEPT: Final = 3
# What a process that was killed left half-written is somebody's work no longer after so many seconds.
ABANDONED_S: Final = 3_600
PART: Final = ".part-"
ABOUT: Final = "kept.json"

log = structlog.get_logger()


class How(StrEnum):
    """Where a panel came from; `REBUILT` where files of it were there and could not be used."""

    COMPILED = "rights_compiled"
    OPENED = "rights_opened"
    REBUILT = "rights_rebuilt"


class Ready(NamedTuple):
    """A panel, and how it was made ready: a key to be counted under."""

    panel: Panel
    how: How


def ready_panel(
    rights: Sequence[Right],
    *,
    names: Sequence[str] = DEFAULT,
    zone: tzinfo,
    looks: Looks | None = None,
    rules: Rulebook = NO_RULES,
    kept_in: Path | None,
    least: int = LEAST,
) -> Ready:
    """The panel of `compile_panel`, from the files of an earlier one where `kept_in` has them.

    Registers of fewer than `least` rights and `LEAST_PICTURES` pictures are compiled each time, as is
    everything without `kept_in`.

    Raises:
        ValueError: as `compile_panel`.
    """
    _prepare_search()
    compiled = partial(compile_panel, rights, names=names, zone=zone, looks=looks, rules=rules)
    small = len(rights) < least and sum(len(right.images) for right in rights) < LEAST_PICTURES
    if kept_in is None or small:
        return Ready(compiled(), How.COMPILED)
    digest = digest_of(rights, names, rules)
    folder = kept_in / digest
    known = folder.exists() or folder.is_symlink()
    if known and (panel := _opened(folder, digest, rights, names=names, zone=zone, looks=looks, rules=rules)):
        return Ready(panel, How.OPENED)
    panel = compiled()
    _keep(panel, folder, digest)
    return Ready(panel, How.REBUILT if known else How.COMPILED)


def digest_of(rights: Sequence[Right], names: Sequence[str], rules: Rulebook = NO_RULES) -> str:
    """Of the rights in their order, the matchers, rules, code and machine: 64 hexadecimal digits."""
    order = hashlib.sha256("\0".join(right.id for right in rights).encode("utf-8", "surrogatepass"))
    content = RightsDigest().changed(rights).under(f"{RULES_VERSION}:{rules.digest}", names)
    return hashlib.sha256(f"{content} {order.hexdigest()} {_code()}".encode()).hexdigest()


@lru_cache(maxsize=1)
def _code() -> str:
    """A digest of the code and tables that compile; another version's files are never opened."""
    total = hashlib.sha256(f"{np.__version__} {sys.version} {sys.byteorder} {platform.machine()}".encode())
    for room in (domain, matchers):
        for file in _files(Path(next(iter(room.__path__)))):
            total.update(file.name.encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    """The files below a folder, in order, without what Python and numba keep beside them."""
    return (file for file in sorted(folder.rglob("*")) if file.is_file() and "__pycache__" not in file.parts)


def _opened(folder: Path, digest: str, rights: Sequence[Right], **rest: Any) -> Panel | None:
    try:
        _check(folder)
        panel = open_panel(folder, digest, rights, **rest)
    except (OSError, ValueError, EOFError) as error:
        log.warning("compiled.unusable", folder=str(folder), error=str(error)[:300])
        return None
    with suppress(OSError):
        folder.touch()
    return panel


def _check(folder: Path) -> None:
    """See that every file is as it was written: numbers in them are places, followed without looking.

    Raises:
        OSError: files are missing or cannot be read.
        ValueError: something changed since.
    """
    about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    if about != _sums(folder):
        raise ValueError("files were damaged, added or lost since they were written")


def _sums(folder: Path) -> dict[str, int]:
    """A check sum of each file of a folder, by its place in it."""
    kept = (file for file in _files(folder) if file != folder / ABOUT)
    return {file.relative_to(folder).as_posix(): _sum(file) for file in kept}


def _sum(file: Path) -> int:
    total = 0
    with file.open("rb") as data:
        while piece := data.read(1 << 20):
            total = zlib.crc32(piece, total)
    return total


def _keep(panel: Panel, folder: Path, digest: str) -> None:
    """Put a panel's files into their place, whole; whoever is first wins."""
    begun = time.monotonic()
    part = None
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=PART, dir=folder.parent))
        panel.save(part, digest)
        (part / ABOUT).write_text(json.dumps(_sums(part)), encoding="utf-8")
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
    """What is in the place was unusable, or was put there meanwhile: either way ours is as good."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.is_dir():
        folder.rename(Path(tempfile.mkdtemp(prefix=PART, dir=folder.parent)) / "old")
    try:
        part.rename(folder)
    except OSError:
        if not folder.is_dir():  # another process may have put its own there in between
            raise


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
