"""A question to the queue, read from an address and written back."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.ports import Cursor
from triage.query import LONGEST_TEXT, Asked, read_cursor, write_cursor


def asked(text: str) -> Asked:
    return Asked.of(QueryDict(text))


def test_the_plain_queue_is_open_hits() -> None:
    """Without parameters the queue asks for open hits and has no query string."""
    assert asked("").query.status == "open"
    assert asked("").string == ""


def test_any_status_can_be_asked_for() -> None:
    """`status=any` lifts the status and survives in links."""
    assert asked("status=any").query.status == ""
    assert asked("status=any").string == "?status=any"


@pytest.mark.parametrize("text", ["status=deleted", "kind=secret", "kind=%00", "status=OPEN"])
def test_unknown_values_do_not_restrict(text: str) -> None:
    """A status or kind that does not exist restricts nothing."""
    query = asked(text).query
    assert query.kind == ""
    assert query.status in ("", "open")


def test_text_is_bounded() -> None:
    """Search text loses NUL and doubled blanks and is cut."""
    assert asked("q=a%00%20%20b").query.text == "a b"
    assert len(asked("q=" + "x" * 9999).query.text) == LONGEST_TEXT


@settings(max_examples=60)
@given(st.floats(0, 1), st.text("0123456789abcdef", min_size=32, max_size=32))
def test_a_cursor_survives_the_address(score: float, key: str) -> None:
    """Where the next page starts is read back exactly as written."""
    cursor = Cursor(score, key)
    assert read_cursor(write_cursor(cursor)) == cursor


@pytest.mark.parametrize(
    "text", ["", "x", "0.5", "0.5~", "2~" + "0" * 32, "nan~" + "0" * 32, "0.5~" + "g" * 32, "0.5~" + "0" * 33]
)
def test_a_broken_cursor_is_the_first_page(text: str) -> None:
    """A cursor nobody wrote starts at the beginning."""
    assert read_cursor(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "?q=tent&risk_from=50&risk_to=90",
        "?price_from=6.50&price_to=700",
        "?from=2026-11-01&to=2026-11-30",
        "?seller=%E5%B0%8F%E5%BA%97&region=%E4%B9%89%E4%B9%8C&sort=oldest",
        "?status=any&holder=acme&sort=newest",
    ],
)
def test_a_question_comes_back_as_it_was_asked(text: str) -> None:
    """Ranges, order and filters survive the way through links, forms and saved searches."""
    assert asked(text[1:]).string == text


@pytest.mark.parametrize(
    "text",
    [
        "risk_from=101", "risk_from=-1", "risk_from=%D9%A3", "risk_to=1e9", "price_from=1,000,000",
        "price_to=NaN", "price_to=" + "9" * 20, "from=2026-02-30", "from=20261101", "to=9999-12-31",
        "sort=price", "sort=", "seller=%00",
    ],
)  # fmt: skip
def test_a_broken_range_does_not_restrict(text: str) -> None:
    """What is no number, no day or no order is as if it had not been sent."""
    assert asked(text).query == asked("").query


def test_a_day_ends_with_its_last_moment() -> None:
    """A range of days holds both whole days of the operator's time zone."""
    query = asked("from=2026-11-20&to=2026-11-20").query
    assert query.captured_from is not None
    assert query.captured_before is not None
    assert (query.captured_before - query.captured_from).total_seconds() == 86_400


@pytest.mark.parametrize("key", ["9e99", "9999999999999999", "-1"])
def test_a_moment_no_capture_has_is_the_first_page(key: str) -> None:
    """In the orders by time a cursor is bounded, too."""
    assert asked(f"sort=newest&after={key}~" + "0" * 32).after is None


def test_changing_a_filter_starts_over() -> None:
    """Another filter keeps the others and goes to the first page."""
    start = asked("q=tent&platform=yiwugo&after=0.5~" + "0" * 32)
    changed = start.changed("kind", "word")
    assert changed.after is None
    assert changed.string == "?q=tent&platform=yiwugo&kind=word"
