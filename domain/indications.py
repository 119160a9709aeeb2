"""Geographical indications: area, goods, season, sign, lawful users, misuse and honest use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Literal

from domain.credit_code import CodeFault, credit_codes_in, plain_code
from domain.packs import STRICT, Pack, Row, Strict, Wording, require, require_classes


class Protection(StrEnum):
    """How a name is protected."""

    CERTIFICATION_MARK = "certification_mark"
    COLLECTIVE_MARK = "collective_mark"
    PRODUCT = "product"
    AGRICULTURAL = "agricultural"


class Misuse(StrEnum):
    """Ways in which an indication is misused; a matcher knows each by name."""

    ORIGIN_OUTSIDE = "origin_outside"
    SIGN_WITHOUT_CODE = "sign_without_code"
    CODE_NOT_LISTED = "code_not_listed"
    CODE_OF_ANOTHER = "code_of_another"
    OLD_SIGN = "old_sign"
    EVOCATION = "evocation"
    EMPTY_PACKAGING = "empty_packaging"
    OUT_OF_SEASON = "out_of_season"
    WRONG_GOODS = "wrong_goods"
    PRICE_OR_VOLUME = "price_or_volume"
    NEIGHBOUR_SWAP = "neighbour_swap"


class HonestUse(StrEnum):
    """Ways in which the name of an indication stands on goods lawfully."""

    PLACE_NAME = "place_name"
    VARIETY_NAME = "variety_name"
    INGREDIENT = "ingredient"
    DEALER_OF_A_USER = "dealer_of_a_user"
    PROCESSED = "processed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered(Row):
    """One registration of an indication; `number` is empty until taken from the register."""

    protection: Protection
    number: str = ""
    first_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Row):
    """One line of a specification: what is measured, in which unit, and the least of it."""

    what: Wording
    unit: str
    least: Decimal

    def __post_init__(self) -> None:
        Row.__post_init__(self)
        require(self.least.is_finite() and self.least >= 0, "least", "expected a finite amount of at least 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Season(Row):
    """First and last month of fresh goods, 1 to 12; may wrap around the year's end."""

    months: tuple[int, int]

    def __post_init__(self) -> None:
        Row.__post_init__(self)
        require(all(1 <= month <= 12 for month in self.months), "months", "expected two months, 1 to 12")

    def covers(self, day: date) -> bool:
        first, last = self.months
        inside = first <= day.month <= last
        return inside if first <= last else day.month >= first or day.month <= last


@dataclass(frozen=True, slots=True, kw_only=True)
class Indication(Row):
    """One protected name of goods from one place.

    Attributes:
        area: place names that are inside; empty until taken from the specification.
        wider: places around the area: naming only these says neither inside nor outside.
        neighbours: places whose goods are passed off under this name, or the other way round.
        evocations: writings that call the name to mind without being it (pinyin, translations).
    """

    name: str
    registered: tuple[Registered, ...]
    classes: tuple[int, ...]
    goods: tuple[str, ...]
    area: tuple[str, ...] = ()
    wider: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()
    evocations: tuple[str, ...] = ()
    season: Season | None = None
    specification: tuple[Measure, ...] = ()
    capacity_t: Decimal | None = None

    def __post_init__(self) -> None:
        Row.__post_init__(self)
        require(bool(self.name.strip()), "name", "expected the protected name")
        require(bool(self.registered), "registered", "expected at least one registration")
        require(bool(self.goods), "goods", "expected the goods it is for")
        require_classes("classes", self.classes)
        require(bool(self.classes), "classes", "expected at least one Nice class")

    @property
    def open_points(self) -> tuple[str, ...]:
        """What a person has to confirm before any claim about this name may leave the house."""
        points = [] if self.confirmed else ["facts"]
        points += [] if any(one.number for one in self.registered) else ["number"]
        points += [] if self.area else ["area"]
        return tuple(points)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignRule(Row):
    """One rule of the official sign: what must stand on it, or until when an older one was good."""

    rule: Literal["official_sign", "credit_code_shown", "old_sign_void", "lawful_users"]
    says: Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class MisusePattern(Row):
    """One way of misuse, with the words that give it away."""

    pattern: Misuse
    says: Wording
    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HonestPattern(Row):
    """One lawful use of a name, with the words that point to it."""

    pattern: HonestUse
    says: Wording
    words: tuple[str, ...] = ()
    law: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Row):
    """A published figure to hold one's own against, as a share in [0, 1] of so many of so many.

    `target`: it is what a plan asks for, not what somebody measured.
    """

    what: Wording
    share: Decimal
    part: int | None = None
    whole: int | None = None
    target: bool = False

    def __post_init__(self) -> None:
        Row.__post_init__(self)
        require(0 <= self.share <= 1, "share", "expected a share from 0 to 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class District(Row):
    """A district by which rates are counted, under each of its names."""

    name: Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Indications(Pack):
    """A pack of geographical indications. Lists of authorised users come by import, never in a pack."""

    __pydantic_config__: ClassVar[Strict] = STRICT

    kind: Literal["indications"]
    holder: Wording
    users_from: Wording
    indications: tuple[Indication, ...]
    sign_rules: tuple[SignRule, ...] = ()
    misuse: tuple[MisusePattern, ...] = ()
    honest: tuple[HonestPattern, ...] = ()
    figures: tuple[Figure, ...] = ()
    districts: tuple[District, ...] = ()


class CodeOnSign(StrEnum):
    """What the credit code on a listing's official sign says."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    NOT_LISTED = "not_listed"
    OF_ANOTHER = "of_another"
    LISTED = "listed"


def code_on_sign(text: str, *, users: Sequence[str], seller_code: str) -> tuple[CodeOnSign, str]:
    """What the credit code in the text of a sign says, and the code it says it of.

    A code of a listed user that is not the seller's own may be a dealer's: `of_another` is for a person to
    look at, never an infringement by itself. A code with a wrong check sign is unreadable, since a machine
    that reads a sign misreads letters far more often than a forger errs.

    Args:
        users: codes of the authorised users on the day of capture; none means the list is not known.
        seller_code: the seller's own code, empty if unknown.
    """
    found = credit_codes_in(text)
    if not found:
        return CodeOnSign.MISSING, ""
    good = [code for code, fault in found if fault is None]
    if not good:
        faults = {fault: code for code, fault in found}
        return CodeOnSign.UNREADABLE, faults.get(CodeFault.CHECK, found[0][0])
    known = {plain_code(code) for code in users}
    code = next((one for one in good if one in known), good[0])
    if known and code not in known:
        return CodeOnSign.NOT_LISTED, code
    seller = plain_code(seller_code)
    return (CodeOnSign.OF_ANOTHER if seller and seller != code else CodeOnSign.LISTED), code
