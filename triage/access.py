"""Who may see what at the desk: roles are Django groups, Scope says whose rows."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group, User
from django.utils.translation import gettext_lazy as _

from domain.ports import Scope
from registry.models import RightsHolder

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    Person = AbstractBaseUser | AnonymousUser


class Role(StrEnum):
    """What a person is here for; all but `OPERATOR` are groups."""

    OPERATOR = "operator"
    TRIAGER = "triager"
    AUDITOR = "auditor"
    HOLDER = "holder"


ROLE_NAMES: dict[Role, StrOrPromise] = {
    Role.OPERATOR: _("Operator"),
    Role.TRIAGER: _("Enforcement officer"),
    Role.AUDITOR: _("Auditor"),
    Role.HOLDER: _("Rights holder"),
}
GROUPS = (Role.TRIAGER, Role.AUDITOR, Role.HOLDER)


def ensure_groups(**_signal: object) -> None:
    """The three groups exist; sent after every migrate, so that a flush brings them back too."""
    for role in GROUPS:
        Group.objects.get_or_create(name=role.value)


def roles_of(user: Person) -> frozenset[Role]:
    """A person's roles; none for anonymous and inactive people."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    known = {role.value for role in GROUPS}
    names = {name for name in user.groups.values_list("name", flat=True) if name in known}
    roles = {Role(name) for name in names}
    return frozenset(roles | ({Role.OPERATOR} if user.is_staff or user.is_superuser else set()))


def scope_of(user: Person) -> Scope:
    """Whose hits this person may reach: everybody's, their own holders', or nobody's."""
    roles = roles_of(user)
    if roles & {Role.OPERATOR, Role.TRIAGER, Role.AUDITOR}:
        return Scope.everything()
    if Role.HOLDER in roles:
        keys = RightsHolder.objects.filter(members=user.pk).values_list("key", flat=True)
        return Scope(holders=frozenset(keys))
    return Scope.nothing()


def may_decide(user: Person) -> bool:
    return bool(roles_of(user) & {Role.OPERATOR, Role.TRIAGER})


def may_see_house(user: Person) -> bool:
    """Sweeps and the audit trail span all holders, so a holder never sees them."""
    return scope_of(user).holders is None
