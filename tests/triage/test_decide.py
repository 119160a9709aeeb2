"""Deciding: recorded with a reason, never over somebody else's head."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from domain.match import Verdict
from domain.ports import Scope
from store.decisions import LONGEST_REASON, decide
from store.models import AuditLine, Decision, Hit
from tests.store import made
from triage.verdicts import CHOICES, choice_of, reason_text

Enter = Callable[..., Client]


def send(client: Client, hit: Hit, query: str = "", **values: str) -> HttpResponse:
    sent = {"verdict": "infringing", "revision": str(hit.revision), **values}
    response: HttpResponse = client.post(reverse("decide", args=(hit.id,)) + query, sent)  # type: ignore[assignment]
    return response


def test_a_decision_leaves_an_audit_line(hit: Hit, enter: Enter) -> None:
    """A decision changes the hit, keeps the reason, and writes who did it into the audit trail."""
    response = send(enter("triager"), hit, **{"preset-infringing": "same_mark", "note": "see picture"})
    assert response.status_code == 302
    decision = Decision.objects.get(hit=hit)
    assert decision.reason == "The same mark on the same goods · see picture"
    line = AuditLine.objects.get(action="hit.decided", subject=hit.id)
    assert (line.actor, line.detail["verdict"]) == ("triager", "infringing")


@pytest.mark.parametrize(
    "values",
    [
        {"note": "   "},
        {"preset-infringing": "no_such"},
        {"preset-not_infringing": "licensed"},
        {"verdict": "maybe", "note": "x"},
        {"verdict": "", "note": "x"},
        {"note": "x" * (LONGEST_REASON + 1)},
    ],
)
def test_no_decision_without_verdict_and_reason(values: dict[str, str], hit: Hit, enter: Enter) -> None:
    """Without a known verdict and a reason that fits it nothing is recorded, and the page says so."""
    response = send(enter("triager"), hit, **values)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert not Decision.objects.exists()


def test_conflict_shows_the_present_state(hit: Hit, enter: Enter) -> None:
    """Who decides on what has changed meanwhile is told, sees the present state, and changes nothing."""
    client, user = enter("triager"), enter("operator")
    send(user, hit, note="first")
    response = send(client, hit, verdict="not_infringing", note="second")
    page = response.content.decode()
    assert response.status_code == 409
    assert "was not recorded" in page
    assert "“Infringing”" in page
    assert Decision.objects.count() == 1
    hit.refresh_from_db()
    assert f'name="revision" value="{hit.revision}"' in page


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 30, "１"])
def test_an_unreadable_revision_is_a_conflict(revision: str, hit: Hit, enter: Enter) -> None:
    """A revision nobody can have read never decides."""
    assert send(enter("triager"), hit, revision=revision, note="x").status_code == 409


def test_after_deciding_comes_the_next_open_hit(db: None, enter: Enter) -> None:
    """The next open hit of the same question follows; after the last one comes the queue."""
    made.right()
    for number, score in (("1", 0.9), ("2", 0.8)):
        made.keep(made.kept(made.listing(number), made.match(score=score)))
    first, second = Hit.objects.order_by("-score")
    client = enter("triager")
    assert send(client, first, "?platform=yiwugo", note="x").headers["Location"] == (
        f"/hits/{second.id}/?platform=yiwugo"
    )
    assert send(client, second, note="x").headers["Location"] == "/"


def test_a_decision_can_be_taken_back(hit: Hit, enter: Enter) -> None:
    """A decided hit can be reopened with a reason, and stays in view."""
    client = enter("triager")
    send(client, hit, note="x")
    hit.refresh_from_db()
    response = send(client, hit, verdict="open", note="too quick")
    assert response.headers["Location"] == f"/hits/{hit.id}/"
    assert Hit.objects.get().status == Verdict.OPEN.value


def test_readers_get_no_form(hit: Hit, enter: Enter) -> None:
    """Holders and auditors see no form to decide with."""
    for role in ("holder", "auditor"):
        page = enter(role).get(f"/hits/{hit.id}/").content.decode()
        assert "verdict" not in page.split("<main", 1)[1].split("</main", 1)[0].replace("t-verdict", "")


def test_decisions_stand_on_the_page(hit: Hit, enter: Enter) -> None:
    """What was decided, by whom and why, stands on the hit's page for its holder too."""
    user = enter("triager")
    decide(
        Scope.everything(), hit_id=hit.id, verdict=Verdict.UNSURE, reason="needs a purchase",
        user=User.objects.get(username="triager"), revision=hit.revision, now=timezone.now(),
    )  # fmt: skip
    for client in (user, enter("holder")):
        assert "needs a purchase" in client.get(f"/hits/{hit.id}/").content.decode()


def test_ready_reasons_have_keys_one_to_nine() -> None:
    """No verdict offers more reasons than there are number keys, and keys are unique."""
    for choice in CHOICES:
        assert 1 <= len(choice.presets) <= 9
        assert len({preset.key for preset in choice.presets}) == len(choice.presets)
    assert len({choice.key for choice in CHOICES}) == len(CHOICES)


def test_reason_text_drops_what_it_does_not_know() -> None:
    """An unknown ready reason counts as none; own words are trimmed and lose NUL."""
    choice = choice_of("unsure")
    assert choice is not None
    assert reason_text(choice, "same_mark", " a\0 \n b ") == "a b"
    assert reason_text(choice, "", "") == ""
