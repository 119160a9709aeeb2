"""A person's word on one exception of a hit, and trying them all again on the register as it is now."""

from __future__ import annotations

from contextlib import suppress

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from domain.errors import Conflict
from domain.exceptions import PERSON_MAY_SAY, Excuse, Outcome
from store.models import Hit
from store.trials import LONGEST_REASON, close_exception, try_again
from triage.access import may_decide, scope_of
from triage.pages.hit import hit_or_404, hit_page
from triage.query import Asked
from triage.trials import QUESTIONS

NO_REASON = gettext_lazy("Say why: the reason is kept in the file that shows good faith.")
CHANGED = gettext_lazy("Your word was not recorded: something was tried or closed while you were reading.")


def _allowed(request: HttpRequest, hit_id: str) -> Hit:
    row = hit_or_404(scope_of(request.user), hit_id)
    if not may_decide(request.user):
        raise PermissionDenied
    return row


def _seen(request: HttpRequest) -> int:
    """How many rows of the trial the person has read; an unreadable number is none that ever was."""
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def _said(request: HttpRequest) -> tuple[Excuse, Outcome] | None:
    with suppress(ValueError):
        excuse, outcome = Excuse(request.POST.get("exception", "")), Outcome(request.POST.get("outcome", ""))
        return (excuse, outcome) if outcome in PERSON_MAY_SAY else None
    return None


@require_POST
def close(request: HttpRequest, hit_id: str) -> HttpResponse:
    """Record that an exception is cleared or applies, with the reason; somebody else's hit is not there."""
    row = _allowed(request, hit_id)
    said, reason = _said(request), " ".join(request.POST.get("reason", "").replace("\0", "").split())
    if said is None or not 0 < len(reason) <= LONGEST_REASON:
        return hit_page(request, row, status=422, problem=NO_REASON)
    excuse, outcome = said
    try:
        close_exception(
            scope_of(request.user),
            hit_id=hit_id,
            excuse=excuse,
            outcome=outcome,
            reason=reason,
            user=request.user,  # type: ignore[arg-type]  # logged in, or it would not be here
            seen=_seen(request),
            now=timezone.now(),
        )
    except (Conflict, ValueError):
        return hit_page(request, row, status=409, problem=CHANGED)
    messages.success(request, _("Recorded: %(exception)s.") % {"exception": QUESTIONS[excuse].name})
    return _back(request, hit_id)


@require_POST
def again(request: HttpRequest, hit_id: str) -> HttpResponse:
    """Try every exception on the register and the rules as they are now."""
    _allowed(request, hit_id)
    try_again(scope_of(request.user), [hit_id], now=timezone.now())
    messages.success(request, _("Every exception was tried again."))
    return _back(request, hit_id)


def _back(request: HttpRequest, hit_id: str) -> HttpResponse:
    return redirect(reverse("hit", args=(hit_id,)) + Asked.of(request.GET).string + "#exceptions")
