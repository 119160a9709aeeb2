"""How the search index is: whether it serves, what it is owed, what it refused, and the way to try again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from domain.errors import IndexUnavailable
from domain.ports import IndexHealth
from store.dead_letters import dead_letters, send_again
from store.drain import owed
from store.tallies import rate_per_s
from triage.access import Role, may_see_house, roles_of
from triage.index import the_index

SHOWN = 50


def _health() -> IndexHealth:
    try:
        return the_index().health()
    except IndexUnavailable as error:
        return IndexHealth(ok=False, kind="elasticsearch", detail=str(error))


def _figures() -> dict[str, Any]:
    """What is owed, for how long, how fast it goes, and so how long it will take, in minutes."""
    now, debt = timezone.now(), owed()
    rate = rate_per_s(now)
    minutes = round(debt.rows / rate / 60) if rate and debt.rows else None
    return {"owed": debt, "oldest_s": round(debt.age_s(now)), "rate": rate, "minutes": minutes}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Health and debt of the index; its refusals with their reasons."""
    if not may_see_house(request.user):
        raise PermissionDenied
    letters = list(dead_letters()[: SHOWN + 1])
    context = {
        "health": _health(),
        "letters": letters[:SHOWN],
        "more": len(letters) > SHOWN,
        "may_send": Role.OPERATOR in roles_of(request.user),
        **_figures(),
    }
    return render(request, "triage/index.html", context)


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Owe refused documents anew: the one that is named, or all of them."""
    if Role.OPERATOR not in roles_of(request.user):
        raise PermissionDenied
    hit = request.POST.get("hit")
    hits = None if hit is None else [hit.replace("\0", "")[:32]]
    count = send_again(hits, actor=request.user.get_username(), now=timezone.now())
    told = _("Documents sent again: %(n)d") % {"n": count}
    messages.success(request, told)
    return redirect("index-state")
