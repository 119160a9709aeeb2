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

from domain.listing import Listing, ListingKey
from domain.match import Match, Reason
from domain.values import Picture
from matchers.decoding import look
from matchers.hashes import read_picture
from pipelines.media import MOST_PICTURES, FileMedia, Gathered, Shelf, WebMedia, with_unseen
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


def remembered(name: str, *, source: str = "", days: int = 30) -> KeptPicture:
    shown = Picture(source=source or f"https://img.example/{name}.png", digest=name * 64, width=1, height=1)
    fetched_at = NOW - timedelta(days=days)
    return KeptPicture(picture=shown, size_bytes=1, mime="image/png", file=name, fetched_at=fetched_at)


def by_source(*pictures: KeptPicture) -> dict[str, KeptPicture]:
    return {one.picture.source: one for one in pictures}


def test_a_signed_address_that_fails_keeps_what_it_showed(tmp_path: Path) -> None:
    """Another signature that is refused loses nothing known, keeps its place, and is told as unseen."""
    one, two = remembered("a", source=f"{URL}?sign=1"), remembered("b", days=1)
    where = media(tmp_path, Web({}), by_source(one, two))
    gathered = gather(where, f"{URL}?sign=2", two.picture.source)
    assert gathered.pictures == (one, two)
    assert gathered.unseen == (one,)
    assert reasons(gathered) == ["status"]


def test_an_address_nothing_is_known_of_may_show_anything_known(tmp_path: Path) -> None:
    """Where the whole address is new, every picture not met again stays until the new one is seen."""
    one, two, fresh = remembered("a"), remembered("b"), "https://img.example/fresh.png"
    web = Web({fresh: png()})
    gathered = gather(media(tmp_path, web, by_source(one, two)), "https://img.example/new.png", fresh)
    assert gathered.unseen == (one, two)
    assert [kept.picture.source for kept in gathered.pictures][:2] == [one.picture.source, fresh]


def test_a_picture_met_under_another_address_is_not_remembered_twice(tmp_path: Path) -> None:
    """The same bytes from a new address are seen; the old address stands in for nothing."""
    seen = read_picture(png(), "https://img.example/old.png")
    old = KeptPicture(picture=seen, size_bytes=1, mime="image/png", file="x", fetched_at=NOW)
    where = media(tmp_path, Web({URL: png()}), by_source(old))
    gathered = gather(where, URL, "https://img.example/gone.png")
    assert [kept.picture.source for kept in gathered.pictures] == [URL]
    assert gathered.unseen == ()


def test_a_picture_the_listing_replaced_is_gone(tmp_path: Path) -> None:
    """Where everything named was fetched nothing is remembered: a seller may take a picture down."""
    gathered = gather(media(tmp_path, Web({URL: png()}), by_source(remembered("a"))), URL)
    assert [kept.picture.source for kept in gathered.pictures] == [URL]
    assert gathered.unseen == ()


def test_remembered_pictures_never_crowd_out_seen_ones(tmp_path: Path) -> None:
    """The bound holds, and what was fetched now comes before what is only remembered."""
    urls = [f"https://img.example/fresh-{n}.png" for n in range(MOST_PICTURES)]
    web = Web({url: png(seed=n + 1) for n, url in enumerate(urls[1:])})
    known = by_source(*(remembered(name) for name in "abcdef"))
    gathered = gather(media(tmp_path, web, known), *urls)
    sources = {kept.picture.source for kept in gathered.pictures}
    assert len(gathered.pictures) == MOST_PICTURES
    assert set(urls[1:]) < sources
    assert len(gathered.unseen) == 1


def test_a_match_says_that_its_picture_was_not_seen_again() -> None:
    """The remark names the picture and the day it was last had; other matches are left as they are."""
    old = remembered("a", days=3)
    copied = Reason(feature="copied_picture", score=0.9, weight=1.0, picture="a" * 64)
    words = Reason(feature="exact_text", score=1.0, weight=1.0)
    on_it = Match(right_id="r", matcher="copies", score=0.9, reasons=(copied,))
    not_on_it = Match(right_id="s", matcher="text", score=0.9, reasons=(words,))
    told, other = with_unseen((on_it, not_on_it), (old,))
    assert other == not_on_it
    assert [one.feature for one in told.reasons] == ["copied_picture", "picture_not_seen_again"]
    assert (told.reasons[1].picture, told.reasons[1].theirs) == ("a" * 64, "2026-11-17")


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


SHOWN = Picture(source="gone.png", digest="f" * 64, width=1, height=1)


def file_media(tmp_path: Path, known: Mapping[str, KeptPicture] | None = None) -> FileMedia:
    async def remembered(_key: ListingKey) -> Mapping[str, KeptPicture]:
        return known or {}

    shelf = Shelf(read=_read, files=PictureFiles(tmp_path / "kept"), clock=lambda: NOW)
    return FileMedia(shelf, known=remembered)


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


@pytest.mark.parametrize("offer", [listing(image_urls=(f"{URL}?sign=2",)), listing(pictures=(SHOWN,))])
def test_an_import_without_the_picture_keeps_what_is_known(tmp_path: Path, offer: Listing) -> None:
    """A file that names an unknown address, or a picture that is not beside it, takes none down."""
    old = remembered("a", source=f"{URL}?sign=1")
    gathered = asyncio.run(file_media(tmp_path, by_source(old)).gather(offer))
    assert gathered.pictures == gathered.unseen == (old,)
    assert gathered.listing.pictures == (old.picture,)
