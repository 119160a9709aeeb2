"""Picture files: named by content, whole or not at all, inside their directory."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from domain.listing import ListingKey
from store.pictures import MOST_BYTES, PictureFiles, known_pictures
from tests.store.made import keep, kept, listing, picture


def test_a_file_is_named_by_its_bytes_and_written_once(tmp_path: Path) -> None:
    """The same bytes twice are one file, readable by owner and group only."""
    files = PictureFiles(tmp_path)
    stored = files.put(b"picture")
    assert files.put(b"picture") == stored
    assert stored.digest == hashlib.sha256(b"picture").hexdigest()
    assert files.read(stored.file) == b"picture"
    assert (tmp_path / stored.file).stat().st_mode & 0o777 == 0o640
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize("size", [0, MOST_BYTES + 1])
def test_a_file_has_bounds(tmp_path: Path, size: int) -> None:
    """Neither nothing nor too much is written."""
    with pytest.raises(ValueError, match="bytes"):
        PictureFiles(tmp_path).put(bytes(size))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("file", ["../secret.key", "/etc/passwd", "listings/../../secret.key"])
def test_no_path_leads_out_of_the_directory(tmp_path: Path, file: str) -> None:
    """A path from a row that was tampered with reads nothing else."""
    (tmp_path / "secret.key").write_bytes(b"x")
    with pytest.raises(ValueError, match="not below"):
        PictureFiles(tmp_path / "pictures").read(file)


@pytest.mark.django_db
def test_current_pictures_are_known_by_their_address() -> None:
    """What the last capture showed need not be fetched again; other listings' pictures are not mixed in."""
    shown = picture()
    keep(replace(kept(listing(pictures=(shown.picture,))), pictures=(shown,)), kept(listing("2")))
    keys = [ListingKey("yiwugo", "2"), ListingKey("yiwugo", "1"), ListingKey("none", "1")]
    nothing, found, absent = known_pictures(keys)
    assert found == {shown.picture.source: shown}
    assert nothing == absent == {}
