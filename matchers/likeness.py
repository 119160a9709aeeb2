"""Likeness on its own axes: form, sound, meaning, goods, fame; shown beside a score, never in it.

The Supreme People's Court's interpretation of 2020 (art. 9 to 12) looks at form, sound and meaning of marks,
at what goods are for, and at fame, each by itself. An axis that cannot be tested says so instead of guessing.
The steps between 0 and 1 are by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from domain.goods_packs import NiceClass, SimilarGroup
from domain.listing import Listing
from domain.match import Match, Reason
from domain.rights import Fame, Right
from matchers.confusables import skeleton
from matchers.context import agrees_on_goods
from matchers.glyphs import alike
from matchers.normal import folded, solid
from matchers.readings import readings

# A character that looks alike is nearly the same one; a look-alike word in other letters, too.
_ALIKE: Final = 0.8
_SHAPED: Final = 0.95
# Goods: the same group or class, a group that the pack calls near, another one.
_SAME, _NEAR, _APART = 1.0, 0.5, 0.0
_FAME: Final = {Fame.SOME: 0.5, Fame.WELL_KNOWN: 1.0}
_LONGEST: Final = 48


class AxisName(StrEnum):
    """The axes, in the order in which they are shown."""

    FORM = "form"
    SOUND = "sound"
    MEANING = "meaning"
    GOODS = "goods"
    FAME = "fame"


class Axis(NamedTuple):
    """One axis: its share in [0, 1], or None where nothing can be said; and what was compared."""

    name: AxisName
    score: float | None
    ours: str = ""
    theirs: str = ""


def axes(right: Right, listing: Listing, match: Match, classes: Sequence[NiceClass]) -> tuple[Axis, ...]:
    """Every axis of one claim, in the order of `AxisName`; `classes` are those of the packs, a guide only."""
    ours, theirs = _met(match.reasons)
    return (
        _form(ours, theirs, match.reasons),
        _sound(ours, theirs),
        _meaning(right, ours, theirs),
        _goods(right, listing, classes),
        Axis(AxisName.FAME, _FAME.get(right.fame), right.text),
    )


def _met(reasons: Iterable[Reason]) -> tuple[str, str]:
    """The word of the right that was met, and what stands in its place; twice "" where none was."""
    met = (reason for reason in reasons if reason.span and reason.ours and reason.theirs)
    best = next((one for one in met if one.feature.endswith(("_text", "_word"))), None)
    return (best.ours[:_LONGEST], best.theirs[:_LONGEST]) if best else ("", "")


# --- form ---------------------------------------------------------------------------------------------


def _form(ours: str, theirs: str, reasons: Sequence[Reason]) -> Axis:
    """How alike the words are written, and the pictures are drawn; the likelier of the two."""
    pictured = [one.score for one in reasons if one.feature in ("same_picture", "copied_picture")]
    written = [written_alike(ours, theirs)] if ours else []
    return Axis(AxisName.FORM, max([*pictured, *written], default=None), ours, theirs)


def written_alike(ours: str, theirs: str) -> float:
    """Share of characters two words have in common, look-alikes for the most part; 1 for the same word."""
    one, other = solid(ours), solid(theirs)
    if not one or not other:
        return 0.0
    shaped = _SHAPED * OSA.normalized_similarity(skeleton(one), skeleton(other))
    return round(max(OSA.normalized_similarity(one, other), shaped, _drawn_alike(one, other)), 4)


def _drawn_alike(one: str, other: str) -> float:
    """Character by character, of words of one length."""
    if len(one) != len(other):
        return 0.0
    each = (1.0 if a == b else _ALIKE if alike(a, b) else 0.0 for a, b in zip(one, other, strict=True))
    return sum(each) / len(one)


# --- sound --------------------------------------------------------------------------------------------


def _sound(ours: str, theirs: str) -> Axis:
    if not ours:
        return Axis(AxisName.SOUND, None)
    return Axis(AxisName.SOUND, sounds_alike(ours, theirs), ours, theirs)


def sounds_alike(ours: str, theirs: str) -> float | None:
    """How alike two words are read, without tones: the best of their readings; None where one has none."""
    mine, others = _spoken(solid(ours)), _spoken(solid(theirs))
    if not mine or not others:
        return None
    return round(max(OSA.normalized_similarity(a, b) for a in mine for b in others), 4)


@lru_cache(maxsize=1024)
def _spoken(text: str) -> tuple[str, ...]:
    """How a word may be spelt as it sounds: pinyin of Chinese, plain letters of Latin words."""
    if text.isascii():
        return (_plainly(text),) if text else ()
    parts = [part if part.isascii() else "" for part in text]
    chinese = "".join(char for char in text if not char.isascii())
    found = readings(chinese)
    if any(parts):  # mixed: each Chinese character where it stands, by its first reading
        spelt = iter(found[0]) if found else iter(())
        return (_plainly("".join(part or next(spelt, "") for part in parts)),) if found else ()
    return tuple(dict.fromkeys(_plainly("".join(one)) for one in found))


# Letters and pairs that are read alike in most languages, by hand.
_READ_AS: Final = (
    ("ph", "f"), ("ck", "k"), ("qu", "kw"), ("x", "ks"), ("q", "k"), ("c", "k"), ("z", "s"), ("y", "i"),
    ("v", "u"),
)  # fmt: skip


def _plainly(text: str) -> str:
    for letters, sound in _READ_AS:
        text = text.replace(letters, sound)
    return "".join(char for place, char in enumerate(text) if not place or char != text[place - 1])


# --- meaning, goods -----------------------------------------------------------------------------------


def _meaning(right: Right, ours: str, theirs: str) -> Axis:
    """One meaning for a right's words in two scripts, which its register gives; else no dictionary says."""
    if not ours:
        return Axis(AxisName.MEANING, None)
    same = solid(theirs)
    word = next((one for one in right.words if solid(one) == same), "")
    translated = word and bool(right.text) and word.isascii() != right.text.isascii()
    return Axis(AxisName.MEANING, 1.0 if translated else None, right.text, word or theirs)


