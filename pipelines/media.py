"""A listing's pictures: fetched within bounds, checked, kept as files; or a counted reason why not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from django.utils.timezone import localtime

from domain.listing import Listing, ListingKey
from domain.match import Match, Reason
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
Content = Callable[[Picture], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A listing with its pictures and the files behind them.

    Attributes:
        fetched: how many are fresh.
        lost: why others are not had.
        unseen: those of `pictures` that are only remembered: what the listing shows by now in their
            place could not be had.
    """

    listing: Listing
    pictures: tuple[KeptPicture, ...] = ()
    fetched: int = 0
    lost: tuple[PictureLost, ...] = ()
    unseen: tuple[KeptPicture, ...] = ()


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
        """The listing with at most `MOST_PICTURES` pictures; what fails now stays as it was known."""
        good = [url for url in listing.image_urls if len(url) <= LONGEST_URL and is_web_address(url)]
        lost = [PictureLost("bad_url", url[:200]) for url in listing.image_urls if url not in set(good)]
        lost += [PictureLost("too_many", url[:200]) for url in good[MOST_PICTURES:]]
        known = await self._known(listing.key) if good else {}
        asked = good[:MOST_PICTURES]
        found = await asyncio.gather(*(self._one(url, known.get(url)) for url in asked))
        had = {url: one for url, one in zip(asked, found, strict=True) if isinstance(one, KeptPicture)}
        lost += [one for one in found if isinstance(one, PictureLost)]
        fresh = sum(1 for url, one in had.items() if known.get(url) is not one)
        return gathered(listing, asked, had, known=known, fetched=fresh, lost=lost)

    async def _one(self, url: str, known: KeptPicture | None) -> KeptPicture | PictureLost:
        if known is not None and self._shelf.clock() - known.fetched_at < RESTS_FOR:
            return known
        try:
            return await self._shelf.put(await self._fetch(url), url)
        except PictureLost as why:
            return why


class FileMedia:
    """Pictures an imported file named, read already: their bytes are kept beside the others.

    `content` gives the bytes of a picture again, by its source; else the source is a file's path.
    """

    def __init__(self, shelf: Shelf, *, known: Known, content: Content | None = None) -> None:
        self._shelf, self._known = shelf, known
        self._content = content or file_content

    async def gather(self, listing: Listing) -> Gathered:
        """The listing with its files kept; without any, with the pictures the store knows of it."""
        if not listing.pictures and listing.image_urls:
            return await self._remembered(listing)
        had: dict[str, KeptPicture] = {}
        lost = [PictureLost("too_many", one.source[-200:]) for one in listing.pictures[MOST_PICTURES:]]
        asked = [picture.source for picture in listing.pictures[:MOST_PICTURES]]
        for picture in listing.pictures[:MOST_PICTURES]:
            try:
                data = await asyncio.to_thread(self._content, picture)
            except PictureLost as why:
                lost.append(why)
                continue
            had[picture.source] = await self._shelf.put_read(data, picture)
        known = await self._known(listing.key) if len(had) < len(asked) else {}
        return gathered(listing, asked, had, known=known, fetched=len(had), lost=lost)

    async def _remembered(self, listing: Listing) -> Gathered:
        known = await self._known(listing.key)
        had = {url: known[url] for url in listing.image_urls if url in known}
        lost = [PictureLost("not_fetched", url[:200]) for url in listing.image_urls if url not in known]
        return gathered(listing, listing.image_urls, had, known=known, fetched=0, lost=lost)


def gathered(
    listing: Listing,
    asked: Sequence[str],
    had: Mapping[str, KeptPicture],
    *,
    known: Mapping[str, KeptPicture],
    fetched: int,
    lost: Sequence[PictureLost],
) -> Gathered:
    """The listing with what is had of the pictures `asked` for, and what is remembered for the rest."""
    unseen = _remembered_for([url for url in asked if url not in had], had, known)
    waiting = iter(unseen)
    placed = [had.get(url) or next(waiting, None) for url in asked]
    kept = tuple([*(one for one in placed if one), *waiting][:MOST_PICTURES])
    return Gathered(
        listing=replace(listing, pictures=tuple(one.picture for one in kept)),
        pictures=kept,
        fetched=fetched,
        lost=tuple(lost),
        unseen=tuple(one for one in unseen if one in kept),
    )


def _remembered_for(
    failed: Sequence[str], had: Mapping[str, KeptPicture], known: Mapping[str, KeptPicture]
) -> tuple[KeptPicture, ...]:
    """Known pictures that addresses which failed may still show.

    A signed address is another one at every visit: what came from the same one without its query
    may be behind it, or where there is none, anything known that was not met again.
    """
    met = {one.picture.digest for one in had.values()}
    left = {url: one for url, one in known.items() if url not in had and one.picture.digest not in met}
    alike = [[one for url, one in left.items() if _unsigned(url) == _unsigned(lost)] for lost in failed]
    if not failed or not all(alike):
        return tuple(left.values()) if failed else ()
    return tuple({one.picture.source: one for same in alike for one in same}.values())


def with_unseen(matches: Sequence[Match], unseen: Sequence[KeptPicture]) -> tuple[Match, ...]:
    """The matches; those that rest on a picture only remembered say since when it was not seen again."""
    if not unseen:
        return tuple(matches)
    since = {one.picture.digest: localtime(one.fetched_at).date().isoformat() for one in unseen}
    return tuple(
        replace(match, reasons=(*match.reasons, *_not_seen_again(match, since))) for match in matches
    )


def _not_seen_again(match: Match, since: Mapping[str, str]) -> Iterator[Reason]:
    for digest in dict.fromkeys(reason.picture for reason in match.reasons if reason.picture in since):
        yield Reason(feature="picture_not_seen_again", score=1.0, theirs=since[digest], picture=digest)


def _unsigned(url: str) -> str:
    return url.partition("?")[0]


def file_content(picture: Picture, path: Path | None = None) -> bytes:
    """The bytes of a picture whose source, or `path`, is a file.

    Raises:
        PictureLost: it is gone, or has grown too large.
    """
    path = path or Path(picture.source)
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
