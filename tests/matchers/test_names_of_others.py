"""Words that resemble a mark and are another maker's name, and disguises that are no name at all."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.listing import Listing
from domain.match import OPERATING_POINT, Match
from domain.rights import Right, RightKind
from matchers.panel import compile_panel

SEEN_AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def matches(mark: str, title: str, **rest: Any) -> tuple[Match, ...]:
    right = Right(id="r", kind=RightKind.WORD, text=mark, nice_classes=(9,))
    listing = Listing(platform="p", id="1", title=title, nice_classes=(9,), captured_at=SEEN_AT, **rest)
    return compile_panel([right], names=("text",), zone=ZoneInfo("Asia/Shanghai")).match([listing])[0]


def score(mark: str, title: str, **rest: Any) -> float:
    return max((match.score for match in matches(mark, title, **rest)), default=0.0)


def features(mark: str, title: str, **rest: Any) -> set[str]:
    return {reason.feature for match in matches(mark, title, **rest) for reason in match.reasons}


@pytest.mark.parametrize(
    ("mark", "title", "fields"),
    [
        ("Norvelle", "Norvella earbuds", {"brand": "Norvella"}),
        ("Norvelle", "Norville earbuds", {"brand": "NORVILLE"}),
        ("维朗诗", "维诗朗 耳机", {"brand": "维诗朗"}),
    ],
)
def test_a_name_of_its_own_in_the_brand_field_speaks_against(
    mark: str, title: str, fields: dict[str, str]
) -> None:
    """A word one letter from the mark scores lower where the brand field bears it in plain letters."""
    assert "own_brand" in features(mark, title, **fields)
    assert score(mark, title, **fields) < score(mark, title)


@pytest.mark.parametrize(
    ("mark", "title", "seller", "heard"),
    [
        ("Norvelle", "Norvella earbuds", "Norvella Audio", True),
        ("Norvelle", "Norvella earbuds", "audionorvellashop", False),
        ("Norvelle", "Norvella earbuds", "", False),
        ("维朗诗", "维诗朗 耳机", "维诗朗旗舰店", True),
        ("维朗诗", "维诗朗 耳机", "维诗 数码", False),
    ],
)
def test_a_shop_of_that_name_is_heard_as_a_word(mark: str, title: str, seller: str, heard: bool) -> None:
    """A shop bears a Latin name as a word of its own, a Chinese one anywhere in its name."""
    assert ("own_shop" in features(mark, title, seller=seller)) is heard


@pytest.mark.parametrize(
    ("title", "brand"),
    [
        ("Norvelle earbuds", "Norvelle"),
        ("N0rvelle earbuds", "N0rvelle"),
        ("Nоrvеllе earbuds", "Nоrvеllе"),
        ("Nor.velle earbuds", "Nor.velle"),
    ],
)
def test_a_disguise_in_the_brand_field_is_no_name_of_its_own(title: str, brand: str) -> None:
    """The mark itself, or its letters with digits, look-alikes or signs, is never taken for another name."""
    assert not {"own_brand", "own_shop"} & features("Norvelle", title, brand=brand, seller=brand)
    assert score("Norvelle", title, brand=brand) >= OPERATING_POINT


@pytest.mark.parametrize(
    ("title", "longer"),
    [("阔维安海姆 耳机", True), ("阔维安德森音箱", True), ("阔维安 耳机", False), ("阔维安耳机", False)],
)
def test_a_mark_that_only_begins_a_longer_name_is_told(title: str, longer: bool) -> None:
    """A name from another language that goes on behind the mark is shown as such; goods behind it are not."""
    assert ("longer_name" in features("阔维安", title)) is longer


@pytest.mark.parametrize("title", ["希雅n 耳机", "希y娜 耳机", "x雅娜 耳机"])
def test_one_character_as_the_letter_of_its_syllable_is_found(title: str) -> None:
    """One character of three, written as the first letter of its syllable, still is the mark."""
    assert "mixed_text" in features("希雅娜", title)


@pytest.mark.parametrize("title", ["希雅m 耳机", "希雅nb 耳机", "希雅n5 耳机", "希 耳机 n", "希b娜 耳机"])
def test_another_letter_or_a_model_is_no_syllable(title: str) -> None:
    """A letter that begins another syllable, or that has letters or digits beside it, stands for nothing."""
    assert "mixed_text" not in features("希雅娜", title)


@pytest.mark.parametrize(("title", "found"), [("瑰小芙 耳机", True), ("收拾小野猫 耳机", False)])
def test_a_character_between_two_is_an_insertion_only_outside_words(title: str, found: bool) -> None:
    """A mark of two characters is met with one put between them, but never torn out of listed words."""
    mark = "瑰芙" if found else "拾野"
    assert bool(matches(mark, title)) is found


def test_a_digit_and_a_letter_that_draw_another_are_read_as_it() -> None:
    """`r1` is drawn like `n`: Balenor1 is Balenon's shape."""
    assert score("Balenonte", "Baler1or1te earbuds") >= OPERATING_POINT


@pytest.mark.parametrize("title", ["auder1zio mug", "xx9zio4yy"])
def test_letters_between_digits_of_one_word_are_no_mark(title: str) -> None:
    """What stands inside a word with digits is not compared as a word of its own."""
    assert matches("zioo", title) == ()


def test_a_single_stroke_is_a_sign_and_no_character() -> None:
    """Strokes that are no characters of a name part it as dots do."""
    assert score("迪卡侬", "迪丶卡丨侬 耳机") >= OPERATING_POINT


def test_words_of_use_say_nothing_for_a_mark_that_is_only_resembled() -> None:
    """That goods are offered under a word counts for the mark itself, not where another name resembles it."""
    assert "used_by_words" in features("Norvelle", "Norvelle 耳机 专柜正品 男女通用")
    assert "used_by_words" not in features("Norvelle", "Norvella 耳机 专柜正品 男女通用")


def test_words_of_parts_say_half_of_a_mark_in_disguise() -> None:
    """Who offers parts for goods writes their mark in plain: a disguise scores more among the same words."""
    title = "{} 耳机海绵套 替换耳罩 一对"
    assert score("维朗诗", title.format("维·朗·诗")) > score("维朗诗", title.format("维朗诗"))


@pytest.mark.parametrize(
    ("title", "longer"),
    [("阔维安圆 耳机", True), ("耳机 阔维安圆芷", True), ("耳机 阔维安壶", False), ("阔维安圆珠笔", False)],
)
def test_characters_that_are_no_word_make_a_longer_name(title: str, longer: bool) -> None:
    """One or two characters behind a mark that are no word and no goods go on with a name."""
    assert ("longer_name" in features("阔维安", title)) is longer


@pytest.mark.parametrize(("title", "found"), [("pannorvelle mug", False), ("speakernorvelle mug", True)])
def test_a_short_word_before_a_mark_makes_another_name(title: str, found: bool) -> None:
    """Three letters that happen to be a word begin another name as often as they stick to a mark."""
    assert (score("Norvelle", title) >= OPERATING_POINT) is found
