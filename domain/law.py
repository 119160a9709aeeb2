"""Legal rules by date: which article, which fine, which threshold held on a day, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Final, Literal

from domain.packs import STRICT, Pack, Row, Strict, Wording, require

_DIGITS: Final = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """A number from 1 to 999 as laws write it: 57 is 五十七, 105 is 一百零五.

    Raises:
        ValueError: out of range.
    """
    if not 1 <= number <= 999:
        raise ValueError(f"expected 1 to 999, found {number}")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (_DIGITS[ones] if ones else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Row):
    """Where one topic stands in one version of a law: article, paragraph (款), item (项)."""

    topic: str
    article: int
    paragraph: int | None = None
    item: int | None = None
    says: Wording

    def __post_init__(self) -> None:
        Row.__post_init__(self)
        require(bool(self.topic.strip()), "topic", "expected a topic")
        for key in ("article", "paragraph", "item"):
            number = getattr(self, key)
            require(number is None or 1 <= number <= 999, key, f"expected 1 to 999, found {number}")

    @property
    def zh(self) -> str:
        places = ((self.article, "条"), (self.paragraph, "款"), (self.item, "项"))
        return "".join(f"第{in_chinese(number)}{unit}" for number, unit in places if number)

    @property
    def en(self) -> str:
        return f"art. {self.article}" + "".join(f"({one})" for one in (self.paragraph, self.item) if one)


@dataclass(frozen=True, slots=True, kw_only=True)
class LawVersion(Row):
    """One version of a law with the articles that are cited from it."""

    name: Wording
    articles: tuple[Article, ...]

    def article(self, topic: str) -> Article | None:
        return next((one for one in self.articles if one.topic == topic), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Law(Row):
    """A law with its versions, oldest first; no two of them hold on one day."""

    name: Wording
    versions: tuple[LawVersion, ...]

    def __post_init__(self) -> None:
        Row.__post_init__(self)
        require(bool(self.versions), "versions", "expected at least one version")
        for earlier, later in zip(self.versions, self.versions[1:], strict=False):
            apart = earlier.effective_to and later.effective_from
            overlap = not apart or earlier.effective_to >= later.effective_from  # type: ignore[operator]
            require(
                not overlap, "versions", f"{earlier.id} and {later.id} hold on one day, or are out of order"
            )

    def version_on(self, day: date) -> LawVersion | None:
        """The version in force on `day`, its last day included."""
        return next((one for one in self.versions if one.term.covers(day)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """An article as it is cited for one day; `confirmed` only where a person read version and article."""

    law: str
    version: str
    name: Wording
    article: Article
    confirmed: bool

    @property
    def zh(self) -> str:
        return f"《{self.name.zh}》{self.article.zh}"

    @property
    def en(self) -> str:
        return f"{self.name.en}, {self.article.en}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fine(Row):
    """What an authority may fine, where the turnover lies from `turnover_from` to below `turnover_below`.

    Either `times` the base, or at most `most`. Sums are in `currency`'s major unit.
    """

    law: str
    topic: str
    base: Literal["turnover", "gains", "none"]
    turnover_from: Decimal | None = None
    turnover_below: Decimal | None = None
    times: Decimal | None = None
    most: Decimal | None = None
    least: Decimal | None = None
    currency: str = "CNY"
    says: Wording

    def __post_init__(self) -> None:
        Row.__post_init__(self)
        require((self.times is None) != (self.most is None), "most", "expected either times or most")
        require(
            (self.times is None) == (self.base == "none"), "base", "goes with times; `none` goes with most"
        )
        lower, upper = self.turnover_from, self.turnover_below
        in_order = lower is None or upper is None or lower < upper
        require(in_order, "turnover_below", f"{upper} is not above turnover_from, {lower}")

    def reaches(self, turnover: Decimal) -> bool:
        above = self.turnover_from is None or turnover >= self.turnover_from
        return above and (self.turnover_below is None or turnover < self.turnover_below)

    def ceiling(self, amount: Decimal) -> Decimal:
        """The highest fine for a base of `amount` (of turnover or of gains, see `base`)."""
        return self.most if self.most is not None else (self.times or Decimal()) * amount


class Flag(StrEnum):
    """What weighs on a case beyond the single listing."""

    WILFUL = "wilful"
    SERIOUS = "serious"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggravation(Row):
    """One fact that makes a case wilful, serious or repeated."""

    flag: Flag
    says: Wording
    law: str = ""
    topic: str = ""
    within_years: int | None = None
    least_times: int | None = None


class Reached(StrEnum):
    """What can be said of an amount and a criminal threshold."""

    NOT_CONFIRMED = "threshold_not_confirmed"
    BELOW = "below"
    MET = "met"


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold(Row):
    """A sum or a number from which an act may be a crime; `least` None where the figure was not read."""

    offence: str
    measure: Literal["turnover", "gains", "sales", "pieces"]
    law: str
    least: Decimal | None = None
    says: Wording

    def __post_init__(self) -> None:
        Row.__post_init__(self)
        require(self.least is None or self.least > 0, "least", "expected a figure above 0")

    def reached(self, amount: Decimal) -> Reached:
        """Whether `amount` reaches the threshold; an unconfirmed figure is neither met nor missed."""
        if self.least is None or not self.confirmed:
            return Reached.NOT_CONFIRMED
        return Reached.MET if amount >= self.least else Reached.BELOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Laws(Pack):
    """A pack of legal rules."""

    __pydantic_config__: ClassVar[Strict] = STRICT

    kind: Literal["laws"]
    laws: tuple[Law, ...]
    fines: tuple[Fine, ...] = ()
    aggravations: tuple[Aggravation, ...] = ()
    thresholds: tuple[Threshold, ...] = ()

    def law(self, law_id: str) -> Law | None:
        return next((one for one in self.laws if one.id == law_id), None)

    def cite(self, law_id: str, topic: str, day: date) -> Citation | None:
        """The article on `topic` in the version in force on `day`; None where this pack has none."""
        law = self.law(law_id)
        version = law.version_on(day) if law else None
        article = version.article(topic) if version else None
        if version is None or article is None or not article.term.covers(day):
            return None
        return Citation(
            law=law_id,
            version=version.id,
            name=version.name,
            article=article,
            confirmed=version.confirmed and article.confirmed,
        )

    def fines_on(self, law_id: str, day: date, turnover: Decimal) -> tuple[Fine, ...]:
        """The fines of a law that hold on `day` for a turnover of that sum."""
        return tuple(
            fine
            for fine in self.fines
            if fine.law == law_id and fine.term.covers(day) and fine.reaches(turnover)
        )

    def thresholds_on(self, offence: str, measure: str, day: date) -> tuple[Threshold, ...]:
        """The thresholds of an offence by one measure on `day`."""
        return tuple(
            one
            for one in self.thresholds
            if one.offence == offence and one.measure == measure and one.term.covers(day)
        )

    def reached(self, offence: str, measure: str, day: date, amount: Decimal) -> Reached:
        """What can be said of `amount`; without a row for that day, that the threshold is not confirmed."""
        answers = {one.reached(amount) for one in self.thresholds_on(offence, measure, day)}
        if not answers or Reached.NOT_CONFIRMED in answers:
            return Reached.NOT_CONFIRMED
        return Reached.MET if Reached.MET in answers else Reached.BELOW


def merged(packs: tuple[Laws, ...]) -> Laws:
    """Several packs of laws as one, in their order, for asking them together.

    Raises:
        ValueError: no pack at all.
    """
    if not packs:
        raise ValueError("no pack of laws")
    return replace(
        packs[0],
        laws=tuple(law for pack in packs for law in pack.laws),
        fines=tuple(fine for pack in packs for fine in pack.fines),
        aggravations=tuple(one for pack in packs for one in pack.aggravations),
        thresholds=tuple(one for pack in packs for one in pack.thresholds),
    )
