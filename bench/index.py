"""Both triage indexes at many hits: how they are filled, found in, and made anew: `./run bench index`.

A database of seeded hits is written; each index is rebuilt from it while another process decides hits
and adds new ones; ten people (locust) ask the desk and its questions; Elasticsearch is stopped, 50,000
hits are owed, and it is drained. The table goes to `docs/reference/index-speed.md`.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

HOUSE = Path(__file__).resolve().parent.parent
PAGE = HOUSE / "docs" / "reference" / "index-speed.md"
SERVER = HOUSE / "tools" / "elasticsearch" / "es"
BARS_MS = {"queue": 50.0, "search": 150.0, "facets": 100.0}
OUTAGE = 50_000
LEAST_DRAIN = 1_000
BULK = 20_000
LEAST_BULK = 0.6
USERS = 10


class Row(NamedTuple):
    """One measured thing; `bar` is empty where none is set."""

    index: str
    what: str
    figure: str
    bar: str
    held: bool = True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hits", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=45, help="of asking, for each question")
    parser.add_argument("--home", type=Path, help="a home to keep; filled if it is empty")
    parser.add_argument(
        "--only", choices=["embedded", "elasticsearch"], help="one index; the page is not written"
    )
    parser.add_argument("--write-until", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    home = asked.home or Path(tempfile.mkdtemp(prefix="markwarden-bench-"))
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o755)
    set_up(home)
    if asked.write_until:
        write_until(asked.write_until)
        return
    try:
        measure(home, asked)
    finally:
        if not asked.home:
            shutil.rmtree(home)


def set_up(home: Path) -> None:
    os.environ |= {
        "MARKWARDEN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": str(HOUSE),
        "MARKWARDEN_INSECURE_HTTP": "1", "MARKWARDEN_LANGUAGE": "en",
    }  # fmt: skip
    sys.path.insert(0, str(HOUSE))
    import django  # noqa: PLC0415  # after the home is named

    django.setup()


def measure(home: Path, asked: argparse.Namespace) -> None:
    from bench.index_corpus import fill  # noqa: PLC0415  # needs Django set up
    from store.models import Hit  # noqa: PLC0415

    begun, load = time.time(), os.getloadavg()[0]
    if not (home / "markwarden.sqlite3").exists():
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        fill(asked.hits)
        say(f"{asked.hits} hits written in {time.time() - begun:.0f} s")
    rows: list[Row] = []
    hits = Hit.objects.count()
    if asked.only != "elasticsearch":
        rows += of_index("embedded", "", home, asked.seconds)
    if asked.only != "embedded":
        with elasticsearch(home) as url:
            rows += of_index("elasticsearch", url, home, asked.seconds)
            rows += bulk(url)
            rows += outage(home, url)
    table = as_table(rows, hits, load)
    print(table)
    if not asked.only:
        PAGE.write_text(table, encoding="utf-8")
    if not all(row.held for row in rows):
        raise SystemExit("a bar is missed")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@contextmanager
def elasticsearch(home: Path) -> Iterator[str]:
    server("start", home)
    try:
        yield server("status", home)
    finally:
        server("stop", home)


def server(verb: str, home: Path) -> str:
    environ = {**os.environ, "ES_HEAP": os.environ.get("ES_HEAP", "1g")}
    done = subprocess.run(
        [SERVER, verb, "--home", home / "es"], env=environ, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


# --- rebuild under writes, then ten people ------------------------------------------------------


def of_index(name: str, url: str, home: Path, seconds: int) -> list[Row]:
    from config.operator import operator_settings  # noqa: PLC0415  # needs Django set up

    os.environ["MARKWARDEN_ELASTICSEARCH_URL"] = url
    operator_settings.cache_clear()
    rows = rebuilt(name)
    with desk() as port:
        for part in ("queue", "search", "facets", "desk"):
            rows.append(asked_by_ten(name, part, port, seconds))
            say(str(rows[-1]))
    if name == "embedded":
        size = sum(file.stat().st_size for file in home.glob("index.sqlite3*"))
        rows.append(Row(name, "size on disk", f"{size / 1e9:.2f} GB", ""))
    return rows


def rebuilt(name: str) -> list[Row]:
    from django.utils import timezone  # noqa: PLC0415  # needs Django set up

    from config.operator import operator_settings  # noqa: PLC0415
    from store.drain import drain_until_settled  # noqa: PLC0415
    from store.indexes import open_index  # noqa: PLC0415
    from store.rebuild import rebuild_index  # noqa: PLC0415

    index = open_index(operator_settings())
    with writing() as written:
        begun = time.perf_counter()
        documents = rebuild_index(index, now=timezone.now()).documents
        took = time.perf_counter() - begun
    drained = drain_until_settled(index, deadline_s=600)
    assert not drained.owed.rows, drained
    missing, extra, older = differences(name, index)
    say(f"{name}: {documents} rebuilt in {took:.0f} s, {written()} writes; {missing} {extra} {older}")
    return [
        Row(name, "rebuild", f"{documents / took:.0f} hits/s ({took:.0f} s)", ""),
        Row(
            name, f"rebuild under {written()} writes: missing, extra, older revision",
            f"{missing}, {extra}, {older}", "0, 0, 0", (missing, extra, older) == (0, 0, 0),
        ),
    ]  # fmt: skip


@contextmanager
def writing() -> Iterator[Any]:
    """Another process that decides hits and adds new ones, until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        over = Path(folder) / "over"
        home = os.environ["MARKWARDEN_HOME"]
        command = [sys.executable, __file__, "--home", home, "--write-until", over]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        said: list[int] = []
        try:
            yield lambda: said[0]
        finally:
            over.touch()
            said.append(int(child.communicate()[0]))


