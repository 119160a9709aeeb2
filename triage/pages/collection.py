"""Orders about collection and alerts, given and closed at the desk: an operator's."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from domain.errors import ConfigError
from store import alerts, directives
from store.collecting import Alert, Directive
from store.models import Platform
from triage.access import Role, roles_of


@require_POST
def order(request: HttpRequest) -> HttpResponse:
    """Stop a platform or all, or let it go on; with a reason."""
    _operators_only(request)
    key = request.POST.get("platform", "")
    if key and not Platform.objects.filter(key=key).exists():
        raise Http404
    person, reason, now = request.user.get_username(), request.POST.get("reason", ""), timezone.now()
    try:
        match request.POST.get("what", ""):
            case "stop":
                directives.order(Directive.Kind.STOP, key, person=person, reason=reason, now=now)
            case "go":
                directives.let_go_on(key, person=person, reason=reason, now=now)
            case _:
                raise Http404
    except ConfigError:
        messages.error(request, _("Say why: the reason is kept in the audit trail."))
    return redirect("sweeps")


@require_POST
def close_alert(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Close an alert one has looked at."""
    _operators_only(request)
    if not Alert.objects.filter(pk=alert_id).exists():
        raise Http404
    alerts.close_alert(alert_id, person=request.user.get_username(), now=timezone.now())
    return redirect("sweeps")


def _operators_only(request: HttpRequest) -> None:
    if Role.OPERATOR not in roles_of(request.user):
        raise PermissionDenied
