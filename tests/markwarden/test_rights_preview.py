"""`markwarden rights missing|preview|watch|unwatch`, and what `add` and `import` say at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from domain.errors import HouseError
from registry.models import Right
from store.models import AuditLine, Hit
from tests.store.made import keep, kept, listing, right

pytestmark = pytest.mark.django_db


def rights(*arguments: str) -> None:
    call_command("rights", *arguments)


def test_registering_says_at_once_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    """After `add` each missing thing stands in a line of its own; `--unwatched` leaves it switched off."""
    rights("add", "--text", "极光牌", "--holder", "Aurora", "--id", "A:1", "--unwatched")
    told = capsys.readouterr().out
    for words in (
        "registration number",
        "Nice classes",
        "proof of the right",
        "list of licences",
        "last day",
    ):
        assert words in told
    assert not Right.objects.get().watched


def test_an_import_counts_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After an import the rights that lack something are counted; a dry run has changed nothing to count."""
    file = tmp_path / "r.jsonl"
    file.write_text('{"id": "A:1", "kind": "word", "text": "极光牌", "holder": "Aurora"}\n', encoding="utf-8")
    rights("import", str(file), "--dry-run")
    assert "rights missing" not in capsys.readouterr().out
    rights("import", str(file))
    assert "rights missing" in capsys.readouterr().out


def test_a_preview_tells_hits_from_ordinary_uses(capsys: pytest.CaptureFixture[str]) -> None:
    """The counts stand in words, and no hit is made."""
    for number, title in enumerate(("极光牌 手电筒", "极光牌 手电筒 二手 九成新")):
        keep(kept(listing(str(number), title=title, nice_classes=(11,)), judged=()))
    right(text="极光牌", nice_classes=[11], goods=["手电筒"], watched=False)
    rights("preview", "CN-TM:1")
    told = " ".join(capsys.readouterr().out.split())
    assert "Would be flagged: 2; of these 1 look like ordinary uses" in told
    assert "Second-hand: 1" in told
    assert not Hit.objects.exists()


def test_a_right_is_switched_on_and_off_in_writing() -> None:
    """Each change is written down once, and none where nothing changes."""
    right(watched=False)
    for command in ("watch", "watch", "unwatch"):
        rights(command, "CN-TM:1")
    lines = AuditLine.objects.filter(subject="CN-TM:1").order_by("pk")
    assert [line.action for line in lines] == ["right.watched", "right.unwatched"]
    assert all(line.actor.startswith("cli:") for line in lines)


@pytest.mark.parametrize("command", ["missing", "preview", "watch", "unwatch"])
def test_a_right_that_is_not_there_is_refused_by_name(command: str) -> None:
    """An unknown id is one clear message."""
    with pytest.raises(HouseError, match="CN-TM:9"):
        rights(command, "CN-TM:9")
