"""A process that sends hits to a server until it is killed: with our outbox, or the naive way.

    python -m tests.chaos.sending outbox|naive DATABASE URL PREFIX CURSOR_FILE

Prints a line a turn. The naive way is what one would write first: read the next hundred into a buffer,
note how far one has read, `helpers.bulk`; a document gets the id the server makes up.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django

TIMEOUT_S = 0.8
BATCH = 15
NAIVE_BUFFER = 100


def main(way: str, database: str, url: str, prefix: str, cursor: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    from django.db import connection  # noqa: PLC0415  # needs Django set up

    connection.settings_dict["NAME"] = database
    turn = outbox(url, prefix) if way == "outbox" else naive(url, prefix, Path(cursor))
    print("up", flush=True)
    while True:
        print(turn(), flush=True)


def outbox(url: str, prefix: str) -> Callable[[], str]:
    from django.utils import timezone  # noqa: PLC0415  # needs Django set up

    from store.drain import drain_once, owed  # noqa: PLC0415  # needs Django set up
    from store.elastic import ElasticIndex  # noqa: PLC0415  # needs Django set up

    index = ElasticIndex.at(url, prefix=prefix, timeout_s=TIMEOUT_S)
    rng = random.Random(1)

    def turn() -> str:
        report = drain_once(index, now=timezone.now(), limit=BATCH, rng=rng)
        return "away" if report.unavailable else "turn" if owed().rows else "idle"

    return turn


def naive(url: str, prefix: str, cursor: Path) -> Callable[[], str]:
    from elasticsearch import ApiError, Elasticsearch, TransportError, helpers  # noqa: PLC0415
    from elasticsearch.helpers import BulkIndexError  # noqa: PLC0415

    from store.models import Hit  # noqa: PLC0415  # needs Django set up

    client = Elasticsearch(url, request_timeout=TIMEOUT_S, max_retries=0)
    buffer: list[str] = []

    def more() -> Iterator[str]:
        after = cursor.read_text() if cursor.exists() else ""
        for pk in Hit.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH]:
            cursor.write_text(pk)
            yield pk

    def turn() -> str:
        found = list(more())
        buffer.extend(found)
        if len(buffer) < NAIVE_BUFFER and found:
            return "turn"
        actions: list[dict[str, Any]] = [{"_index": f"{prefix}-naive", "hit": pk} for pk in buffer]
        try:
            helpers.bulk(client, actions)
        except (ApiError, TransportError, BulkIndexError):
            return "away"
        finally:
            buffer.clear()
        return "turn" if found else "idle"

    return turn


if __name__ == "__main__":
    main(*sys.argv[1:])
