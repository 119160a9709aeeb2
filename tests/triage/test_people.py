"""People are added with a role, and refused with a reason."""

from __future__ import annotations

import io

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from registry.models import RightsHolder
from triage.access import Role, roles_of
from triage.people import PersonRefused, add_person, people

GOOD = "a-good-password-1"


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.TRIAGER, Role.AUDITOR])
def test_a_person_has_the_role_asked_for(role: Role, db: None) -> None:
    """A person added with a role has that role and no other."""
    assert roles_of(add_person("lihua", role=role)) == {role}


def test_a_holders_person_joins_the_holder(db: None) -> None:
    """A holder's person is a member of exactly the holders named."""
    for key in ("acme", "other"):
        RightsHolder.objects.create(key=key, name=key)
    add_person("lawyer", role=Role.HOLDER, holders=["acme"])
    assert people()[0].holders == ("acme",)


@pytest.mark.parametrize(
    ("role", "holders", "password", "says"),
    [
        (Role.HOLDER, [], None, "--holder"),
        (Role.HOLDER, ["nope"], None, "nope"),
        (Role.TRIAGER, ["acme"], None, "holder"),
        (Role.TRIAGER, [], "short", "short"),
        (Role.TRIAGER, [], "12345678901", "numeric"),
        (Role.TRIAGER, [], "password1", "common"),
    ],
)
def test_unfit_people_are_refused(
    role: Role, holders: list[str], password: str | None, says: str, db: None
) -> None:
    """A missing or unknown holder and a weak password are refused in words, and nobody is added."""
    with pytest.raises(PersonRefused, match=says):
        add_person("lihua", role=role, holders=holders, password=password)
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["", "a b", "x" * 151, "<script>"])
def test_unfit_names_are_refused(name: str, db: None) -> None:
    """A name that is empty, too long or has other than letters, digits and @.+-_ is refused."""
    with pytest.raises(PersonRefused):
        add_person(name, role=Role.TRIAGER)


def test_a_name_is_given_once(db: None) -> None:
    """A taken name is refused."""
    add_person("lihua", role=Role.TRIAGER)
    with pytest.raises(PersonRefused):
        add_person("lihua", role=Role.AUDITOR)


def test_the_commands_add_list_and_link(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person added on the command line is listed and comes in by a printed link."""
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(GOOD + "\n"))
    call_command("user", "add", "lihua", "--role", "triager", "--password-stdin", stdout=out)
    call_command("user", "list", stdout=out)
    assert "lihua" in out.getvalue()
    assert User.objects.get().check_password(GOOD)
    link = io.StringIO()
    call_command("login-link", "lihua", "--base-url", "http://testserver/", stdout=link)
    assert Client().get(link.getvalue().strip()).status_code == 302


def test_no_link_for_strangers(db: None) -> None:
    """There is no link for somebody who does not exist or sleeps."""
    add_person("asleep", role=Role.TRIAGER)
    User.objects.update(is_active=False)
    for name in ("asleep", "stranger"):
        with pytest.raises(PersonRefused):
            call_command("login-link", name)


def test_an_empty_password_is_not_taken(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input without a password adds nobody."""
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(PersonRefused):
        call_command("user", "add", "lihua", "--role", "triager", "--password-stdin")
    assert not User.objects.exists()
