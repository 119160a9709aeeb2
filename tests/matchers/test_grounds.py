"""What a claim rests on is chosen by the day of capture, from the ready packs of laws."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.facts import Facts
from domain.listing import Listing
from domain.match import Match
from domain.packs import Standing
from domain.rights import Right, RightKind
from domain.special_marks import Basis, Rests
from domain.values import Term
from matchers.panel import compile_panel
from registry.pack_files import READY_PACKS, load_packs
from registry.rulebook import rulebook

ZONE = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
RULES = rulebook(load_packs([READY_PACKS]))


def rests(basis: Basis, when: Any, law: str) -> Rests:
    return Rests(
        id=f"by_{basis}", source="test", standing=Standing.VERIFIED, basis=basis, when=when, law=law,
        topic="infringement",
    )  # fmt: skip


SIGN = Right(
    id="sign",
    kind=RightKind.SPECIAL_SIGN,
    text="霁澜运动会",
    term=Term(date(2023, 1, 1), date(2026, 12, 31)),
    facts=Facts(
        rests_on=(
            rests(Basis.SPECIAL_MARK, "in_term", "special_marks_regulation"),
            rests(Basis.TRADE_MARK, "after_term", "trademark_law"),
        )
    ),
)
MARK = Right(id="mark", kind=RightKind.WORD, text="霁澜")


def match(right: Right, at: datetime) -> Match:
    listing = Listing(platform="p", id="1", title=f"{right.text} 徽章", captured_at=at)
    (found,) = compile_panel([right], zone=ZONE, rules=RULES).match([listing])[0]
    return found


@pytest.mark.parametrize(
    ("at", "version", "article"),
    [
        (datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC), "trademark_law_2019", "第五十七条"),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), "trademark_law_2026", "第七十二条"),
        (datetime(2027, 1, 1, 0, 30, tzinfo=ZoneInfo("Asia/Tokyo")), "trademark_law_2019", "第五十七条"),
        (datetime(2026, 12, 31, 11, 30, tzinfo=NEW_YORK), "trademark_law_2026", "第七十二条"),
        (datetime(2019, 11, 1, 4, tzinfo=UTC), "trademark_law_2019", "第五十七条"),
    ],
)  # fmt: skip
def test_a_trade_mark_rests_on_the_version_of_its_capture_day(
    at: datetime, version: str, article: str
) -> None:
    """The day in the operator's zone chooses version and article, whatever zone the time was told in."""
    (ground,) = match(MARK, at).grounds
    assert (ground.version, ground.zh.endswith(article)) == (version, True)
    assert ground.confirmed


def test_no_article_is_made_up_for_a_day_no_version_holds() -> None:
    """Before the oldest version in the packs there is no ground, rather than a wrong one."""
    assert match(MARK, datetime(2019, 10, 31, 4, tzinfo=UTC)).grounds == ()


@pytest.mark.parametrize(
    ("at", "bases"),
    [
        (datetime(2026, 12, 31, 15, 59, tzinfo=UTC), ["special_mark"]),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), ["trade_mark"]),
    ],
)
def test_the_basis_switches_on_the_day_after_the_last(at: datetime, bases: list[str]) -> None:
    """On its last day the sign rests on its registration, a minute later on what stays; it stays a hit."""
    found = match(SIGN, at)
    assert [ground.basis for ground in found.grounds] == bases
    assert found.score > 0
    assert ("basis_switched" in {reason.feature for reason in found.reasons}) == (bases == ["trade_mark"])


def test_a_term_to_be_filled_in_names_no_basis_that_needs_it() -> None:
    """While the days are unknown the special sign is neither in force nor lapsed."""
    unknown = Right(
        id="u", kind=RightKind.SPECIAL_SIGN, text="霁澜运动会", facts=SIGN.facts, to_confirm=("term",)
    )
    assert match(unknown, datetime(2026, 6, 1, tzinfo=UTC)).grounds == ()


def test_what_is_to_be_confirmed_makes_no_confirmed_ground() -> None:
    """A right of which something is open never decides alone."""
    doubted = Right(id="d", kind=RightKind.WORD, text="霁澜", to_confirm=("number",))
    assert [one.confirmed for one in match(doubted, datetime(2026, 6, 1, tzinfo=UTC)).grounds] == [False]


def test_without_rules_nothing_is_cited() -> None:
    """A panel without packs names no article."""
    listing = Listing(platform="p", id="1", title="霁澜 徽章", captured_at=datetime(2026, 6, 1, tzinfo=UTC))
    assert compile_panel([MARK], zone=ZONE).match([listing])[0][0].grounds == ()
