"""A listing's pictures: fetched within bounds, checked, kept as files; or a counted reason why not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from domain.listing import Listing, ListingKey
from domain.values import Picture
from matchers.media_types import mime_of
from pipelines.normalise import LONGEST_URL, is_web_address
from pipelines.refusal import PictureLost
from store.pictures import MOST_BYTES, KeptPicture, PictureFiles

MOST_PICTURES = 8
# A picture under the same address is taken to be the same for a week: platforms give a changed
# picture a new address, and asking again costs them and us.
RESTS_FOR = timedelta(days=7)

Read = Callable[[bytes, str], Awaitable[Picture]]
Fetch = Callable[[str], Awaitable[bytes]]
Known = Callable[[ListingKey], Awaitable[Mapping[str, KeptPicture]]]
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A listing with its pictures, the files behind them, how many are fresh, and why others are not had."""

    listing: Listing
    pictures: tuple[KeptPicture, ...] = ()
    fetched: int = 0
    lost: tuple[PictureLost, ...] = ()


class Media(Protocol):
    """Where a listing's pictures come from."""

    async def gather(self, listing: Listing) -> Gathered: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Where picture bytes go: read by `read`, kept in `files`; without files (a dry run) only read."""

    read: Read
    files: PictureFiles | None
    clock: Clock

    async def put(self, data: bytes, source: str) -> KeptPicture:
        """Check and keep one picture.

        Raises:
            PictureLost: it is none, or too large.
        """
        if len(data) > MOST_BYTES:
            raise PictureLost("too_large", source[:200])
        return await self.put_read(data, await self.read(data, source))

    async def put_read(self, data: bytes, picture: Picture) -> KeptPicture:
        """Keep one picture that was read already."""
        stored = await asyncio.to_thread(self.files.put, data) if self.files else None
        return KeptPicture(
            picture=picture,
            size_bytes=len(data),
            mime=mime_of(data),
            file=stored.file if stored else "",
            fetched_at=self.clock(),
        )


class WebMedia:
    """Pictures named by a page, fetched through whatever the sweep fetches pages with."""

    def __init__(self, shelf: Shelf, *, fetch: Fetch, known: Known) -> None:
        self._shelf, self._fetch, self._known = shelf, fetch, known

    async def gather(self, listing: Listing) -> Gathered:
        """The listing with at most `MOST_PICTURES` pictures; one that fails now but is known stays."""
        good = [url for url in listing.image_urls if len(url) <= LONGEST_URL and is_web_address(url)]
        lost = [PictureLost("bad_url", url[:200]) for url in listing.image_urls if url not in set(good)]
        lost += [PictureLost("too_many", url[:200]) for url in good[MOST_PICTURES:]]
        known = await self._known(listing.key) if good else {}
        results = await asyncio.gather(*(self._one(url, known.get(url)) for url in good[:MOST_PICTURES]))
        kept = tuple(picture for picture, _lost in results if picture)
        lost += [why for _picture, why in results if why]
        fresh = sum(1 for one in kept if known.get(one.picture.source) is not one)
        return gathered(listing, kept, fetched=fresh, lost=lost)

    async def _one(
        self, url: str, known: KeptPicture | None
    ) -> tuple[KeptPicture | None, PictureLost | None]:
        if known is not None and self._shelf.clock() - known.fetched_at < RESTS_FOR:
            return known, None
        try:
            return await self._shelf.put(await self._fetch(url), url), None
        except PictureLost as why:
            return known, why


class FileMedia:
    """Pictures an imported file named, read already: their bytes are kept beside the others."""

    def __init__(self, shelf: Shelf, *, known: Known) -> None:
        self._shelf, self._known = shelf, known

    async def gather(self, listing: Listing) -> Gathered:
        """The listing with its files kept; without any, with the pictures the store knows of it."""
        if not listing.pictures and listing.image_urls:
            return await self._remembered(listing)
        kept: list[KeptPicture] = []
        lost = [PictureLost("too_many", one.source[-200:]) for one in listing.pictures[MOST_PICTURES:]]
        for picture in listing.pictures[:MOST_PICTURES]:
            try:
                data = await asyncio.to_thread(_file_content, picture)
            except PictureLost as why:
                lost.append(why)
                continue
            kept.append(await self._shelf.put_read(data, picture))
        return gathered(listing, tuple(kept), fetched=len(kept), lost=lost)

    async def _remembered(self, listing: Listing) -> Gathered:
        known = await self._known(listing.key)
        kept = tuple(known[url] for url in listing.image_urls if url in known)[:MOST_PICTURES]
        lost = [PictureLost("not_fetched", url[:200]) for url in listing.image_urls if url not in known]
        return gathered(listing, kept, fetched=0, lost=lost)


def gathered(
    listing: Listing, kept: tuple[KeptPicture, ...], *, fetched: int, lost: Sequence[PictureLost]
) -> Gathered:
    with_pictures = replace(listing, pictures=tuple(one.picture for one in kept))
    return Gathered(listing=with_pictures, pictures=kept, fetched=fetched, lost=tuple(lost))


def _file_content(picture: Picture) -> bytes:
    path = Path(picture.source)
    try:
        if not path.is_file():  # a pipe or a device would never end
            raise PictureLost("missing", picture.source[-200:])
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise PictureLost("missing", f"{picture.source[-200:]}: {error.strerror}") from None
    if len(data) > MOST_BYTES:
        raise PictureLost("too_large", picture.source[-200:])
    return data
