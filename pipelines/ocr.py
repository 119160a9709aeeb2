"""The text in a listing's pictures: known already, or read while the sweep's budget lasts, or counted."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from domain.listing import Listing
from domain.values import Picture, TextLine
from pipelines.refusal import PictureLost
from store.texts import listing_text

Lines = tuple[TextLine, ...]

# The last part of a budget is for listings something speaks for already.
RESERVED_SHARE = 0.25
RISKY = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What was read in a listing's pictures, by their digests, and what was not, by reason.

    Keys of `counts`: `texts` (read now), `texts_known`, `texts_unread/<reason>`; a reason is `budget` or one
    of `PictureLost`.
    """

    lines: Mapping[str, Lines] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def into(self, listing: Listing) -> Listing:
        """The listing with this text; one that came with text of its own keeps that."""
        return listing if listing.ocr else replace(listing, ocr=listing_text(listing.pictures, self.lines))


class TextReading(Protocol):
    """How a listing's pictures are read, and who is told what stood there."""

    async def read(self, listing: Listing, risk: float) -> Texts: ...

    async def tell(self, listing: Listing, texts: Texts) -> None: ...

    def close(self) -> None: ...


class NoReading:
    """Pictures are not read."""

    async def read(self, listing: Listing, risk: float) -> Texts:
        return Texts()

    async def tell(self, listing: Listing, texts: Texts) -> None:
        return None

    def close(self) -> None:
        return None


@dataclass(slots=True, kw_only=True)
class PictureTexts:
    """Reads what is not known yet, `budget` pictures a sweep at most.

    Attributes:
        load: the bytes of a kept picture; raises OSError or ValueError.
        look: reads the lines in those bytes, riskier ones before others; raises PictureLost.
        known: lines of pictures read before, by digest.
        keep: keeps the lines of a picture.
        note: keeps what a listing's pictures say of its seller.
        end: ends the processes behind `look`.
    """

    load: Callable[[Picture], bytes]
    look: Callable[[bytes, float], Awaitable[Lines]]
    known: Callable[[Sequence[Picture]], Awaitable[Mapping[str, Lines]]]
    keep: Callable[[str, Lines], Awaitable[None]]
    note: Callable[[Listing, Mapping[str, Lines]], Awaitable[object]]
    end: Callable[[], None]
    budget: int
    _spent: int = 0
    _under_way: dict[str, asyncio.Task[Lines]] = field(default_factory=dict)

    async def read(self, listing: Listing, risk: float) -> Texts:
        """The text of the listing's pictures; `risk` in [0, 1] says how much already speaks against it."""
        if listing.ocr or not listing.pictures:
            return Texts()
        lines = dict(await self.known(listing.pictures))
        counts = Counter(texts_known=len(lines))
        missing = [one for one in listing.pictures if one.digest not in lines]
        found = await asyncio.gather(*(self._one(one, risk) for one in missing))
        for picture, result in zip(missing, found, strict=True):
            if isinstance(result, str):
                counts[f"texts_unread/{result}"] += 1
            else:
                lines[picture.digest] = result
                counts["texts"] += 1
        return Texts(lines=lines, counts=+counts)

    async def tell(self, listing: Listing, texts: Texts) -> None:
        """Note phone numbers and names on the listing's seller."""
        if any(texts.lines.values()):
            await self.note(listing, texts.lines)

    def close(self) -> None:
        self.end()

    async def _one(self, picture: Picture, risk: float) -> Lines | str:
        """The lines of a picture, or why it was not read."""
        task = self._under_way.get(picture.digest)
        if task is None:
            if not self._may_spend(risk):
                return "budget"
            self._spent += 1
            task = asyncio.ensure_future(self._read(picture, risk))
            self._under_way[picture.digest] = task
            task.add_done_callback(lambda _done: self._under_way.pop(picture.digest, None))
        try:
            return await asyncio.shield(task)
        except PictureLost as lost:
            return lost.reason

    def _may_spend(self, risk: float) -> bool:
        left = self.budget - self._spent
        return left > (0 if risk >= RISKY else self.budget * RESERVED_SHARE)

    async def _read(self, picture: Picture, risk: float) -> Lines:
        try:
            data = await asyncio.to_thread(self.load, picture)
        except (OSError, ValueError) as error:
            raise PictureLost("missing", f"{picture.digest}: {error}"[:200]) from None
        lines = await self.look(data, risk)
        await self.keep(picture.digest, lines)
        return lines
