"""What the planted market expects in law, by hand and apart from the packs: basis, version, article by day.

The registrations' days are made up, as a person would fill them in: Hangzhou's signs to 2026-08-31, those of
the made-up games to 2027-02-28. Signs of other events have none, and rest on what needs none.
"""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple


class Expected(NamedTuple):
    """The leading ground of a claim: basis, version of the law, article."""

    basis: str
    version: str
    article: str


class Span(NamedTuple):
    """What holds from one day to another, both included; None is open."""

    first: date | None
    last: date | None
    law: Expected


HANGZHOU: Final = (date(2022, 9, 1), date(2026, 8, 31))
_SPECIAL: Final = Expected("special_mark", "special_marks_regulation_1996", "第十六条")
_COPY: Final = Expected("copyright", "copyright_law_2020", "第五十三条")
_SEED: Final = Expected("variety_right", "seed_law_2021", "第二十八条")
_MARK_OLD: Final = Expected("trade_mark", "trademark_law_2019", "第五十七条")
_MARK_NEW: Final = Expected("trade_mark", "trademark_law_2026", "第七十二条")
_LABEL_OLD: Final = Expected("trade_mark", "trademark_law_2019", "第五十七条第四项")
_LABEL_NEW: Final = Expected("trade_mark", "trademark_law_2026", "第七十二条第四项")
_TRADE_OLD: Final = Expected("unfair_competition", "unfair_competition_law_2019", "第六条")
_TRADE_NEW: Final = Expected("unfair_competition", "unfair_competition_law_2025", "第七条")
_NAME_OLD: Final = Expected("indication", "unfair_competition_law_2019", "第六条")
_NAME_NEW: Final = Expected("indication", "unfair_competition_law_2025", "第七条")
_YEAR_END, _NEW_YEAR = date(2026, 12, 31), date(2027, 1, 1)
_COMPETITION_END, _COMPETITION_NEW = date(2025, 10, 14), date(2025, 10, 15)

LAW: Final[dict[str, tuple[Span, ...]]] = {
    "hangzhou_name": (
        Span(HANGZHOU[0], HANGZHOU[1], _SPECIAL),
        Span(date(2026, 9, 1), _YEAR_END, _MARK_OLD),
        Span(_NEW_YEAR, None, _MARK_NEW),
    ),
    "hangzhou_drawing": (
        Span(HANGZHOU[0], HANGZHOU[1], _SPECIAL),
        Span(date(2026, 9, 1), None, _COPY),
    ),
    "games_name": (
        Span(date(2023, 3, 1), date(2027, 2, 28), _SPECIAL),
        Span(date(2027, 3, 1), None, _TRADE_NEW),
    ),
    "games_drawing": (
        Span(None, date(2023, 2, 28), _COPY),
        Span(date(2023, 3, 1), date(2027, 2, 28), _SPECIAL),
        Span(date(2027, 3, 1), None, _COPY),
    ),
    "unregistered_name": (Span(None, _YEAR_END, _MARK_OLD), Span(_NEW_YEAR, None, _MARK_NEW)),
    "unregistered_drawing": (Span(None, None, _COPY),),
    "certified": (Span(None, _YEAR_END, _MARK_OLD), Span(_NEW_YEAR, None, _MARK_NEW)),
    "certified_labels": (Span(None, _YEAR_END, _LABEL_OLD), Span(_NEW_YEAR, None, _LABEL_NEW)),
    "agricultural": (Span(None, _COMPETITION_END, _NAME_OLD), Span(_COMPETITION_NEW, None, _NAME_NEW)),
    "variety": (Span(None, None, _SEED),),
    "work": (Span(None, None, _COPY),),
}  # fmt: skip


def expected_on(family: str, day: date) -> Expected | None:
    """The ground of a family's claims on a day; None where nothing binds yet."""
    held = (
        one.law
        for one in LAW[family]
        if (one.first is None or one.first <= day) and (one.last is None or day <= one.last)
    )
    return next(held, None)
