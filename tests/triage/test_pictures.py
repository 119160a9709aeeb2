"""Pictures go only to those who may see their hits, and only as pictures."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image

from config.operator import operator_settings
from matchers.hashes import PictureRefused
from matchers.miniature import miniature
from registry.models import ReferencePicture
from store.models import Hit, Picture
from tests.triage.conftest import lay, picture_bytes, stored

Enter = Callable[..., Client]


def address(hit: Hit) -> str:
    return f"/pictures/{hit.listing.pictures.get().digest}"


def test_a_picture_is_served_as_one(hit: Hit, enter: Enter) -> None:
    """A picture comes with its own type, a sandbox, no sniffing, and a name."""
    response = enter("triager").get(address(hit))
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["Content-Disposition"].startswith('inline; filename="')
    assert response.headers["Cache-Control"].startswith("private")


def test_a_small_picture_is_a_small_jpeg(hit: Hit, enter: Enter) -> None:
    """The queue's small pictures are drawn anew."""
    response = enter("triager").get(address(hit) + "?small")
    assert response.headers["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script>",
        b"%PDF-1.7",
        b"GIF",
    ],
)
@pytest.mark.parametrize("small", ["", "?small"])
def test_what_is_no_raster_picture_is_not_served(data: bytes, small: str, hit: Hit, enter: Enter) -> None:
    """A file that is no raster picture is not there, whatever the database says of it."""
    digest = stored(data)
    Picture.objects.update(file=f"listings/{digest[:2]}/{digest}", mime="image/png")
    assert enter("triager").get(address(hit) + small).status_code == 404


@pytest.mark.parametrize("file", ["../secret.key", "/etc/passwd", "listings/none", ""])
def test_files_elsewhere_are_not_served(file: str, hit: Hit, enter: Enter) -> None:
    """A path out of the pictures directory, or to nothing, is not there."""
    (operator_settings().home / "secret.key").touch()
    Picture.objects.update(file=file)
    assert enter("operator").get(address(hit)).status_code == 404


def test_an_unknown_digest_is_not_there(hit: Hit, enter: Enter) -> None:
    """Digests that no visible hit has, or that are none, are not there."""
    client = enter("triager")
    for digest in ("0" * 64, "A" * 64, "..%2f..%2fsecret.key"):
        assert client.get(f"/pictures/{digest}").status_code == 404


def test_a_place_is_drawn(hit: Hit, enter: Enter) -> None:
    """The protected picture, the framed place and the place laid flat, where a hit has one."""
    client = enter("triager")
    drawing = f"/hits/{hit.id}/drawing"
    assert drawing not in client.get(f"/hits/{hit.id}/").content.decode()
    assert client.get(drawing).status_code == 404
    lay(hit)
    assert drawing in client.get(f"/hits/{hit.id}/").content.decode()
    response = client.get(drawing)
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    with Image.open(io.BytesIO(response.content)) as shown:
        framed = shown.getpixel((shown.width // 2 - 160, shown.height // 2))
        assert (shown.height, framed) == (480, (230, 40, 40))


@pytest.mark.parametrize("lost", ["reference", "picture"])
@pytest.mark.parametrize("left", [b"", b"GIF", b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_cannot_be_read_is_not_drawn(lost: str, left: bytes, hit: Hit, enter: Enter) -> None:
    """A file that is gone or no picture makes no drawing, and no error."""
    lay(hit)
    digest = stored(left) if left else "0" * 64
    file = f"listings/{digest[:2]}/{digest}"
    rows = ReferencePicture.objects if lost == "reference" else Picture.objects
    rows.update(file=file)
    assert enter("triager").get(f"/hits/{hit.id}/drawing").status_code == 404


def test_small_copies_keep_their_shape(tmp_path: Path) -> None:
    """A small copy fits the side asked for and keeps its proportions."""
    path = tmp_path / "small.jpg"
    path.write_bytes(miniature(picture_bytes(), 32))
    with Image.open(path) as small:
        assert (small.size, small.format) == ((32, 24), "JPEG")


@pytest.mark.parametrize("data", [b"", b"x", picture_bytes()[:40], b"\xff\xd8\xff" + b"\0" * 100])
def test_broken_pictures_have_no_small_copy(data: bytes) -> None:
    """What cannot be read as a picture is refused with a reason."""
    with pytest.raises(PictureRefused):
        miniature(data, 32)
