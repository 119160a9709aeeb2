"""One hit: what is protected beside what is offered, why it was flagged, and the decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from domain.errors import Conflict
from domain.listing import TEXT_FIELDS
from domain.match import Verdict
from domain.ports import Scope
from store.contacts import contacts_for
from store.decisions import LONGEST_REASON, decide
from store.elsewhere import same_picture
from store.models import VERDICT_NAMES, Hit
from store.queue import hit_for
from store.trials import trial_of
from triage.access import may_decide, scope_of
from triage.evidence import dossier_of
from triage.finding import hit_before, next_hit
from triage.history import FIELD_NAMES, versions_of
from triage.likeness import likeness_of
from triage.query import Asked
from triage.trials import rows_of
from triage.verdicts import CHOICES, TAKE_BACK, choice_of, reason_text

NO_REASON = gettext_lazy("Say why: choose a reason or write one.")
NO_VERDICT = gettext_lazy("Choose a verdict.")
TOO_LONG = gettext_lazy("The reason is too long; at most 2,000 characters are kept.")


def hit_or_404(scope: Scope, hit_id: str) -> Hit:
    try:
        return hit_for(scope, hit_id)
    except Hit.DoesNotExist:
        raise Http404 from None


def _address(hit: Hit | None, asked: Asked) -> str:
    return reverse("hit", args=(hit.id,)) + asked.string if hit else ""


def hit_page(request: HttpRequest, hit: Hit, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of one hit, with what went wrong if something did."""
    scope, asked = scope_of(request.user), Asked.of(request.GET)
    trial = trial_of(hit)
    dossier = dossier_of(hit)
    context = {
        "asked": asked,
        "hit": hit,
        "dossier": dossier,
        "likeness": likeness_of(dossier),
        "versions": versions_of(hit.listing),
        "exceptions": rows_of(trial),
        "holding": len(trial.blocking()),
        "tryings": hit.tryings.count(),
        "elsewhere": same_picture(scope, hit),
        "contacts": contacts_for(hit.listing.seller, person=request.user.get_username(), now=timezone.now()),
        "decisions": hit.decisions.select_related("user")[:50],
        "choices": CHOICES,
        "take_back": TAKE_BACK if hit.status != Verdict.OPEN.value else None,
        "may_decide": may_decide(request.user),
        "next_address": _address(next_hit(scope, asked, hit), asked),
        "before_address": _address(hit_before(scope, asked, hit), asked),
        "given": request.POST,
        "longest_reason": LONGEST_REASON,
        "text_fields": [(field, FIELD_NAMES[field]) for field in TEXT_FIELDS],
    }
    return render(request, "triage/hit.html", context | more, status=status)


@require_safe
def hit(request: HttpRequest, hit_id: str) -> HttpResponse:
    """One hit; somebody else's is not there."""
    return hit_page(request, hit_or_404(scope_of(request.user), hit_id))


def _given(request: HttpRequest) -> tuple[Verdict | None, str, str]:
    """The verdict and reason sent, and what is wrong with them."""
    choice = choice_of(request.POST.get("verdict", ""))
    if choice is None:
        return None, "", str(NO_VERDICT)
    preset = request.POST.get(f"preset-{choice.verdict.value}", "")
    reason = reason_text(choice, preset, request.POST.get("note", ""))
    problem = NO_REASON if not reason else TOO_LONG if len(reason) > LONGEST_REASON else ""
    return choice.verdict, reason, str(problem)


def _revision(request: HttpRequest) -> int:
    """The revision the person has read; an unreadable one is none that ever was."""
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


@require_POST
def decide_hit(request: HttpRequest, hit_id: str) -> HttpResponse:
    """Record a decision and go on to the next hit of the same question."""
    scope = scope_of(request.user)
    row = hit_or_404(scope, hit_id)
    if not may_decide(request.user):
        raise PermissionDenied
    verdict, reason, problem = _given(request)
    if verdict is None or problem:
        return hit_page(request, row, status=422, problem=problem)
    try:
        decided = decide(
            scope,
            hit_id=hit_id,
            verdict=verdict,
            reason=reason,
            user=request.user,  # type: ignore[arg-type]  # logged in, or it would not be here
            revision=_revision(request),
            now=timezone.now(),
        )
    except Conflict:
        return hit_page(request, hit_or_404(scope, hit_id), status=409, conflict=True)
    return _onwards(request, scope, decided)


def _onwards(request: HttpRequest, scope: Scope, decided: Hit) -> HttpResponse:
    asked = Asked.of(request.GET)
    verdict = VERDICT_NAMES[Verdict(decided.status)]
    messages.success(
        request,
        _("Recorded: %(verdict)s.") % {"verdict": verdict},
        extra_tags=reverse("hit", args=(decided.id,)) + asked.string,
    )
    following = None if decided.status == Verdict.OPEN.value else next_hit(scope, asked, decided)
    if following is None and decided.status != Verdict.OPEN.value:
        return redirect(reverse("queue") + asked.string)
    return redirect(_address(following or decided, asked))
