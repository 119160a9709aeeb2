"""Whether the desk lives and is ready to serve; says yes or no and nothing about the data."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from domain.errors import IndexUnavailable
from triage.index import the_index


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM store_hit LIMIT 1")
    except DatabaseError:
        return False
    return True


def _index_answers() -> bool:
    try:
        return the_index().health().ok
    except IndexUnavailable:
        return False


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"ok": True})


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """The desk can serve. Without the index it can, so only the database decides."""
    database = _database_answers()
    state = {"ok": database, "database": database, "index": _index_answers()}
    return JsonResponse(state, status=200 if database else 503)
