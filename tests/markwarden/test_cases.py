"""`markwarden cases`: from confirmed hits to papers in a terminal, or to the list of all that is missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from casework.models import Case, Notice
from domain.errors import CaseError
from store.models import AuditLine, Hit
from tests.casework.complete import FORMS
from tests.casework.test_cases import clear, confirmed, hit, user

pytestmark = pytest.mark.django_db
__all__ = ("hit", "user")
SIGNED = ("--form", "cn-ecommerce-42", "--signed-by", "林 明", "--states")
NUMBER = "2026-00001"


def cases(*arguments: str) -> None:
    call_command("cases", *arguments)


def opened(hit: Hit) -> str:
    cases("open", hit.id)
    return Case.objects.get().number


def test_a_case_takes_the_sellers_other_hits_along(
    hit: Hit, user: User, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--alike` gathers them; list and show tell what there is, and who made it stands in the trail."""
    confirmed("2", user)
    cases("open", hit.id, "--alike")
    case = Case.objects.get()
    assert case.members.count() == 2
    cases("list")
    cases("show", case.number)
    told = capsys.readouterr().out
    assert case.number in told
    assert AuditLine.objects.get(action="case.opened").actor.startswith("cli:")


def test_what_is_missing_is_said_and_nothing_is_written(
    hit: Hit, user: User, capsys: pytest.CaptureFixture[str]
) -> None:
    """`check` ends with 1 and a line each; once all is closed it ends with 0."""
    number = opened(hit)
    capsys.readouterr()
    with pytest.raises(CommandError) as ended:
        cases("check", number, *SIGNED)
    assert ended.value.returncode == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all(hit.id in line for line in lines)
    clear(hit, user)
    cases("check", number, *SIGNED)
    assert not Notice.objects.exists()


def test_a_notice_is_drafted_and_written_in_every_shape(hit: Hit, user: User, tmp_path: Path) -> None:
    """Each paper is a new file; one that is there is never overwritten."""
    number = opened(hit)
    clear(hit, user)
    cases("draft", number, *SIGNED)
    for kind in ("docx", "txt", "csv", "json"):
        cases("paper", number, "1", "--format", kind, "--output", str(tmp_path / f"n.{kind}"))
    assert json.loads((tmp_path / "n.json").read_text())["digest"] == Notice.objects.get().digest
    with pytest.raises(CaseError, match=r"n\.json"):
        cases("paper", number, "1", "--format", "json", "--output", str(tmp_path / "n.json"))
    assert AuditLine.objects.filter(action="notice.taken", subject=number).exists()


def test_a_refused_draft_names_each_open_exception(hit: Hit, user: User) -> None:
    """The refusal is an error with a line for everything open, and nothing is kept."""
    number = opened(hit)
    with pytest.raises(CaseError) as refusal:
        cases("draft", number, *SIGNED)
    assert str(refusal.value).count(hit.id) > 1
    assert not Notice.objects.exists()


@pytest.mark.parametrize("of", ["case", "hit"])
def test_the_good_faith_file_is_written_of_a_case_or_a_hit(of: str, hit: Hit, tmp_path: Path) -> None:
    """Case number or hit id: either gives its file, and that is written down."""
    subject = {"case": opened(hit), "hit": hit.id}[of]
    cases("good-faith", subject, "--format", "json", "--output", str(tmp_path / "g.json"))
    assert hit.id in (tmp_path / "g.json").read_text()
    assert AuditLine.objects.filter(action="good_faith.taken", subject=subject).exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "2026-99999"),
        ("open", "0" * 32),
        ("open", "0" * 32, "--alike"),
        ("check", NUMBER, "--form", "none"),
        ("check", NUMBER, "--form", "ebay-vero", "--answer", "reason_code"),
        ("check", NUMBER, "--form", "ebay-vero", "--answer", "shoe_size=44"),
        ("check", NUMBER, "--form", "ebay-vero", "--hit", "0" * 32),
        ("draft", "2026-99999", "--form", "ebay-vero"),
        ("paper", NUMBER, "7", "--output", "no.docx"),
        ("good-faith", "2026-99999", "--output", "no.docx"),
        ("good-faith", "0" * 32, "--output", "no.docx"),
        ("close", NUMBER, "--reason", " "),
        ("close", "2026-99999", "--reason", "x"),
    ],
)
def test_what_is_not_there_is_one_clear_refusal(arguments: tuple[str, ...], hit: Hit, tmp_path: Path) -> None:
    """Wrong numbers, ids, forms and answers are refused by name, and nothing changes."""
    opened(hit)
    with pytest.raises(CaseError):
        cases(*arguments)
    assert (Case.objects.get().state, Notice.objects.count()) == ("open", 0)
    assert not Path("no.docx").exists()


def test_a_case_is_closed_with_a_reason(hit: Hit) -> None:
    """Closing is written down with its reason."""
    cases("close", opened(hit), "--reason", "settled")
    assert Case.objects.get().state == "closed"
    assert AuditLine.objects.get(action="case.closed").detail["reason"] == "settled"


def test_the_forms_are_listed_with_what_they_ask(capsys: pytest.CaptureFixture[str]) -> None:
    """Each form stands there by its key."""
    cases("forms")
    told = capsys.readouterr().out
    assert all(key[:8] in told for key in FORMS)
