"""People of the desk: made with a role, listed, and a holder's member joined to the holder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from domain.errors import HouseError
from registry.models import RightsHolder
from triage.access import Role, ensure_groups, roles_of


class PersonRefused(HouseError):
    """A person cannot be added as asked."""


class Person(NamedTuple):
    """One line of the list of people."""

    name: str
    roles: tuple[str, ...]
    holders: tuple[str, ...]
    active: bool


def _holders(role: Role, keys: Sequence[str]) -> list[RightsHolder]:
    """The holders a person acts for: at least one for that role, none for any other."""
    if role is not Role.HOLDER:
        if keys:
            raise PersonRefused(_("Only the role “holder” belongs to rights holders."))
        return []
    if not keys:
        raise PersonRefused(_("The role “holder” needs at least one --holder KEY."))
    rows = list(RightsHolder.objects.filter(key__in=keys))
    missing = sorted(set(keys) - {row.key for row in rows})
    if missing:
        known = ", ".join(RightsHolder.objects.values_list("key", flat=True)[:20]) or "–"
        raise PersonRefused(
            _("No rights holder has the key %(missing)s; known: %(known)s")
            % {"missing": ", ".join(missing), "known": known}
        )
    return rows


def _checked(user: User, password: str | None) -> None:
    try:
        user.full_clean(exclude=["password"])
        if password is not None:
            validate_password(password, user)
    except ValidationError as error:
        raise PersonRefused(" ".join(error.messages)) from None


@transaction.atomic
def add_person(name: str, *, role: Role, holders: Sequence[str] = (), password: str | None = None) -> User:
    """A new person with one role; without a password they come in by one-time links only.

    Raises:
        PersonRefused: the name is taken or unfit, the password is weak, or a holder is missing.
    """
    acts_for = _holders(role, holders)
    operator = role is Role.OPERATOR
    user = User(username=name, is_staff=operator, is_superuser=operator)
    _checked(user, password)
    user.set_password(password)
    user.save()
    ensure_groups()
    if not operator:
        user.groups.add(Group.objects.get(name=role.value))
    for holder in acts_for:
        holder.members.add(user)
    return user


def people() -> tuple[Person, ...]:
    """Everybody, by name."""
    rows = User.objects.prefetch_related("rights_holders").order_by("username")
    return tuple(
        Person(
            user.username,
            tuple(sorted(roles_of(user))),
            tuple(holder.key for holder in user.rights_holders.all()),
            user.is_active,
        )
        for user in rows
    )
