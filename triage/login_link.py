"""One-time login links: signed, good for fifteen minutes, and for one use."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.core import signing
from django.urls import reverse

SALT = "triage.login_link"
GOOD_FOR_S = 15 * 60


def _stamp(user: User) -> str:
    """What a use or a changed password changes, so that older links of this person end with it."""
    seen = user.last_login.isoformat() if user.last_login else "never"
    return f"{seen} {user.password[-16:]}"


def make_link(user: User, base_url: str) -> str:
    """The address that logs `user` in once; `base_url` such as `http://127.0.0.1:8000`."""
    token = signing.dumps([user.pk, _digest(_stamp(user))], salt=SALT, compress=False)
    return base_url.rstrip("/") + reverse("enter", args=(token,))


def _digest(stamp: str) -> str:
    return signing.Signer(salt=SALT + ".stamp").signature(stamp)


def redeem(token: str, *, now: datetime) -> User | None:
    """The person a token stands for, used up by this call; None if it is false, old or used.

    The compare-and-swap on `last_login` decides between two who hold the same link: one gets in.
    """
    try:
        pk, digest = signing.loads(token, salt=SALT, max_age=GOOD_FOR_S)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or _digest(_stamp(user)) != digest:
        return None
    took = User.objects.filter(pk=user.pk, last_login=user.last_login, is_active=True).update(last_login=now)
    return User.objects.get(pk=user.pk) if took else None
