"""The queue: open hits by risk, with filters, counts and text search."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from store.queue import COUNT_CAP
from triage.access import scope_of
from triage.evidence import rows_of
from triage.finding import find
from triage.query import Asked


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """One page of hits."""
    asked = Asked.of(request.GET)
    found = find(scope_of(request.user), asked)
    return render(
        request,
        "triage/queue.html",
        {
            "asked": asked,
            "rows": rows_of(found.hits),
            "excerpts": found.excerpts,
            "facets": found.facets,
            "filtered": bool(asked.pairs),
            "total": found.total,
            "cap": COUNT_CAP,
            "index_down": found.index_down,
            "index_behind": found.index_behind,
            "next_page": asked.next_string(found.after) if found.after else "",
            "later_page": asked.after is not None,
        },
    )
