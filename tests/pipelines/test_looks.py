"""Pixels for the matcher: of kept pictures, once, and None where they are not to be had."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from domain.values import Picture
from matchers.hashes import read_picture
from pipelines.looks import Looks, file_bytes, kept_bytes
from pipelines.picture_readers import PictureReaders
from store.pictures import PictureFiles
from tests.pipelines.made import png


@pytest.fixture(scope="module")
def readers() -> Iterator[PictureReaders]:
    with closing(PictureReaders(1)) as made:
        yield made


def test_a_kept_picture_is_seen(tmp_path: Path, readers: PictureReaders) -> None:
    """A listing's picture is found by its content, whatever address it came from."""
    PictureFiles(tmp_path).put(png(40, 30))
    looks = Looks(kept_bytes(tmp_path), readers.look)
    seen = looks(read_picture(png(40, 30), "https://img.example/1.png"))
    assert seen is not None
    assert (seen.shape, seen[5, 7].tolist()) == ((30, 40, 3), [99, 35, 7])


def test_a_reference_is_seen_by_its_path(tmp_path: Path, readers: PictureReaders) -> None:
    """A right's picture lies where the register put it."""
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "a.png").write_bytes(png(20, 20))
    seen = Looks(kept_bytes(tmp_path), readers.look)(read_picture(png(20, 20), "reference/a.png"))
    assert seen is not None


@pytest.mark.parametrize("source", ["reference/../../secret", "reference/none.png", "https://x/1.png"])
def test_what_is_not_there_is_not_seen(tmp_path: Path, readers: PictureReaders, source: str) -> None:
    """A missing file or a path that leads out gives nothing, and raises nothing."""
    (tmp_path / "secret").write_bytes(png())
    looks = Looks(kept_bytes(tmp_path / "pictures"), readers.look)
    assert looks(Picture(source=source, digest="a" * 64, width=1, height=1)) is None


@pytest.mark.parametrize("content", [b"", b"no picture", png()[:50], b"<svg/>"])
def test_a_broken_file_is_not_seen(tmp_path: Path, readers: PictureReaders, content: bytes) -> None:
    """A file that changed since it was read is no error of the matcher."""
    path = tmp_path / "1.png"
    path.write_bytes(content)
    looks = Looks(file_bytes, readers.look)
    assert looks(Picture(source=str(path), digest="b" * 64, width=1, height=1)) is None


def test_a_pipe_is_not_waited_for(tmp_path: Path, readers: PictureReaders) -> None:
    """What is no plain file is not opened."""
    os.mkfifo(tmp_path / "pipe")
    looks = Looks(file_bytes, readers.look)
    assert looks(Picture(source=str(tmp_path / "pipe"), digest="c" * 64, width=1, height=1)) is None


def test_a_picture_is_decoded_once(tmp_path: Path) -> None:
    """It is remembered until others have taken its place."""
    asked = []

    def look(data: bytes, side: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
        asked.append((data, side))
        return np.zeros((1, 1, 3), np.uint8)

    looks = Looks(lambda picture: picture.digest.encode(), look, most=2)
    for digest in "aabcca":
        looks(Picture(source="", digest=digest, width=1, height=1))
    assert [data for data, _side in asked] == [b"a", b"b", b"c", b"a"]
