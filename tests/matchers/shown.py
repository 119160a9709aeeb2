"""Pictures for tests of the copies matcher: drawn, edited, and given to it as pixels."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from functools import cache

from bench.image_drawings import U8, drawn
from bench.image_edits import fitted
from domain.listing import Listing
from domain.rights import Right, RightKind
from domain.values import Picture

SEEN_AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


class Wall:
    """Pictures hung up by digest; what hangs there can be looked at."""

    def __init__(self) -> None:
        self.hung: dict[str, U8] = {}
        self.asked: list[str] = []

    def hang(self, pixels: U8) -> Picture:
        digest = hashlib.sha256(pixels.tobytes() + repr(pixels.shape).encode()).hexdigest()
        self.hung[digest] = pixels
        return Picture(source=digest, digest=digest, width=pixels.shape[1], height=pixels.shape[0])

    def look(self, picture: Picture) -> U8 | None:
        self.asked.append(picture.digest)
        return self.hung.get(picture.digest)

    def right(self, key: str, *pixels: U8) -> Right:
        return Right(id=key, kind=RightKind.WORK, images=tuple(self.hang(one) for one in pixels))

    def listing(self, *pixels: U8) -> Listing:
        pictures = tuple(self.hang(one) for one in pixels)
        return Listing(platform="test", id="1", title="挂画", captured_at=SEEN_AT, pictures=pictures)


@cache
def work(style: str, seed: int) -> U8:
    """A drawing nobody fitted anything on, no side longer than 640; drawn once, not to be written on."""
    picture = fitted(drawn(style, 900_000 + seed), 640)
    picture.flags.writeable = False
    return picture
