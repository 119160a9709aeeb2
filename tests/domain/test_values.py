"""Values check themselves at birth."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from domain.listing import Listing
from domain.match import Match, Reason
from domain.rights import Licence, Right, RightKind
from domain.values import Money, Term

DAY = date(2022, 12, 31)


def test_a_right_still_binds_on_its_last_day() -> None:
    """The last day of a term is in force, the next one is not."""
    term = Term(date(2018, 1, 1), DAY)
    assert term.covers(DAY)
    assert not term.covers(date(2023, 1, 1))


def test_a_term_without_ends_covers_every_day() -> None:
    """An open term covers any day."""
    assert Term().covers(date.min)
    assert Term().covers(date.max)


def test_a_term_cannot_end_before_it_starts() -> None:
    """Reversed dates are refused, naming both."""
    with pytest.raises(ValueError, match="ends on 2022-12-31, before it starts on 2023-01-01"):
        Term(date(2023, 1, 1), DAY)


@pytest.mark.parametrize("amount", ["-1", "NaN", "Infinity"])
def test_a_price_is_finite_and_not_negative(amount: str) -> None:
    """Impossible prices are refused."""
    with pytest.raises(ValueError, match="finite amount"):
        Money(Decimal(amount), "CNY")


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": ""},
        {"text": ""},
        {"nice_classes": (46,)},
        {"nice_classes": (0,)},
        {"season": (0, 5)},
        {"season": (3, 13)},
    ],
)
def test_a_right_that_protects_nothing_or_lies_is_refused(wrong: dict[str, object]) -> None:
    """No id, nothing visible, an unknown class or an impossible month: refused at birth."""
    values: dict[str, object] = {"id": "CN-TM:1", "kind": RightKind.WORD, "text": "极光牌"}
    with pytest.raises(ValueError, match=r"right|protects"):
        Right(**{**values, **wrong})  # type: ignore[arg-type]


def test_a_licence_names_somebody() -> None:
    """A licence without a licensee is refused."""
    with pytest.raises(ValueError, match="licensee"):
        Licence()


def test_a_capture_has_a_time_zone() -> None:
    """A capture moment without a zone is refused: its day could not be told."""
    with pytest.raises(ValueError, match="time zone"):
        Listing(platform="p", id="1", title="t", captured_at=datetime(2026, 1, 1))  # noqa: DTZ001


def test_only_text_fields_can_be_pointed_into() -> None:
    """Asking a listing for the text of a field that is no text is an error."""
    listing = Listing(platform="p", id="1", title="t", captured_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert listing.text("title") == "t"
    with pytest.raises(KeyError):
        listing.text("price")


@pytest.mark.parametrize("score", [-0.01, 1.01])
def test_scores_lie_between_nought_and_one(score: float) -> None:
    """A score outside [0, 1] cannot be claimed."""
    with pytest.raises(ValueError, match=r"\[0, 1\]"):
        Reason(feature="exact_text", score=score)
    with pytest.raises(ValueError, match=r"\[0, 1\]"):
        Match(right_id="r", matcher="text", score=score, reasons=())
