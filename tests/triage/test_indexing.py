"""The page of the index: its state and debt, what it refused, and the operator's way to try again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from store.dead_letters import SENT_AGAIN
from store.models import AuditLine, Hit, Outbox

Enter = Callable[..., Client]
NASTY = "400 <script>alert(1)</script>"


@pytest.fixture
def parked(hit: Hit) -> Hit:
    """A hit whose document the index refused, with words from outside in the reason."""
    Outbox.objects.filter(pk=hit.pk).update(poisoned=True, tries=1, last_error=NASTY)
    return hit


@pytest.mark.parametrize(("language", "word"), [("en", "Refused and parked"), ("zh-hans", "被拒并搁置")])
def test_the_page_tells_debt_and_refusals(language: str, word: str, parked: Hit, enter: Enter) -> None:
    """Debt and refusals stand there with their reason, escaped."""
    page = enter("auditor", language=language).get("/index/").content.decode()
    assert word in page
    assert "400 &lt;script&gt;" in page
    assert NASTY not in page
    assert f"/hits/{parked.id}/" in page


@pytest.mark.parametrize(("role", "offered"), [("operator", True), ("triager", False), ("auditor", False)])
def test_only_an_operator_is_offered_to_try_again(
    role: str, offered: bool, parked: Hit, enter: Enter
) -> None:
    """Who may not send again is shown no button for it."""
    assert ("/index/again/" in enter(role).get("/index/").content.decode()) is offered


def test_an_operator_sends_one_again(parked: Hit, enter: Enter) -> None:
    """The document is owed anew, and the audit trail says by whom."""
    assert enter("operator").post("/index/again/", {"hit": parked.id}).status_code == 302
    assert not Outbox.objects.get(pk=parked.pk).poisoned
    assert AuditLine.objects.get(action=SENT_AGAIN).actor == "operator"


@pytest.mark.parametrize("role", ["triager", "auditor", "holder", "foreign", "nobody"])
def test_nobody_else_can(role: str, parked: Hit, enter: Enter) -> None:
    """A post by anybody else is refused and changes nothing."""
    assert enter(role).post("/index/again/", {"hit": parked.id}).status_code == 403
    assert Outbox.objects.get(pk=parked.pk).poisoned


@pytest.mark.parametrize("name", ["f" * 32, "\0", "x" * 5000])
def test_an_odd_name_changes_nothing(name: str, parked: Hit, enter: Enter) -> None:
    """A name that is no parked document's sends nothing again."""
    assert enter("operator").post("/index/again/", {"hit": name}).status_code == 302
    assert Outbox.objects.get(pk=parked.pk).poisoned


def test_all_are_sent_again_at_once(parked: Hit, enter: Enter) -> None:
    """Without a name every refused document is owed anew."""
    assert enter("operator").post("/index/again/").status_code == 302
    assert not Outbox.objects.get(pk=parked.pk).poisoned
