"""Pictures: bounded, checked in a child, rested for a week, and never the reason a listing is lost."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from domain.listing import ListingKey
from domain.values import Picture
from matchers.decoding import look
from matchers.hashes import read_picture
from pipelines.media import MOST_PICTURES, FileMedia, Gathered, Shelf, WebMedia
from pipelines.picture_readers import PictureReader, PictureReaders
from pipelines.refusal import PictureLost
from store.pictures import MOST_BYTES, KeptPicture, PictureFiles
from tests.pipelines.made import NOW, listing, png

URL = "https://img.example/1.png"


class Web:
    """Answers picture requests from a table and remembers them."""

    def __init__(self, pages: Mapping[str, bytes | PictureLost]) -> None:
        self.pages, self.asked = pages, list[str]()

    async def fetch(self, url: str) -> bytes:
        self.asked.append(url)
        answer = self.pages.get(url, PictureLost("status", "404"))
        if isinstance(answer, PictureLost):
            raise answer
        return answer


async def _read(data: bytes, source: str) -> Picture:
    return read_picture(data, source)


def media(tmp_path: Path, web: Web, known: Mapping[str, KeptPicture] | None = None) -> WebMedia:
    async def remembered(_key: ListingKey) -> Mapping[str, KeptPicture]:
        return known or {}

    shelf = Shelf(read=_read, files=PictureFiles(tmp_path), clock=lambda: NOW)
    return WebMedia(shelf, fetch=web.fetch, known=remembered)


def gather(where: WebMedia, *urls: str) -> Gathered:
    return asyncio.run(where.gather(listing(image_urls=urls)))


def reasons(gathered: Gathered) -> list[str]:
    return [lost.reason for lost in gathered.lost]


def kept_at(moment: datetime) -> KeptPicture:
    shown = Picture(source=URL, digest="a" * 64, width=1, height=1)
    return KeptPicture(picture=shown, size_bytes=1, mime="image/png", file="listings/a", fetched_at=moment)


def test_a_picture_is_read_and_kept_as_a_file(tmp_path: Path) -> None:
    """The listing goes on with size and hash; the bytes lie below the pictures directory."""
    gathered = gather(media(tmp_path, Web({URL: png()})), URL)
    [kept] = gathered.pictures
    assert gathered.listing.pictures == (kept.picture,)
    assert (kept.picture.width, kept.mime, gathered.fetched) == (32, "image/png", 1)
    assert PictureFiles(tmp_path).read(kept.file) == png()


def test_a_listing_has_at_most_eight_pictures(tmp_path: Path) -> None:
    """Further ones are neither asked for nor forgotten: they are counted."""
    urls = [f"https://img.example/{n}.png" for n in range(11)]
    web = Web({url: png(seed=n + 1) for n, url in enumerate(urls)})
    gathered = gather(media(tmp_path, web), *urls)
    assert len(gathered.pictures) == len(web.asked) == MOST_PICTURES
    assert reasons(gathered) == ["too_many"] * 3


@pytest.mark.parametrize("url", ["file:///etc/passwd", "data:image/png;base64,AA", "ftp://x/y", "x" * 3_000])
def test_only_web_addresses_are_asked_for(tmp_path: Path, url: str) -> None:
    """A page cannot make us read a file or a data URL."""
    web = Web({})
    assert reasons(gather(media(tmp_path, web), url)) == ["bad_url"]
    assert web.asked == []


@pytest.mark.parametrize("known", [False, True])
def test_a_picture_that_fails_is_counted_and_a_known_one_stays(tmp_path: Path, known: bool) -> None:
    """A server's bad hour does not make a new version of the listing."""
    old = kept_at(NOW - timedelta(days=30))
    gathered = gather(media(tmp_path, Web({}), {URL: old} if known else None), URL)
    assert reasons(gathered) == ["status"]
    assert gathered.pictures == ((old,) if known else ())


