"""What every page of the desk knows: who is here, what they may do, in which languages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import get_language

from triage.access import ROLE_NAMES, Role, roles_of

# Each language in its own words, so that who reads it finds it whatever the page speaks.
OWN_NAMES = {"zh-hans": "中文", "en": "English"}


def desk(request: HttpRequest) -> dict[str, Any]:
    """The person's roles and the languages to choose from."""
    user = getattr(request, "user", AnonymousUser())
    roles = roles_of(user)
    return {
        "role_names": [name for role, name in ROLE_NAMES.items() if role in roles],
        "sees_house": bool(roles - {Role.HOLDER}),
        "is_operator": Role.OPERATOR in roles,
        "languages": [(code, OWN_NAMES.get(code, code)) for code, _name in settings.LANGUAGES],
        "language_now": get_language(),
        "here_is": match.url_name if (match := request.resolver_match) else "",
        "here": request.get_full_path() if request.method == "GET" else request.path,
    }
