"""Questions a person keeps beside the queue."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from store.saved import LONGEST_NAME, NotSaved, forget_question, save_question
from triage.query import Asked

PROBLEMS = {
    "name": gettext_lazy("Give the search a name of at most 80 characters."),
    "question": gettext_lazy("This search is too long to be saved."),
    "full": gettext_lazy("You have 30 saved searches; remove one first."),
}


def _question(request: HttpRequest) -> Asked:
    """What stands in the form, written anew: nothing but a question to the queue is ever kept."""
    return Asked.of(QueryDict(request.POST.get("question", "")[:4000].lstrip("?")))


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the question on the page under a name."""
    asked, name = _question(request), request.POST.get("name", "")[: LONGEST_NAME + 1]
    try:
        save_question(request.user, name=name, question=asked.string, now=timezone.now())  # type: ignore[arg-type]
    except NotSaved as problem:
        messages.error(request, str(PROBLEMS[str(problem)]))
    else:
        messages.success(request, _("Saved: %(name)s.") % {"name": name})
    return redirect(reverse("queue") + asked.string)


@require_POST
def forget(request: HttpRequest, saved_id: int) -> HttpResponse:
    """Remove one of one's own; somebody else's is not there."""
    if not forget_question(request.user, saved_id):  # type: ignore[arg-type]  # logged in
        raise Http404
    return redirect(reverse("queue") + _question(request).string)
