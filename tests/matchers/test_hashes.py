"""Reading pictures of strangers."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from matchers import media_types
from matchers.hashes import PictureRefused, bits_apart, mime_of, read_picture


def drawing(width: int = 240, height: int = 160) -> Image.Image:
    """A picture with shapes of its own, the same on every run."""
    blocks = np.random.default_rng(5).integers(20, 235, (height // 20, width // 20))
    grey = np.kron(blocks, np.ones((20, 20)))
    return Image.fromarray(grey.astype(np.uint8)).convert("RGB")


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(PictureRefused) as caught:
        read_picture(data, "x")
    assert caught.value.detail
    return caught.value.reason


@pytest.mark.parametrize(
    ("kind", "mime"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("WEBP", "image/webp"),
        ("GIF", "image/gif"),
        ("BMP", "image/bmp"),
        ("AVIF", "image/avif"),
    ],
)
def test_formats_of_shops_are_read_alike(kind: str, mime: str) -> None:
    """The same drawing in every format has nearly the same hash and the right size."""
    data = encoded(drawing(), kind)
    picture, plain = read_picture(data, "x"), read_picture(encoded(drawing(), "PNG"), "y")
    assert mime_of(data) == mime
    assert (picture.width, picture.height) == (240, 160)
    assert picture.phash is not None
    assert plain.phash is not None
    assert bits_apart(picture.phash, plain.phash) <= 4


def test_orientation_is_applied_before_size_and_hash() -> None:
    """A picture turned by its EXIF orientation is read as a person sees it."""
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = encoded(drawing().transpose(Image.Transpose.ROTATE_90), "PNG", exif=exif)
    picture, plain = read_picture(turned, "x"), read_picture(encoded(drawing(), "PNG"), "y")
    assert (picture.width, picture.height, picture.phash) == (plain.width, plain.height, plain.phash)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_damaged_orientation_loses_no_picture() -> None:
    """A sound picture with rubbish for EXIF is read unturned."""
    data = encoded(drawing(), "JPEG", exif=b"Exif\x00\x00MM\x00*\x00\x00\xff\xff" + b"\x01" * 40)
    assert read_picture(data, "x").width == 240


def test_transparent_parts_are_white() -> None:
    """A cut-out has the hash of the same picture on white paper, whatever colour hides beneath."""
    cut = drawing().convert("RGBA")
    cut.putalpha(Image.linear_gradient("L").resize(cut.size))
    white = Image.alpha_composite(Image.new("RGBA", cut.size, "white"), cut).convert("RGB")
    assert read_picture(encoded(cut, "PNG"), "x").phash == read_picture(encoded(white, "PNG"), "y").phash


def test_first_frame_stands_for_an_animation() -> None:
    """An animation is compared by the frame a shop shows first."""
    frames = [drawing().convert("P"), Image.new("P", (240, 160), 3)]
    moving = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert read_picture(moving, "x").phash == read_picture(encoded(frames[0], "GIF"), "y").phash


def test_sixteen_bits_are_scaled_not_clipped() -> None:
    """Deep grey and print colours are read like the drawing they show."""
    plain = read_picture(encoded(drawing(), "PNG"), "x").phash
    deep = Image.fromarray(np.asarray(drawing().convert("L")).astype(np.uint16) * 257)
    assert read_picture(encoded(deep, "PNG"), "x").phash == plain
    printed = read_picture(encoded(drawing().convert("CMYK"), "JPEG"), "x").phash
    assert printed is not None
    assert plain is not None
    assert bits_apart(printed, plain) <= 6


@pytest.mark.parametrize("shade", ["white", "black", "red"])
def test_flat_picture_has_no_hash(shade: str) -> None:
    """A picture without contrast is like every other one, so it is compared by digest alone."""
    picture = read_picture(encoded(Image.new("RGB", (90, 90), shade), "JPEG"), "x")
    assert picture.phash is None
    assert len(picture.digest) == 64


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"\x00" * 99, b"GIF8", b"RIFF0000WAVE", "图片".encode()], ids=repr
)
def test_other_bytes_are_no_picture(data: bytes) -> None:
    """Bytes that begin like no picture are named so, whatever their name said."""
    assert refusal(data) == "not_a_picture"


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"\xef\xbb\xbf <SVG onload='x()'>",
        b"II*\x00" + b"\x00" * 40,
        b"\x00\x00\x00\x20ftypheic" + b"\x00" * 40,
        b"%PDF-1.7",
    ],
    ids=["svg", "svg with byte order mark", "tiff", "heic", "pdf"],
)
def test_formats_with_too_much_in_them_are_refused(data: bytes) -> None:
    """SVG and other formats we do not decode are refused by name of the format."""
    assert refusal(data) == "format_refused"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP"])
@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_cut_off_picture_is_broken(kind: str, share: float) -> None:
    """A download that ended early is refused instead of half compared."""
    data = encoded(drawing(), kind)
    assert refusal(data[: int(len(data) * share)]) == "broken"


def test_too_many_bytes_are_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file over the bound is refused before anything looks into it."""
    monkeypatch.setattr(media_types, "MAX_BYTES", 1_000)
    assert refusal(encoded(drawing(), "BMP")) == "too_large"


@pytest.mark.parametrize("side", [5_001, 9_800, 20_000])
def test_too_many_pixels_are_not_decoded(side: int) -> None:
    """A small file that would unpack to a huge picture is refused by its header."""
    data = encoded(Image.new("1", (side, side)), "PNG")
    assert len(data) < 200_000
    assert refusal(data) == "too_many_pixels"


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_bytes_are_read_or_refused_but_never_raise_otherwise(data: st.DataObject) -> None:
    """Whatever bytes are changed, a picture comes out or a refusal with a known reason."""
    kind = data.draw(st.sampled_from(["JPEG", "PNG", "GIF", "WEBP", "BMP"]))
    raw = bytearray(encoded(drawing(60, 40), kind))
    for place in data.draw(st.lists(st.integers(0, len(raw) - 1), max_size=8)):
        raw[place] = data.draw(st.integers(0, 255))
    assert _outcome(bytes(raw)) in {"read", "broken", "not_a_picture", "format_refused", "too_many_pixels"}


def _outcome(data: bytes) -> str:
    try:
        read_picture(data, "x")
    except PictureRefused as refused:
        return refused.reason
    return "read"


def test_bits_apart_counts_from_none_to_all() -> None:
    """Two hashes are 0 bits apart when equal and 64 when opposite."""
    assert bits_apart(7, 7) == 0
    assert bits_apart(0, 2**64 - 1) == 64


def test_orientation_of_a_jpeg_is_applied() -> None:
    """A photograph held upright by its EXIF is hashed as it is seen, and without EXIF as it is stored."""
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = drawing().transpose(Image.Transpose.ROTATE_90)
    assert read_picture(encoded(stored, "JPEG", exif=exif), "x").width == 240
    assert read_picture(encoded(stored, "JPEG"), "x").width == 160


def test_a_second_picture_in_a_jpeg_is_no_frame() -> None:
    """What phones put behind a photograph is not compared."""
    both = encoded(drawing(), "MPO", save_all=True, append_images=[Image.new("L", (240, 160), 30)])
    assert {one.crop for one in read_picture(both, "x").hashes if one.kind == "phash"} == {"whole"}
