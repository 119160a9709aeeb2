"""Several matchers as one: rights in, one blended match a right out, best first."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Final

from domain.listing import Listing
from domain.match import Match
from domain.ports import Compiled, Matcher
from domain.rights import Right
from matchers.blend import blend
from matchers.context import capture_day
from matchers.copies import CopiesMatcher
from matchers.text import TextMatcher

# Moves with every change that moves a score, so that a stored match says which rules made it.
RULES_VERSION: Final = "1"

MATCHERS: Final[dict[str, Matcher]] = {matcher.name: matcher for matcher in (TextMatcher(), CopiesMatcher())}
DEFAULT: Final = ("text", "copies")


@dataclass(frozen=True, slots=True)
class Panel:
    """Rights compiled for some matchers, with the gates and the blend.

    Attributes:
        digest: which rights and which rules; kept with every match.
    """

    digest: str
    names: tuple[str, ...]
    _rights: dict[str, Right]
    _compiled: tuple[Compiled, ...]
    _zone: tzinfo

    def match(self, listings: Sequence[Listing]) -> tuple[tuple[Match, ...], ...]:
        """For each listing one match a right, best first, ties by right id.

        A right behind a gate (term, licence, goods, area) is there with score 0 and says which.
        """
        claims = zip(*(each.match(listings) for each in self._compiled), strict=True)
        return tuple(
            self._blended(listing, [claim for part in parts for claim in part])
            for listing, parts in zip(listings, claims, strict=True)
        )

    def _blended(self, listing: Listing, claims: Sequence[Match]) -> tuple[Match, ...]:
        by_right: dict[str, list[Match]] = {}
        for claim in claims:
            by_right.setdefault(claim.right_id, []).append(claim)
        if not by_right:
            return ()
        day = capture_day(listing, self._zone)
        found = (blend(self._rights[key], listing, each, day, self._rights) for key, each in by_right.items())
        return tuple(sorted(found, key=lambda match: (-match.score, match.right_id)))


def compile_panel(rights: Sequence[Right], *, names: Sequence[str] = DEFAULT, zone: tzinfo) -> Panel:
    """Make rights ready for the named matchers; capture days are days in `zone`.

    Raises:
        ValueError: a name is no matcher's, none is named, or two rights share an id.
    """
    unknown = sorted(set(names) - MATCHERS.keys())
    if unknown or not names:
        raise ValueError(f"unknown matchers {unknown}; there are {', '.join(MATCHERS)}")
    by_id = {right.id: right for right in rights}
    if len(by_id) != len(rights):
        raise ValueError("two rights share an id")
    ordered = tuple(dict.fromkeys(names))
    compiled = tuple(MATCHERS[name].compile(rights) for name in ordered)
    return Panel(_digest(rights, ordered), ordered, by_id, compiled, zone)


def _digest(rights: Sequence[Right], names: Sequence[str]) -> str:
    """SHA-256 over the rules' version, the matchers and every right, whatever their order."""
    sha = hashlib.sha256(f"{RULES_VERSION} {'+'.join(names)}\n".encode())
    for line in sorted(map(_content, rights)):
        sha.update(line.encode("utf-8", "surrogatepass") + b"\n")
    return sha.hexdigest()


def _content(right: Right) -> str:
    # Where a reference picture was read from does not change what it is.
    bare = tuple(replace(picture, source="") for picture in right.images)
    return repr(replace(right, images=bare))
