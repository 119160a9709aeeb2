"""Cases at the desk: made from a confirmed hit, a notice drafted or refused, its papers handed out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.audit import taken_away
from casework.cases import (
    LONGEST_REASON,
    MOST_HITS,
    case_for,
    close_case,
    hits_of,
    open_case,
    proposed,
    visible_cases,
)
from casework.drafting import EXPLANATION, LONGEST_ANSWER, Wish, draft_notice, missing
from casework.facts import TONGUES
from casework.forms import load_forms
from casework.models import Case, Notice
from casework.papers import TYPES, paper, parts_of
from config.operator import operator_settings
from domain.errors import CaseError, ConfigError, NoticeRefused
from domain.law import Laws
from domain.match import Verdict
from domain.notice_forms import LANGUAGES, NoticeForm
from domain.ports import Scope
from store.models import Hit
from store.trials import trials_of
from triage.access import may_decide, scope_of
from triage.case_words import ANSWERS, lacks_of
from triage.good_faith import KINDS, good_faith_file
from triage.pages.hit import hit_or_404

PAGE = 50
NOT_CONFIRMED = gettext_lazy("A case is made of confirmed hits; decide this one first.")
NO_SELLER = gettext_lazy("The listing names no seller, or the hit is in a case already.")


@lru_cache(maxsize=1)
def the_forms() -> tuple[dict[str, NoticeForm], Laws]:
    """The forms and laws of this process, read once: they change with a restart."""
    return load_forms(operator_settings())


def case_or_404(scope: Scope, number: str) -> Case:
    try:
        return case_for(scope, number)
    except Case.DoesNotExist:
        raise Http404 from None


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The newest cases; of one's own rights for a holder."""
    rows = visible_cases(scope_of(request.user)).select_related("holder", "seller__platform")[:PAGE]
    return render(request, "triage/cases.html", {"cases": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def new_case(request: HttpRequest, hit_id: str) -> HttpResponse:
    """Propose the confirmed hits of the same seller and holder, and make a case of those chosen."""
    scope = scope_of(request.user)
    row = hit_or_404(scope, hit_id)
    if not may_decide(request.user):
        raise PermissionDenied
    if request.method == "POST":
        return _opened(request, scope, row)
    return _proposal(request, scope, row)


def _proposal(request: HttpRequest, scope: Scope, row: Hit, **more: Any) -> HttpResponse:
    hits = list(proposed(scope, row))
    if row.id not in {hit.id for hit in hits}:
        more.setdefault("problem", NOT_CONFIRMED if row.status != Verdict.INFRINGING.value else NO_SELLER)
    status = 422 if "problem" in more else 200
    return render(request, "triage/case_new.html", {"hit": row, "hits": hits, **more}, status=status)


def _opened(request: HttpRequest, scope: Scope, row: Hit) -> HttpResponse:
    chosen = request.POST.getlist("hit")
    try:
        case = open_case(scope, chosen, actor=request.user.get_username(), now=timezone.now())
    except CaseError as error:
        return _proposal(request, scope, row, problem=str(error))
    messages.success(request, _("Case %(number)s was made.") % {"number": case.number})
    return redirect("case", number=case.number)


def _case_page(
    request: HttpRequest, scope: Scope, case: Case, *, status: int = 200, **more: Any
) -> HttpResponse:
    hits = hits_of(scope, case)
    trials = trials_of(hit.id for hit in hits)
    try:
        forms, _laws = the_forms()
    except ConfigError as error:
        forms = {}
        more["problem"] = "\n".join([_("The forms of notices cannot be used:"), *error.problems])
    chosen = request.POST.getlist("hit") if request.method == "POST" else [hit.id for hit in hits]
    context = {
        "case": case,
        "closed": case.state == Case.State.CLOSED,
        "hits": [(hit, len(trials[hit.id].blocking()), hit.id in chosen) for hit in hits],
        "notices": case.notices.all(),
        "forms": sorted(forms.values(), key=lambda form: (form.not_for(case.seller.platform.key), form.key)),
        "languages_of_notices": LANGUAGES,
        "may_decide": may_decide(request.user),
        "answers": [(name, words, request.POST.get(name, "")) for name, words in ANSWERS.items()],
        "longest_answer": LONGEST_ANSWER,
        "longest_reason": LONGEST_REASON,
        "given": request.POST,
        "files": KINDS,
    }
    return render(request, "triage/case.html", context | more, status=status)


@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case; somebody else's is not there."""
    scope = scope_of(request.user)
    return _case_page(request, scope, case_or_404(scope, number))


@require_POST
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """Draft a notice, or say everything it lacks; with `check` nothing is kept either way."""
    scope = scope_of(request.user)
    row = case_or_404(scope, number)
    if not may_decide(request.user):
        raise PermissionDenied
    try:
        forms, laws = the_forms()
    except ConfigError:  # the page says which
        return _case_page(request, scope, row, status=422)
    form, language = forms.get(request.POST.get("form", "")), request.POST.get("language", "")
    if form is None or language not in LANGUAGES:
        return _case_page(request, scope, row, status=422, problem=_("Choose a form and a language."))
    wish = _wish(request, form, language)
    try:
        if "check" in request.POST:
            return _checked(request, scope, row, form, missing(scope, number, wish, laws, now=timezone.now()))
        notice = draft_notice(
            scope, number, wish, laws,
            user=request.user,  # type: ignore[arg-type]  # logged in, or it would not be here
            actor=request.user.get_username(), now=timezone.now(),
        )  # fmt: skip
    except NoticeRefused as error:
        return _checked(request, scope, row, form, error.lacks)
    except CaseError as error:
        return _case_page(request, scope, row, status=422, problem=str(error))
    messages.success(request, _("The notice was drafted. The machine does not send it."))
    return redirect("notice", number=number, notice=notice.number)


def _wish(request: HttpRequest, form: NoticeForm, language: str) -> Wish:
    given = {name: request.POST.get(name, "") for name in (*ANSWERS, EXPLANATION)}
    return Wish(
        form=form,
        language=language,
        hits=tuple(request.POST.getlist("hit")[:MOST_HITS]),
        given=given,
        signed_by=request.POST.get("signed_by", ""),
        states=request.POST.get("states") == "yes",
    )


def _checked(
    request: HttpRequest, scope: Scope, row: Case, form: NoticeForm, lacking: Sequence[str]
) -> HttpResponse:
    lacks = lacks_of(lacking, form)
    return _case_page(request, scope, row, status=422 if lacks else 200, lacks=lacks, checked=form)


@require_POST
def close(request: HttpRequest, number: str) -> HttpResponse:
    """End a case, with a reason."""
    scope = scope_of(request.user)
    row = case_or_404(scope, number)
    if not may_decide(request.user):
        raise PermissionDenied
    actor, reason = request.user.get_username(), request.POST.get("reason", "")
    try:
        close_case(scope, number, reason=reason, actor=actor, now=timezone.now())
    except CaseError as error:
        return _case_page(request, scope, row, status=422, problem=str(error))
    messages.success(request, _("Case %(number)s was closed.") % {"number": number})
    return redirect("case", number=number)


def _notice_or_404(scope: Scope, number: str, notice: int) -> Notice:
    row = case_or_404(scope, number).notices.filter(number=notice).first()
    if row is None:
        raise Http404
    return row


@require_safe
def notice(request: HttpRequest, number: str, notice: int) -> HttpResponse:
    """One notice as drafted, in its own language."""
    row = _notice_or_404(scope_of(request.user), number, notice)
    with override(TONGUES[row.language]):
        parts = tuple(parts_of(row.record))
    return render(request, "triage/notice.html", {"notice": row, "parts": parts, "kinds": TYPES})


@require_safe
def notice_paper(request: HttpRequest, number: str, notice: int, kind: str) -> HttpResponse:
    """A notice as a file to take away."""
    row = _notice_or_404(scope_of(request.user), number, notice)
    told = {"notice": row.number, "kind": kind, "digest": row.digest}
    _written_down(request, number, "notice", **told)
    return _file(paper(row, kind), TYPES[kind], f"notice-{number}-{notice}.{kind}")


@require_safe
def good_faith(request: HttpRequest, hit_id: str, kind: str) -> HttpResponse:
    """The file of what was checked on one hit."""
    row = hit_or_404(scope_of(request.user), hit_id)
    content = good_faith_file([row], kind, now=timezone.now())
    _written_down(request, row.id, "good_faith", kind=kind)
    return _file(content, TYPES[kind], f"good-faith-{hit_id}.{kind}")


@require_safe
def case_good_faith(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """The file of what was checked in a case, on every hit of it."""
    scope = scope_of(request.user)
    row = case_or_404(scope, number)
    content = good_faith_file(hits_of(scope, row), kind, now=timezone.now(), case=row)
    _written_down(request, number, "good_faith", kind=kind)
    return _file(content, TYPES[kind], f"good-faith-{number}.{kind}")


def _written_down(request: HttpRequest, subject: str, what: str, **detail: Any) -> None:
    """A question for the head of a file takes nothing away."""
    if request.method == "GET":
        taken_away(subject, what, actor=request.user.get_username(), now=timezone.now(), **detail)


def _file(content: bytes, mime: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=mime, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
