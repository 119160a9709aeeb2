"""Two people for the demo's desk: one who decides, and one who sees a single holder's hits."""

from __future__ import annotations

from django.contrib.auth.models import Group, User

from registry.models import RightsHolder
from triage.access import Role, ensure_groups
from triage.login_link import make_link

TRIAGER, HOLDER = "demo-officer", "demo-holder"
HOLDER_OF = "veltora"


def demo_people() -> tuple[User, User]:
    """The officer and the rights holder; they have no passwords, only login links."""
    ensure_groups()
    officer, holder = _person(TRIAGER, Role.TRIAGER), _person(HOLDER, Role.HOLDER)
    for row in RightsHolder.objects.filter(key=HOLDER_OF):
        row.members.add(holder)
    return officer, holder


def links(base_url: str) -> tuple[str, str]:
    """A one-time login link each, fresh."""
    officer, holder = demo_people()
    return make_link(officer, base_url), make_link(holder, base_url)


def _person(name: str, role: Role) -> User:
    user, made = User.objects.get_or_create(username=name)
    if made:
        user.set_unusable_password()
        user.save()
    user.groups.add(Group.objects.get(name=role.value))
    return user