def write_until(over: Path) -> None:
    """Ten times a second three hits decided and one added, owed in the same transaction."""
    from django.db import transaction  # noqa: PLC0415  # needs Django set up
    from django.utils import timezone  # noqa: PLC0415

    from bench.index_corpus import HAN, add, known_house  # noqa: PLC0415
    from store.models import Hit, Listing  # noqa: PLC0415
    from store.owed import owe  # noqa: PLC0415

    rng, house, writes = random.Random(time.time_ns()), known_house(), 0
    number = 10**9 + Listing.objects.count() * 1000
    while not over.exists():
        with transaction.atomic():
            place = f"{rng.getrandbits(128):032x}"
            chosen = list(Hit.objects.filter(pk__gt=place).order_by("pk")[:3])
            for hit in chosen:
                hit.revision, hit.status = hit.revision + 1, rng.choice(["open", "infringing"])
                hit.save(update_fields=["revision", "status"])
            number += 1
            owe([*chosen, *add([number], house, rng, [HAN])], now=timezone.now())
        writes += 4
        time.sleep(0.1)
    print(writes)


def differences(name: str, index: Any) -> tuple[int, int, int]:
    """Ids the index lacks, ids it alone has, and hits of an older revision."""
    from store.models import Hit  # noqa: PLC0415  # needs Django set up

    truth = dict(Hit.objects.values_list("pk", "revision").iterator(chunk_size=5000))
    there = dict(_embedded_revisions(index) if name == "embedded" else _elastic_revisions(index))
    older = sum(1 for one, revision in truth.items() if one in there and there[one] != revision)
    return len(truth.keys() - there.keys()), len(there.keys() - truth.keys()), older


def _embedded_revisions(index: Any) -> list[tuple[str, int]]:
    from store.embedded_file import opened  # noqa: PLC0415  # needs Django set up

    with opened(index.path) as session, session.reading():
        return session.ask("SELECT id, revision FROM hit_#").fetchall()


