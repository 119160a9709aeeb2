"""Questions people keep: their own, few, and of bounded size."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from store.models import SavedQuestion
from store.saved import MOST_SAVED, NotSaved, forget_question, save_question, saved_by
from tests.store.made import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def mei() -> User:
    return User.objects.create_user("mei")


def test_a_name_holds_the_newest_question(mei: User) -> None:
    """Saving under a name that is there replaces its question; blanks and NUL do not make another name."""
    save_question(mei, name="帐篷", question="?q=a", now=NOW)
    save_question(mei, name=" 帐篷 \0", question="?q=b", now=NOW)
    assert [(row.name, row.question) for row in saved_by(mei)] == [("帐篷", "?q=b")]


@pytest.mark.parametrize(
    ("name", "question", "why"),
    [
        ("", "?q=a", "name"),
        (" \0 ", "?q=a", "name"),
        ("x" * 81, "?q=a", "name"),
        ("x", "?" + "q" * 2000, "question"),
    ],
)
def test_what_is_too_long_or_nameless_is_refused(mei: User, name: str, question: str, why: str) -> None:
    """The rule that was broken is named, and nothing is kept."""
    with pytest.raises(NotSaved, match=why):
        save_question(mei, name=name, question=question, now=NOW)
    assert saved_by(mei) == []


def test_there_is_a_last_one(mei: User) -> None:
    """A person keeps so many; an older one may still be replaced."""
    for number in range(MOST_SAVED):
        save_question(mei, name=str(number), question="?q=a", now=NOW)
    with pytest.raises(NotSaved, match="full"):
        save_question(mei, name="one more", question="?q=a", now=NOW)
    save_question(mei, name="0", question="?q=b", now=NOW)
    assert SavedQuestion.objects.count() == MOST_SAVED


def test_nobody_sees_or_forgets_anothers(mei: User) -> None:
    """A question belongs to who saved it."""
    row = save_question(mei, name="x", question="", now=NOW)
    other = User.objects.create_user("other")
    assert saved_by(other) == []
    assert not forget_question(other, row.pk)
    assert forget_question(mei, row.pk)
