"""What is protected: rights, their terms and the licences given under them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.facts import NO_FACTS, Facts
from domain.special_marks import InTerm, Rests
from domain.values import Picture, PriceRange, Term

ALWAYS = Term()


class RightKind(StrEnum):
    """Kinds of right; the value is the word used in files and on the wire."""

    WORD = "word"
    FIGURE = "figure"
    WORK = "work"
    SPECIAL_SIGN = "special_sign"
    GI = "gi"
    VARIETY = "variety"
    DESIGN = "design"


class Fame(StrEnum):
    """How well known a mark is, as a person entered it on proof; nothing is computed here."""

    UNKNOWN = ""
    SOME = "some"
    WELL_KNOWN = "well_known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """Leave to use a right.

    A licensee is recognised by its platform seller id or unified social credit code, or, less
    surely, by its seller name where no other credit code is shown; empty `goods` covers all goods,
    empty `territory` the right's own.
    """

    seller: str = ""
    seller_id: str = ""
    credit_code: str = ""
    goods: tuple[str, ...] = ()
    territory: str = ""
    term: Term = ALWAYS

    def __post_init__(self) -> None:
        if not (self.seller or self.seller_id or self.credit_code):
            raise ValueError("a licence names its licensee: seller, seller_id or credit_code")


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """One protected right, as matchers see it.

    Attributes:
        id: public identity; office and number, such as `CN-TM:1234567`.
        text: the words protected; empty for purely figurative rights.
        brand: rights that belong together (Decathlon and 迪卡侬) share it.
        nice_classes: Nice classes 1 to 45; empty means any goods.
        goods: words for the goods covered (also a GI's product), any of which may appear.
        area: place names a geographical indication may come from.
        season: first and last month of fresh goods, 1 to 12; may wrap around the year's end.
        images: reference pictures with their hashes.
        term: days on which the right is in force; the capture date decides.
        usual_price: what the holder's own goods cost, of the kind most sold; far below is suspect.
        holder: key of the rights holder; empty outside a database.
        to_confirm: what a person has still to confirm (`term`, `number`, `basis`, `area`, `facts`); while
            there is anything, a hit may be shown, and nothing leaves the house.
        licences_as_of: the day on which somebody said that the list of licences is complete; None while
            nobody did, and then no stranger to the list is known to be without a licence.
        fame: how well known the mark is, as a person entered it; shown beside a score, never in it.
        facts: what a pack says of it beyond its words.
    """

    id: str
    kind: RightKind
    text: str = ""
    brand: str = ""
    lang: str = ""
    nice_classes: tuple[int, ...] = ()
    goods: tuple[str, ...] = ()
    ordinary_word: bool = False
    aliases: tuple[str, ...] = ()
    images: tuple[Picture, ...] = ()
    territory: str = ""
    area: tuple[str, ...] = ()
    season: tuple[int, int] | None = None
    term: Term = ALWAYS
    licences: tuple[Licence, ...] = ()
    usual_price: PriceRange | None = None
    holder: str = ""
    to_confirm: tuple[str, ...] = ()
    licences_as_of: date | None = None
    fame: Fame = Fame.UNKNOWN
    facts: Facts = NO_FACTS

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("a right needs an id")
        if not (self.text or self.aliases or self.images):
            raise ValueError(f"right {self.id} protects nothing visible: text, aliases or images")
        for number in self.nice_classes:
            if not 1 <= number <= 45:
                raise ValueError(f"right {self.id}: Nice class {number} is not in 1 to 45")
        if self.season is not None and not all(1 <= month <= 12 for month in self.season):
            raise ValueError(f"right {self.id}: season {self.season} is not two months, 1 to 12")

    @property
    def words(self) -> tuple[str, ...]:
        """The protected text and its aliases that may be looked for by themselves, without empty ones."""
        guarded = {word for one in self.facts.guarded for word in one.writings}
        return tuple(word for word in (self.text, *self.aliases) if word and word not in guarded)

    def in_force(self, day: date) -> bool:
        return self.term.covers(day)

    def registered_on(self, day: date) -> InTerm:
        """Whether the registration is in force on `day`; unknown while a day of it is to be filled in."""
        if self.term.start is not None and day < self.term.start:
            return InTerm.NOT_YET
        if self.term.end is not None and day > self.term.end:
            return InTerm.LAPSED
        filled = self.term.start is not None and self.term.end is not None
        return InTerm.YES if filled and "term" not in self.to_confirm else InTerm.UNKNOWN

    def bases_on(self, day: date) -> tuple[Rests, ...]:
        """What a claim may rest on for a listing captured on `day`, as a pack says; the leading one first.

        A lapsed registration gives way to what stays: a trade mark, the copyright in a drawing.
        """
        state = self.registered_on(day)
        return tuple(one for one in self.facts.rests_on if one.answers(state) and one.term.covers(day))

    def binds(self, day: date) -> bool:
        """Whether a listing captured on `day` can be a hit: the term covers it, or another basis does."""
        return self.in_force(day) or bool(self.bases_on(day))
