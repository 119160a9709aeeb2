"""Pictures, to those who may see the hits they belong to; only raster formats, only as pictures."""

from __future__ import annotations

import structlog
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from config.operator import operator_settings
from matchers.copies_drawing import drawing as drawn
from matchers.copies_drawing import png
from matchers.media_types import mime_of
from pipelines.looks import Pixels
from pipelines.picture_readers import shared_readers
from pipelines.refusal import PictureLost
from registry.models import ReferencePicture
from store.models import Picture
from store.pictures import PictureFiles
from store.queue import picture_for, reference_for
from triage.access import scope_of
from triage.evidence import placed
from triage.pages.hit import hit_or_404

RASTER = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/bmp": "bmp",
    "image/avif": "avif",
}
# Twice the largest place a small picture has on a page, for sharp screens.
SMALL_SIDE = 240
POLICY = "default-src 'none'; sandbox"

log = structlog.get_logger()


def _bytes_of(file: str) -> bytes:
    try:
        return PictureFiles(operator_settings().pictures_path).read(file)
    except (OSError, ValueError):
        log.warning("desk.picture_unreadable", file=file[:100])
        raise Http404 from None


def _small(data: bytes) -> bytes:
    try:
        return shared_readers().miniature(data, SMALL_SIDE)
    except PictureLost as error:
        log.warning("desk.picture_refused", reason=error.reason)
        raise Http404 from None


def _answer(request: HttpRequest, file: str, digest: str) -> HttpResponse:
    """The picture, its type judged by its own bytes and not by what was said of it."""
    data = _bytes_of(file)
    if "small" in request.GET:
        data = _small(data)
    return _shown(data, digest[:16])


def _shown(data: bytes, name: str) -> HttpResponse:
    mime = mime_of(data)
    if mime not in RASTER:
        raise Http404
    response = HttpResponse(data, content_type=mime)
    response.headers["Content-Disposition"] = f'inline; filename="{name}.{RASTER[mime]}"'
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    # Short, because the right to see it may end; long enough for a look back and forth.
    response.headers["Cache-Control"] = "private, max-age=600"
    return response


@require_safe
def picture(request: HttpRequest, digest: str) -> HttpResponse:
    """A listing's picture."""
    try:
        row = picture_for(scope_of(request.user), digest)
    except Picture.DoesNotExist:
        raise Http404 from None
    return _answer(request, row.file, digest)


@require_safe
def reference(request: HttpRequest, digest: str) -> HttpResponse:
    """A right's reference picture."""
    try:
        row = reference_for(scope_of(request.user), digest)
    except ReferencePicture.DoesNotExist:
        raise Http404 from None
    return _answer(request, row.file, digest)


@require_safe
def drawing(request: HttpRequest, hit_id: str) -> HttpResponse:
    """Where the protected picture lies on the listing's, and what both have in common."""
    scope = scope_of(request.user)
    reason = placed(hit_or_404(scope, hit_id))
    if reason is None or reason.quad is None:
        raise Http404
    try:
        ours, theirs = reference_for(scope, reason.ours).file, picture_for(scope, reason.picture).file
    except (ReferencePicture.DoesNotExist, Picture.DoesNotExist):
        raise Http404 from None
    return _shown(png(drawn(_look(ours), _look(theirs), reason.quad)), f"{hit_id[:16]}-met")


def _look(file: str) -> Pixels:
    try:
        return shared_readers().look(_bytes_of(file))
    except PictureLost as error:
        log.warning("desk.picture_refused", reason=error.reason)
        raise Http404 from None
