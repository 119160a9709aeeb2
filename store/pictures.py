"""Picture files by content, and which pictures of a listing are already here."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.db.models import Q

from domain.listing import ListingKey
from domain.values import Picture, PictureHash
from store.hashes import hashes_of
from store.models import ListingPicture
from store.records import hash_value

MOST_BYTES = 15 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPicture:
    """A listing's picture with what the store needs beside it.

    Attributes:
        file: path below the pictures directory.
        fetched_at: when its bytes were last fetched from `picture.source`.
    """

    picture: Picture
    size_bytes: int
    mime: str
    file: str
    fetched_at: datetime


class Stored(NamedTuple):
    """Bytes put away: their SHA-256 and their place below the pictures directory."""

    digest: str
    file: str


class PictureFiles:
    """Files below one directory, named by the SHA-256 of their bytes, each written whole or not at all."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, data: bytes) -> Stored:
        """Keep these bytes.

        Raises:
            ValueError: they are empty or more than `MOST_BYTES`.
        """
        if not 0 < len(data) <= MOST_BYTES:
            raise ValueError(f"a picture file has 1 to {MOST_BYTES} bytes, not {len(data)}")
        digest = hashlib.sha256(data).hexdigest()
        file = f"listings/{digest[:2]}/{digest}"
        path = self.root / file
        if path.exists():
            path.touch()  # wanted again: `remove` looks at the time
        else:
            _write_whole(path, data)
        return Stored(digest, file)

    def remove(self, file: str, *, unless_since: float) -> bool:
        """Remove a kept file, unless it was put again after this moment (seconds since the epoch)."""
        path = self._inside(file)
        try:
            if path.stat().st_mtime > unless_since:
                return False
            path.unlink()
        except FileNotFoundError:
            return False
        return True

    def read(self, file: str) -> bytes:
        """The bytes of a kept file; a path that leads out of the directory is refused."""
        return self._inside(file).read_bytes()

    def _inside(self, file: str) -> Path:
        path = (self.root / file).resolve()
        if not path.is_relative_to(self.root.resolve()):
            raise ValueError(f"{file!r} is not below the pictures directory")
        return path


def _write_whole(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=".fresh-")
    try:
        with os.fdopen(handle, "wb") as stream:
            os.fchmod(stream.fileno(), 0o640)
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(fresh).replace(path)
    except BaseException:
        Path(fresh).unlink(missing_ok=True)
        raise


def known_pictures(keys: Sequence[ListingKey]) -> list[Mapping[str, KeptPicture]]:
    """For each listing its current pictures in their order, by the URL they came from."""
    wanted = Q(pk__in=())
    for key in set(keys):
        wanted |= Q(listing__platform__key=key.platform, listing__listing_id=key.id)
    found: dict[ListingKey, dict[str, KeptPicture]] = {key: {} for key in keys}
    placed = ListingPicture.objects.filter(wanted, current=True).order_by("position")
    rows = list(placed.select_related("listing__platform", "picture"))
    hashes = hashes_of({row.picture_id for row in rows})
    for row in rows:
        key = ListingKey(row.listing.platform.key, row.listing.listing_id)
        found[key][row.source] = _kept(row, hashes.get(row.picture_id, ()))
    return [found[key] for key in keys]


def _kept(row: ListingPicture, hashes: tuple[PictureHash, ...]) -> KeptPicture:
    kept = row.picture
    return KeptPicture(
        picture=Picture(
            source=row.source,
            digest=kept.digest,
            width=kept.width,
            height=kept.height,
            phash=hash_value(kept.phash),
            hashes=hashes,
        ),
        size_bytes=kept.size_bytes,
        mime=kept.mime,
        file=kept.file,
        fetched_at=row.fetched_at,
    )
