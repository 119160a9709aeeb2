"""What every request to the desk passes: language, same-site check, no caching of pages."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

log = structlog.get_logger()
Answer = Callable[[HttpRequest], HttpResponse]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# "none": typed or bookmarked. Older browsers send no such header; the CSRF token still holds there.
OWN_SITES = frozenset({"", "same-origin", "none"})


def chosen_language(request: HttpRequest) -> str:
    """The language a person chose, else the operator's; what the browser prefers is not asked."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class LanguageMiddleware:
    """Answer in the chosen language and say so in `Content-Language`."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = chosen_language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SameSiteMiddleware:
    """Refuse a write that a browser says another site started."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        site = request.headers.get("Sec-Fetch-Site", "")
        if request.method not in SAFE_METHODS and site not in OWN_SITES:
            log.warning("desk.cross_site_refused", path=request.path, site=site[:20])
            return render(request, "403.html", status=403)
        return self.get_response(request)


class NoStoreMiddleware:
    """Pages are for the person who asked, at the moment they asked: nothing is kept in between."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response
