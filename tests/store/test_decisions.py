"""Deciding: one transaction, no lost update, and what nobody may rewrite."""

from __future__ import annotations

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, connections, transaction

from domain.errors import Conflict
from domain.match import Verdict
from domain.ports import Scope
from store import append_only
from store.decisions import decide
from store.models import AuditLine, Decision, Hit, Outbox
from store.writer import persistently
from tests.store.made import keep, kept, later, listing, match, right

pytestmark = pytest.mark.django_db
ALL = Scope.everything()


@pytest.fixture
def user() -> User:
    return User.objects.create_user("lin")


@pytest.fixture
def hit() -> Hit:
    right()
    keep(kept(listing(), match()))
    return Hit.objects.get()


def say(hit: Hit, user: User, *, scope: Scope = ALL, revision: int = 1, reason: str = "same words") -> Hit:
    return decide(
        scope,
        hit_id=hit.id,
        verdict=Verdict.INFRINGING,
        reason=reason,
        user=user,
        revision=revision,
        now=later(1),
    )


def test_a_decision_writes_hit_decision_audit_line_and_debt(hit: Hit, user: User) -> None:
    """The four are one transaction, and the decision holds the evidence it was made on."""
    Outbox.objects.all().delete()
    decided = say(hit, user)
    assert (decided.status, decided.revision) == ("infringing", 2)
    decision = Decision.objects.get()
    assert (decision.matches, decision.score, decision.hit_revision) == (hit.matches, 0.9, 1)
    line = AuditLine.objects.filter(action="hit.decided").get()
    assert (line.actor, line.detail["before"], line.detail["verdict"]) == ("lin", "open", "infringing")
    assert Outbox.objects.get().revision == 2


def test_a_stale_revision_is_a_conflict_and_writes_nothing(hit: Hit, user: User) -> None:
    """Who read an older state has to read again."""
    say(hit, user)
    with pytest.raises(Conflict):
        say(hit, user)
    assert Decision.objects.count() == 1


def test_a_hit_of_somebody_else_does_not_exist(hit: Hit, user: User) -> None:
    """Scope holds for deciding too."""
    with pytest.raises(Hit.DoesNotExist):
        say(hit, user, scope=Scope(holders=frozenset({"other"})))
    with pytest.raises(Hit.DoesNotExist):
        say(hit, user, scope=Scope.nothing())


@pytest.mark.parametrize("reason", ["", "  \n", "\0", "x" * 2001])
def test_a_decision_has_a_reason_within_bounds(hit: Hit, user: User, reason: str) -> None:
    """Nothing is decided without words, nor with a flood of them."""
    with pytest.raises(ValueError, match="reason"):
        say(hit, user, reason=reason)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("verb", ["update", "delete"])
@pytest.mark.parametrize("model", [AuditLine, Decision])
def test_audit_lines_and_decisions_cannot_be_rewritten(
    hit: Hit, user: User, model: type[AuditLine] | type[Decision], verb: str
) -> None:
    """The database itself refuses to change or delete them."""
    say(hit, user)
    append_only.install(connection)
    rows = model._default_manager.all()
    before = rows.count()
    table = model._meta.db_table
    statement = {"update": f"UPDATE {table} SET id = id + 1", "delete": f"DELETE FROM {table}"}[verb]  # noqa: S608
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    append_only.remove(connection)
    assert rows.count() == before > 0


AT_LEAST = 12


@pytest.mark.django_db(transaction=True)
def test_decisions_and_keeps_interleave_without_a_lost_update(hit: Hit, user: User) -> None:
    """While a sweep changes a listing, every decision and every change is a revision of its own."""
    swept = threading.Event()

    def sweep() -> None:
        for n in range(1, AT_LEAST + 1):
            offer = listing(title=f"迪卡侬 {n}", captured_at=later(hours=n))
            persistently(keep, kept(offer, match(score=0.6 + n / 100)))
        swept.set()
        connections.close_all()

    def person() -> int:
        done = 0
        while not swept.is_set() or done < AT_LEAST:
            seen = Hit.objects.get(pk=hit.pk)
            with contextlib.suppress(Conflict):
                say(seen, user, revision=seen.revision)
                done += 1
        connections.close_all()
        return done

    with ThreadPoolExecutor(2) as threads:
        changes, said = threads.submit(sweep), threads.submit(person)
        changes.result()
    final = Hit.objects.get(pk=hit.pk)
    assert Decision.objects.count() == said.result() >= AT_LEAST
    assert final.revision == 1 + AT_LEAST + said.result()
    assert (final.status, round(final.score, 2)) == ("infringing", 0.72)
    assert Outbox.objects.get().revision == final.revision
