"""Kills and faults in windows while hits change, and what is in the index in the end."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone
from elasticsearch import Elasticsearch, NotFoundError, helpers

from store.drain import owed
from store.models import Hit
from store.owed import owe
from tests.chaos.fault_proxy import FAULTS, FaultProxy

CHANGED_AT_ONCE = 6


@dataclass(slots=True)
class Trial:
    """What was done to the sender.

    Attributes:
        kills: SIGKILLs that met a living process.
        while_owing: kills after which something was owed.
        windows: stretches of lines under one fault in which it fired.
    """

    kills: int = 0
    while_owing: int = 0
    windows: int = 0
    changes: int = 0
    fired: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the index differs from the truth, in hits."""

    hits: int
    lost: int
    doubled: int
    wrong_revision: int
    foreign: int

    @property
    def exact(self) -> bool:
        return not (self.lost or self.doubled or self.wrong_revision or self.foreign)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A sender's way to the server: `way` as in `tests.chaos.sending`."""

    way: str
    url: str
    prefix: str
    cursor: Path
    proxy: FaultProxy


def run(course: Course, *, kills: int, rng: random.Random, change: bool = True) -> Trial:
    """Kill the sender `kills` times, each time under faults in turn."""
    trial = Trial()
    order = _faults(rng)
    for _ in range(kills):
        with _sender(course) as lines:
            _windows(course.proxy, lines, order, trial, rng, change=change)
        trial.kills += 1
        trial.while_owing += bool(owed().rows)
    course.proxy.fault = ""
    trial.fired = Counter(course.proxy.fired)
    return trial


def _faults(rng: random.Random) -> Iterator[str]:
    """Every fault in turn, in an order that is new each round, and clear stretches between."""
    while True:
        for fault in rng.sample(FAULTS, len(FAULTS)):
            yield fault
            yield ""


def _windows(
    proxy: FaultProxy,
    lines: Callable[[], str],
    order: Iterator[str],
    trial: Trial,
    rng: random.Random,
    *,
    change: bool,
) -> None:
    for _ in range(rng.randint(1, 3)):
        proxy.fault = next(order)
        before = proxy.fired[proxy.fault]
        for _line in range(rng.randint(1, 4)):
            lines()
            if change:
                _change_some(rng)
                trial.changes += CHANGED_AT_ONCE
        trial.windows += bool(proxy.fault) and proxy.fired[proxy.fault] > before


@contextmanager
def _sender(course: Course) -> Iterator[Callable[[], str]]:
    """A sending process; killed at the end, wherever it is."""
    database = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-m", "tests.chaos.sending", course.way, database]
    with subprocess.Popen(
        [*command, course.url, course.prefix, str(course.cursor)],
        stdout=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    ) as process:
        out = process.stdout
        if out is None or out.readline().strip() != "up":
            raise RuntimeError("the sender did not start")
        yield lambda: out.readline().strip()
        if process.poll() is not None:
            raise RuntimeError("the sender ended before it was killed")
        process.kill()


@transaction.atomic
def _change_some(rng: random.Random) -> None:
    ids = list(Hit.objects.order_by("pk").values_list("pk", flat=True))
    hits = list(Hit.objects.filter(pk__in=rng.sample(ids, CHANGED_AT_ONCE)))
    for hit in hits:
        hit.revision += 1
        hit.region = f"r{hit.revision}"
        hit.save()
    owe(hits, now=timezone.now())


def verdict(client: Elasticsearch, prefix: str) -> Verdict:
    """Every document behind the alias against every hit in SQL."""
    client.indices.refresh(index=f"{prefix}-hits")
    there: dict[str, int] = {}
    doubled = 0
    for one in helpers.scan(client, index=f"{prefix}-hits", query={"_source": ["revision"]}):
        doubled += one["_id"] in there
        there[one["_id"]] = one["_source"]["revision"]
    truth = dict(Hit.objects.values_list("pk", "revision"))
    return Verdict(
        hits=len(truth),
        lost=len(truth.keys() - there.keys()),
        doubled=doubled,
        wrong_revision=sum(there[pk] != truth[pk] for pk in truth.keys() & there.keys()),
        foreign=len(there.keys() - truth.keys()),
    )


def naive_verdict(client: Elasticsearch, prefix: str, cursor: Path) -> Verdict:
    """Of the hits the naive way says it has read: those not there, and those there twice."""
    try:
        client.indices.refresh(index=f"{prefix}-naive")
        there = Counter(one["_source"]["hit"] for one in helpers.scan(client, index=f"{prefix}-naive"))
    except NotFoundError:
        there = Counter()
    read = cursor.read_text() if cursor.exists() else ""
    said = set(Hit.objects.filter(pk__lte=read).values_list("pk", flat=True))
    doubled = sum(count - 1 for count in there.values())
    return Verdict(len(said), len(said - there.keys()), doubled, 0, len(there.keys() - said))


def forget(client: Elasticsearch, prefix: str) -> None:
    for name in client.indices.get(index=f"{prefix}-*").body:
        client.indices.delete(index=name)