def _goods(right: Right, listing: Listing, classes: Sequence[NiceClass]) -> Axis:
    """The right's classes and words first; where they say nothing, the pack's groups of similar goods."""
    agreed = agrees_on_goods(right, listing)
    if agreed:
        return Axis(AxisName.GOODS, _SAME, agreed, agreed)
    mine, theirs = _groups_of(right, classes), _in_text(f"{listing.title}\n{listing.category}", classes)
    if not mine or not theirs:
        apart = bool(right.nice_classes and listing.nice_classes)
        told = ", ".join(map(str, right.nice_classes)), ", ".join(map(str, listing.nice_classes))
        return Axis(AxisName.GOODS, _APART if apart else None, *told)
    return _by_groups(mine, theirs)


def _by_groups(mine: Sequence[SimilarGroup], theirs: Sequence[SimilarGroup]) -> Axis:
    own = {group.id for group in mine}
    near = {name for group in mine for name in group.near}
    same = next((group for group in theirs if group.id in own), None)
    other = same or next((group for group in theirs if group.id in near), theirs[0])
    score = _SAME if same else _NEAR if other.id in near else _APART
    return Axis(AxisName.GOODS, score, ", ".join(sorted(own)[:8]), f"{other.id} {other.name}")


def _groups_of(right: Right, classes: Sequence[NiceClass]) -> tuple[SimilarGroup, ...]:
    """The groups of the right's words for goods; of its classes, where it has no words."""
    if right.goods:
        return _in_text("\n".join(right.goods), classes)
    return tuple(group for one in classes if one.number in right.nice_classes for group in one.groups)


def _in_text(text: str, classes: Sequence[NiceClass]) -> tuple[SimilarGroup, ...]:
    where = folded(text)
    groups = (group for one in classes for group in one.groups)
    return tuple(group for group in groups if any(folded(word) in where for word in group.goods))
