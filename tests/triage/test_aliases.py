"""Proposals of other names at the desk: seen with their hits, decided with a reason, by whom it concerns."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from registry.models import Alias, AliasState
from store.models import AuditLine, Hit
from tests.store import made

Enter = Callable[[str], Client]
NASTY = "<b>\u202e小勾勾"


@pytest.fixture
def proposal(hit: Hit) -> Alias:
    """A word proposed for acme's right, with its hit."""
    told = {
        "word": "小勾勾", "titles": 3, "of": 4, "elsewhere": 1, "among": 90, "sellers": 2,
        "weight": 12.5, "hits": [hit.id],
    }  # fmt: skip
    return Alias.objects.create(
        right=hit.right, text=NASTY, state=AliasState.PROPOSED, source="confirmed_hits", evidence=told
    )


def post(client: Client, alias: Alias, state: str, reason: str) -> int:
    return client.post(f"/aliases/{alias.pk}/decide/", {"state": state, "reason": reason}).status_code


@pytest.mark.parametrize("role", ["operator", "triager", "auditor", "holder"])
def test_a_proposal_is_shown_with_its_evidence(role: str, proposal: Alias, hit: Hit, enter: Enter) -> None:
    """Who may see the right sees the word, escaped and in its place, its counts and the hits behind it."""
    page = enter(role).get("/aliases/").content.decode()
    assert "小勾勾" in page
    assert "<b>\u202e" not in page
    assert "U+202E" in page
    assert "3 of 4" in page
    assert f"/hits/{hit.id}/" in page
    assert ("name=&quot;reason&quot;" in page or 'name="reason"' in page) == (role in {"operator", "triager"})


@pytest.mark.parametrize("role", ["foreign", "nobody"])
def test_others_see_nothing_of_it(role: str, proposal: Alias, hit: Hit, enter: Enter) -> None:
    """Neither word, right nor hit reaches a foreign holder or somebody without a role."""
    page = enter(role).get("/aliases/").content.decode()
    for told in ("小勾勾", hit.right.code, hit.right.text, hit.id):
        assert told not in page


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("operator", 302),
        ("triager", 302),
        ("auditor", 403),
        ("holder", 403),
        ("foreign", 404),
        ("nobody", 404),
    ],
)
def test_who_may_decide(role: str, status: int, proposal: Alias, enter: Enter) -> None:
    """Officers and operators decide; for a foreign holder the word is not even there."""
    assert post(enter(role), proposal, "accept", "seen in shops") == status
    proposal.refresh_from_db()
    assert (proposal.state == AliasState.ACCEPTED) == (status == 302)
    assert AuditLine.objects.filter(action="alias.accepted", actor=role).exists() == (status == 302)


@pytest.mark.parametrize(
    ("state", "reason"),
    [("accept", ""), ("refuse", " \0 "), ("accept", "x" * 501), ("propose", "why"), ("", "why")],
)
def test_a_decision_needs_state_and_reason(state: str, reason: str, proposal: Alias, enter: Enter) -> None:
    """Without either nothing changes and the page says what is missing."""
    assert post(enter("triager"), proposal, state, reason) == 422
    proposal.refresh_from_db()
    assert proposal.state == AliasState.PROPOSED


def test_a_second_decision_is_told_of_the_first(proposal: Alias, enter: Enter) -> None:
    """Who decides what another has decided meanwhile is told so."""
    assert post(enter("triager"), proposal, "accept", "yes") == 302
    assert post(enter("operator"), proposal, "accept", "yes") == 409
    assert AuditLine.objects.filter(action="alias.accepted").count() == 1


def test_a_decided_word_offers_the_look_back_and_the_way_back(proposal: Alias, enter: Enter) -> None:
    """An accepted word stands among the decided ones, with the command that looks for it."""
    client = enter("triager")
    post(client, proposal, "accept", "yes")
    page = client.get("/aliases/").content.decode()
    assert "markwarden rematch" in page
    assert 'value="refuse"' in page
    post(client, proposal, "refuse", "a colour after all")
    assert "markwarden rematch" not in client.get("/aliases/").content.decode()


@pytest.mark.parametrize("after", ["", "-1", "x", "9" * 40, "0"])
def test_any_place_in_the_list_may_be_asked_for(after: str, proposal: Alias, enter: Enter) -> None:
    """A place that is no number is the beginning."""
    assert enter("triager").get(f"/aliases/?after={after}").status_code == 200


def test_proposals_come_in_pages(proposal: Alias, enter: Enter) -> None:
    """Beyond twenty a next page leads on."""
    for number in range(25):
        Alias.objects.create(right=proposal.right, text=f"word{number}", state=AliasState.PROPOSED)
    page = enter("triager").get("/aliases/").content.decode()
    assert page.count('class="card proposal"') == 20
    last = page.split('rel="next" href="')[1].split('"')[0]
    assert enter("triager").get("/aliases/" + last).content.decode().count('class="card proposal"') == 6


def test_a_hit_says_its_other_names_and_how_it_was_found(proposal: Alias, hit: Hit, enter: Enter) -> None:
    """The page of a hit names accepted aliases, the look back that found it, and the rights' digest."""
    post(enter("triager"), proposal, "accept", "yes")
    rematch = hit.right.rematches.create(right_digest="d", created_at=made.NOW)
    Hit.objects.update(rematch=rematch)
    client = enter("triager")
    page = client.get(f"/hits/{hit.id}/").content.decode()
    assert "小勾勾" in page
    assert "looking back on 2026-11-20" in page
    assert hit.rights_digest in page
    assert "looked back" in client.get("/?status=any").content.decode()
