"""Special marks of events: what is protected, under which rule, until when, and what stays after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal

from domain.goods_packs import TradeWords
from domain.packs import STRICT, Pack, Row, Strict, Wording, require, require_classes
from domain.values import Term


class SignKind(StrEnum):
    """What a protected sign is."""

    NAME = "name"
    EMBLEM = "emblem"
    MASCOT = "mascot"
    SLOGAN = "slogan"
    MOTTO = "motto"
    MEDAL = "medal"
    TORCH = "torch"
    GRAPHIC = "graphic"
    SONG = "song"
    FLAG = "flag"
    GROUP = "group"


class Regime(StrEnum):
    """Which rule an event's signs stand under by themselves; `none` where no rule of ours covers them."""

    SPECIAL_MARKS = "special_marks"
    OLYMPIC_MARKS = "olympic_marks"
    NONE = "none"


class Basis(StrEnum):
    """What a claim may rest on."""

    SPECIAL_MARK = "special_mark"
    OLYMPIC_MARK = "olympic_mark"
    TRADE_MARK = "trade_mark"
    COPYRIGHT = "copyright"
    DESIGN = "design"
    UNFAIR_COMPETITION = "unfair_competition"
    INDICATION = "indication"
    VARIETY_RIGHT = "variety_right"


class InTerm(StrEnum):
    """Whether a registration is in force on a day; `unknown` until its dates are filled in."""

    NOT_YET = "not_yet"
    YES = "yes"
    LAPSED = "lapsed"
    UNKNOWN = "unknown"


class Company(StrEnum):
    """What must stand beside a word that also has an honest meaning of its own."""

    EVENT_WORD = "event_word"
    PICTURE = "picture"
    LICENSED_GOODS = "licensed_goods"


