"""Packs about goods: Nice classes with similar groups, plant varieties, works, and words of the trade."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Literal

from domain.packs import STRICT, Pack, Row, Strict, Wording, require, require_classes


def _require_pattern(key: str, pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        require(False, key, f"not a regular expression: {error}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarGroup(Row):
    """Goods that are taken to be similar to one another; a guide only, never the test itself."""

    name: Wording
    goods: tuple[str, ...]
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NiceClass(Row):
    """One class of the Nice classification, in words of our own."""

    number: int
    says: Wording
    groups: tuple[SimilarGroup, ...] = ()

    def __post_init__(self) -> None:
        Row.__post_init__(self)
        require_classes("number", (self.number,))
        strange = [group.id for group in self.groups if not group.id.startswith(f"{self.number:02d}")]
        require(not strange, "groups", f"group {', '.join(strange)} is not of class {self.number}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NiceClasses(Pack):
    """A pack of Nice classes."""

    __pydantic_config__: ClassVar[Strict] = STRICT

    kind: Literal["nice_classes"]
    edition: str
    classes: tuple[NiceClass, ...]

    def __post_init__(self) -> None:
        ids = [group.id for one in self.classes for group in one.groups]
        near = {word for one in self.classes for group in one.groups for word in group.near}
        strange = sorted(near - set(ids))
        require(not strange, "classes", f"near a group that is not in this pack: {', '.join(strange)}")

    def groups_of(self, goods: str) -> tuple[str, ...]:
        """Ids of the groups whose goods words stand in a text, in the order of the pack."""
        text = goods.casefold()
        return tuple(
            group.id
            for one in self.classes
            for group in one.groups
            if any(word.casefold() in text for word in group.goods)
        )


class GrowingNumber(StrEnum):
    """Numbers that seed and seedlings carry."""

    VARIETY_RIGHT = "variety_right"
    APPROVAL = "approval"
    REGISTRATION = "registration"
    PRODUCTION_LICENCE = "production_licence"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRule(Row):
    """A number that a listing of seed names or lacks: its shape, and the crops that must have it."""

    number: GrowingNumber
    says: Wording
    pattern: str
    examples: tuple[str, ...]
    crops: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        Row.__post_init__(self)
        _require_pattern("pattern", self.pattern)
        wrong = [text for text in self.examples if not re.search(self.pattern, text)]
        require(bool(self.examples), "examples", "expected a number that the pattern finds")
        require(not wrong, "pattern", f"does not find the example {', '.join(wrong)}")

    def found_in(self, text: str) -> str:
        """The number of this kind in a text, or empty."""
        found = re.search(self.pattern, text)
        return found.group() if found else ""

    def needed_for(self, text: str) -> bool:
        """Whether a listing with this text is of a crop that must have the number."""
        return any(crop in text for crop in self.crops)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variety(Row):
    """One protected variety; `number` is empty until taken from the announcement."""

    name: str
    crop: str
    holder: str = ""
    number: str = ""
    classes: tuple[int, ...] = (31,)

    def __post_init__(self) -> None:
        Row.__post_init__(self)
        require(bool(self.name.strip()), "name", "expected the denomination of the variety")
        require_classes("classes", self.classes)

    @property
    def open_points(self) -> tuple[str, ...]:
        return (*(() if self.confirmed else ("facts",)), *(() if self.number else ("number",)))


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeWords(Row):
    """Words of one meaning and one strength.

    Attributes:
        strength: how much one of them says, above 0, at most 1.
        ambiguous: they have an honest use too, and never stand alone as evidence.
        honest: a pattern that, found right beside one of them, makes it the honest use.
    """

    words: tuple[str, ...]
    says: Wording
    strength: Decimal
    ambiguous: bool = False
    honest: str = ""

    def __post_init__(self) -> None:
        Row.__post_init__(self)
        require(bool(self.words) and all(word.strip() for word in self.words), "words", "expected words")
        require(0 < self.strength <= 1, "strength", "expected a number above 0 and at most 1")
        require(len(set(self.words)) == len(self.words), "words", "a word twice")
        _require_pattern("honest", self.honest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Varieties(Pack):
    """A pack of plant varieties and of the numbers that seed must carry."""

    __pydantic_config__: ClassVar[Strict] = STRICT

    kind: Literal["varieties"]
    holder: Wording
    numbers: tuple[NumberRule, ...]
    varieties: tuple[Variety, ...] = ()
    words: tuple[TradeWords, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(Row):
    """One work by its title; a common title counts only beside its author or publisher."""

    title: Wording
    others: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    publisher: str = ""
    common_title: bool = False
    number: str = ""

    def __post_init__(self) -> None:
        Row.__post_init__(self)
        beside = bool(self.authors or self.publisher)
        require(not self.common_title or beside, "common_title", "needs an author or a publisher beside it")

    @property
    def open_points(self) -> tuple[str, ...]:
        return () if self.confirmed else ("facts",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Works(Pack):
    """A pack of works and of the words under which they are pirated. Its titles may come by import alone."""

    __pydantic_config__: ClassVar[Strict] = STRICT

    kind: Literal["works"]
    holder: Wording
    works: tuple[Work, ...] = ()
    words: tuple[TradeWords, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SellingWords(Pack):
    """A pack of words by which fakes are sold."""

    __pydantic_config__: ClassVar[Strict] = STRICT

    kind: Literal["selling_words"]
    words: tuple[TradeWords, ...]
