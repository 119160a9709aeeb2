"""A real server behind a proxy that fails, and senders that are killed: the truth arrives whole."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from elasticsearch import Elasticsearch

from store.drain import drain_until_settled
from store.elastic import ElasticIndex
from tests.chaos.campaign import Course, forget, naive_verdict, run, verdict
from tests.chaos.fault_proxy import FAULTS, FaultProxy, fault_proxy
from tests.store.made import keep, kept, listing, match, right

pytestmark = [
    pytest.mark.long,
    pytest.mark.elasticsearch,
    pytest.mark.timeout(280),
    pytest.mark.django_db(transaction=True),
]

HITS = 300
KILLS = 25
WINDOWS = 10
CONTROL_KILLS = 6


@pytest.fixture
def client(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    with Elasticsearch(elasticsearch_url) as client:
        yield client


@pytest.fixture
def proxied(elasticsearch_url: str) -> Iterator[tuple[FaultProxy, str]]:
    with fault_proxy(elasticsearch_url) as both:
        yield both


@pytest.fixture
def prefix(client: Elasticsearch) -> Iterator[str]:
    name = f"t{uuid.uuid4().hex[:12]}"
    yield name
    forget(client, name)


def test_faults_and_kills_lose_double_and_age_nothing(
    client: Elasticsearch, proxied: tuple[FaultProxy, str], prefix: str, tmp_path: Path
) -> None:
    """25 kills under eight kinds of faults leave every hit in the index once, at its newest revision."""
    _planted()
    proxy, url = proxied
    course = Course(way="outbox", url=url, prefix=prefix, cursor=tmp_path / "cursor", proxy=proxy)
    trial = run(course, kills=KILLS, rng=random.Random(20))
    assert trial.kills >= KILLS, trial
    assert trial.while_owing >= KILLS // 2, trial
    assert trial.windows >= WINDOWS, trial
    assert all(trial.fired[fault] for fault in FAULTS), trial
    index = ElasticIndex.at(url, prefix=prefix)
    drained = drain_until_settled(index, deadline_s=600, now=_far_ahead, pause=lambda seconds: None)
    assert (drained.owed.rows, drained.owed.poisoned) == (0, 0)
    found = verdict(client, prefix)
    assert found.hits == HITS
    assert found.exact, found


def test_the_naive_way_loses_under_the_same_faults(
    client: Elasticsearch, proxied: tuple[FaultProxy, str], prefix: str, tmp_path: Path
) -> None:
    """A buffer, `helpers.bulk` and a cursor file lose hits there: the trial above shows something."""
    _planted()
    proxy, url = proxied
    course = Course(way="naive", url=url, prefix=prefix, cursor=tmp_path / "cursor", proxy=proxy)
    client.indices.create(index=f"{prefix}-naive")
    trial = run(course, kills=CONTROL_KILLS, rng=random.Random(20), change=False)
    found = naive_verdict(client, prefix, course.cursor)
    assert trial.kills == CONTROL_KILLS
    assert found.lost + found.doubled > 0, (trial, found)


def _planted() -> None:
    right()
    keep(*(kept(listing(str(number)), match()) for number in range(HITS)))


def _far_ahead() -> datetime:
    return timezone.now() + timedelta(days=1)
