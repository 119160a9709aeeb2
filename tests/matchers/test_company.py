"""A brand's sure word makes its ordinary word meant as well; an ordinary word does not vouch for itself."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.listing import Listing
from domain.match import OPERATING_POINT
from domain.rights import Right, RightKind
from matchers.panel import compile_panel

ZONE = ZoneInfo("Asia/Shanghai")


def word(text: str, brand: str = "house") -> Right:
    return Right(id=text, kind=RightKind.WORD, text=text, brand=brand, nice_classes=(25,))


def flagged(title: str, *rights: Right) -> set[str]:
    listing = Listing(
        platform="p", id="1", title=title, nice_classes=(25,), captured_at=datetime(2026, 11, 20, tzinfo=UTC)
    )
    matches = compile_panel(rights, names=("text",), zone=ZONE).match([listing])[0]
    return {match.right_id for match in matches if match.score >= OPERATING_POINT}


@pytest.mark.parametrize("title", ["long winter jacket with powder skirt", "女士长款外套 春秋百搭"])
def test_ordinary_word_does_not_vouch_for_itself(title: str) -> None:
    """A word the lists call ordinary needs a sign of use, though nobody marked its right as ordinary."""
    assert flagged(title, word("jacket"), word("powder", "other"), word("外套", "third")) == set()


def test_sure_word_vouches_for_its_brand() -> None:
    """Beside a coined word of its brand an ordinary word is meant as the brand's."""
    assert "powder" in flagged("norvelle powder skirt", word("Norvelle"), word("powder"))


def test_sure_word_of_another_brand_vouches_for_nothing() -> None:
    """Somebody else's brand makes no sign of an ordinary word."""
    assert flagged("norvelle powder skirt", word("Norvelle", "one"), word("powder", "two")) == {"Norvelle"}
