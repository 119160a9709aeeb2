"""Listings out of saved pages, through the extraction of the platform file they belong to."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from config.operator import OperatorSettings
from domain.errors import CollectError
from domain.listing import Listing
from domain.values import Picture
from markwarden.apps import read_picture
from markwarden.listings_import import DEFAULT_PLATFORM, import_listings
from markwarden.platform_tools import platform_named, platform_of
from matchers.media_types import MAX_BYTES
from pipelines.imports import Account
from pipelines.media import file_content
from pipelines.refusal import PictureLost
from registry.rights import rights_to_match
from spiders.extract import Reading
from spiders.page_archives import NAMED, ArchiveBroken, Unpacked, answers_in, pages_in
from spiders.platform_rules import PlatformFile
from spiders.saved_page import SavedPage

# Pictures of one archive that are put down until their listings come.
MOST_PICTURES = 20_000
MOST_PICTURE_BYTES = 1024**3


@dataclass(slots=True)
class PagesAccount:
    """What became of the pages of one file.

    Attributes:
        unpacked: what became of its members.
        listings: read from pages.
        fruitless: reason -> pages without a listing: `no_listing`, `layout_changed`, `unreadable`.
        lost_pictures: reason -> pictures of the file that cannot be read.
        problems: the first flaws and unreadable pages, in words.
    """

    unpacked: Unpacked = field(default_factory=Unpacked)
    listings: int = 0
    fruitless: Counter[str] = field(default_factory=Counter)
    lost_pictures: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def name(self, problem: str) -> None:
        if len(self.problems) < NAMED:
            self.problems.append(problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesFile:
    """One file of saved pages to import.

    Attributes:
        platform: key or file of the platform; empty: the one whose hosts a page is on.
        url: the address of a single page that does not name its own.
        absent_at: when pages were seen whose file does not say.
        pictures: those the file holds, by address, put down as files until the import is over.
    """

    path: Path
    platform: str
    url: str
    absent_at: datetime
    pictures: Mapping[str, Path] = field(default_factory=dict)


def listings_in_pages(
    file: PagesFile, settings: OperatorSettings, account: PagesAccount, *, watched: Sequence[str] = ()
) -> Iterator[Listing]:
    """Every listing of every page in a file, with the pictures the file holds.

    Raises:
        ConfigError: the platform named cannot be used.
        ArchiveBroken: the file cannot be read.
    """
    named = platform_named(file.platform, settings) if file.platform else None
    for page in pages_in(file.path, account.unpacked, url=file.url):
        rules = named or platform_of(page.url, settings)
        reading = _read(page, rules, file.absent_at, tuple(watched), account)
        _count(page, reading, account)
        for listing in reading.listings:
            account.listings += 1
            yield replace(listing, pictures=tuple(_shown(listing, file.pictures, account)))


def _read(
    page: SavedPage, rules: PlatformFile, absent_at: datetime, watched: tuple[str, ...], account: PagesAccount
) -> Reading:
    try:
        return replace(page, captured_at=page.captured_at or absent_at).read(rules, watched=watched)
    except CollectError as error:
        account.fruitless["unreadable"] += 1
        account.name(str(error)[:300])
        return Reading(title="unreadable")


def _count(page: SavedPage, reading: Reading, account: PagesAccount) -> None:
    for flaw in reading.flaws:
        account.name(f"{page.source}: {flaw.detail} at {flaw.url}"[:300])
    if reading.flaws:
        account.fruitless["layout_changed"] += len(reading.flaws)
    elif not reading.listings and reading.title != "unreadable":
        account.fruitless["no_listing"] += 1


def pictures_in(path: Path, scratch: Path) -> Mapping[str, Path]:
    """Pictures of a HAR or WARC by address, put down as files; pages come before their pictures there."""
    found: dict[str, Path] = {}
    total = 0
    try:
        for member in answers_in(path, Unpacked()) if path.is_file() else ():
            if not member.is_picture or len(member.body) > MAX_BYTES or member.url in found:
                continue
            total += len(member.body)
            if total > MOST_PICTURE_BYTES or len(found) >= MOST_PICTURES:
                break
            target = scratch / hashlib.sha256(member.body).hexdigest()
            target.write_bytes(member.body)
            found[member.url] = target
    except ArchiveBroken:
        return found  # told when its pages are read
    return found


def _shown(listing: Listing, pictures: Mapping[str, Path], account: PagesAccount) -> Iterator[Picture]:
    """The pictures of a listing that came with its page; what is none is counted."""
    for url in listing.image_urls:
        if url in pictures:
            try:
                yield read_picture(pictures[url].read_bytes(), url)
            except PictureLost as why:
                account.lost_pictures[why.reason] += 1


def import_pages(file: PagesFile, settings: OperatorSettings) -> tuple[PagesAccount, Account]:
    """Take the listings of saved pages through the whole way; what became of pages, and of listings.

    Raises:
        ConfigError, ArchiveBroken: as `listings_in_pages`.
    """
    account = PagesAccount()
    watched = [word for right in rights_to_match() for word in (right.text, *right.aliases) if word]
    with tempfile.TemporaryDirectory(prefix="markwarden-pictures-") as name:
        pictures = pictures_in(file.path, Path(name))

        def content(picture: Picture) -> bytes:
            return file_content(picture, pictures[picture.source])

        taken = import_listings(
            listings_in_pages(replace(file, pictures=pictures), settings, account, watched=watched),
            settings=settings,
            platform=file.platform or DEFAULT_PLATFORM,
            source=str(file.path),
            content=content,
        )
    return account, taken
