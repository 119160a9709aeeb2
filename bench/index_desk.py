"""What `./run bench index` asks: the desk, and beside it its questions to truth and index alone."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from typing import Any

import django

django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402  # Django is set up above
from django.db import close_old_connections  # noqa: E402
from django.http import QueryDict  # noqa: E402

from domain.ports import Scope  # noqa: E402
from store.queue import facets, queue_page  # noqa: E402
from triage.facets import sides_of  # noqa: E402
from triage.finding import PAGE, search_page  # noqa: E402
from triage.index import the_index  # noqa: E402
from triage.query import Asked  # noqa: E402

ALL = Scope.everything()
_desk = WSGIHandler()


def _queue(asked: Asked) -> list[str]:
    return [hit.id for hit in queue_page(ALL, asked.query, after=asked.after, size=PAGE).rows]


def _search(asked: Asked) -> list[str]:
    return [hit.id for hit in search_page(the_index(), ALL, asked.query, after=asked.after, size=PAGE).hits]


def _facets(asked: Asked) -> list[str]:
    counting = the_index().facets if asked.query.text else facets
    return [facet.field for facet in sides_of(counting, ALL, asked).facets]


PARTS = {"/part/queue": _queue, "/part/search": _search, "/part/facets": _facets}


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    part = PARTS.get(environ["PATH_INFO"])
    if part is None:
        return _desk(environ, start_response)
    close_old_connections()
    begun = time.thread_time()
    answer = part(Asked.of(QueryDict(environ["QUERY_STRING"])))
    cpu_ms = f"{(time.thread_time() - begun) * 1000:.1f}"
    start_response("200 OK", [("Content-Type", "application/json"), ("X-Cpu-Ms", cpu_ms)])
    return [json.dumps(answer).encode()]
