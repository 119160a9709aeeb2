"""Exceptions: the machine clears or raises, a person closes, and nothing untried lets a notice pass."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.exceptions import Closing, Evidence, Excuse, Outcome, Trial, Tried

SAW = Evidence(where="title", said="适用于 Norvelle")
MORE = Evidence(where="ocr", said="二手")
BY = Closing(by="li", at=datetime(2026, 11, 24, tzinfo=UTC), reason="read the page")


def machine(outcome: Outcome, excuse: Excuse = Excuse.NOMINATIVE, *evidence: Evidence) -> Tried:
    return Tried(excuse=excuse, outcome=outcome, evidence=evidence or (SAW,))


def cleared() -> Trial:
    trial = Trial()
    for excuse in Excuse:
        trial = trial.tried(machine(Outcome.CLEAR, excuse))
    return trial


def test_nothing_passes_untried() -> None:
    """A hit on which nothing was tried is blocked by every exception."""
    assert Trial().blocking() == Trial().untried() == tuple(Excuse)


def test_all_clear_passes() -> None:
    """Where every exception was tried and cleared nothing blocks."""
    assert cleared().blocking() == ()


@pytest.mark.parametrize("excuse", list(Excuse))
@pytest.mark.parametrize("outcome", [Outcome.OPEN, Outcome.NOT_TESTABLE])
def test_one_open_exception_blocks(excuse: Excuse, outcome: Outcome) -> None:
    """Any single one that is open or cannot be tested blocks, and is named."""
    assert cleared().tried(machine(outcome, excuse, MORE)).blocking() == (excuse,)


def test_the_machine_never_says_that_one_applies() -> None:
    """That an exception applies is a person's to say."""
    with pytest.raises(ValueError, match="the machine may not say applies"):
        machine(Outcome.APPLIES)


@pytest.mark.parametrize("outcome", [Outcome.OPEN, Outcome.NOT_TESTABLE])
def test_a_person_closes_one_way_or_the_other(outcome: Outcome) -> None:
    """Who closes an exception says clear or applies; to leave it open is to say nothing."""
    with pytest.raises(ValueError, match="a person may not say"):
        Trial().tried(machine(Outcome.OPEN)).closed(Excuse.NOMINATIVE, outcome, BY)


@pytest.mark.parametrize("outcome", [Outcome.CLEAR, Outcome.OPEN])
def test_no_outcome_without_evidence(outcome: Outcome) -> None:
    """What was cleared or raised names what was looked at."""
    with pytest.raises(ValueError, match="without evidence"):
        Tried(excuse=Excuse.LICENCE, outcome=outcome)


@pytest.mark.parametrize(
    ("by", "at", "reason"),
    [("", BY.at, "x"), ("li", BY.at, " "), ("li", datetime(2026, 1, 1), "x")],  # noqa: DTZ001
)
def test_a_closing_names_who_when_and_why(by: str, at: datetime, reason: str) -> None:
    """Without a name, a reason or a time zone an exception is not closed."""
    with pytest.raises(ValueError, match=r"name and a reason|time zone"):
        Closing(by=by, at=at, reason=reason)


def test_evidence_says_where_it_stands() -> None:
    """A remark from nowhere is no evidence."""
    with pytest.raises(ValueError, match="where"):
        Evidence(where=" ", said="x")


def test_what_was_never_tried_cannot_be_closed() -> None:
    """A person closes what lies before them."""
    with pytest.raises(ValueError, match="not tried yet"):
        Trial().closed(Excuse.LICENCE, Outcome.CLEAR, BY)


def test_a_persons_word_stands_against_the_machine() -> None:
    """Trying again on the same evidence changes nothing, nor does a machine's clear."""
    closed = Trial().tried(machine(Outcome.OPEN)).closed(Excuse.NOMINATIVE, Outcome.APPLIES, BY)
    assert closed.tried(machine(Outcome.OPEN)) == closed
    assert closed.tried(machine(Outcome.CLEAR, Excuse.NOMINATIVE, MORE)) == closed


def test_new_evidence_of_doubt_opens_it_again() -> None:
    """A person's clear does not outlive what they have not seen."""
    closed = cleared().closed(Excuse.NOMINATIVE, Outcome.CLEAR, BY)
    assert closed.blocking() == ()
    assert closed.tried(machine(Outcome.OPEN, Excuse.NOMINATIVE, MORE)).blocking() == (Excuse.NOMINATIVE,)


def test_the_machine_cannot_pass_for_a_person() -> None:
    """A trial with a closing is not the machine's."""
    with pytest.raises(ValueError, match="closed by a person"):
        Trial().tried(Tried(excuse=Excuse.LICENCE, outcome=Outcome.CLEAR, closing=BY))


STEPS = st.lists(
    st.tuples(st.sampled_from(Excuse), st.sampled_from(Outcome), st.sampled_from([SAW, MORE]), st.booleans()),
    max_size=40,
)


@given(STEPS)
def test_nothing_is_taken_out_and_no_doubt_is_lost(
    steps: list[tuple[Excuse, Outcome, Evidence, bool]],
) -> None:
    """Whatever happens in whatever order: the history only grows, and only what is clear does not block."""
    trial = Trial()
    for excuse, outcome, saw, person in steps:
        before = trial
        try:
            trial = (
                trial.closed(excuse, outcome, BY) if person else trial.tried(machine(outcome, excuse, saw))
            )
        except ValueError:
            continue
        assert trial.history[: len(before.history)] == before.history
    for excuse in Excuse:
        said = trial.standing(excuse)
        assert (excuse in trial.blocking()) == (said is None or said.outcome is not Outcome.CLEAR)
