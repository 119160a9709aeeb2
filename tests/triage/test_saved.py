"""Saved searches on the desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from store.models import SavedQuestion

Enter = Callable[..., Client]
pytestmark = pytest.mark.django_db


def test_a_search_is_saved_shown_and_removed(enter: Enter) -> None:
    """A saved search stands beside the queue as a link of the question alone, until it is removed."""
    desk = enter("triager")
    asked = "?q=tent&price_from=6.50&after=0.5~" + "0" * 32
    desk.post("/saved/", {"name": "<b>帐篷", "question": asked})
    row = SavedQuestion.objects.get()
    assert row.question == "?q=tent&price_from=6.50"
    page = desk.get("/").content.decode()
    assert "&lt;b&gt;帐篷" in page
    assert 'href="/?q=tent&amp;price_from=6.50"' in page
    answer = desk.post(f"/saved/{row.pk}/forget/", {"question": "?status=any"})
    assert answer["Location"] == "/?status=any"
    assert not SavedQuestion.objects.exists()


@pytest.mark.parametrize("name", ["", " ", "x" * 500])
def test_a_bad_name_is_told(enter: Enter, name: str) -> None:
    """Nothing is kept and the page says what a name may be."""
    page = enter("triager").post("/saved/", {"name": name, "question": "?q=a"}, follow=True).content.decode()
    assert "at most 80 characters" in page
    assert not SavedQuestion.objects.exists()


@pytest.mark.parametrize(
    "question", ["javascript:alert(1)", "//evil.example/?q=1", "?next=http://evil.example", "%00"]
)
def test_only_a_question_to_the_queue_is_kept(enter: Enter, question: str) -> None:
    """Whatever is sent, what is kept and where one is led is the desk's own queue."""
    answer = enter("triager").post("/saved/", {"name": "x", "question": question})
    assert answer["Location"] == "/"
    assert SavedQuestion.objects.get().question == ""


def test_anothers_is_not_there(enter: Enter) -> None:
    """Neither listed nor removed by anybody else."""
    enter("triager").post("/saved/", {"name": "mine alone", "question": "?q=a"})
    row = SavedQuestion.objects.get()
    other = enter("auditor")
    assert "mine alone" not in other.get("/").content.decode()
    assert other.post(f"/saved/{row.pk}/forget/").status_code == 404
    assert SavedQuestion.objects.exists()
