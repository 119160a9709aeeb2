"""Who sees whose hits, and who may decide."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User

from domain.ports import Scope
from triage.access import ensure_groups, may_decide, may_see_house, roles_of, scope_of


@pytest.mark.parametrize("name", ["operator", "triager", "auditor"])
def test_people_of_the_house_see_everything(people: dict[str, User], name: str) -> None:
    """Operators, officers and auditors see every holder's hits."""
    assert scope_of(people[name]) == Scope.everything()
    assert may_see_house(people[name])


def test_a_holder_sees_only_its_own(people: dict[str, User]) -> None:
    """A holder's scope is exactly the holders the person is a member of."""
    assert scope_of(people["holder"]).holders == frozenset({"acme"})
    assert not may_see_house(people["holder"])


def test_a_holder_of_nothing_sees_nothing(people: dict[str, User]) -> None:
    """The group alone opens nothing: without membership the scope is empty."""
    people["holder"].rights_holders.clear()
    assert scope_of(people["holder"]) == Scope.nothing()


def test_membership_without_the_role_opens_nothing(people: dict[str, User]) -> None:
    """A member of a holder who has no role sees nothing."""
    people["holder"].groups.clear()
    assert scope_of(people["holder"]) == Scope.nothing()


def test_no_role_is_no_scope(people: dict[str, User]) -> None:
    """Somebody without a role, and somebody not signed in, see nothing and decide nothing."""
    for person in (people["nobody"], AnonymousUser()):
        assert scope_of(person) == Scope.nothing()
        assert not may_decide(person)


@pytest.mark.parametrize("name", ["operator", "triager", "auditor", "holder"])
def test_who_is_put_to_sleep_sees_nothing(people: dict[str, User], name: str) -> None:
    """An inactive account has no role, whatever its groups say."""
    people[name].is_active = False
    assert roles_of(people[name]) == frozenset()
    assert scope_of(people[name]) == Scope.nothing()


def test_only_officers_and_operators_decide(people: dict[str, User]) -> None:
    """Auditors and holders read only."""
    assert {name for name, person in people.items() if may_decide(person)} == {"operator", "triager"}


def test_an_unknown_group_is_no_role(people: dict[str, User]) -> None:
    """A group the desk does not know gives no role."""
    people["nobody"].groups.create(name="superheroes")
    assert roles_of(people["nobody"]) == frozenset()


def test_groups_are_made_once(db: None) -> None:
    """Making the groups again changes nothing."""
    ensure_groups()
    ensure_groups()
    assert set(Group.objects.values_list("name", flat=True)) == {"triager", "auditor", "holder"}
