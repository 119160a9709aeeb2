"""The doctor names every part, what is wrong with it and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from config.operator import OperatorSettings, read_settings
from markwarden.doctor import Finding, State, look_at_everything
from store.models import Platform, Sweep

pytestmark = pytest.mark.django_db


@pytest.fixture
def settings_here(tmp_path: Path) -> OperatorSettings:
    return read_settings({"MARKWARDEN_HOME": str(tmp_path), "MARKWARDEN_CONTACT": "ip@office.test"})


def named(findings: tuple[Finding, ...], part: str) -> list[Finding]:
    return [finding for finding in findings if finding.part == part]


def test_a_fresh_installation_needs_nobody(settings_here: OperatorSettings) -> None:
    """On a fresh home nothing is broken, and the empty register is pointed out."""
    findings = look_at_everything(settings_here)
    assert [finding for finding in findings if finding.state is State.BROKEN] == []
    assert named(findings, "rights")[0].state is State.WAITS


def test_a_missing_contact_is_pointed_out(tmp_path: Path) -> None:
    """The default contact address reaches nobody, and the doctor says so."""
    findings = look_at_everything(read_settings({"MARKWARDEN_HOME": str(tmp_path)}))
    assert "MARKWARDEN_CONTACT" in named(findings, "contact")[0].advice


def test_an_index_that_does_not_answer_is_broken(tmp_path: Path) -> None:
    """An Elasticsearch URL behind which nobody listens is a finding, not a crash."""
    environ = {"MARKWARDEN_HOME": str(tmp_path), "MARKWARDEN_ELASTICSEARCH_URL": "http://127.0.0.1:9"}
    index = named(look_at_everything(read_settings(environ)), "index")[0]
    assert index.state is State.BROKEN
    assert index.advice


def test_a_broken_platform_file_is_named(settings_here: OperatorSettings) -> None:
    """A platform file with a mistake is named with its file, beside those that can be used."""
    folder = settings_here.home / "platforms"
    folder.mkdir()
    (folder / "typo.yaml").write_text("hostz: [x.example]\n", encoding="utf-8")
    platforms = named(look_at_everything(settings_here), "platforms")
    assert "storefront" in platforms[0].says
    assert any("typo.yaml" in finding.says and finding.state is State.BROKEN for finding in platforms)


def test_a_refusing_platform_and_a_cut_off_sweep_are_shown(settings_here: OperatorSettings) -> None:
    """A platform that refuses us and a sweep that was cut off each come with what to do."""
    row = Platform.objects.create(key="p", blocked_since=timezone.now(), blocked_sign="captcha")
    Sweep.objects.create(platform=row, state=Sweep.State.INTERRUPTED)
    findings = look_at_everything(settings_here)
    assert "captcha" in named(findings, "refusals")[0].says
    assert "sweep p --resume" in named(findings, "sweeps")[0].advice


def test_a_newer_sweep_makes_good_an_older_one(settings_here: OperatorSettings) -> None:
    """A sweep that was cut off is not mentioned any more once the platform was swept again."""
    row = Platform.objects.create(key="p")
    for state in (Sweep.State.INTERRUPTED, Sweep.State.DONE):
        Sweep.objects.create(platform=row, state=state)
    assert named(look_at_everything(settings_here), "sweeps") == []


def test_without_a_database_there_is_one_finding_about_it(
    settings_here: OperatorSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that lacks its tables is named once, with what to do, and not once for every table."""
    monkeypatch.setattr("markwarden.doctor.unapplied_migrations", lambda: 31)
    broken = [one for one in look_at_everything(settings_here) if one.state is State.BROKEN]
    assert [(one.part, one.advice) for one in broken] == [("database", "Run: markwarden migrate")]
