"""Coming in and going out: password, one-time link, language."""

from __future__ import annotations

import structlog
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET
from django.views.i18n import set_language

from triage.login_link import redeem

BACKEND = "django.contrib.auth.backends.ModelBackend"

log = structlog.get_logger()

language = login_not_required(set_language)


class Login(LoginView):
    """Name and password; five wrong ones lock the pair of name and address (django-axes)."""

    template_name = "triage/login.html"
    redirect_authenticated_user = True


class Logout(LogoutView):
    """Out; only by POST, so that no picture or link can do it."""

    http_method_names = ["post", "options"]


def _looks_like_a_person(request: HttpRequest) -> bool:
    """Not a prefetch, which would use the link up, nor a picture or frame on another page."""
    purpose = request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    return "prefetch" not in purpose and request.headers.get("Sec-Fetch-Dest", "document") == "document"


@login_not_required
@require_GET
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Log in by a one-time link."""
    user = redeem(token, now=timezone.now()) if _looks_like_a_person(request) else None
    if user is None:
        return render(request, "triage/link_over.html", status=410)
    login(request, user, backend=BACKEND)
    log.info("desk.entered_by_link", user=user.get_username())
    return redirect("queue")
