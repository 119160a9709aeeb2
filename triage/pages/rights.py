"""Rights at the desk: what each still lacks, what it would flag before it is switched on, and the switch."""

from __future__ import annotations

from threading import Lock
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from config.operator import operator_settings
from domain.ports import Scope
from domain.rights import RightKind
from pipelines.preview import Preview, preview_of
from registry.missing import missing_of
from registry.models import KIND_NAMES, Right
from registry.rights import UnusableRights
from store.watching import switch, visible_rights
from triage.access import may_decide, scope_of
from triage.trials import QUESTIONS

PAGE = 50
# A page waits for it: all listings are looked through by the command.
NEWEST = 2_000
BUSY = gettext_lazy("Another preview is being made; try again in a moment.")
# One at a time: a preview takes a processor to itself.
_one_at_a_time = Lock()


def right_or_404(scope: Scope, number: int) -> Right:
    row = visible_rights(scope).filter(pk=number).select_related("holder").first()
    if row is None:
        raise Http404
    return row


@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """Every right one may see, and how much each lacks."""
    rows = visible_rights(scope_of(request.user)).select_related("holder").order_by("code")
    page = Paginator(rows.prefetch_related("documents", "holder__documents"), PAGE).get_page(
        request.GET.get("page")
    )
    on = localtime().date()
    lines = [(row, KIND_NAMES[RightKind(row.kind)], missing_of(row, on)) for row in page]
    return render(request, "triage/rights.html", {"lines": lines, "page_of": page})


def _right_page(request: HttpRequest, row: Right, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "right": row,
        "kind": KIND_NAMES[RightKind(row.kind)],
        "missing": missing_of(row, localtime().date()),
        "may_decide": may_decide(request.user),
        "newest": NEWEST,
    }
    return render(request, "triage/right.html", context | more, status=status)


@require_safe
def right(request: HttpRequest, number: int) -> HttpResponse:
    """One right; somebody else's is not there."""
    return _right_page(request, right_or_404(scope_of(request.user), number))


@require_POST
def preview(request: HttpRequest, number: int) -> HttpResponse:
    """What the right would flag among the newest listings; nothing is written."""
    row = right_or_404(scope_of(request.user), number)
    if not _one_at_a_time.acquire(blocking=False):
        return _right_page(request, row, status=409, problem=BUSY)
    try:
        made = preview_of(row, operator_settings(), newest=NEWEST)
    except (ValueError, UnusableRights) as error:
        return _right_page(request, row, status=422, problem=str(error))
    finally:
        _one_at_a_time.release()
    return _right_page(request, row, **_told(made))


def _told(made: Preview) -> dict[str, Any]:
    first = [(one, [QUESTIONS[excuse].name for excuse in one.raised]) for one in made.first]
    raised = [(QUESTIONS[excuse].name, n) for excuse, n in made.raised.most_common()]
    return {"preview": made, "first": first, "raised": raised}


@require_POST
def watch(request: HttpRequest, number: int) -> HttpResponse:
    """Switch a right on or off."""
    scope = scope_of(request.user)
    row = right_or_404(scope, number)
    if not may_decide(request.user):
        raise PermissionDenied
    on = request.POST.get("on")
    if on not in ("yes", "no"):
        return _right_page(request, row, status=422, problem=_("Say whether to watch it or not."))
    switch(scope, row.code, on=on == "yes", actor=request.user.get_username(), now=timezone.now())
    told = _("%(right)s is watched from now on.") if on == "yes" else _("%(right)s is no longer watched.")
    messages.success(request, told % {"right": row.code})
    return redirect("right", number=number)
