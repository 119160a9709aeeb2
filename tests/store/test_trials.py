"""Exceptions of hits as kept: tried with the hit, tried again with the register, closed by people."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction

from domain.errors import Conflict
from domain.exceptions import Excuse, Outcome, Trial
from domain.ports import Scope
from registry.models import Licence, Right
from store import append_only
from store.models import AuditLine, Hit, Trying
from store.trials import close_exception, trial_of, trials_of, try_again
from tests.store.made import keep, kept, later, listing, match, right

pytestmark = pytest.mark.django_db
ALL = Scope.everything()


@pytest.fixture
def user() -> User:
    return User.objects.create_user("lin")


@pytest.fixture
def hit() -> Hit:
    right(licences_as_of=date(2026, 11, 1))
    keep(kept(listing(), match()))
    return Hit.objects.get()


def say(
    hit: Hit,
    user: User,
    excuse: Excuse = Excuse.PRIOR_USE,
    outcome: Outcome = Outcome.CLEAR,
    *,
    reason: str = "asked the holder",
    seen: int | None = None,
    scope: Scope = ALL,
) -> Trial:
    known = hit.tryings.count() if seen is None else seen
    return close_exception(
        scope,
        hit_id=hit.id,
        excuse=excuse,
        outcome=outcome,
        reason=reason,
        user=user,
        seen=known,
        now=later(1),
    )


def test_every_hit_is_tried_in_the_transaction_that_makes_it(hit: Hit) -> None:
    """A hit is never without its trial: each exception has an outcome on the day of capture."""
    trial = trial_of(hit)
    assert trial.untried() == ()
    assert hit.tryings.get().captured_at == hit.captured_at
    licence = trial.standing(Excuse.LICENCE)
    assert licence is not None
    assert licence.outcome is Outcome.CLEAR


def test_keeping_the_same_again_says_nothing_new(hit: Hit) -> None:
    """A row is written only where the machine says something it had not said."""
    keep(kept(listing(captured_at=later(1)), match()))
    try_again(ALL, [hit.id], now=later(1))
    assert hit.tryings.count() == 1
    keep(kept(listing(title="迪卡侬 同款 帐篷 A", captured_at=later(2)), match(score=0.8)))
    anew = {one.excuse for one in trial_of(hit).history[12:]}
    assert anew == {Excuse.DESCRIPTIVE, Excuse.FALSE_FRIEND, Excuse.NOT_IN_FORCE}


def test_a_changed_listing_raises_what_it_says_now(hit: Hit) -> None:
    """An offer that turns second-hand is tried anew with its new words."""
    keep(kept(listing(title="二手 迪卡侬 帐篷", captured_at=later(1)), match(score=0.8)))
    standing = trial_of(hit).standing(Excuse.SECOND_HAND)
    assert standing is not None
    assert standing.outcome is Outcome.OPEN


def test_a_licence_registered_later_raises_what_was_cleared(hit: Hit, user: User) -> None:
    """A licence that comes after the hit, and after a person's clear, opens the question again."""
    say(hit, user, Excuse.LICENCE)
    Licence.objects.create(right=Right.objects.get(), seller_id="s1")
    trial = try_again(ALL, [hit.id], now=later(2))[hit.id]
    standing = trial.standing(Excuse.LICENCE)
    assert standing is not None
    assert (standing.outcome, standing.closing) == (Outcome.OPEN, None)


def test_a_persons_word_is_kept_with_an_audit_line(hit: Hit, user: User) -> None:
    """Who closed it, when, why and on which evidence stays with the hit and in the trail."""
    standing = say(hit, user).standing(Excuse.PRIOR_USE)
    assert standing is not None
    assert standing.closing is not None
    assert (standing.closing.by, standing.closing.reason) == ("lin", "asked the holder")
    line = AuditLine.objects.get(action="exception.closed")
    assert (line.subject, line.detail["exception"], line.detail["outcome"]) == (hit.id, "prior_use", "clear")
    assert trials_of([hit.id])[hit.id] == trial_of(hit)


@pytest.mark.parametrize("reason", ["", " \n", "\0", "x" * 2001])
def test_a_word_needs_a_reason_within_bounds(hit: Hit, user: User, reason: str) -> None:
    """Nothing is closed without words, nor with a flood of them."""
    with pytest.raises(ValueError, match="reason"):
        say(hit, user, reason=reason)
    assert hit.tryings.count() == 1


@pytest.mark.parametrize("outcome", [Outcome.OPEN, Outcome.NOT_TESTABLE])
def test_a_person_clears_or_says_that_it_applies(hit: Hit, user: User, outcome: Outcome) -> None:
    """Nobody closes an exception by leaving it open."""
    with pytest.raises(ValueError, match="may not say"):
        say(hit, user, outcome=outcome)


def test_who_read_less_than_there_is_reads_again(hit: Hit, user: User) -> None:
    """Evidence that came while somebody was reading is not closed unseen."""
    with pytest.raises(Conflict):
        say(hit, user, seen=0)
    assert not AuditLine.objects.filter(action="exception.closed").exists()


@pytest.mark.parametrize("scope", [Scope.nothing(), Scope(holders=frozenset({"other"}))])
def test_somebody_elses_hit_is_not_there(hit: Hit, user: User, scope: Scope) -> None:
    """Scope holds for closing and for trying again."""
    with pytest.raises(Hit.DoesNotExist):
        say(hit, user, scope=scope)
    assert try_again(scope, [hit.id], now=later(2)) == {}


def test_a_right_that_breaks_its_own_rules_lets_nothing_pass(user: User) -> None:
    """Where the register is broken nothing is tried, and what is untried blocks."""
    right(nice_classes=[99])
    keep(kept(listing(), match()))
    assert trial_of(Hit.objects.get()).blocking() == tuple(Excuse)


@pytest.mark.parametrize("verb", ["UPDATE store_trying SET id = id + 1", "DELETE FROM store_trying"])
def test_what_was_tried_cannot_be_rewritten(hit: Hit, verb: str) -> None:
    """The database itself refuses to change or delete a line of the file of good faith."""
    append_only.install(connection)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(verb)
    append_only.remove(connection)
    assert Trying.objects.count() == 1
