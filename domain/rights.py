"""What is protected: rights, their terms and the licences given under them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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
        """The protected text and its aliases, without empty ones."""
        return tuple(word for word in (self.text, *self.aliases) if word)

    def in_force(self, day: date) -> bool:
        return self.term.covers(day)
