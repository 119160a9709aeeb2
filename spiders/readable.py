"""A folder of programs where an ordinary user can read it; copied once where the original is closed."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

# World-readable and root's own; only root ever needs a copy.
COPIES = Path("/var/cache/markwarden")


def readable(folder: Path, program: Path, uid: int, gid: int, copies: Path = COPIES) -> Path:
    """`program` of `folder`, or of a copy of the whole folder that the user can read."""
    if runs_as(program, uid, gid):
        return program
    return _copy(folder, copies) / program.relative_to(folder)


def runs_as(program: Path, uid: int, gid: int) -> bool:
    """Whether the user can start `program`: asked of the kernel, for every folder above it counts."""
    try:
        done = subprocess.run(
            [str(program), "--version"],
            user=uid, group=gid, extra_groups=[], cwd="/", timeout=60,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            check=False, env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"},
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def _copy(folder: Path, copies: Path) -> Path:
    """The copy of `folder` as it is now; a later version gets a copy of its own."""
    target = copies / f"{folder.name}-{_version(folder)}"
    if target.is_dir():
        return target
    copies.mkdir(mode=0o755, parents=True, exist_ok=True)
    copies.chmod(0o755)
    unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=copies))
    try:
        shutil.copytree(folder, unfinished / "copy", symlinks=True)
        _open_to_all(unfinished / "copy")
        try:
            (unfinished / "copy").rename(target)
        except OSError:
            if not target.is_dir():  # else another process was first, with the same bytes
                raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return target


def _version(folder: Path) -> str:
    """Changes whenever a file of the folder does; sizes and times tell, for hashing 150 MB takes a second."""
    digest = hashlib.sha256(str(folder).encode())
    for path in sorted(folder.rglob("*")):
        state = path.lstat()
        digest.update(f"{path.relative_to(folder)}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            # Read for all, start for all where the owner may; never write.
            mode = path.stat().st_mode
            path.chmod(0o755 if path.is_dir() or mode & 0o100 else 0o644)
            os.chown(path, 0, 0)