def _elastic_revisions(index: Any) -> Iterator[tuple[str, int]]:
    index.refresh()
    after: dict[str, Any] = {}
    while True:
        found = index._client.search(  # the bench looks behind the port
            index=index.alias, sort=[{"rank": "asc"}, {"id": "asc"}], size=5000, source=False,
            docvalue_fields=["revision"], track_total_hits=False, **after,
        )["hits"]["hits"]  # fmt: skip
        for hit in found:
            yield hit["_id"], hit["fields"]["revision"][0]
        if not found:
            return
        after = {"search_after": found[-1]["sort"]}


@contextmanager
def desk() -> Iterator[int]:
    """The desk in one process with eight threads, as `markwarden serve` serves it."""
    import socket  # noqa: PLC0415  # only here
    from urllib.request import urlopen  # noqa: PLC0415

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "granian", "bench.index_desk:application", "--interface", "wsgi", "--port",
        str(port), "--blocking-threads", "8", "--no-access-log",
    ]  # fmt: skip
    child = subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _turn in range(120):
            time.sleep(0.5)
            try:
                urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
                break
            except OSError:
                continue
        yield port
    finally:
        child.terminate()
        child.wait()


def asked_by_ten(name: str, part: str, port: int, seconds: int) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "BENCH_PART": part, "BENCH_SESSION": session_key()}
        command = [
            sys.executable, "-m", "locust", "-f", HOUSE / "bench" / "index_users.py", "--headless", "--users",
            str(USERS), "--spawn-rate", str(USERS), "--run-time", f"{seconds}s", "--host",
            f"http://127.0.0.1:{port}", "--csv", f"{folder}/asked", "--reset-stats", "--only-summary",
        ]  # fmt: skip
        done = subprocess.run(command, env=environ, cwd=HOUSE, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stdout[-3000:] + done.stderr[-3000:])
        with Path(f"{folder}/asked_stats.csv").open() as file:
            found = {row["Name"]: row for row in csv.DictReader(file)}
    count = int(found[part]["Request Count"])
    p50, p95, cpu = float(found[part]["50%"]), float(found[part]["95%"]), float(found[f"{part} cpu"]["95%"])
    bar = BARS_MS.get(part)
    what = {
        "queue": "queue page",
        "search": "text search",
        "facets": "facets",
        "desk": "whole page of the desk",
    }
    return Row(
        name, f"{what[part]}, {USERS} people, n={count}: p50, p95; of the processor p95",
        f"{p50:.0f}, {p95:.0f} ms" + (f"; {cpu:.0f} ms" if bar else ""),
        f"p95 ≤ {bar:g} ms" if bar else "", bar is None or p95 <= bar,
    )  # fmt: skip


