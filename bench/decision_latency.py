"""How long a decision on the desk takes while three sweeps write: `./run bench decision-latency`.

A real desk is served; a person's browser posts one decision after another to it, each timed from
the request to the whole answer (synchronous=FULL). Meanwhile three real sweeps crawl a local site at
a polite pace, each in its own process; in the last row three processes write as fast as they can,
which no polite sweep does. Bar: 50 ms at p95.
"""

from __future__ import annotations

import argparse
import http.client
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

HOUSE = Path(__file__).resolve().parent.parent
PAGE = HOUSE / "docs" / "reference" / "decision-latency.md"
BAR_MS = 50.0
SWEEPS = 3
PAGES_PER_S = 15
# Long enough that no sweep ends before the decisions do.
GOODS = 6_000
WARM_LISTINGS = 30
PATIENCE_S = 90
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)


class Row(NamedTuple):
    """One measured situation; times in milliseconds."""

    says: str
    written_per_s: float
    p50: float
    p95: float
    worst: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=300)
    parser.add_argument("--write", metavar="SWEEP", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--site", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.site:
        serve_site()
    elif asked.write is not None:
        write(asked.write)
    else:
        print_and_keep(asked.decisions)


def print_and_keep(decisions: int) -> None:
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="markwarden-bench-") as home:
        rows = measure(Path(home), decisions)
    table = as_table(rows, decisions, load)
    print(table)
    PAGE.write_text(table, encoding="utf-8")
    if any(row.p95 > BAR_MS for row in rows[:2]):
        raise SystemExit(f"over the bar of {BAR_MS:g} ms at p95")


def measure(home: Path, decisions: int) -> list[Row]:
    os.environ |= {"MARKWARDEN_HOME": str(home), "MARKWARDEN_INSECURE_HTTP": "1", "MARKWARDEN_LANGUAGE": "en"}
    set_up()
    from django.core.management import call_command  # noqa: PLC0415  # needs Django set up

    call_command("migrate", verbosity=0)
    situations = {
        "no sweep": [],
        f"three sweeps, {PAGES_PER_S} pages/s each": [sweep_command(n) for n in range(SWEEPS)],
        "three writers, unpaced": [[sys.executable, __file__, "--write", str(n)] for n in range(SWEEPS)],
    }
    ids = seed(decisions * len(situations))
    with started([sys.executable, __file__, "--site"]) as site, desk() as port:
        for number in range(SWEEPS):
            write_platform_file(home, number, said(site))  # a site each: a site's budget holds for all sweeps
        person = Person(port)
        return [
            situation(says, commands, person, [ids.pop() for _ in range(decisions)])
            for says, commands in situations.items()
        ]