def test_a_known_picture_rests_for_a_week(tmp_path: Path) -> None:
    """It is not asked for again before, and is after."""
    web = Web({URL: png()})
    fresh = gather(media(tmp_path, web, {URL: kept_at(NOW - timedelta(days=6))}), URL)
    assert (web.asked, fresh.fetched, len(fresh.pictures)) == ([], 0, 1)
    stale = gather(media(tmp_path, web, {URL: kept_at(NOW - timedelta(days=8))}), URL)
    assert (web.asked, stale.fetched) == ([URL], 1)


def test_too_many_bytes_are_not_read(tmp_path: Path) -> None:
    """The bound holds whoever delivered the bytes."""
    gathered = gather(media(tmp_path, Web({URL: bytes(MOST_BYTES + 1)})), URL)
    assert reasons(gathered) == ["too_large"]


@pytest.fixture(scope="module")
def readers() -> Iterator[PictureReaders]:
    with closing(PictureReaders(1)) as made:
        yield made


def test_the_child_reads_a_picture_as_the_matcher_does(readers: PictureReaders) -> None:
    """What crosses the pipe is the same value, hashes and all."""
    read, here = asyncio.run(readers.read(png(), URL)), read_picture(png(), URL)
    assert (read, read.hashes) == (here, here.hashes)


def test_the_child_shows_a_picture(readers: PictureReaders) -> None:
    """Its pixels cross the pipe as they are decoded here."""
    assert np.array_equal(readers.look(png(90, 50)), look(png(90, 50), 640))
    with pytest.raises(PictureLost, match="broken"):
        readers.look(png()[:60])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not_a_picture"),
        (b"<html>", "not_a_picture"),
        (png()[:60], "broken"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "format_refused"),
    ],
)
def test_the_child_refuses_by_name(readers: PictureReaders, data: bytes, reason: str) -> None:
    """A refusal crosses the pipe with its reason, and the child goes on."""
    with pytest.raises(PictureLost) as lost:
        asyncio.run(readers.read(data, URL))
    assert lost.value.reason == reason
    assert asyncio.run(readers.read(png(), URL)).width == 32


def test_a_decoder_that_crashes_costs_one_picture() -> None:
    """The next picture gets a new child."""
    with closing(PictureReader(timeout_s=60)) as reader:
        reader.read(png(), URL)
        child = reader._child
        assert child is not None
        os.kill(child.pid, 9)
        child.wait()
        assert reader.read(png(), URL).width == 32


@pytest.mark.parametrize("module", ["this", "tests.pipelines.never_answers", "no_such_module"])
def test_a_decoder_that_hangs_or_talks_nonsense_is_stopped(module: str) -> None:
    """A child is never waited for longer than its time, nor believed when it makes no sense."""
    with closing(PictureReader(timeout_s=0.5, module=module)) as reader, pytest.raises(PictureLost) as lost:
        reader.read(png(), URL)
    assert lost.value.reason == "decoder_stopped"


def file_media(tmp_path: Path) -> FileMedia:
    async def nothing(_key: ListingKey) -> Mapping[str, KeptPicture]:
        return {}

    shelf = Shelf(read=_read, files=PictureFiles(tmp_path / "kept"), clock=lambda: NOW)
    return FileMedia(shelf, known=nothing)


def test_an_imported_picture_is_kept_from_its_file(tmp_path: Path) -> None:
    """A file beside an import ends up beside the pictures of crawls."""
    path = tmp_path / "1.png"
    path.write_bytes(png())
    offer = listing(pictures=(read_picture(png(), str(path)),))
    gathered = asyncio.run(file_media(tmp_path).gather(offer))
    assert gathered.listing.pictures == offer.pictures
    assert (tmp_path / "kept" / gathered.pictures[0].file).read_bytes() == png()


@pytest.mark.parametrize("name", ["gone.png", ".", "pipe"])
def test_an_imported_picture_is_a_plain_file(tmp_path: Path, name: str) -> None:
    """A missing file, a directory or a pipe is counted, not waited for."""
    os.mkfifo(tmp_path / "pipe")
    offer = listing(pictures=(Picture(source=str(tmp_path / name), digest="a" * 64, width=1, height=1),))
    assert reasons(asyncio.run(file_media(tmp_path).gather(offer))) == ["missing"]
