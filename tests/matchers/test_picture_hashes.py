"""Perceptual hashes: the published ones bit for bit, in eight orientations from one transform."""

from __future__ import annotations

import io

import imagehash
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from domain.values import PictureHash
from matchers.decoding import SHORT_SIDE, greys, look
from matchers.hashes import PictureRefused, read_picture
from matchers.orientations import COUNT, NAMES, oriented
from matchers.pdq import pdq, pdq_orientations, turned_hashes
from matchers.phash import _COSINES, phash, phash_orientations
from matchers.references import read_reference

# Seed, size, hash and quality as pdqhash 0.2.8, the binding of the makers' own code, gives them.
PUBLISHED = [
    (1, (400, 300), "f2a18bc0c79449272b48f81d792aa92187d407e2dcb7b2d87869763fa91dc99b", 100),
    (2, (300, 420), "d41d1dc74724cd818dd416eda75a5ca55ca5e512762b327e9cdb337036623664", 100),
    (3, (129, 257), "fd0bed39b84c29660da0b6413670e938c90f49bef05fd69947b316c63676a642", 100),
    (4, (800, 640), "3fe81eda988f18bfb257b85123783c8ddc8747ae4da9a34023706da4c3927635", 100),
]


def drawing(seed: int, size: tuple[int, int] = (400, 300)) -> Image.Image:
    blocks = np.random.default_rng(seed).integers(0, 256, (9, 11), np.uint8)
    return Image.fromarray(blocks).resize(size, Image.Resampling.BICUBIC)


def pixels(seed: int, size: tuple[int, int] = (400, 300)) -> NDArray[np.uint8]:
    return np.asarray(drawing(seed, size))


def encoded(picture: Image.Image, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    picture.save(file, kind)
    return file.getvalue()


def bits_off(left: NDArray[np.uint8], right: NDArray[np.uint8]) -> int:
    return int(np.bitwise_count(left ^ right).sum())


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("size", [(190, 150), (150, 333), (32, 32), (1000, 90)])
def test_a_picture_that_is_not_reduced_has_the_bits_of_imagehash(seed: int, size: tuple[int, int]) -> None:
    """Up to the size from which pictures are reduced, pHash is `imagehash.phash`, bit for bit."""
    picture = drawing(seed, size)
    assert min(size) < 2 * SHORT_SIDE
    assert phash(np.asarray(picture)) == int(str(imagehash.phash(picture)), 16)
    assert read_picture(encoded(picture), "x").phash == int(str(imagehash.phash(picture)), 16)


@pytest.mark.parametrize("mirror", [False, True])
def test_a_reference_is_held_to_imagehash(monkeypatch: pytest.MonkeyPatch, mirror: bool) -> None:
    """A right's picture is read with imagehash beside it, and refused where a bit has moved."""
    half = pixels(3, (90, 180))
    data = encoded(Image.fromarray(np.hstack((half, half[:, ::-1])) if mirror else half))
    assert read_reference(data, "x").phash == read_picture(data, "x").phash
    monkeypatch.setattr("matchers.phash._COSINES", -np.roll(_COSINES, 1, axis=0))
    with pytest.raises(PictureRefused, match="hash_moved"):
        read_reference(data, "x")


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_reduced_picture_is_nearly_the_same(seed: int, kind: str) -> None:
    """Reading at a quarter moves at most two bits of pHash and eight of PDQ."""
    data = encoded(drawing(seed, (800, 820)), kind)
    seen = greys(data)
    with Image.open(io.BytesIO(data)) as whole:
        grey = np.asarray(whole.convert("L"))
    assert seen.factor == 4
    assert seen.first.shape == (205, 200)
    assert ((phash(seen.first) or 0) ^ (phash(grey) or 0)).bit_count() <= 2
    assert bits_off(pdq(seen.first, factor=4).hashes, pdq(grey).hashes) <= 8


@pytest.mark.parametrize(("seed", "size", "published", "quality"), PUBLISHED)
def test_pdq_is_the_published_one(seed: int, size: tuple[int, int], published: str, quality: int) -> None:
    """The hash differs from that of its makers' code by rounding only, and so does its quality."""
    made = pdq(pixels(seed, size))
    assert bits_off(made.hashes[0], np.frombuffer(bytes.fromhex(published), np.uint8)) <= 2
    assert abs(made.quality - quality) <= 1


@pytest.mark.parametrize("number", range(COUNT))
def test_orientations_come_from_one_transform(number: int) -> None:
    """Each of the eight is the hash of the pixels turned that way, up to rounding.

    At 320 pixels a side PDQ samples the same places from both ends; at others it is not quite symmetric.
    """
    grey = pixels(5, (320, 320))
    turned = oriented(grey, number)
    assert (phash_orientations(grey)[number] ^ (phash(turned) or 0)).bit_count() <= 2
    assert bits_off(pdq_orientations(grey).hashes[number], pdq(turned).hashes[0]) <= 4


def test_kept_bits_can_be_turned_too() -> None:
    """From the bits of one orientation the others follow up to a few; other pictures stay others."""
    for seed in range(10):
        exact = pdq_orientations(pixels(seed)).hashes
        derived = turned_hashes(exact[0].tobytes())
        assert max(bits_off(derived[n], exact[n]) for n in range(COUNT)) <= 31
        other = pdq(pixels(seed + 100)).hashes[0]
        assert min(bits_off(one, other) for one in derived) > 64


def test_orientations_are_eight_different_ways() -> None:
    """No way of turning is named or made twice."""
    grey = pixels(5, (60, 60))
    assert len({oriented(grey, number).tobytes() for number in range(COUNT)}) == COUNT == len(set(NAMES))


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (3, 3), (63, 65), (6_000, 20)])
def test_any_shape_has_a_hash_or_none(size: tuple[int, int]) -> None:
    """Neither a dot nor a strip is too small, too thin or too long."""
    picture = read_picture(encoded(drawing(1, size)), "x")
    assert all(len(one.bits) in (8, 32) and 0 <= one.quality <= 100 for one in picture.hashes)


