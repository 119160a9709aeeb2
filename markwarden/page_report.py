"""What a platform file read from a page, in lines for a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from markwarden.platform_tools import Tried
from spiders.page_cases import fields_of

MOST_LISTINGS = 5
MOST_LINKS = 3
LONGEST = 160


def lines(tried: Tried) -> Iterator[str]:
    """The page, its kind, every field with where it came from, the links, what is missing."""
    reading = tried.reading
    yield _("{url}, read by {path}").format(url=tried.page.url, path=tried.platform.path)
    if reading.kind is not None:
        why = "; ".join(reading.kind.evidence)
        yield _("Judged to be: {kind} ({why})").format(kind=reading.kind.kind or _("unknown"), why=why)
    for listing, origins in zip(reading.listings[:MOST_LISTINGS], reading.origins, strict=False):
        yield ""
        yield from _fields(fields_of(listing), origins)
    if len(reading.listings) > MOST_LISTINGS:
        yield _("… and {n} listings more").format(n=len(reading.listings) - MOST_LISTINGS)
    for flaw, origins in zip(
        reading.flaws[:MOST_LISTINGS], reading.origins[len(reading.listings) :], strict=False
    ):
        yield ""
        yield _("No listing: {what}").format(what=flaw.detail)
        yield from _fields(flaw.found, origins)
    yield ""
    yield from _links(tried)
    yield _("{listings} listings, {flaws} without what is required, {links} links").format(
        listings=len(reading.listings), flaws=len(reading.flaws), links=len(reading.links)
    )


def _fields(found: Mapping[str, object], origins: Mapping[str, str]) -> Iterator[str]:
    for name, value in found.items():
        shown = f"{value[0]} (+{len(value) - 1})" if isinstance(value, list) else str(value)
        origin = origins.get(name) or (_("address") if name in ("id", "url") else "")
        yield f"  {name:<19} {shown[:LONGEST]}" + (f"   [{origin[:LONGEST]}]" if origin else "")


def _links(tried: Tried) -> Iterator[str]:
    by_kind: dict[str, list[str]] = {}
    for link in tried.reading.links:
        by_kind.setdefault(link.kind, []).append(link.url)
    for kind, urls in by_kind.items():
        more = f" (+{len(urls) - MOST_LINKS})" if len(urls) > MOST_LINKS else ""
        yield f"  -> {kind}: {', '.join(urls[:MOST_LINKS])}{more}"
