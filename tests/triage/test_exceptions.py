"""Exceptions at the desk: shown with their evidence, closed with a reason, by whom it concerns."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import override

from domain.exceptions import Excuse, Outcome
from matchers import excuses
from store.models import AuditLine, Hit
from store.trials import trial_of
from tests.triage.test_words import HAN
from triage.history import FIELD_NAMES
from triage.trials import OUTCOMES, PLACES, QUESTIONS

Enter = Callable[..., Client]


def post(client: Client, hit: Hit, **sent: str) -> int:
    said = {"exception": "prior_use", "outcome": "clear", "reason": "asked the holder", "seen": "1", **sent}
    return client.post(f"/hits/{hit.id}/exceptions/", said).status_code


@pytest.mark.parametrize("role", ["operator", "triager", "auditor", "holder"])
def test_every_exception_stands_on_the_page(role: str, hit: Hit, enter: Enter) -> None:
    """Whoever may see the hit sees what was tried; only those who decide may close."""
    page = enter(role).get(f"/hits/{hit.id}/").content.decode()
    for excuse in Excuse:
        assert f'id="x-{excuse.value}"' in page
    assert ('class="closing"' in page) == (role in {"operator", "triager"})


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
def test_who_may_close(role: str, status: int, hit: Hit, enter: Enter) -> None:
    """Officers and operators close; for a foreign holder the hit is not even there."""
    assert post(enter(role), hit) == status
    assert AuditLine.objects.filter(action="exception.closed", actor=role).exists() == (status == 302)
    assert enter(role).post(f"/hits/{hit.id}/exceptions/again/").status_code == status


@pytest.mark.parametrize(
    "sent",
    [
        {"reason": ""},
        {"reason": " \0 "},
        {"reason": "x" * 2001},
        {"outcome": "open"},
        {"outcome": "not_testable"},
        {"outcome": ""},
        {"exception": "nonsense"},
    ],
)
def test_what_is_incomplete_is_not_recorded(sent: dict[str, str], hit: Hit, enter: Enter) -> None:
    """Without a reason, an exception and a person's outcome nothing changes, and the page says why."""
    assert post(enter("triager"), hit, **sent) == 422
    assert trial_of(hit).history[-1].closing is None


@pytest.mark.parametrize("seen", ["0", "7", "x", "-1", ""])
def test_what_was_not_read_is_not_closed(seen: str, hit: Hit, enter: Enter) -> None:
    """Who read another state than the present one is told so and closes nothing."""
    assert post(enter("triager"), hit, seen=seen) == 409
    assert not AuditLine.objects.filter(action="exception.closed").exists()


def test_a_closed_exception_shows_who_and_why(hit: Hit, enter: Enter) -> None:
    """The reason comes back as text, beside the name."""
    client = enter("triager")
    assert post(client, hit, reason="<b>test buy</b>") == 302
    page = client.get(f"/hits/{hit.id}/").content.decode()
    assert "&lt;b&gt;test buy" in page
    standing = trial_of(hit).standing(Excuse.PRIOR_USE)
    assert standing is not None
    assert standing.outcome is Outcome.CLEAR


WORDS = [*QUESTIONS.values(), *((name,) for name in (*OUTCOMES.values(), *PLACES.values()))]


@pytest.mark.parametrize("words", WORDS)
def test_exceptions_have_words_in_both_languages(words: tuple[str, ...]) -> None:
    """Every exception, outcome and place of evidence is named in Chinese and in English."""
    with override("en"):
        assert not any(HAN.search(str(one)) for one in words)
    with override("zh-hans"):
        assert all(HAN.search(str(one)) for one in words)


def test_every_place_of_evidence_has_a_name() -> None:
    """Whatever the machine cites has words on the page: none of its keys is shown raw."""
    cited = set(re.findall(r'_saw\("([a-z_.]+)"', Path(str(excuses.__file__)).read_text(encoding="utf-8")))
    assert len(cited) > 12
    assert cited - PLACES.keys() - FIELD_NAMES.keys() == set()
