"""Hashes of pictures: kept once, given back with listings, and searched for the same picture elsewhere."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from domain.listing import Listing
from domain.values import Picture
from matchers.hashes import read_picture
from store.hashes import hashed, hashes_of, without_hashes, write_hashes
from store.lookalikes import Lookalikes
from store.models import Listing as ListingRow
from store.models import Picture as PictureRow
from store.models import PictureHash as HashRow
from store.pictures import KeptPicture, known_pictures
from store.retro import stored
from tests.store.made import NOW, keep, kept, listing

pytestmark = pytest.mark.django_db


def drawing(seed: int) -> Image.Image:
    blocks = np.random.default_rng(seed).integers(0, 256, (7, 9), np.uint8)
    return Image.fromarray(blocks).resize((360, 280), Image.Resampling.BICUBIC)


def read(picture: Image.Image, kind: str = "PNG") -> Picture:
    file = io.BytesIO()
    picture.save(file, kind)
    return read_picture(file.getvalue(), "https://img.example/1.jpg")


def offer(id: str, *pictures: Picture) -> Listing:  # noqa: A002  # the domain's own word
    return listing(id, pictures=pictures, image_urls=tuple(one.source for one in pictures))


def put(id: str, *pictures: Picture) -> None:  # noqa: A002  # the domain's own word
    files = tuple(
        KeptPicture(
            picture=one, size_bytes=9, mime="image/png", file=f"listings/{one.digest}", fetched_at=NOW
        )
        for one in pictures
    )
    keep(replace(kept(offer(id, *pictures)), pictures=files))
    write_hashes(pictures)


def test_a_kept_picture_has_its_hashes() -> None:
    """Whatever reading gave is there again, in order, bits and boxes."""
    picture = read(drawing(1))
    put("1", picture)
    assert len(picture.hashes) >= 2
    assert hashes_of({picture.digest}) == {picture.digest: picture.hashes}


def test_the_same_picture_twice_is_hashed_once() -> None:
    """A picture in two shops has one set of hashes."""
    picture = read(drawing(1))
    put("1", picture)
    put("2", picture)
    assert HashRow.objects.count() == len(picture.hashes)


def test_stored_listings_come_with_hashes() -> None:
    """A look back compares what was hashed when the pictures were seen."""
    picture = read(drawing(1))
    put("1", picture)
    [found] = stored([ListingRow.objects.get().pk])
    assert found.listing.pictures[0].hashes == picture.hashes


def test_a_known_picture_comes_with_hashes() -> None:
    """A picture that rests is judged like one fetched anew."""
    picture = read(drawing(1))
    put("1", picture)
    [known] = known_pictures([offer("1").key])
    assert known[picture.source].picture.hashes == picture.hashes


def test_pictures_kept_before_are_found_and_hashed() -> None:
    """A picture kept without hashes is named until it has them; a plain one too, which never has any."""
    old, plain = read(drawing(1)), read(Image.new("L", (90, 90), 200))
    put("1", replace(old, hashes=()))
    put("2", plain)
    assert {row.digest for row in without_hashes(after="", most=9)} == {old.digest, plain.digest}
    hashed([old, plain])
    assert without_hashes(after="", most=9) == []
    assert hashes_of({old.digest, plain.digest}) == {old.digest: old.hashes}


def test_other_rules_make_other_hashes() -> None:
    """When the rules moved, old hashes give way to new ones."""
    picture = read(drawing(1))
    put("1", picture)
    PictureRow.objects.update(hash_rules=0)
    hashed([replace(picture, hashes=picture.hashes[:1])])
    assert hashes_of({picture.digest}) == {picture.digest: picture.hashes[:1]}


def test_the_same_picture_is_recognised_elsewhere(tmp_path: Path) -> None:
    """Recompressed, mirrored, turned or framed it is found, nearest first; another one is not."""
    start = drawing(1)
    copies = {
        "jpeg": read(start, "JPEG"),
        "mirrored": read(ImageOps.mirror(start), "JPEG"),
        "turned": read(start.transpose(Image.Transpose.ROTATE_90), "JPEG"),
        "framed": read(ImageOps.expand(start, 60, 255), "JPEG"),
    }
    picture, other = read(start), read(drawing(2))
    for number, one in enumerate((picture, other, *copies.values())):
        put(str(number), one)
    lookalikes = Lookalikes(tmp_path / "index")
    assert lookalikes.refresh() == len(lookalikes) > 5
    found = lookalikes.near(picture.digest)
    assert {one.digest for one in found} == {one.digest for one in copies.values()}
    assert [one.bits for one in found] == sorted(one.bits for one in found)


def test_the_index_follows_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept later is found too, and what was saved is not read again; nothing comes twice."""
    monkeypatch.setattr("store.lookalikes.SAVED_EVERY", 1)
    put("1", read(drawing(1)))
    first = Lookalikes(tmp_path / "index").refresh()
    put("2", read(drawing(1), "JPEG"))
    again = Lookalikes(tmp_path / "index")
    assert len(again) == first
    assert again.refresh() > 0
    assert again.refresh() == 0
    assert len(again.near(read(drawing(1)).digest)) == 1


def test_a_plain_or_unknown_picture_is_like_none(tmp_path: Path) -> None:
    """White cards are not all the same picture, and what is not kept is like nothing."""
    for shade in (250, 255):
        put(str(shade), read(Image.new("L", (90, 90), shade)))
    lookalikes = Lookalikes(tmp_path / "index")
    lookalikes.refresh()
    assert [lookalikes.near(row.digest) for row in PictureRow.objects.all()] == [[], []]
    assert lookalikes.near("0" * 64) == []


def test_a_broken_index_file_is_made_again(tmp_path: Path) -> None:
    """The file is a copy of what the database knows, and its loss costs nothing else."""
    (tmp_path / "index").write_bytes(b"rubbish")
    put("1", read(drawing(1)))
    assert Lookalikes(tmp_path / "index").refresh() > 0
