"""`images explain` says and draws where a right's picture lies on a listing's, or that it does not."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from domain.match import OPERATING_POINT
from markwarden.explaining import NothingToExplain, explain
from pipelines.refusal import PictureLost
from tests.matchers.shown import work


@pytest.fixture(scope="module")
def rights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of two rights, one of which has a picture."""
    folder = tmp_path_factory.mktemp("rights")
    cv2.imwrite(str(folder / "work.png"), work("mascot", 1))
    lines = [
        {"id": "W", "kind": "work", "images": ["work.png"]},
        {"id": "T", "kind": "word", "text": "VELTORA"},
    ]
    path = folder / "rights.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def saved(folder: Path, pixels: np.ndarray) -> Path:
    path = folder / "listing.jpg"
    cv2.imwrite(str(path), pixels)
    return path


def test_copy_is_explained_and_drawn(rights: Path, tmp_path: Path) -> None:
    """A mirrored copy on a page is a hit, and the drawing is a PNG of three pictures beside each other."""
    page = np.full((600, 800, 3), 235, np.uint8)
    part = cv2.resize(work("mascot", 1)[:, ::-1], (300, 340))
    page[150:490, 60:360] = part
    found = explain(saved(tmp_path, page), right_id="W", rights=rights)
    drawn = cv2.imdecode(np.frombuffer(found.png, np.uint8), cv2.IMREAD_COLOR)
    assert found.match is not None
    assert found.match.score >= OPERATING_POINT
    assert drawn is not None
    assert drawn.shape[1] > 2 * drawn.shape[0]


def test_very_same_file_is_drawn_too(rights: Path) -> None:
    """The file itself has no corners to show, and is drawn as a whole."""
    found = explain(rights.parent / "work.png", right_id="W", rights=rights)
    assert found.match is not None
    assert found.match.reasons[0].feature == "same_picture"
    assert found.png[:4] == b"\x89PNG"


def test_other_picture_has_nothing_to_draw(rights: Path, tmp_path: Path) -> None:
    """Where nothing was found there is no match and no drawing."""
    found = explain(saved(tmp_path, work("landscape", 8)), right_id="W", rights=rights)
    assert found.match is None
    assert found.png == b""


@pytest.mark.parametrize("right", ["X", "T"])
def test_right_without_a_picture_is_refused(rights: Path, tmp_path: Path, right: str) -> None:
    """An id nobody has, or a right of words alone, is said to be so."""
    with pytest.raises(NothingToExplain, match=right):
        explain(saved(tmp_path, work("scene", 1)), right_id=right, rights=rights)


def test_missing_and_broken_pictures_are_refused(rights: Path, tmp_path: Path) -> None:
    """A path with nothing behind it and a file that is no picture are two named refusals."""
    with pytest.raises(NothingToExplain, match=r"none\.jpg"):
        explain(tmp_path / "none.jpg", right_id="W", rights=rights)
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff nothing")
    with pytest.raises(PictureLost):
        explain(broken, right_id="W", rights=rights)
