"""What ran and who did what: sweeps and the audit trail, for those who see every holder's rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from store.collecting import Alert, Directive
from store.coverage import why_not
from store.models import AuditLine, Platform, Sweep
from store.pressure import BACKLOG, DISK
from store.sweeps import account_closes
from triage.access import Role, may_see_house, roles_of
from triage.sweep_words import in_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PAGE = 50
# Why a crawl held its requests back, as `store.pressure` names it.
WAITED_FOR = {DISK: _("for room on the disk"), BACKLOG: _("for the index to take what it is owed")}


class Account(NamedTuple):
    """A sweep with its accounting: what came in, what became of it, and whether the sum is right.

    `by_name`: listings that are no hits only because their seller bears a licensee's name; `waited`:
    seconds in which no request was sent, by reason.
    """

    sweep: Sweep
    listings: int
    kept: int
    unchanged: int
    rejected: tuple[tuple[str, int], ...]
    hits: int
    by_name: int
    fields_cut: int
    crowded: int
    waited: tuple[tuple[StrOrPromise, int], ...]
    closes: bool

    @property
    def detail(self) -> str:
        return in_words(self.sweep.detail)

    @property
    def skipped(self) -> tuple[tuple[str, int], ...]:
        """Pages not looked at, by why not."""
        return tuple((why_not(why), pages) for why, pages in self.coverage.get("not_looked_at", {}).items())

    @property
    def coverage(self) -> dict[str, Any]:
        return dict(self.sweep.coverage)

    @property
    def rejected_total(self) -> int:
        return sum(count for _reason, count in self.rejected)


def _number(counts: Mapping[str, Any], key: str) -> int:
    value = counts.get(key, 0)
    return value if isinstance(value, int) else 0


def account_of(sweep: Sweep) -> Account:
    counts = sweep.counts
    rejected = sorted(
        (key.removeprefix("rejected/"), _number(counts, key)) for key in counts if key.startswith("rejected/")
    )
    return Account(
        sweep=sweep,
        listings=_number(counts, "listings"),
        kept=_number(counts, "kept"),
        unchanged=_number(counts, "unchanged"),
        rejected=tuple(rejected),
        hits=_number(counts, "hits"),
        by_name=_number(counts, "licensed_by_name"),
        fields_cut=_number(counts, "fields_cut"),
        crowded=_number(counts, "crowded"),
        waited=tuple(
            (WAITED_FOR[reason], seconds)
            for reason in WAITED_FOR
            if (seconds := _number(counts, f"waited_s/{reason}"))
        ),
        closes=account_closes(counts),
    )


def _before(request: HttpRequest) -> int | None:
    """The row a page ends before; none for the first page."""
    text = request.GET.get("before", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def _page(request: HttpRequest, rows: QuerySet[Any]) -> tuple[list[Any], int | None]:
    """The newest rows before the place asked for, and where the next page starts."""
    before = _before(request)
    shown = list((rows if before is None else rows.filter(pk__lt=before)).order_by("-pk")[: PAGE + 1])
    return shown[:PAGE], shown[PAGE - 1].pk if len(shown) > PAGE else None


def _open_alerts() -> QuerySet[Alert]:
    return Alert.objects.filter(closed_at__isnull=True).select_related("platform")[:PAGE]


@require_safe
def sweeps(request: HttpRequest) -> HttpResponse:
    """Runs, newest first."""
    if not may_see_house(request.user):
        raise PermissionDenied
    rows, after = _page(request, Sweep.objects.select_related("platform"))
    context = {
        "accounts": [account_of(row) for row in rows],
        "after": after,
        "alerts": [(alert, in_words(alert.in_words)) for alert in _open_alerts()],
        "stops": Directive.objects.filter(lifted_at__isnull=True).select_related("platform"),
        "platforms": Platform.objects.order_by("key"),
        "may_order": Role.OPERATOR in roles_of(request.user),
    }
    return render(request, "triage/sweeps.html", context)


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """The audit trail, newest first; of one subject if asked."""
    if not may_see_house(request.user):
        raise PermissionDenied
    subject = request.GET.get("subject", "").replace("\0", "")[:200]
    lines = AuditLine.objects.filter(subject=subject) if subject else AuditLine.objects.all()
    rows, after = _page(request, lines)
    return render(request, "triage/audit.html", {"lines": rows, "after": after, "subject": subject})
