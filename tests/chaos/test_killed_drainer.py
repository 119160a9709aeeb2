"""Drainers killed at any moment, before a failing index: the truth arrives whole."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import uuid
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone
from elasticsearch import Elasticsearch

from domain.ports import HitIndex
from store.drain import drain_until_settled, owed
from store.elastic import ElasticIndex
from store.embedded import EmbeddedIndex
from store.models import Hit
from store.owed import owe
from tests.store.faults import FAULTS
from tests.store.made import keep, kept, listing, match, right
from tests.store.test_drain import assert_same

HITS = 120
KILLS = 10


@pytest.mark.long
@pytest.mark.timeout(280)
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["embedded", pytest.param("elastic", marks=pytest.mark.elasticsearch)])
def test_killed_drainers_lose_and_double_nothing(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """After kills and faults while hits change, the index holds each hit once, at its newest revision."""
    if kind == "embedded":
        target, prefix = str(tmp_path / "index.sqlite3"), ""
        index: HitIndex = EmbeddedIndex(Path(target))
    else:
        target, prefix = request.getfixturevalue("elasticsearch_url"), f"t{uuid.uuid4().hex[:12]}"
        request.addfinalizer(lambda: _forget(target, prefix))  # only this kind has one
        index = ElasticIndex.at(target, prefix=prefix)
    right()
    keep(*(kept(listing(str(number)), match()) for number in range(HITS)))
    rng, seen = random.Random(11), Counter[str]()
    for kill in range(KILLS):
        seen += _drain_and_kill(target, prefix, kill, rng)
    assert all(seen[fault] for fault in FAULTS), seen
    assert seen["killed while owing"] >= KILLS // 2, seen
    drained = drain_until_settled(index, deadline_s=600, now=_far_ahead, pause=lambda seconds: None)
    assert (drained.owed.rows, drained.owed.poisoned) == (0, 0)
    assert_same(index)


def _far_ahead() -> datetime:
    return timezone.now() + timedelta(days=1)


def _drain_and_kill(target: str, prefix: str, seed: int, rng: random.Random) -> Counter[str]:
    """Change hits while a process drains, and kill it after some of its lines."""
    seen: Counter[str] = Counter()
    database = str(connection.settings_dict["NAME"])
    with subprocess.Popen(
        [sys.executable, "-m", "tests.chaos.draining", database, target, prefix, str(seed)],
        stdout=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    ) as process:
        assert process.stdout is not None
        for _line in range(rng.randint(4, 14)):
            seen[process.stdout.readline().strip()] += 1
            _change_some(rng)
        process.kill()
    seen["killed while owing"] += bool(owed().rows)
    return seen


@transaction.atomic
def _change_some(rng: random.Random) -> None:
    ids = list(Hit.objects.order_by("pk").values_list("pk", flat=True))
    hits = list(Hit.objects.filter(pk__in=rng.sample(ids, 8)))
    for hit in hits:
        hit.revision += 1
        hit.region = f"r{hit.revision}"
        hit.save()
    owe(hits, now=timezone.now())


def _forget(url: str, prefix: str) -> None:
    with Elasticsearch(url) as client:
        for name in client.indices.get(index=f"{prefix}-*").body:
            client.indices.delete(index=name)