def test_transparent_parts_are_seen_on_both_papers() -> None:
    """A white emblem on nothing has a hash: that of its look on black."""
    mark = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    mark.paste((255, 255, 255, 255), (60, 90, 200, 230))
    picture = read_picture(encoded(mark), "x")
    assert {one.crop for one in picture.hashes if one.kind == "phash"} == {"black"}
    assert picture.phash is not None
    coloured = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    coloured.paste((200, 30, 30, 255), (60, 90, 200, 230))
    kinds = [one.crop for one in read_picture(encoded(coloured), "x").hashes if one.kind == "phash"]
    assert kinds == ["whole", "black"]


def test_frames_that_look_different_have_hashes_of_their_own() -> None:
    """A slide show is compared by its slides; a flicker of one slide adds none."""
    slides = [drawing(seed, (300, 200)).convert("P") for seed in (1, 1, 2, 2, 3)]
    file = io.BytesIO()
    slides[0].save(file, "GIF", save_all=True, append_images=slides[1:], duration=100)
    picture = read_picture(file.getvalue(), "x")
    assert [one.crop for one in picture.hashes if one.kind == "phash"] == ["whole", "frame", "frame"]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP"])
def test_a_look_is_in_colour_and_bounded(kind: str) -> None:
    """Blue comes first, no side is longer than asked, and small pictures are not blown up."""
    red = Image.new("RGB", (900, 300), (250, 10, 10))
    seen = look(encoded(red, kind), 640)
    assert seen.shape == (213, 640, 3)
    assert seen[100, 300, 2] > 240 > 40 > seen[100, 300, 0]
    assert look(encoded(red.resize((30, 20)), kind), 640).shape == (20, 30, 3)


@pytest.mark.parametrize(("kind", "length"), [("phash", 32), ("pdq", 8), ("dhash", 8), ("pdq", 0)])
def test_a_hash_of_the_wrong_length_is_none(kind: str, length: int) -> None:
    """Bits are checked once, at birth."""
    with pytest.raises(ValueError, match="no hash"):
        PictureHash(kind, "whole", 50, bytes(length))
