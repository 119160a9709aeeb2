"""Forms of notices as data: what each must contain, where that is from, and how it is worded by date."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar, Final, Literal

from domain.packs import STRICT, Pack, Row, Strict, Wording, require
from domain.rights import RightKind

# What a form may be filled from, once a notice ...
NOTICE_FACTS: Final = frozenset({
    "holder.name", "holder.identity", "holder.contact", "holder.address", "holder.email", "holder.phone",
    "holder.authority",
    "right.number", "right.kind", "right.words", "right.classes", "right.term", "right.proof",
    "platform.name", "seller.name", "seller.id", "seller.credit_code", "seller.district",
    "law.notice", "law.infringement", "case.number", "signed.by", "explanation",
})  # fmt: skip
# ... and once a listing.
LISTING_FACTS: Final = frozenset({
    "listing.id", "listing.url", "listing.title", "listing.price", "listing.captured_at", "listing.evidence",
})  # fmt: skip
# What only a person knows and is asked for when the draft is made.
GIVEN: Final = "given."
# A statement that the person who signs made themselves.
STATED: Final = "stated."
_PLACE: Final = re.compile(r"\{([a-z_.]*)\}")
LANGUAGES: Final = ("zh", "en")


class Per(StrEnum):
    """How often an element stands in a notice."""

    NOTICE = "notice"
    LISTING = "listing"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlyFor:
    """An element that is needed only where another fact has one of these values."""

    __pydantic_config__: ClassVar[Strict] = STRICT

    fact: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Element(Row):
    """One thing a notice must contain.

    Attributes:
        facts: what it is filled from; each of them must be known.
        states: a statement that the signing person makes; the element then needs no facts.
        longest: characters the platform takes at most.
    """

    name: Wording
    facts: tuple[str, ...] = ()
    per: Per = Per.NOTICE
    states: Wording | None = None
    longest: int | None = None
    only_for: OnlyFor | None = None

    def __post_init__(self) -> None:
        Row.__post_init__(self)
        require(
            bool(self.facts) != (self.states is not None), "facts", "expected either facts or a statement"
        )
        known = LISTING_FACTS if self.per is Per.LISTING else NOTICE_FACTS
        strange = [one for one in self.facts if one not in known and not one.startswith(GIVEN)]
        require(not strange, "facts", f"nothing fills {', '.join(strange)}")
        require(self.longest is None or self.longest > 0, "longest", "expected a number above 0")

    @property
    def needs(self) -> tuple[str, ...]:
        """The facts that must be known, a statement's being that it was made."""
        return self.facts or (STATED + self.id,)

    def asked(self, facts: Mapping[str, str]) -> bool:
        """Whether this element is needed, given what is known of the others."""
        return self.only_for is None or facts.get(self.only_for.fact, "") in self.only_for.values


@dataclass(frozen=True, slots=True, kw_only=True)
class Template(Row):
    """How a form is worded for captures of certain days; its elements stand between opening and closing."""

    opening: Wording
    closing: Wording

    def __post_init__(self) -> None:
        Row.__post_init__(self)
        for key in ("opening", "closing"):
            words: Wording = getattr(self, key)
            require(bool(words.zh and words.en), key, "expected Chinese and English")
            for text in words.all:
                strange = [one for one in _PLACE.findall(text) if one not in NOTICE_FACTS]
                require(not strange, key, f"nothing fills {', '.join(strange)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One field of the platform's own set: its name there, and what fills it."""

    __pydantic_config__: ClassVar[Strict] = STRICT

    name: str
    fact: str
    longest: int | None = None

    def __post_init__(self) -> None:
        known = self.fact in NOTICE_FACTS | LISTING_FACTS or self.fact.startswith(GIVEN)
        require(known, "fact", f"nothing fills {self.fact}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeForm(Pack):
    """A form of notice.

    Attributes:
        to: who gets it; a platform's form says which platforms in `platforms`, empty for any.
        rights: kinds of right it serves.
        law, topic: the article that asks for such a notice, cited as it stands on the day of capture.
        most_listings: listings one notice may name.
        one_right: whether one notice rests on one right document.
    """

    __pydantic_config__: ClassVar[Strict] = STRICT

    kind: Literal["notice_form"]
    to: Literal["platform", "authority"]
    rights: tuple[RightKind, ...]
    platforms: tuple[str, ...] = ()
    law: str = ""
    topic: str = ""
    most_listings: int | None = None
    one_right: bool = False
    elements: tuple[Element, ...]
    templates: tuple[Template, ...]
    columns: tuple[Column, ...] = ()

    def __post_init__(self) -> None:
        require(bool(self.elements), "elements", "expected at least one element")
        require(bool(self.rights), "rights", "expected at least one kind of right")
        require(bool(self.law) == bool(self.topic), "topic", "goes with law")
        require(self.most_listings is None or self.most_listings > 0, "most_listings", "expected above 0")
        for earlier, later in zip(self.templates, self.templates[1:], strict=False):
            apart = (
                earlier.effective_to and later.effective_from and earlier.effective_to < later.effective_from
            )
            require(
                bool(apart), "templates", f"{earlier.id} and {later.id} hold on one day, or are out of order"
            )

    def template_on(self, day: date) -> Template | None:
        """The wording for a capture of `day`, its last day included."""
        return next((one for one in self.templates if one.term.covers(day)), None)

    def not_for(self, platform: str) -> bool:
        """Whether it is a form of other platforms."""
        return bool(self.platforms) and platform not in self.platforms

    @property
    def unread(self) -> tuple[Row, ...]:
        """The rows of which somebody only remembers what they say."""
        return tuple(row for row in self.rows() if not row.confirmed)

    @property
    def questions(self) -> tuple[str, ...]:
        """What only a person can fill in: what elements need first, then what the platform's fields take."""
        of_elements = [one for element in self.elements for one in element.facts]
        asked = (*of_elements, *(column.fact for column in self.columns))
        return tuple(dict.fromkeys(one for one in asked if one.startswith(GIVEN)))


def places_in(text: str) -> tuple[str, ...]:
    """The facts a template's text names, each once."""
    return tuple(dict.fromkeys(_PLACE.findall(text)))


def filled(text: str, facts: Mapping[str, str]) -> str:
    """A template's text with its places filled in; nothing in a fact is read as a place."""
    return _PLACE.sub(lambda place: facts.get(place.group(1), ""), text)