def situation(says: str, commands: Sequence[Sequence[str]], person: Person, ids: Sequence[str]) -> Row:
    with ExitStack() as stack:
        sweeps = [stack.enter_context(started(command)) for command in commands]
        wait_until_all_write(sweeps)
        person.come_back()
        before, start = kept_so_far(), time.perf_counter()
        times = sorted(person.decide(hit_id) for hit_id in ids)
        written = (kept_so_far() - before) / (time.perf_counter() - start)
        if any(sweep.poll() is not None for sweep in sweeps):
            raise SystemExit("a sweep ended before the decisions did")
    return Row(says, written, times[len(times) // 2], times[int(len(times) * 0.95)], times[-1])


@contextmanager
def started(command: Sequence[str]) -> Iterator[subprocess.Popen[str]]:
    """A process for the length of a block; what it says is to be read from `stdout`."""
    child = subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield child
    finally:
        child.terminate()
        child.communicate()


def said(child: subprocess.Popen[str]) -> str:
    """The next line a process says."""
    line = child.stdout.readline().strip() if child.stdout else ""
    if not line:
        raise SystemExit(f"{child.args} said nothing")
    return line


def wait_until_all_write(sweeps: Sequence[subprocess.Popen[str]]) -> None:
    from store.models import Sweep  # noqa: PLC0415

    deadline = time.monotonic() + PATIENCE_S
    newest = Sweep.objects.exclude(platform__key="seed").order_by("-pk")[: len(sweeps)]
    while sum(row.counts.get("kept", 0) >= WARM_LISTINGS for row in newest.all()) < len(sweeps):
        if time.monotonic() > deadline:
            raise SystemExit("a sweep did not start")
        time.sleep(0.2)


@contextmanager
def desk() -> Iterator[int]:
    """A desk as `markwarden serve` serves it, and its port."""
    from tests.fixtures.elasticsearch import free_port  # noqa: PLC0415

    port = free_port()
    with started([sys.executable, "-m", "markwarden", "serve", "--port", str(port)]):
        deadline = time.monotonic() + PATIENCE_S
        while not answers(port):
            if time.monotonic() > deadline:
                raise SystemExit("the desk did not start")
            time.sleep(0.1)
        yield port


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


class Person:
    """A browser that came in by a login link and keeps its connection."""

    def __init__(self, port: int) -> None:
        from django.contrib.auth.models import User  # noqa: PLC0415

        from triage.login_link import make_link  # noqa: PLC0415

        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._cookies: dict[str, str] = {}
        self._ask("GET", urlsplit(make_link(User.objects.get(), "")).path)
        page = self._ask("GET", "/")
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if found is None:
            raise SystemExit("the desk shows no form")
        self._token = found.group(1)

    def come_back(self) -> None:
        """A new connection: the desk closes one that was idle for long."""
        self._connection.close()
        self._ask("GET", "/")

    def decide(self, hit_id: str) -> float:
        """Milliseconds from the request to the whole answer."""
        form = urlencode(
            {
                "verdict": "infringing",
                "note": "same words",
                "revision": "1",
                "csrfmiddlewaretoken": self._token,
            }
        )
        start = time.perf_counter()
        self._ask("POST", f"/hits/{hit_id}/decide/", form)
        took = time.perf_counter() - start
        self._ask("GET", f"/hits/{hit_id}/")  # as a browser does; it takes up the message as well
        return took * 1000

    def _ask(self, method: str, path: str, body: str | None = None) -> str:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie", ()):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        if answer.status not in {http.client.OK, http.client.FOUND}:
            raise SystemExit(f"{method} {path}: {answer.status}")
        return text


def sweep_command(number: int) -> list[str]:
    return [sys.executable, "-m", "markwarden", "sweep", f"bench-{number}", "--progress", "none"]


def write_platform_file(home: Path, number: int, address: str) -> None:
    from tests.spiders.crawling import PLATFORM  # noqa: PLC0415

    lines = PLATFORM.format(port=urlsplit(address).port, url=address)
    lines = lines.replace("key: small", f"key: bench-{number}")
    lines = re.sub(
        r"budget: .*", f"budget: {{per_second: {PAGES_PER_S}, per_day: 1000000, concurrency: 4}}", lines
    )
    (home / "platforms").mkdir(exist_ok=True)
    (home / "platforms" / f"bench-{number}.yaml").write_text(lines, encoding="utf-8")


def serve_site() -> None:
    sys.path.insert(0, str(HOUSE))
    from tests.spiders.site import Site, served  # noqa: PLC0415

    with ExitStack() as stack:
        for _ in range(SWEEPS):
            print(stack.enter_context(served(Site(goods=GOODS, page_size=50))).url, flush=True)
        time.sleep(3600)


def set_up() -> None:
    sys.path.insert(0, str(HOUSE))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django  # noqa: PLC0415  # the home directory must be set first

    django.setup()


def seed(hits: int) -> list[str]:
    """A right that every listing uses, a person, and as many open hits as will be decided."""
    from django.contrib.auth.models import User  # noqa: PLC0415

    from registry.models import Right, RightsHolder  # noqa: PLC0415
    from store.keep import keep_batch  # noqa: PLC0415
    from store.models import Hit  # noqa: PLC0415
    from store.sweeps import open_sweep  # noqa: PLC0415

    User.objects.create(username="bench", is_staff=True)
    holder = RightsHolder.objects.create(key="bench", name="Bench")
    Right.objects.create(code="CN-TM:1", holder=holder, kind="word", text="Goods")
    sweep = open_sweep("seed", kind="import")
    for start in range(0, hits, 50):
        keep_batch(sweep.pk, [capture("seed", n, 0) for n in range(start, min(start + 50, hits))], NOW)
    return list(Hit.objects.values_list("pk", flat=True))


def capture(where: str, number: int, turn: int):  # type: ignore[no-untyped-def]  # the type needs Django set up
    from domain.listing import Listing  # noqa: PLC0415
    from domain.match import Match, Reason  # noqa: PLC0415
    from store.keep import Kept  # noqa: PLC0415

    reason = Reason(feature="exact_text", score=1.0, weight=0.8, ours="迪卡侬", theirs="迪卡侬")
    match = Match(right_id="CN-TM:1", matcher="text", score=0.9, reasons=(reason,) * 4)
    listing = Listing(
        platform=where,
        id=str(number),
        title=f"迪卡侬 帐篷 {number} {turn}",
        description="户外 " * 200,
        seller="小店",
        seller_id=str(number % 50),
        captured_at=NOW + timedelta(minutes=turn),
    )
    return Kept(listing=listing, matches=(match,), judged=frozenset({"CN-TM:1"}), rights_digest="d" * 64)


def write(number: int) -> None:
    """Full batches without a pause: new listings and changed ones, each with a hit."""
    set_up()
    from pipelines.keep import MOST_AT_ONCE  # noqa: PLC0415
    from store.keep import keep_batch  # noqa: PLC0415
    from store.sweeps import open_sweep  # noqa: PLC0415
    from store.writer import Writer  # noqa: PLC0415

    writer, sweep = Writer(), open_sweep(f"writer-{number}")
    end, done = time.monotonic() + 2 * PATIENCE_S, 0
    while time.monotonic() < end:
        batch = [capture(f"writer-{number}", n % 3_000, n // 3_000) for n in range(done, done + MOST_AT_ONCE)]
        writer.submit(keep_batch, sweep.pk, batch, NOW).result()
        done += MOST_AT_ONCE


def kept_so_far() -> int:
    from store.models import Sweep  # noqa: PLC0415

    return sum(counts.get("kept", 0) for counts in Sweep.objects.values_list("counts", flat=True))


def as_table(rows: list[Row], decisions: int, load: float) -> str:
    lines = [
        "# A decision while sweeps write",
        "",
        "Made by `./run bench decision-latency`: a decision posted to a desk of `markwarden serve`, from the",
        f"request to the whole answer, `synchronous=FULL`; {decisions} decisions a row, one after another.",
        "Each sweep is a real one, in a process of its own; every listing makes a hit. The sites, the",
        "sweeps, the desk and the measuring share the cores. The last row is what no polite sweep does.",
        f"Bar: {BAR_MS:g} ms at p95 while three sweeps write.",
        "",
        "| meanwhile | listings kept/s, together | p50 ms | p95 ms | max ms |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| {row.says} | {row.written_per_s:.0f} | {row.p50:.1f} | {row.p95:.1f} | {row.worst:.1f} |"
            for row in rows
        ),
        "",
        f"{os.cpu_count()} cores, load average before {load:.1f}, Python {platform.python_version()}, "
        f"{datetime.now(UTC).date().isoformat()}.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
