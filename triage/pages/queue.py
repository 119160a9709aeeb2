"""The queue: open hits by risk, with filters, counts and text search."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from domain.ports import Order
from store.limits import FACET_CAP
from store.queue import COUNT_CAP
from store.saved import saved_by
from triage.access import scope_of
from triage.evidence import rows_of
from triage.finding import find
from triage.query import Asked

ORDER_NAMES = {
    Order.RISK.value: _("highest risk first"),
    Order.OLDEST.value: _("longest waiting first"),
    Order.NEWEST.value: _("newest first"),
}


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
            "facets": found.sides.facets,
            "facets_capped": found.sides.capped,
            "facet_cap": FACET_CAP,
            "orders": ORDER_NAMES,
            "saved": saved_by(request.user),  # type: ignore[arg-type]  # logged in
            "today": timezone.localdate(),
            "order_name": ORDER_NAMES[asked.query.order.value],
            "filtered": bool(asked.pairs),
            "total": found.total,
            "cap": COUNT_CAP,
            "index_down": found.index_down,
            "index_behind": found.index_behind,
            "next_page": asked.next_string(found.after) if found.after else "",
            "later_page": asked.after is not None,
        },
    )
