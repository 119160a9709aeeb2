"""Rights at the desk: what each lacks, what it would flag, and the switch; each holder's own and no other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from registry.models import Right
from store.models import AuditLine, Hit
from tests.triage.test_escaping import NASTY, TAG, plant
from tests.triage.test_words import HAN, Labels
from triage.pages import rights

Enter = Callable[..., Client]


def test_a_holder_sees_what_their_own_rights_lack(hit: Hit, enter: Enter) -> None:
    """The list and the page name what is missing; a foreign holder finds neither."""
    page = enter("holder").get("/rights/").content.decode()
    assert hit.right.code in page
    assert "proof of the right" in page
    assert hit.right.code not in enter("foreign").get("/rights/").content.decode()
    assert enter("foreign").post(f"/rights/{hit.right_id}/preview/").status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize("role", ["holder", "triager", "auditor"])
def test_a_preview_is_shown_and_writes_nothing(role: str, hit: Hit, enter: Enter) -> None:
    """Whoever sees the right may ask what it would flag; hits stay as they are."""
    before = Hit.objects.values_list("pk", "revision").get()
    answer = enter(role).post(f"/rights/{hit.right_id}/preview/")
    assert answer.status_code == 200
    assert answer.context["preview"].listings == 1
    assert Hit.objects.values_list("pk", "revision").get() == before


def test_one_preview_at_a_time(hit: Hit, enter: Enter) -> None:
    """While one runs another waits its turn instead of taking the desk down."""
    with rights._one_at_a_time:
        assert enter("triager").post(f"/rights/{hit.right_id}/preview/").status_code == 409
    assert enter("triager").post(f"/rights/{hit.right_id}/preview/").status_code == 200


def test_a_right_that_cannot_be_matched_says_why(hit: Hit, enter: Enter) -> None:
    """A row that breaks its own rules is a message, not an error page."""
    Right.objects.filter(pk=hit.right_id).update(season_from=13, season_to=2)
    assert enter("triager").post(f"/rights/{hit.right_id}/preview/").status_code == 422


@pytest.mark.parametrize(
    ("role", "status"), [("triager", 302), ("holder", 403), ("auditor", 403), ("foreign", 404)]
)
def test_only_officers_switch_a_right(role: str, status: int, hit: Hit, enter: Enter) -> None:
    """Switching is an officer's, and is written down under their name."""
    assert enter(role).post(f"/rights/{hit.right_id}/watch/", {"on": "no"}).status_code == status
    assert Right.objects.get(pk=hit.right_id).watched == (status != 302)
    assert AuditLine.objects.filter(action="right.unwatched", actor=role).exists() == (status == 302)


@pytest.mark.parametrize("on", ["", "maybe", "1"])
def test_a_switch_says_on_or_off(on: str, hit: Hit, enter: Enter) -> None:
    """Anything else changes nothing."""
    assert enter("triager").post(f"/rights/{hit.right_id}/watch/", {"on": on}).status_code == 422
    assert Right.objects.get(pk=hit.right_id).watched


@pytest.mark.slow
@pytest.mark.parametrize("text", NASTY)
def test_hostile_words_stay_words(text: str, enter: Enter) -> None:
    """Words, ids and titles come back as text."""
    hit = plant(text)
    client = enter("operator")
    for answer in (client.get("/rights/"), client.post(f"/rights/{hit.right_id}/preview/")):
        assert not TAG.search(answer.content.decode())


def test_the_pages_are_chinese(hit: Hit, enter: Enter) -> None:
    """On a Chinese page every heading, button and label is Chinese."""
    client = enter("operator", language="zh-hans")
    for answer in (client.get("/rights/"), client.post(f"/rights/{hit.right_id}/preview/")):
        reader = Labels()
        reader.feed(answer.content.decode())
        assert [label for label in reader.labels if not HAN.search(label)] == []
