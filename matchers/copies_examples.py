"""What the matcher `copies` flags, and more that looks like it and is lawful."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

from domain.listing import Listing
from domain.ports import Example
from domain.rights import Licence, Right, RightKind
from domain.values import Picture, Term

SEEN_AT: Final = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HASH: Final = 0xB1D2_3C4A_5E96_8F07


def _picture(digest: str, phash: int | None) -> Picture:
    return Picture(source=digest, digest=digest * 32, width=600, height=400, phash=phash)


ORIGINAL: Final = _picture("a0", HASH)
FLAT: Final = _picture("f0", None)
DRAWING: Final = Right(id="drawing", kind=RightKind.WORK, images=(ORIGINAL,))
EMBLEM: Final = Right(id="emblem", kind=RightKind.FIGURE, images=(ORIGINAL,), nice_classes=(25,))
CARD: Final = Right(id="card", kind=RightKind.WORK, images=(FLAT,))
LAPSED: Final = replace(DRAWING, term=Term(None, date(2025, 12, 31)))
LICENSED: Final = replace(DRAWING, licences=(Licence(seller_id="s-7"),))


def _off(bits: int) -> int:
    """The reference's hash with the lowest `bits` bits turned over."""
    return HASH ^ ((1 << bits) - 1)


def _example(says: str, right: Right, flagged: bool, *pictures: Picture, **rest: Any) -> Example:
    listing = Listing(
        platform="example", id="1", title="挂画", captured_at=SEEN_AT, pictures=pictures, **rest
    )
    return Example(says, right, listing, flagged)


EXAMPLES: Final = (
    _example("the very same file", DRAWING, True, ORIGINAL),
    _example("recompressed: another file, the same hash", DRAWING, True, _picture("b0", HASH)),
    _example("toned: some bits apart", DRAWING, True, _picture("b1", _off(6))),
    _example("the last bit that counts", DRAWING, True, _picture("b2", _off(10))),
    _example("the second of two pictures", DRAWING, True, _picture("c0", ~HASH % 2**64), ORIGINAL),
    _example("a flat card, as the same file", CARD, True, FLAT),
    _example("an emblem on goods of its class", EMBLEM, True, ORIGINAL, nice_classes=(25,)),
    _example("a work on any goods", DRAWING, True, ORIGINAL, nice_classes=(30,)),
    _example("one bit too far", DRAWING, False, _picture("b3", _off(11))),
    _example("another picture", DRAWING, False, _picture("c1", HASH ^ 0x5A5A_5A5A_5A5A_5A5A)),
    _example("the negative", DRAWING, False, _picture("c2", ~HASH % 2**64)),
    _example("two flat cards are not alike", CARD, False, _picture("f1", None)),
    _example("a picture without a hash", DRAWING, False, _picture("f2", None)),
    _example("no picture", DRAWING, False),
    _example("an emblem on other goods", EMBLEM, False, ORIGINAL, nice_classes=(30,)),
    _example("a right that has ended", LAPSED, False, ORIGINAL),
    _example("a licensed seller", LICENSED, False, ORIGINAL, seller_id="s-7"),
)