def session_key() -> str:
    """A signed-in person's session."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    person, _made = User.objects.get_or_create(
        username="bench", defaults={"is_superuser": True, "is_staff": True}
    )
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return str(session.session_key)


# --- Elasticsearch alone ------------------------------------------------------------------------


def bulk(url: str) -> list[Row]:
    """The same documents by the index and by bare `streaming_bulk`, three times in turn; the best of each."""
    from itertools import islice  # noqa: PLC0415

    from elasticsearch import Elasticsearch, helpers  # noqa: PLC0415

    from store.documents import all_hit_docs  # noqa: PLC0415  # needs Django set up
    from store.elastic import ElasticIndex  # noqa: PLC0415
    from store.elastic_shape import MAPPING, SETTINGS, source_of  # noqa: PLC0415

    docs = list(islice(all_hit_docs(), BULK))
    ours = bare = 0.0
    client = Elasticsearch(url, request_timeout=60)
    for turn in range(3):
        client.indices.create(index=f"bare-{turn}", mappings=MAPPING, settings=SETTINGS)
        begun = time.perf_counter()
        lines = ({"_index": f"bare-{turn}", "_id": doc.id, **source_of(doc)} for doc in docs)
        taken = sum(1 for ok, _item in helpers.streaming_bulk(client, lines) if ok)
        bare = max(bare, taken / (time.perf_counter() - begun))
        client.indices.delete(index=f"bare-{turn}")
        index = ElasticIndex(client, prefix=f"ours{turn}")
        index.refresh()
        begun = time.perf_counter()
        taken = len(index.upsert(docs).settled)
        ours = max(ours, taken / (time.perf_counter() - begun))
        client.indices.delete(index=f"ours{turn}-hits-000001")
    share = ours / bare
    return [
        Row(
            "elasticsearch", "bulk beside bare `streaming_bulk`",
            f"{ours:.0f} beside {bare:.0f} docs/s, {share:.0%}",
            f"≥ {LEAST_BULK:.0%}", share >= LEAST_BULK,
        )
    ]  # fmt: skip


def outage(home: Path, url: str) -> list[Row]:
    """The server is stopped, 50,000 hits change and are owed, it starts again, and the debt is paid."""
    from django.db.models import F  # noqa: PLC0415  # needs Django set up
    from django.utils import timezone  # noqa: PLC0415

    from config.operator import operator_settings  # noqa: PLC0415
    from store.drain import drain_once, drain_until_settled, owed  # noqa: PLC0415
    from store.indexes import open_index  # noqa: PLC0415
    from store.models import Hit  # noqa: PLC0415
    from store.owed import owe  # noqa: PLC0415

    index = open_index(operator_settings())
    server("stop", home)
    keys = list(Hit.objects.order_by("pk").values_list("pk", flat=True)[:OUTAGE])
    for first in range(0, len(keys), 500):
        chosen = Hit.objects.filter(pk__in=keys[first : first + 500])
        chosen.update(revision=F("revision") + 1)
        owe(chosen.only("pk", "revision"), now=timezone.now())
    assert drain_once(index, now=timezone.now()).unavailable
    debt = owed().rows
    restarted(home, url)
    begun = time.perf_counter()
    drained = drain_until_settled(index, deadline_s=600)
    rate = drained.settled / (time.perf_counter() - begun)
    missing, extra, older = differences("elasticsearch", index)
    held = rate >= LEAST_DRAIN and drained.owed.rows == missing == extra == older == 0
    figure = f"{debt} owed, {rate:.0f} docs/s, {drained.owed.rows} owed after, {older} of an older revision"
    return [
        Row(
            "elasticsearch",
            "away while hits change, then drained",
            figure,
            f"≥ {LEAST_DRAIN} docs/s, 0, 0",
            held,
        )
    ]


def restarted(home: Path, url: str) -> None:
    """Again at the address the settings name."""
    subprocess.run(
        [SERVER, "start", "--home", home / "es", "--port", url.rsplit(":", 1)[1]],
        check=True,
        capture_output=True,
    )


def _verdict(row: Row) -> str:
    return "" if not row.bar else "yes" if row.held else "**no**"


def as_table(rows: Sequence[Row], hits: int, load: float) -> str:
    lines = "\n".join(
        f"| {row.index} | {row.what} | {row.figure} | {row.bar} | {_verdict(row)} |" for row in rows
    )
    return f"""# The triage indexes at {hits:,} hits

Printed by `./run bench index` on {datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores, Python
{platform.python_version()}, load {load:.1f} at the start; database, desk,
Elasticsearch (one shard, 1 GB heap) and ten people (locust) on one machine. Every person asks, reads for
half a second to one and a half, and asks again. Texts are random: 1,936 pairs of characters, each in one of
twenty hits, and eight words, each in two of three, which is harder than a market's words.

"Queue page", "text search" and "facets" are what the desk asks of truth and index, rows read from SQL
included; "whole page" is the same with everything around it, as a browser gets it. Time of the processor is
the desk's thread alone, without Elasticsearch's own: where others use the machine, too, it is what holds.

| index | what | figure | bar | held |
| --- | --- | --- | --- | --- |
{lines}
"""


if __name__ == "__main__":
    main()
