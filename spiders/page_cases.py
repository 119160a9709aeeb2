"""Saved pages with what should be read from them: the tests of a platform file, without a network."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from domain.errors import CollectError
from domain.listing import Listing
from spiders.extract import Reading
from spiders.platform_rules import PlatformFile
from spiders.saved_page import PageUnreadable, SavedPage, page_in_file

FOLDER: Final = "pages"
EXPECTED: Final = "expected.json"
PAGE: Final = "page"
_KEYS: Final = {"url", "content_type", "kind", "listings", "flaws", "links"}
_TEXTS: Final = (
    "id", "url", "title", "article", "brand", "seller", "seller_id", "seller_credit_code", "category",
    "description", "origin", "ships_from",
)  # fmt: skip
# What a drafted case says of a long text: its beginning, for a person to read and for a test to hold.
LONGEST_EXPECTED: Final = 200


class CaseBroken(CollectError):
    """A case cannot be read: no page, or an `expected.json` that is none."""

    def __init__(self, folder: Path, detail: str) -> None:
        super().__init__(f"{folder}: {detail}")
        self.folder, self.detail = folder, detail


@dataclass(frozen=True, slots=True)
class PageCase:
    """One saved page and what is expected of it; keys that are not named are not asked for."""

    folder: Path
    page: SavedPage
    expected: Mapping[str, Any]

    def differences(self, platform: PlatformFile) -> list[str]:
        """How what the file reads differs from what is expected, one line each; none: it passes."""
        found = summary(self.page.read(platform))
        return list(_compared(self.expected, found))


def cases(platform: PlatformFile) -> Iterator[PageCase]:
    """The cases of a platform: folders below `pages/KEY/` beside its file.

    Raises:
        CaseBroken: the first that cannot be read.
    """
    place = platform.path.parent / FOLDER / platform.key
    for folder in sorted(place.iterdir()) if place.is_dir() else ():
        if folder.is_dir():
            yield read_case(folder)


def read_case(folder: Path) -> PageCase:
    """The case in `folder`: `expected.json` and a file named `page.…`.

    Raises:
        CaseBroken: one of them is missing or is not what it should be.
    """
    expected = _expected(folder)
    pages = sorted(folder.glob(f"{PAGE}.*"))
    if len(pages) != 1:
        raise CaseBroken(folder, f"expected one file {PAGE}.…, found {len(pages)}")
    try:
        page = page_in_file(pages[0], url=expected["url"], content_type=expected.get("content_type", ""))
    except PageUnreadable as error:
        raise CaseBroken(folder, error.reason) from None
    return PageCase(folder, page, expected)


def _expected(folder: Path) -> dict[str, Any]:
    try:
        said = json.loads((folder / EXPECTED).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CaseBroken(folder, f"{EXPECTED}: {error}") from None
    if not isinstance(said, dict) or not isinstance(said.get("url"), str):
        raise CaseBroken(folder, f"{EXPECTED}: expected an object with the page's `url`")
    if strange := sorted(said.keys() - _KEYS):
        raise CaseBroken(folder, f"{EXPECTED}: {', '.join(strange)}: none of {', '.join(sorted(_KEYS))}")
    return said


def write_case(folder: Path, page: SavedPage, reading: Reading, *, ending: str = "html") -> None:
    """Keep a page with what was read from it as expectation, for a person to correct."""
    folder.mkdir(parents=True)
    (folder / f"{PAGE}.{ending}").write_bytes(page.body)
    expected = {"url": page.url, "content_type": page.content_type, **summary(reading)}
    kept = {key: value for key, value in expected.items() if value}
    (folder / EXPECTED).write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")


def summary(reading: Reading) -> dict[str, Any]:
    """What a page gave, in the words of `expected.json`."""
    links: dict[str, list[str]] = {}
    for link in reading.links:
        links.setdefault(link.kind, []).append(link.url)
    return {
        "kind": reading.kind.kind if reading.kind else "",
        "listings": [fields_of(listing) for listing in reading.listings],
        "flaws": [flaw.detail for flaw in reading.flaws],
        "links": links,
    }


def fields_of(listing: Listing) -> dict[str, Any]:
    """The fields of a listing that were found, as texts."""
    found: dict[str, Any] = {name: getattr(listing, name)[:LONGEST_EXPECTED] for name in _TEXTS}
    if listing.price is not None:
        found["price"] = f"{listing.price.amount} {listing.price.currency}"
    found["images"] = list(listing.image_urls)
    return {name: value for name, value in found.items() if value}


def _compared(expected: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    for key in ("kind", "flaws"):
        if key in expected and expected[key] != found[key]:
            yield f"{key}: expected {expected[key]!r}, found {found[key]!r}"
    if "listings" in expected:
        yield from _listings(expected["listings"], found["listings"], found["flaws"])
    for kind, wanted in expected.get("links", {}).items():
        links = found["links"].get(kind, [])
        if wanted not in (links, len(links)):
            said = links if isinstance(wanted, list) else len(links)
            yield f"links.{kind}: expected {wanted!r}, found {said!r}"


def _listings(
    wanted: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]], flaws: Sequence[str]
) -> Iterator[str]:
    if len(wanted) != len(found):
        broken = f" and {len(flaws)} with flaws ({'; '.join(flaws[:3])})" if flaws else ""
        yield f"listings: expected {len(wanted)}, found {len(found)}{broken}"
        return
    for number, (one, other) in enumerate(zip(wanted, found, strict=True)):
        for field, value in one.items():
            said = other.get(field, "" if isinstance(value, str) else [])
            if said != value:
                yield f"listings[{number}].{field}: expected {value!r}, found {said!r}"
