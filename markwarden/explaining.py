"""`images explain`: one picture held against one right, in words and as a drawing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.utils.translation import gettext as _

from domain.errors import HouseError
from domain.listing import Listing
from domain.match import Match, Reason
from domain.rights import Right
from domain.values import WHOLE, Picture, Quad
from markwarden.apps import look_at_file, read_picture
from markwarden.jsonl import read_rights
from matchers.copies import CopiesMatcher
from matchers.copies_drawing import drawing, png
from matchers.media_types import MAX_BYTES


class NothingToExplain(HouseError):
    """What was asked about is not there."""


@dataclass(frozen=True, slots=True)
class Explained:
    """What was found of a right in a picture: its claim, or None, and the drawing as PNG, or nothing."""

    match: Match | None
    png: bytes = b""


def explain(picture: Path, *, right_id: str, rights: Path) -> Explained:
    """Hold a picture against one right of a file.

    Raises:
        NothingToExplain: no such right, or it has no picture that can be read.
        InputError: a line of the file is bad.
        PictureLost: the picture is none we read.
    """
    right = _right(rights, right_id)
    seen = _read(picture)
    listing = Listing(platform="", id="1", title="", captured_at=datetime.now(UTC), pictures=(seen,))
    found = CopiesMatcher(look_at_file).compile([right]).match([listing])[0]
    if not found:
        return Explained(None)
    return Explained(found[0], _drawn(right, seen, found[0].reasons[0]))


def _right(rights: Path, right_id: str) -> Right:
    every, _account = read_rights(rights, skip_bad=True)
    right = next((one for one in every if one.id == right_id), None)
    if right is None:
        raise NothingToExplain(_("{file} has no right {right}").format(file=rights, right=right_id))
    if not right.images:
        raise NothingToExplain(_("right {right} has no picture that can be read").format(right=right_id))
    return right


def _read(path: Path) -> Picture:
    try:
        with path.open("rb") as file:
            return read_picture(file.read(MAX_BYTES + 1), str(path))
    except OSError as error:
        raise NothingToExplain(f"{path}: {error.strerror}") from None


def _drawn(right: Right, seen: Picture, reason: Reason) -> bytes:
    ours = next(one for one in right.images if one.digest == reason.ours)
    left, right_side = look_at_file(ours), look_at_file(seen)
    if left is None or right_side is None:
        return b""
    return png(drawing(left, right_side, reason.quad or _corners()))


def _corners() -> Quad:
    left, top, right, bottom = WHOLE
    return (left, top), (right, top), (right, bottom), (left, bottom)
