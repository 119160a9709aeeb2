"""How much an indication's official sign is used, and traced to a user, counted from listings.

The rule of counting, so that a person can do it by hand (`docs/reference/gi-rates.md`): a listing counts
under an indication when its title holds the name as registered; under a district by its stated origin,
else by its place of dispatch. It is *from the area* when its origin, or without a narrow one its
dispatch, lies in the area. *Use rate*: of those from the area, the share in whose pictures the official
sign was read. *Traceability rate*: of those with the sign, the share whose code is, on the day of
capture, that of an authorised user; not testable while no list of users was imported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Final, NamedTuple

from domain.indications import CodeOnSign, District, code_on_sign
from domain.listing import Listing
from domain.rights import Right
from matchers.context import area_in, capture_day, one_in, says_where
from matchers.phrases import first_place

# Districts of a listing that names none of them.
ELSEWHERE: Final = "elsewhere"
UNSAID: Final = "unsaid"
_TRACED: Final = frozenset({CodeOnSign.LISTED, CodeOnSign.OF_ANOTHER})


class Under(NamedTuple):
    """One listing under one indication: its district's id, and what it shows.

    `traced` is None where no list of users says who is one.
    """

    right_id: str
    district: str
    from_area: bool
    read: bool
    sign: bool
    traced: bool | None


@dataclass(slots=True)
class Tally:
    """Listings counted: all, from the area, of these with the sign, of these traced; pictures without text.

    `testable`: whether a list of users says who is one.
    """

    listings: int = 0
    from_area: int = 0
    unread: int = 0
    sign: int = 0
    traced: int = 0
    testable: bool = True

    def add(self, one: Under) -> None:
        self.listings += 1
        if not one.from_area:
            return
        self.from_area += 1
        self.unread += not one.read
        self.sign += one.sign
        self.traced += bool(one.sign and one.traced)
        self.testable = self.testable and one.traced is not None

    @property
    def use_rate(self) -> float | None:
        return self.sign / self.from_area if self.from_area else None

    @property
    def trace_rate(self) -> float | None:
        return self.traced / self.sign if self.sign and self.testable else None


@dataclass(slots=True)
class Rates:
    """The tallies by indication and district, by indication, by district, and of all."""

    cells: dict[tuple[str, str], Tally] = field(default_factory=dict)
    rights: dict[str, Tally] = field(default_factory=dict)
    districts: dict[str, Tally] = field(default_factory=dict)
    whole: Tally = field(default_factory=Tally)

    def add(self, one: Under) -> None:
        self.cells.setdefault((one.right_id, one.district), Tally()).add(one)
        self.rights.setdefault(one.right_id, Tally()).add(one)
        self.districts.setdefault(one.district, Tally()).add(one)
        self.whole.add(one)


class Counting:
    """The rule of counting, ready for listings.

    Args:
        rights: the indications.
        districts: where goods may be from, in the order in which they are asked.
        sign_words: words of the official sign as it is read in pictures.
        zone: the operator's, in which days of capture are days.
    """

    def __init__(
        self,
        rights: Iterable[Right],
        districts: Sequence[District],
        sign_words: Sequence[str],
        zone: tzinfo,
    ) -> None:
        self.rights = tuple(rights)
        self._districts, self._sign_words, self._zone = tuple(districts), tuple(sign_words), zone

    def under(self, listing: Listing) -> tuple[Under, ...]:
        """Every indication that the title names, with what the listing shows of it."""
        named = [right for right in self.rights if right.text and right.text in listing.title]
        if not named:
            return ()
        day = capture_day(listing, self._zone)
        # The longest name alone: 象山红柑桔 is no 柑桔.
        kept = [
            one
            for one in named
            if not any(one.text != other.text and one.text in other.text for other in named)
        ]
        return tuple(self._under(right, listing, day) for right in kept)

    def _under(self, right: Right, listing: Listing, day: date) -> Under:
        place = listing.origin if says_where(listing.origin) else listing.ships_from
        sign = bool(listing.ocr) and first_place(self._sign_words, listing, ("ocr",)) is not None
        users = tuple(one.credit_code for one in right.licences if one.credit_code and one.term.covers(day))
        said, _code = code_on_sign(listing.ocr, users=users, seller_code=listing.seller_credit_code)
        known = any(one.credit_code for one in right.licences)
        return Under(
            right_id=right.id,
            district=self._district(place),
            from_area=bool(area_in(right, place)),
            read=bool(listing.ocr.strip()),
            sign=sign,
            traced=said in _TRACED if known else None,
        )

    def _district(self, place: str) -> str:
        if not says_where(place):
            return UNSAID
        found = (one.id for one in self._districts if one_in(one.name.all, place))
        return next(found, ELSEWHERE)
