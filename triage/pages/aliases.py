"""Other names of marks: proposals with the hits they rest on, accepted or refused with a reason."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from domain.errors import Conflict
from domain.ports import Scope
from registry.models import Alias, AliasState
from store.aliases import LONGEST_REASON, decide_alias, evidence_hits, rights_to_look_back, visible
from store.models import Hit
from triage.access import may_decide, scope_of

PAGE = 20
DECIDED = 30
# As the buttons of the form send them.
STATES = {"accept": AliasState.ACCEPTED, "refuse": AliasState.REFUSED}
NO_REASON = gettext_lazy("Say why: the reason is kept in the audit trail.")
CHANGED = gettext_lazy("Your decision was not recorded: somebody decided this word while you were reading.")


class Proposal(NamedTuple):
    """A word with the hits that speak for it."""

    alias: Alias
    hits: tuple[Hit, ...]


def _after(request: HttpRequest) -> int:
    text = request.GET.get("after", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0


def _page(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    scope = scope_of(request.user)
    rows = visible(scope)
    waiting = list(rows.filter(state=AliasState.PROPOSED, pk__gt=_after(request)).order_by("pk")[: PAGE + 1])
    decided = rows.exclude(state=AliasState.PROPOSED).order_by("-decided_at", "-pk")
    context = {
        "proposals": [Proposal(alias, evidence_hits(scope, alias)) for alias in waiting[:PAGE]],
        "following": waiting[PAGE - 1].pk if len(waiting) > PAGE else None,
        "decided": decided[:DECIDED],
        "look_back": rights_to_look_back(scope),
        "may_decide": may_decide(request.user),
        "longest_reason": LONGEST_REASON,
    }
    return render(request, "triage/aliases.html", context | more, status=status)


@require_safe
def aliases(request: HttpRequest) -> HttpResponse:
    """What is proposed, and what was decided lately; of one's own rights for a holder."""
    return _page(request)


@require_POST
def decide(request: HttpRequest, alias_id: int) -> HttpResponse:
    """Accept or refuse one word; somebody else's is not there."""
    scope = scope_of(request.user)
    if not visible(scope).filter(pk=alias_id).exists():
        raise Http404
    if not may_decide(request.user):
        raise PermissionDenied
    state = STATES.get(request.POST.get("state", ""))
    reason = " ".join(request.POST.get("reason", "").split())
    if state is None or not 0 < len(reason.replace("\0", "")) <= LONGEST_REASON:
        return _page(request, status=422, problem=NO_REASON)
    return _decided(request, scope, alias_id, state, reason)


def _decided(
    request: HttpRequest, scope: Scope, alias_id: int, state: AliasState, reason: str
) -> HttpResponse:
    actor = request.user.get_username()
    try:
        alias = decide_alias(scope, alias_id, state=state, reason=reason, actor=actor, now=timezone.now())
    except Conflict:
        return _page(request, status=409, problem=CHANGED)
    told = {"word": alias.text, "state": alias.get_state_display()}
    messages.success(request, _("%(word)s: %(state)s.") % told)
    return redirect("aliases")
