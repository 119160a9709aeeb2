"""`markwarden rights aliases`: proposed, listed, entered and decided on in a terminal."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from domain.errors import Conflict
from markwarden.alias_report import NotDecided
from registry.models import Alias, AliasState
from registry.rights import rights_to_match
from store.models import AuditLine
from tests.store import made

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def acme() -> None:
    made.right()
    made.right("CN-TM:2", text="别的")


def rights(*arguments: str) -> None:
    call_command("rights", "aliases", *arguments)


def test_a_name_is_entered_refused_and_accepted_again(capsys: pytest.CaptureFixture[str]) -> None:
    """Each step is written down under the name of who ran it, and the look back is offered."""
    rights("add", "CN-TM:1", "小蓝蓝", "--reason", "seen in shops")
    assert "markwarden rematch CN-TM:1" in capsys.readouterr().err
    assert rights_to_match()[0].aliases == ("小蓝蓝",)
    rights("refuse", "CN-TM:1", "小蓝蓝", "--reason", "a colour")
    assert rights_to_match()[0].aliases == ()
    rights("accept", "CN-TM:1", "小蓝蓝", "--reason", "no, theirs")
    lines = AuditLine.objects.filter(subject="CN-TM:1").order_by("pk")
    assert [line.action for line in lines] == ["alias.accepted", "alias.refused", "alias.accepted"]
    assert all(line.actor.startswith("cli") for line in lines)


def test_names_are_listed_by_right_and_state(capsys: pytest.CaptureFixture[str]) -> None:
    """The list can be narrowed; a word that styles terminals does not."""
    rights("add", "CN-TM:1", "蓝蓝", "--reason", "x")
    rights("add", "CN-TM:2", "[red]别家", "--reason", "x")
    capsys.readouterr()
    rights("list", "--right", "CN-TM:2")
    assert "[red]别家" in (told := capsys.readouterr().out)
    assert "蓝蓝" not in told
    rights("list", "--state", "refused")
    assert "蓝蓝" not in capsys.readouterr().out


def test_proposing_over_no_hits_proposes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """Without hits there is nothing to learn from, and that is said."""
    rights("propose", "CN-TM:1")
    assert "0" in capsys.readouterr().out
    assert not Alias.objects.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("propose", "NOBODY"),
        ("add", "NOBODY", "词", "--reason", "x"),
        ("add", "CN-TM:1", " ", "--reason", "x"),
        ("add", "CN-TM:1", "词", "--reason", " "),
        ("accept", "CN-TM:1", "never-said", "--reason", "x"),
        ("refuse", "NOBODY", "词", "--reason", "x"),
    ],
)
def test_what_is_not_there_or_not_told_is_refused(arguments: tuple[str, ...]) -> None:
    """An unknown right or word, an empty word or reason, changes nothing."""
    with pytest.raises(NotDecided):
        rights(*arguments)
    assert not Alias.objects.exists()
    assert not AuditLine.objects.exists()


def test_the_same_decision_twice_is_a_conflict() -> None:
    """What stands already is not written down again."""
    rights("add", "CN-TM:1", "小蓝蓝", "--reason", "x")
    with pytest.raises(Conflict):
        rights("accept", "CN-TM:1", "小蓝蓝", "--reason", "x")
    assert Alias.objects.get().state == AliasState.ACCEPTED
    assert AuditLine.objects.count() == 1
