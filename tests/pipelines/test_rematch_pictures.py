"""A right registered later finds pictures kept before, by their hashes alone and by their pixels."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from domain.rights import Right, RightKind
from matchers.copies import Looks as LooksPort
from matchers.hashes import read_picture
from pipelines.looks import Looks, kept_bytes
from pipelines.picture_readers import PictureReaders
from pipelines.rematch import LookBack, only_look
from registry.models import Right as RightRow
from store.hashes import write_hashes
from store.models import Listing as ListingRow
from store.pictures import KeptPicture, PictureFiles
from tests.pipelines.made import NOW, ZONE
from tests.store import made

pytestmark = pytest.mark.django_db


def photograph(seed: int) -> Image.Image:
    rng = np.random.default_rng(seed)
    coarse = Image.fromarray(rng.integers(0, 256, (9, 11, 3), np.uint8)).resize(
        (640, 520), Image.Resampling.BICUBIC
    )
    fine = Image.fromarray(rng.integers(0, 256, (60, 70, 3), np.uint8)).resize(
        (640, 520), Image.Resampling.BICUBIC
    )
    return Image.blend(coarse, fine, 0.35)


def jpeg(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=80)
    return file.getvalue()


def keep(files: PictureFiles, id: str, data: bytes) -> None:  # noqa: A002  # the domain's own word
    picture = read_picture(data, f"https://img.example/{id}.jpg")
    file = KeptPicture(
        picture=picture, size_bytes=len(data), mime="image/jpeg", file=files.put(data).file, fetched_at=NOW
    )
    offer = replace(made.listing(id), title="抱枕 靠垫", pictures=(picture,))
    made.keep(replace(made.kept(offer), pictures=(file,)))
    write_hashes([picture])


def found(root: Path, reference: bytes, looks: LooksPort | None) -> set[str]:
    """Ids of stored listings that a right with this picture would make hits."""
    made.right("WORK:1", kind="work", text="")
    (root / "reference").mkdir(exist_ok=True)
    (root / "reference" / "1.jpg").write_bytes(reference)
    right = Right(id="WORK:1", kind=RightKind.WORK, images=(read_picture(reference, "reference/1.jpg"),))
    look_back = LookBack(right, [right], zone=ZONE, looks=looks)
    row, last = RightRow.objects.get(code="WORK:1"), ListingRow.objects.order_by("pk").last()
    judged = only_look(row.pk, look_back, after=0, last=last.pk if last else 0)
    return {one.kept.listing.id for one in judged}


COPIES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "smaller": lambda picture: picture.resize((320, 260)),
    "mirrored": lambda picture: picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
}


def test_old_pictures_are_found_by_their_hashes(tmp_path: Path) -> None:
    """Whole copies kept before the right was registered are hits; other pictures are not."""
    files = PictureFiles(tmp_path)
    for name, change in COPIES.items():
        keep(files, name, jpeg(change(photograph(1))))
    for seed in range(2, 8):
        keep(files, f"other {seed}", jpeg(photograph(seed)))
    assert "smaller" in (hits := found(tmp_path, jpeg(photograph(1)), None))
    assert not {one for one in hits if one.startswith("other")}


def test_old_pictures_are_found_by_their_pixels(tmp_path: Path) -> None:
    """Mirrored and cut to a part, they are found in the files that were kept."""
    files = PictureFiles(tmp_path)
    for name, change in COPIES.items():
        keep(files, name, jpeg(change(photograph(1))))
    keep(files, "cut", jpeg(photograph(1).crop((60, 40, 520, 420))))
    for seed in range(2, 8):
        keep(files, f"other {seed}", jpeg(photograph(seed)))
    with closing(PictureReaders(1)) as readers:
        looks = Looks(kept_bytes(tmp_path), readers.look)
        assert found(tmp_path, jpeg(photograph(1)), looks) == {"smaller", "mirrored", "cut"}
