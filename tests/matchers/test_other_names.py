"""A right found by another name says by which."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.listing import Listing
from domain.match import Match
from domain.rights import Right, RightKind
from matchers.panel import compile_panel

RIGHT = Right(id="R", kind=RightKind.WORD, text="Siskinora", aliases=("小勾勾", "S家"), nice_classes=(25,))


def found(title: str, right: Right = RIGHT) -> Match:
    listing = Listing(
        platform="p", id="1", title=title, captured_at=datetime(2026, 11, 1, tzinfo=UTC), nice_classes=(25,)
    )
    [[match]] = compile_panel([right], zone=ZoneInfo("Asia/Shanghai")).match([listing])
    return match


@pytest.mark.parametrize(
    ("title", "name", "raw"),
    [
        ("小勾勾 跑步鞋", "小勾勾", "小勾勾"),
        ("小 勾 勾 跑步鞋", "小勾勾", "小 勾 勾"),
        ("新款 S家 卫衣", "S家", "S家"),
        ("新款 Ｓ家 卫衣", "S家", "Ｓ家"),
    ],
)
def test_another_name_is_found_and_told(title: str, name: str, raw: str) -> None:
    """The first reason compares with that name, at its place; a remark says whose name it is."""
    match = found(title)
    first = match.reasons[0]
    assert (first.ours, first.theirs) == (name, raw)
    assert first.span is not None
    assert title[first.span.start : first.span.end] == raw
    [told] = [reason for reason in match.reasons if reason.feature == "alias_text"]
    assert (told.ours, told.theirs, told.weight) == ("Siskinora", name, 0.0)


def test_the_protected_words_are_no_other_name() -> None:
    """Neither the words themselves nor the words of a right that has only aliases carry the remark."""
    only = Right(id="R", kind=RightKind.WORD, aliases=("小勾勾",), nice_classes=(25,))
    for match in (found("Siskinora 跑步鞋"), found("小勾勾 跑步鞋", only)):
        assert "alias_text" not in {reason.feature for reason in match.reasons}


def test_the_remark_moves_no_score() -> None:
    """The same word scores the same as mark and as another name."""
    as_mark = Right(id="R", kind=RightKind.WORD, text="小勾勾", nice_classes=(25,))
    assert found("小勾勾 跑步鞋").score == found("小勾勾 跑步鞋", as_mark).score
