"""Matcher `copies`: a right's reference pictures in a listing's, whole, cut, disguised or inside others."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.listing import Listing
from domain.match import Match, Reason
from domain.ports import Example
from domain.rights import Right
from domain.values import Picture
from matchers.copies_examples import EXAMPLES
from matchers.copies_gallery import Gallery
from matchers.copies_hashes import Hashes, Reference
from matchers.copies_kept import NO_REFERENCES, References
from matchers.copies_look import Look, look
from matchers.copies_reasons import found_reasons, hash_reasons, same_reason
from matchers.score import total

NAME: Final = "copies"
# A picture's pixels, grey or BGR, no side much longer than 640; None where they are not to be had.
Looks = Callable[[Picture], NDArray[np.uint8] | None]

# Claims of places in one picture: the number of a right, and reasons.
Places = tuple[tuple[int, tuple[Reason, ...]], ...]
# Pictures whose places are remembered, some kB each.
_REMEMBERED: Final = 512
# A place less likely than this is not even near.
LEAST_NAMED: Final = 0.2


class CopiesMatcher:
    """Finds pictures that show a reference, however it was edited; without pixels, whole copies only."""

    name = NAME
    examples: Sequence[Example] = EXAMPLES

    def __init__(self, looks: Looks | None = None) -> None:
        self._looks = looks

    def compile(self, rights: Sequence[Right]) -> CompiledCopies:
        return CompiledCopies(rights, Eyes(self._looks))

    def open(self, folder: Path, digest: str, rights: Sequence[Right]) -> CompiledCopies:
        """What `CompiledCopies.save` wrote, its files mapped into memory; raises as `References.open`."""
        return CompiledCopies(rights, Eyes(self._looks), References.open(folder, digest))


class Eyes:
    """Gives pixels, and references made ready."""

    def __init__(self, looks: Looks | None) -> None:
        self._looks = looks

    def pixels(self, picture: Picture) -> NDArray[np.uint8] | None:
        return self._looks(picture) if self._looks else None

    def ready(self, picture: Picture) -> Look | None:
        seen = self.pixels(picture)
        return None if seen is None else look(seen)


class CompiledCopies:
    """References ready to be found: the same file, near hashes and, with pixels, verified places."""

    def __init__(
        self,
        rights: Sequence[Right],
        eyes: Eyes,
        known: References = NO_REFERENCES,
        effort: Counter[str] | None = None,
    ) -> None:
        # By id, so that the order in which rights come makes no difference to what is near what.
        self.rights = tuple(sorted((right for right in rights if right.images), key=lambda right: right.id))
        self._eyes = eyes
        self._same: dict[str, list[Reference]] = {}
        every = [Reference(i, p) for i, right in enumerate(self.rights) for p in right.images]
        for one in every:
            self._same.setdefault(one.picture.digest, []).append(one)
        self._hashes = Hashes(every)
        self._known = known.changed([same[0].picture for same in self._same.values()], eyes.ready)
        # How many pictures came to each stage and left it, cheapest first; carried on when rights change.
        self.effort = Counter[str]() if effort is None else effort
        self.gallery = Gallery(register=self._known.register, effort=self.effort)
        self._places_of = Remembered()
        self.digest = ""  # the panel's covers rights and code

    def match(self, listings: Sequence[Listing], *, closed: bool = True) -> tuple[tuple[Match, ...], ...]:
        """A copied picture is claimed whatever the goods: `closed` makes no difference."""
        del closed
        return tuple(self._match(listing) for listing in listings)

    def changed(self, added: Sequence[Right], ended: Sequence[Right]) -> CompiledCopies:
        """The same object where no right with pictures is concerned; known references are not made again."""
        if not any(right.images for right in (*added, *ended)):
            return self
        gone = {right.id for right in ended}
        left = [right for right in self.rights if right.id not in gone]
        return CompiledCopies([*left, *added], self._eyes, self._known, self.effort)

    def save(self, folder: Path, digest: str) -> None:
        """Write the references made ready into a folder; raises as `References.save`."""
        self._known.save(folder, digest)

    def _match(self, listing: Listing) -> tuple[Match, ...]:
        best: dict[int, tuple[Reason, ...]] = {}
        for picture in listing.pictures:
            for right, reasons in self._reasons(picture):
                if right not in best or reasons[0].score > best[right][0].score:
                    best[right] = reasons
        found = (_claim(self.rights[right], reasons) for right, reasons in best.items())
        return tuple(sorted(found, key=lambda match: (-match.score, match.right_id)))

    def _reasons(self, picture: Picture) -> Iterator[tuple[int, tuple[Reason, ...]]]:
        """The dear look only where the file itself is not known and there is something to find."""
        self.effort["pictures"] += 1
        same = self._same.get(picture.digest, ())
        self.effort["same_file"] += bool(same)
        for one in same:
            yield one.right, (same_reason(one.picture, picture),)
        places = None if same else self._seen(picture)
        yield from places or ()
        for one, near in self._hashes.near(picture):
            if places is None or not self._known.has(one.picture.digest):
                self.effort["near_hash"] += 1
                yield one.right, hash_reasons(one.picture, picture, near)

    def _seen(self, picture: Picture) -> Places | None:
        """What the dear look found; None where there is nothing to look at or to look for."""
        known = self._places_of.get(picture)
        if known is not None:
            self.effort["seen_before"] += 1
            return known
        pixels = self._eyes.pixels(picture) if len(self.gallery) else None
        if pixels is None:
            self.effort["not_looked_at"] += 1
            return None
        return self._places_of.put(picture, tuple(self._places(picture, pixels)))

    def _places(
        self, picture: Picture, pixels: NDArray[np.uint8]
    ) -> Iterator[tuple[int, tuple[Reason, ...]]]:
        for found in self.gallery.found(pixels):
            for one in self._same[self._known.digests[found.reference]]:
                there = found.at_kind(self.rights[one.right].kind)
                if there.score >= LEAST_NAMED:
                    yield one.right, found_reasons(one.picture, picture, there)


class Remembered:
    """What was found in the latest pictures: listings come twice (before and after reading their text), and
    sellers share pictures."""

    def __init__(self) -> None:
        self._lock, self._found = threading.Lock(), OrderedDict[str, Places]()

    def get(self, picture: Picture) -> Places | None:
        with self._lock:
            return self._found.get(picture.digest)

    def put(self, picture: Picture, places: Places) -> Places:
        with self._lock:
            self._found[picture.digest] = places
            if len(self._found) > _REMEMBERED:
                self._found.popitem(last=False)
        return places


def _claim(right: Right, reasons: tuple[Reason, ...]) -> Match:
    return Match(
        right_id=right.id,
        matcher=NAME,
        score=total(reasons),
        reasons=reasons,
        basis=right.kind.value,
    )
