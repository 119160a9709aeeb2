"""Several matchers as one: rights in, one blended match a right out, best first."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Final, Protocol

from domain.listing import Listing
from domain.match import Match
from domain.ports import Compiled
from domain.rights import Right
from domain.rulebook import NO_RULES, Rulebook
from matchers.blend import blend
from matchers.context import capture_day
from matchers.copies import CopiesMatcher
from matchers.digest import RightsDigest
from matchers.text import TextMatcher

# Moves with every change that moves a score, so that a stored match says which rules made it.
RULES_VERSION: Final = "3"


class Part(Compiled, Protocol):
    """A compiled matcher of the panel: it can leave out what other goods close, and be changed."""

    def match(self, listings: Sequence[Listing], *, closed: bool = True) -> Sequence[Sequence[Match]]: ...

    def changed(self, added: Sequence[Right], ended: Sequence[Right]) -> Part: ...


MATCHERS: Final[dict[str, TextMatcher | CopiesMatcher]] = {
    matcher.name: matcher for matcher in (TextMatcher(), CopiesMatcher())
}
DEFAULT: Final = ("text", "copies")


@dataclass(frozen=True, slots=True)
class Panel:
    """Rights compiled for some matchers, with the gates and the blend.

    Attributes:
        digest: which rights and which rules; kept with every match.
    """

    digest: str
    names: tuple[str, ...]
    _rights: Mapping[str, Right]
    _compiled: tuple[Part, ...]
    _zone: tzinfo
    _content: RightsDigest
    _rules: Rulebook
    _ended: frozenset[str] = frozenset()

    def match(self, listings: Sequence[Listing], *, closed: bool = True) -> tuple[tuple[Match, ...], ...]:
        """For each listing one match a right, best first, ties by right id.

        A right behind a gate (term, licence, goods, area) is there with score 0 and says which; without
        `closed` it is left out, and found out earlier where the goods are others.
        """
        claims = zip(*(each.match(listings, closed=closed) for each in self._compiled), strict=True)
        every = (
            self._blended(listing, [claim for part in parts for claim in part])
            for listing, parts in zip(listings, claims, strict=True)
        )
        if closed:
            return tuple(every)
        return tuple(tuple(match for match in matches if match.score > 0) for matches in every)

    def changed(self, *, added: Sequence[Right] = (), ended: Sequence[str] = ()) -> Panel:
        """With rights added and those of some ids ended, in a few milliseconds: nothing is rebuilt.

        A right that changed is ended and added. After many changes compile again: each leaves a little to
        search in.

        Raises:
            KeyError: an id to be ended is none of ours.
            ValueError: an added right shares an id with one that stays.
        """
        if self._ended.intersection(ended):
            raise KeyError(*self._ended.intersection(ended))
        gone = [self._rights[key] for key in ended]
        left = self._ended.union(ended)
        new = frozenset(right.id for right in added)
        if len(new) != len(added) or any(key in self._rights and key not in left for key in new):
            raise ValueError("two rights share an id")
        content = self._content.changed(added, gone)
        compiled = tuple(each.changed(added, gone) for each in self._compiled)
        return replace(
            self,
            digest=content.under(_version(self._rules), self.names),
            _rights=_overlaid(self._rights, added),
            _compiled=compiled,
            _content=content,
            _ended=left - new,
        )

    def _blended(self, listing: Listing, claims: Sequence[Match]) -> tuple[Match, ...]:
        by_right: dict[str, list[Match]] = {}
        for claim in claims:
            by_right.setdefault(claim.right_id, []).append(claim)
        if not by_right:
            return ()
        day = capture_day(listing, self._zone)
        found = (
            blend(self._rights[key], listing, each, day, self._rights, self._rules)
            for key, each in by_right.items()
        )
        return tuple(sorted(found, key=lambda match: (-match.score, match.right_id)))


def compile_panel(
    rights: Sequence[Right], *, names: Sequence[str] = DEFAULT, zone: tzinfo, rules: Rulebook = NO_RULES
) -> Panel:
    """Make rights ready for the named matchers; capture days are days in `zone`.

    `rules` are those of the packs: without them no claim names an article, and no pack's word is heard.

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
    compiled: tuple[Part, ...] = tuple(MATCHERS[name].compile(rights) for name in ordered)
    content = RightsDigest().changed(rights)
    return Panel(content.under(_version(rules), ordered), ordered, by_id, compiled, zone, content, rules)


def _version(rules: Rulebook) -> str:
    """The version of the code and the digest of the packs: either moves what a stored match was judged by."""
    return f"{RULES_VERSION}:{rules.digest}"


def _overlaid(rights: Mapping[str, Right], added: Sequence[Right]) -> Mapping[str, Right]:
    """The same mapping with some more: what is big is shared, what is small is copied."""
    new = {right.id: right for right in added}
    if isinstance(rights, ChainMap):
        return ChainMap({**rights.maps[0], **new}, *rights.maps[1:])
    return ChainMap(new, dict(rights) if not isinstance(rights, dict) else rights)