# Said in a file in place of a date that nobody has found yet.
TO_BE_FILLED: Literal["to_be_filled"] = "to_be_filled"
FillableDay = date | Literal["to_be_filled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration(Row):
    """The registration of an event's signs.

    Attributes:
        first_day, last_day: in force, both included; `to_be_filled` until taken from the announcement.
        where: the announcement in which a person finds them.
    """

    first_day: FillableDay
    last_day: FillableDay
    where: str
    numbers: tuple[str, ...] = ()
    signs: int | None = None

    def __post_init__(self) -> None:
        Row.__post_init__(self)
        known = isinstance(self.first_day, date) and isinstance(self.last_day, date)
        in_order = not known or self.first_day <= self.last_day  # type: ignore[operator]  # both are days
        require(in_order, "last_day", f"{self.last_day} is before the first day, {self.first_day}")
        require(bool(self.where.strip()), "where", "expected the announcement that holds the dates")

    @property
    def filled(self) -> bool:
        return isinstance(self.first_day, date) and isinstance(self.last_day, date)

    @property
    def days(self) -> Term:
        """The days as far as they are known; an unknown end is open, so ask `on` first."""
        first = self.first_day if isinstance(self.first_day, date) else None
        last = self.last_day if isinstance(self.last_day, date) else None
        return Term(first, last)

    def on(self, day: date) -> InTerm:
        """Whether the signs are in force on `day`; one known end can already rule a day out."""
        known = self.days
        if known.start is not None and day < known.start:
            return InTerm.NOT_YET
        if known.end is not None and day > known.end:
            return InTerm.LAPSED
        return InTerm.YES if self.filled else InTerm.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign(Row):
    """One protected sign: its words in each language, other writings, and how it looks."""

    kind: SignKind
    words: Wording
    others: tuple[str, ...] = ()
    looks: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.words.all, *self.others)))


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseFriend(Row):
    """A word with an honest meaning of its own: it counts only in the company named.

    `others` are its other writings, such as pinyin. `needs` are alternatives: one of them beside the word
    is enough. `honest` are phrases in which it is never the event's.
    """

    word: str
    means: Wording
    needs: tuple[Company, ...]
    others: tuple[str, ...] = ()
    honest: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        Row.__post_init__(self)
        require(bool(self.word.strip()), "word", "expected a word")
        require(bool(self.needs), "needs", "expected what must stand beside the word")

    @property
    def writings(self) -> frozenset[str]:
        return frozenset(word.casefold() for word in (self.word, *self.others))

    def convincing(self, beside: frozenset[Company]) -> bool:
        """Whether something beside the word says that the event is meant."""
        return bool(beside & set(self.needs))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rests(Row):
    """One basis of an event's signs: whether in the term of the registration, after it, or always."""

    basis: Basis
    when: Literal["in_term", "after_term", "always"]
    law: str
    topic: str
    kinds: tuple[SignKind, ...] = ()
    needs: Wording | None = None

    def answers(self, state: InTerm) -> bool:
        """Whether this basis may be named while the registration is in `state`."""
        if self.when == "always":
            return True
        return self.when == ("in_term" if state is InTerm.YES else "after_term") and state in (
            InTerm.YES,
            InTerm.LAPSED,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Licensees(Row):
    """Where the list of lawful users comes from; its rows come by import, never in a pack."""

    count: int | None
    where: Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Row):
    """One event or body whose signs are protected.

    Attributes:
        contrast: kept to tell others apart from it, not to be watched.
        classes: Nice classes of the registration; empty where unknown.
        licensed_goods: classes of the event's licensed goods: a false friend's company.
        event_words: words that say the event is meant when they stand beside a false friend.
    """

    name: Wording
    holder: Wording
    regime: Regime
    registration: Registration
    classes: tuple[int, ...] = ()
    licensed_goods: tuple[int, ...] = ()
    event_words: tuple[str, ...] = ()
    signs: tuple[Sign, ...]
    rests_on: tuple[Rests, ...]
    false_friends: tuple[FalseFriend, ...] = ()
    licensees: Licensees | None = None
    contrast: bool = False

    def __post_init__(self) -> None:
        Row.__post_init__(self)
        require(bool(self.signs), "signs", "expected at least one sign")
        require(bool(self.rests_on), "rests_on", "expected at least one basis")
        require_classes("classes", self.classes)
        require_classes("licensed_goods", self.licensed_goods)
        if self.false_friends:
            require(bool(self.event_words), "event_words", "false friends need words to stand beside them")

    def false_friend(self, word: str) -> FalseFriend | None:
        said = word.casefold()
        return next((one for one in self.false_friends if said in one.writings), None)

    def bare_words(self, sign: Sign) -> tuple[str, ...]:
        """The words of a sign that may be looked for without anything beside them."""
        return tuple(word for word in sign.texts if self.false_friend(word) is None)

    def bases_on(self, day: date, kind: SignKind) -> tuple[Rests, ...]:
        """What a claim about a sign of this kind may rest on for a listing captured on `day`.

        While the dates of the registration are not filled in, only what holds without them is given.
        """
        state = self.registration.on(day)
        return tuple(
            rests
            for rests in self.rests_on
            if rests.answers(state) and rests.term.covers(day) and (not rests.kinds or kind in rests.kinds)
        )

    @property
    def open_points(self) -> tuple[str, ...]:
        """What a person has to confirm before any claim about a sign may leave the house."""
        points = []
        if self.regime is Regime.NONE:
            points.append("basis")
        elif not self.registration.filled or not self.registration.confirmed_in("first_day", "last_day"):
            points.append("term")
        if not self.registration.numbers:
            points.append("number")
        return tuple(points)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialMarks(Pack):
    """A pack of special marks; `told` are words by which an event is spoken of, and nothing sold under it."""

    __pydantic_config__: ClassVar[Strict] = STRICT

    kind: Literal["special_marks"]
    events: tuple[Event, ...]
    told: tuple[TradeWords, ...] = ()
