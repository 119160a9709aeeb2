"""Text in pictures: kept once a content, found again for the same look, traced back to its picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from domain.listing import Listing
from domain.values import Picture, TextLine
from matchers.contacts import contacts
from matchers.pdq import LEAST_QUALITY
from store.models import PictureHash, PictureText, Seller, SellerContact
from store.records import Json
from store.states import seller_key

# Moves with the reader's models or thresholds, so that old pictures are read again.
TEXT_RULES = 1

Lines = tuple[TextLine, ...]


class Place(NamedTuple):
    """A line of a listing's `ocr` text: which picture it was read in, and the line."""

    picture: str
    line: TextLine


def known_texts(pictures: Sequence[Picture]) -> Mapping[str, Lines]:
    """The lines of these pictures that are known, by digest: read in them or in a copy of the same hash."""
    alike = {one.digest: _look(one) for one in pictures}
    copies = _same_look({look for look in alike.values() if look})
    digests = alike.keys() | {digest for each in copies.values() for digest in each}
    rows = PictureText.objects.filter(digest__in=digests, rules=TEXT_RULES)
    read = {row.digest: _lines(row.lines) for row in rows}
    found: dict[str, Lines] = {}
    for digest, look in alike.items():
        for candidate in (digest, *copies.get(look, ())):
            if candidate in read:
                found.setdefault(digest, read[candidate])
    return found


def texts_in_order(pictures: Sequence[Picture]) -> list[Lines | None]:
    """For each picture its lines, or None where they are not known."""
    known = known_texts(pictures)
    return [known.get(one.digest) for one in pictures]


def keep_text(digest: str, lines: Lines, now: datetime) -> None:
    """Keep what was read in a picture."""
    rows = [[line.text, line.confidence, list(line.corners)] for line in lines]
    PictureText.objects.update_or_create(
        digest=digest, defaults={"rules": TEXT_RULES, "lines": rows, "read_at": now}
    )


def listing_text(pictures: Sequence[Picture], texts: Mapping[str, Lines]) -> str:
    """The lines of a listing's pictures as its `ocr` text, one a line, pictures in order."""
    return "\n".join(line.text for one in pictures for line in texts.get(one.digest, ()))


def place_of(listing: Listing, texts: Mapping[str, Lines], start: int) -> Place | None:
    """Where character `start` of the listing's `ocr` text was read."""
    at = 0
    for picture in listing.pictures:
        for line in texts.get(picture.digest, ()):
            if at <= start < at + len(line.text) + 1:
                return Place(picture.digest, line)
            at += len(line.text) + 1
    return None


def keep_contacts(listing: Listing, texts: Mapping[str, Lines], now: datetime) -> int:
    """Note on the listing's seller what their pictures say of how to reach them; how many were new."""
    seller = Seller.objects.filter(platform__key=listing.platform, seller_id=seller_key(listing)).first()
    if seller is None:
        return 0
    made = 0
    for digest, lines in texts.items():
        for found in contacts(line.text for line in lines):
            _row, new = SellerContact.objects.get_or_create(
                seller=seller,
                kind=found.kind,
                value=found.value[:60],
                defaults={"picture": digest, "first_seen_at": now},
            )
            made += new
    return made


def _look(picture: Picture) -> bytes:
    """The bits that stand for the whole picture; b"" where they mean too little."""
    whole = (one for one in picture.hashes if one.kind == "pdq" and one.crop == "whole")
    return next((one.bits for one in whole if one.quality >= LEAST_QUALITY), b"")


def _same_look(looks: Iterable[bytes]) -> dict[bytes, list[str]]:
    rows = PictureHash.objects.filter(kind="pdq", crop="whole", bits__in=list(looks)).order_by("pk")
    found: dict[bytes, list[str]] = {}
    for bits, digest in rows.values_list("bits", "picture_id"):
        found.setdefault(bytes(bits), []).append(digest)
    return found


def _lines(rows: Sequence[Sequence[Json | str | float]]) -> Lines:
    return tuple(TextLine(str(text), float(score), tuple(corners)) for text, score, corners in rows)  # type: ignore[arg-type]
