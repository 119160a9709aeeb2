"""Unified social credit codes: the right ones pass, and every slip is named."""

from __future__ import annotations

import pytest

from domain.credit_code import ALPHABET, CodeFault, check_sign, credit_code_fault, credit_codes_in
from domain.indications import CodeOnSign, code_on_sign

# An invented number whose check sign was worked out by hand after ISO 7064.
GOOD = "91350100M000100Y43"


def made(first_17: str) -> str:
    return first_17 + check_sign(first_17)


def test_a_good_code_passes() -> None:
    """A code whose last sign fits the other seventeen has no fault."""
    assert credit_code_fault(GOOD) is None


@pytest.mark.parametrize(
    "text", [GOOD.lower(), f" {GOOD} ", "9135 0100 M000 100Y 43", "９１３５０１００Ｍ０００１００Ｙ４３"]
)
def test_how_a_code_is_written_does_not_matter(text: str) -> None:
    """Case, width and gaps are a matter of print."""
    assert credit_code_fault(text) is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", CodeFault.LENGTH),
        (GOOD[:-1], CodeFault.LENGTH),
        (GOOD + "1", CodeFault.LENGTH),
        ("330200000000001", CodeFault.LENGTH),
        ("913501O0M000100Y43", CodeFault.SIGN),
        ("91350100I000100Y43", CodeFault.SIGN),
        ("91350100Z000100Y43", CodeFault.SIGN),
        ("91350100中000100Y43", CodeFault.SIGN),
        ("91350100M000100Y44", CodeFault.CHECK),
        ("91350100M000100Y4X", CodeFault.CHECK),
    ],
)
def test_each_slip_is_named(text: str, fault: CodeFault) -> None:
    """Length, foreign signs and a wrong check sign are told apart."""
    assert credit_code_fault(text) is fault


@pytest.mark.parametrize("place", range(17))
def test_any_single_wrong_sign_is_noticed(place: int) -> None:
    """Whichever one of the first seventeen signs is misread, the check sign no longer fits."""
    for sign in ALPHABET:
        if sign != GOOD[place]:
            assert credit_code_fault(GOOD[:place] + sign + GOOD[place + 1 :]) is CodeFault.CHECK


@pytest.mark.parametrize("place", range(16))
def test_two_neighbours_swapped_are_noticed(place: int) -> None:
    """Two different neighbours in the wrong order no longer fit the check sign."""
    swapped = GOOD[:place] + GOOD[place + 1] + GOOD[place] + GOOD[place + 2 :]
    if swapped != GOOD:
        assert credit_code_fault(swapped) is CodeFault.CHECK


@pytest.mark.parametrize("first", ["", "9" * 16, "9" * 18, "I" * 17])
def test_no_check_sign_for_what_is_no_code(first: str) -> None:
    """A check sign is worked out from seventeen good signs only."""
    with pytest.raises(ValueError, match="17 signs"):
        check_sign(first)


def test_codes_are_found_on_a_sign_and_words_are_not() -> None:
    """Of a text read off a sign, runs of eighteen that hold digits are codes; a long word is none."""
    text = f"地理标志 GEOGRAPHICALINDICA {GOOD}，监制 13800138000 1234567890123456789"
    assert credit_codes_in(text) == ((GOOD, None),)


OTHER = made("91330200MA2AAAAA1")


@pytest.mark.parametrize(
    ("text", "users", "seller", "said"),
    [
        ("中国地理标志", (GOOD,), GOOD, CodeOnSign.MISSING),
        (f"GI {GOOD}", (GOOD,), GOOD, CodeOnSign.LISTED),
        (f"GI {GOOD}", (GOOD,), "", CodeOnSign.LISTED),
        (f"GI {GOOD}", (GOOD,), OTHER, CodeOnSign.OF_ANOTHER),
        (f"GI {OTHER}", (GOOD,), OTHER, CodeOnSign.NOT_LISTED),
        (f"GI {OTHER}", (), OTHER, CodeOnSign.LISTED),
        (f"GI {GOOD[:-1]}8", (GOOD,), GOOD, CodeOnSign.UNREADABLE),
        (f"GI {OTHER} {GOOD}", (GOOD,), GOOD, CodeOnSign.LISTED),
    ],
)
def test_what_the_code_on_a_sign_says(
    text: str, users: tuple[str, ...], seller: str, said: CodeOnSign
) -> None:
    """Missing, misread, not on the list, another's, or rightful: each is told apart."""
    assert code_on_sign(text, users=users, seller_code=seller)[0] is said
