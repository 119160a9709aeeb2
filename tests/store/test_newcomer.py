"""An index that was never filled is owed every hit, and only then."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.ports import HitQuery, Scope
from store.drain import drain_until_settled
from store.embedded import EmbeddedIndex
from store.models import Hit, Outbox
from store.newcomer import owe_a_newcomer
from tests.store.made import NOW, keep, kept, listing, match, right

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(tmp_path: Path) -> EmbeddedIndex:
    """An index that was sent three hits, with nothing owed any more."""
    right()
    for number in range(3):
        keep(kept(listing(str(number)), match(score=0.9)))
    index = EmbeddedIndex(tmp_path / "old.sqlite3")
    drain_until_settled(index, deadline_s=5)
    assert not Outbox.objects.exists()
    return index


def test_another_index_is_filled_by_the_next_drain(filled: EmbeddedIndex, tmp_path: Path) -> None:
    """After an operator switches to an empty index, draining sends it all hits."""
    other = EmbeddedIndex(tmp_path / "new.sqlite3")
    drained = drain_until_settled(other, deadline_s=5)
    assert drained.settled == 3
    found = other.search(Scope.everything(), HitQuery(), after=None, size=10)
    assert set(found.ids) == {hit.pk for hit in Hit.objects.all()}


def test_a_filled_index_is_owed_nothing_again(filled: EmbeddedIndex) -> None:
    """An index that holds hits is left alone."""
    assert owe_a_newcomer(filled, now=NOW) == 0
    assert not Outbox.objects.exists()


def test_nothing_is_owed_where_there_is_nothing(tmp_path: Path) -> None:
    """An empty index of an empty truth is owed nothing."""
    assert owe_a_newcomer(EmbeddedIndex(tmp_path / "new.sqlite3"), now=NOW) == 0


def test_what_is_owed_already_keeps_its_age(filled: EmbeddedIndex, tmp_path: Path) -> None:
    """A hit that is owed already is not owed anew: its age and its tries stay."""
    other = EmbeddedIndex(tmp_path / "new.sqlite3")
    assert owe_a_newcomer(other, now=NOW) == 3
    Outbox.objects.update(tries=4)
    assert owe_a_newcomer(other, now=NOW) == 0
    assert set(Outbox.objects.values_list("tries", flat=True)) == {4}
