"""Several matchers as one: rights in, one blended match a right out, best first."""

from __future__ import annotations

from collections import ChainMap, Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

from domain.listing import Listing
from domain.match import Match
from domain.ports import Compiled
from domain.rights import Right
from domain.rulebook import NO_RULES, Rulebook
from matchers.blend import blend
from matchers.context import capture_day
from matchers.copies import CopiesMatcher, Looks
from matchers.digest import RightsDigest
from matchers.indication import IndicationMatcher
from matchers.special import SpecialMatcher
from matchers.text import TextMatcher

# Moves with every change that moves a score, so that a stored match says which rules made it.
RULES_VERSION: Final = "7"


class Part(Compiled, Protocol):
    """A compiled matcher of the panel: it can leave out what other goods close, and be changed."""

    def match(self, listings: Sequence[Listing], *, closed: bool = True) -> Sequence[Sequence[Match]]: ...

    def changed(self, added: Sequence[Right], ended: Sequence[Right]) -> Part: ...


@runtime_checkable
class Keepable(Part, Protocol):
    """A part that takes long to compile and can be written into a folder of its own."""

    def save(self, folder: Path, digest: str) -> None: ...


@runtime_checkable
class Counts(Protocol):
    """A compiled part whose stages go from cheap to dear, and are counted."""

    effort: Counter[str]


@runtime_checkable
class Opens(Protocol):
    """A matcher whose compiled parts are `Keepable`."""

    def open(self, folder: Path, digest: str, rights: Sequence[Right]) -> Part: ...


Finder = TextMatcher | CopiesMatcher | SpecialMatcher | IndicationMatcher
MATCHERS: Final[dict[str, Finder]] = {
    matcher.name: matcher
    for matcher in (TextMatcher(), CopiesMatcher(), SpecialMatcher(), IndicationMatcher())
}
DEFAULT: Final = ("text", "copies", "special", "indication")


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

    @property
    def effort(self) -> Counter[str]:
        """What each stage of a matcher that counts them let through: keys `<matcher>/<stage>`."""
        return Counter(
            {
                f"{name}/{stage}": count
                for name, part in zip(self.names, self._compiled, strict=True)
                if isinstance(part, Counts)
                # A copy: another thread may be matching.
                for stage, count in dict(part.effort).items()
            }
        )

    def save(self, folder: Path, digest: str) -> None:
        """Write what took long to compile into a folder, under a digest of the caller's.

        Each part that is `Keepable` has a folder of its own in it; the others are compiled again.

        Raises:
            ValueError: rights were added since it was compiled.
        """
        for name, part in zip(self.names, self._compiled, strict=True):
            if isinstance(part, Keepable):
                part.save(folder / name, digest)

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
    rights: Sequence[Right],
    *,
    names: Sequence[str] = DEFAULT,
    zone: tzinfo,
    looks: Looks | None = None,
    rules: Rulebook = NO_RULES,
) -> Panel:
    """Make rights ready for the named matchers; capture days are days in `zone`.

    `looks` gives pictures' pixels; without it pictures are compared by their hashes alone.
    `rules` are those of the packs: without them no claim names an article, and no pack's word is heard.

    Raises:
        ValueError: a name is no matcher's, none is named, or two rights share an id.
    """
    chosen = _chosen(names, looks)
    return _panel(rights, {name: one.compile(rights) for name, one in chosen.items()}, zone, rules)


def open_panel(
    folder: Path,
    digest: str,
    rights: Sequence[Right],
    *,
    names: Sequence[str] = DEFAULT,
    zone: tzinfo,
    looks: Looks | None = None,
    rules: Rulebook = NO_RULES,
) -> Panel:
    """What `Panel.save` wrote under this digest, mapped into memory; the same rights in the same order.

    Raises:
        OSError: files are missing or cannot be read.
        ValueError: the folder holds something else, or as `compile_panel`.
    """
    parts: dict[str, Part] = {}
    for name, one in _chosen(names, looks).items():
        if isinstance(one, Opens):
            parts[name] = one.open(folder / name, digest, rights)
        else:
            parts[name] = one.compile(rights)
    return _panel(rights, parts, zone, rules)


def _chosen(names: Sequence[str], looks: Looks | None) -> dict[str, Finder]:
    unknown = sorted(set(names) - MATCHERS.keys())
    if unknown or not names:
        raise ValueError(f"unknown matchers {unknown}; there are {', '.join(MATCHERS)}")
    matchers: dict[str, Finder] = {**MATCHERS, "copies": CopiesMatcher(looks)}
    return {name: matchers[name] for name in names}


def _panel(rights: Sequence[Right], parts: Mapping[str, Part], zone: tzinfo, rules: Rulebook) -> Panel:
    by_id = {right.id: right for right in rights}
    if len(by_id) != len(rights):
        raise ValueError("two rights share an id")
    content, names, compiled = RightsDigest().changed(rights), tuple(parts), tuple(parts.values())
    return Panel(content.under(_version(rules), names), names, by_id, compiled, zone, content, rules)


def _version(rules: Rulebook) -> str:
    """The version of the code and the digest of the packs: either moves what a stored match was judged by."""
    return f"{RULES_VERSION}:{rules.digest}"


def _overlaid(rights: Mapping[str, Right], added: Sequence[Right]) -> Mapping[str, Right]:
    """The same mapping with some more: what is big is shared, what is small is copied."""
    new = {right.id: right for right in added}
    if isinstance(rights, ChainMap):
        return ChainMap({**rights.maps[0], **new}, *rights.maps[1:])
    return ChainMap(new, dict(rights) if not isinstance(rights, dict) else rights)
