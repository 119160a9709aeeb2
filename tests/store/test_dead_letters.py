"""Documents the index refused: seen, sent again by a person, and written down."""

from __future__ import annotations

import pytest

from store.dead_letters import SENT_AGAIN, dead_letters, send_again
from store.models import AuditLine, Outbox
from tests.store.made import NOW, keep, kept, listing, match, right

pytestmark = pytest.mark.django_db


@pytest.fixture
def parked() -> list[str]:
    """Three hits whose documents were refused."""
    right()
    keep(*(kept(listing(str(number)), match()) for number in range(3)))
    Outbox.objects.update(poisoned=True, tries=1, last_error="400 too odd")
    return list(Outbox.objects.order_by("pk").values_list("pk", flat=True))


def test_one_is_sent_again_and_the_others_stay(parked: list[str]) -> None:
    """Only the named document is owed anew, with its tries forgotten, and the audit trail says who did it."""
    assert send_again(parked[:1], actor="li", now=NOW) == 1
    assert sorted(letter.pk for letter in dead_letters()) == sorted(parked[1:])
    row = Outbox.objects.get(pk=parked[0])
    assert (row.poisoned, row.tries, row.last_error, row.not_before) == (False, 0, "", NOW)
    line = AuditLine.objects.get(action=SENT_AGAIN)
    assert (line.actor, line.subject, line.detail) == ("li", parked[0], {"documents": 1})


def test_all_are_sent_again(parked: list[str]) -> None:
    """Without a name every parked document is owed anew, in one line of the audit trail."""
    assert send_again(None, actor="li", now=NOW) == 3
    assert not dead_letters().exists()
    assert AuditLine.objects.get(action=SENT_AGAIN).detail == {"documents": 3}


@pytest.mark.parametrize("names", [[], ["f" * 32]])
def test_a_name_that_is_not_parked_changes_nothing(names: list[str], parked: list[str]) -> None:
    """Nothing is sent and nothing is written for a document that does not wait."""
    assert send_again(names, actor="li", now=NOW) == 0
    assert dead_letters().count() == 3
    assert not AuditLine.objects.filter(action=SENT_AGAIN).exists()
