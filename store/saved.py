"""Questions to the queue that people keep, each their own."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from store.models import SavedQuestion

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# A list beside the queue that is longer than this is not read.
MOST_SAVED = 30
LONGEST_NAME = 80
LONGEST_QUESTION = 2000


class NotSaved(Exception):
    """The question cannot be kept; the message names the rule: `name`, `question` or `full`."""


@transaction.atomic
def save_question(user: User, *, name: str, question: str, now: datetime) -> SavedQuestion:
    """Keep a question under a name; one of the same name is replaced.

    Raises:
        NotSaved: no or too long a name, too long a question, or the person has `MOST_SAVED` already.
    """
    name = " ".join(name.replace("\0", " ").split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise NotSaved("name")
    if len(question) > LONGEST_QUESTION:
        raise NotSaved("question")
    others = SavedQuestion.objects.filter(user=user).exclude(name=name)
    if others.count() >= MOST_SAVED:
        raise NotSaved("full")
    values = {"question": question, "created_at": now}
    row, _made = SavedQuestion.objects.update_or_create(user=user, name=name, defaults=values)
    return row


def saved_by(user: User) -> list[SavedQuestion]:
    """A person's questions by name."""
    return list(SavedQuestion.objects.filter(user=user)[:MOST_SAVED])


def forget_question(user: User, key: int) -> bool:
    """Whether there was one of theirs to forget."""
    gone, _each = SavedQuestion.objects.filter(user=user, pk=key).delete()
    return bool(gone)
