"""`markwarden packs`: lists, checks, compares and registers, and refuses what is wrong."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from domain.errors import ConfigError
from registry.models import Right
from tests.registry.pack_texts import MARKS, RULES, WORDS


def ran(*arguments: str) -> str:
    out = StringIO()
    call_command("packs", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_the_list_says_how_much_was_read() -> None:
    """Each pack with its verified rows, and the terms that wait for their announcement."""
    lines = {line.split()[0]: line for line in ran("list").splitlines()}
    assert "7 terms to be filled from the announcement" in lines["special-marks"]
    assert "rows verified" in lines["laws-cn"]


def test_the_ready_packs_pass_the_check() -> None:
    """All of them can be used, and one by its key."""
    assert "7 packs can be used." in ran("check")
    assert "1 packs can be used." in ran("check", "gi-ningbo")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    source: own list\n", ""),
        ("    standing: recalled", "    standing: recalled\n    effective_to: 1990-02-31"),
        ("strength: 0.6", "strength: much"),
    ],
)
def test_a_wrong_pack_ends_the_check_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str
) -> None:
    """The exit code says so to a program, file and line to a person."""
    path = tmp_path / "mine.yaml"
    path.write_text(WORDS.replace(old, new), "utf-8")
    err = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("packs", "check", str(path), stdout=StringIO(), stderr=err)
    assert ended.value.code == 2
    assert str(path) in err.getvalue()


def test_a_pack_that_cites_an_unknown_law_is_refused(tmp_path: Path) -> None:
    """Alone beside the ready packs it may cite their laws and no others."""
    path = tmp_path / "games.yaml"
    path.write_text(MARKS, "utf-8")
    err = StringIO()
    with pytest.raises(SystemExit):
        call_command("packs", "check", str(path), stdout=StringIO(), stderr=err)
    assert "no law 'rule'" in err.getvalue()


@pytest.mark.django_db
def test_what_cites_an_unknown_law_is_not_registered(tmp_path: Path) -> None:
    """Nothing is registered from a pack whose basis nobody has."""
    path = tmp_path / "games.yaml"
    path.write_text(MARKS, "utf-8")
    with pytest.raises(SystemExit):
        ran("apply", str(path))
    assert not Right.objects.exists()


@pytest.mark.django_db
def test_a_pack_is_compared_and_registered() -> None:
    """What would be new is told, then registered, then the same; what is to be confirmed is said."""
    assert "29 new" in ran("diff", "gi-ningbo")
    told = ran("apply", "gi-ningbo", "--dry-run")
    assert "Dry run: nothing was registered." in told
    assert not Right.objects.exists()
    told = ran("apply", "gi-ningbo")
    assert "rights to be confirmed: registration number" in told
    assert told.endswith("Registered.\n")
    assert "29 the same" in ran("diff", "gi-ningbo")


def test_two_packs_are_compared(tmp_path: Path) -> None:
    """A changed article is told with both sides."""
    for name, number in (("rules", 57), ("others", 58)):
        text = RULES.replace("key: rules", f"key: {name}").replace("article: 57", f"article: {number}")
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    told = ran("diff", str(tmp_path / "rules.yaml"), str(tmp_path / "others.yaml"))
    assert "~ old_1\n    article: 57 → 58" in told


def test_an_unknown_pack_is_refused() -> None:
    """The nearest key is named."""
    with pytest.raises(ConfigError, match="did you mean 'gi-ningbo'"):
        ran("diff", "gi-ningpo")
