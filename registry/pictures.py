"""Reference pictures: found beside a register file, read by whoever is wired in, kept by digest."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from domain.errors import HouseError
from domain.values import Picture
from registry.bounds import PICTURE_BYTES
from registry.cells import Unfit
from registry.models import ReferencePicture, Right
from registry.picture_words import what_weakens, why_refused

# (content, source) -> what it shows; raises HouseError for what is no picture. Decoding lives in
# `matchers`, which this room does not know: `markwarden` passes the function in.
ReadPicture = Callable[[bytes, str], Picture]

_ENDINGS = (
    (b"\xff\xd8\xff", ".jpg"),
    (b"\x89PNG", ".png"),
    (b"GIF8", ".gif"),
    (b"RIFF", ".webp"),
    (b"BM", ".bmp"),
)


@dataclass(frozen=True, slots=True)
class Album:
    """Where a register file's picture paths lead: below `base`, and anywhere if `absolute`.

    `weak` fills with what weakens pictures that were taken, one line each, a picture's once.
    """

    base: Path
    read: ReadPicture
    absolute: bool = False
    weak: dict[str, None] = field(default_factory=dict)

    def find(self, name: str) -> tuple[Path, Picture]:
        """The file a path in a cell names, and the picture in it.

        Raises:
            Unfit: no such file, outside the bounds, or not a picture.
        """
        path = self._allowed(name)
        try:
            picture = self.read(_content(path), name)
        except HouseError as error:
            raise Unfit(_("a picture"), f"{name} ({why_refused(error)})") from None
        self.weak.update(dict.fromkeys(f"{name}: {what_weakens(key)}" for key in picture.weak))
        return path, picture

    def _allowed(self, name: str) -> Path:
        try:
            path = (self.base / name).resolve()
            inside = path.is_relative_to(self.base.resolve())
            if not inside and not (self.absolute and Path(name).is_absolute()):
                raise Unfit(_("a picture in the file's own directory"), name)
            found = path.is_file()
        except (OSError, ValueError):
            found = False
        if not found:
            raise Unfit(_("a picture file that exists"), name)
        return path


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(PICTURE_BYTES + 1)
    except OSError as error:
        raise Unfit(_("a picture file that can be read"), f"{path.name} ({error.strerror})") from None
    if len(content) > PICTURE_BYTES:
        raise Unfit(_("a picture of at most 15 MiB"), path.name)
    return content


def kept_name(digest: str, content: bytes) -> str:
    """Path of a reference picture below the pictures directory."""
    ending = next((ending for sign, ending in _ENDINGS if content.startswith(sign)), "")
    return f"reference/{digest[:2]}/{digest}{ending}"


def keep(content: bytes, name: str, root: Path) -> None:
    """Write a picture whole or not at all; the same content twice is one file."""
    path = root / name
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_bytes(content)
    fresh.replace(path)


def reference(right: Right, picture: Picture, file: str) -> ReferencePicture:
    """The row of a picture, not yet saved."""
    return ReferencePicture(
        right=right,
        digest=picture.digest,
        file=file,
        name=Path(picture.source).name[:200],
        width=picture.width,
        height=picture.height,
        phash="" if picture.phash is None else f"{picture.phash:016x}",
    )
