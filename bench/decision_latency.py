"""How long a decision on the desk takes while three sweeps write: `./run bench decision-latency`.

Three processes keep captures through the writing thread, as three sweeps do; this process decides
hits one after another and times each, from reading the hit to the commit (synchronous=FULL).
Bar: 50 ms at p95.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

HOUSE = Path(__file__).resolve().parent.parent
PAGE = HOUSE / "docs" / "reference" / "decision-latency.md"
BAR_MS = 50.0
SWEEPS = 3
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
    parser.add_argument("--write", nargs=3, metavar=("SWEEP", "RATE", "SECONDS"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.write:
        write(int(asked.write[0]), float(asked.write[1]), float(asked.write[2]))
        return
    with tempfile.TemporaryDirectory(prefix="markwarden-bench-") as home:
        rows = measure(Path(home), asked.decisions)
    table = as_table(rows, asked.decisions)
    print(table)
    PAGE.write_text(table, encoding="utf-8")
    if any(row.p95 > BAR_MS for row in rows[:2]):
        raise SystemExit(f"over the bar of {BAR_MS:g} ms at p95")


def measure(home: Path, decisions: int) -> list[Row]:
    os.environ["MARKWARDEN_HOME"] = str(home)
    set_up()
    from django.core.management import call_command  # noqa: PLC0415  # needs Django set up

    call_command("migrate", verbosity=0)
    seed(decisions)
    situations = (
        ("no sweep", 0.0, 0),
        ("three sweeps, 30 listings/s each", 30.0, 1),
        ("three sweeps, unpaced", 0.0, 1),
    )
    return [situation(says, rate, bool(busy), decisions) for says, rate, busy in situations]


def situation(says: str, rate: float, busy: bool, decisions: int) -> Row:
    with sweeping(rate, busy=busy):
        before, start = kept_so_far(), time.perf_counter()
        times = sorted(decide_all(decisions))
        written = (kept_so_far() - before) / (time.perf_counter() - start)
    return Row(says, written, times[len(times) // 2], times[int(len(times) * 0.95)], times[-1])


@contextmanager
def sweeping(rate: float, *, busy: bool) -> Iterator[None]:
    """Three writing processes, already writing; nothing where not `busy`."""
    children: list[subprocess.Popen[str]] = []
    try:
        for number in range(SWEEPS if busy else 0):
            command = [sys.executable, __file__, "--write", str(number), str(rate), "120"]
            children.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        for child in children:
            if child.stdout is None or child.stdout.readline().strip() != "writing":
                raise SystemExit("a sweep did not start")
        yield
    finally:
        for child in children:
            child.terminate()
            child.wait()


def set_up() -> None:
    sys.path.insert(0, str(HOUSE))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django  # noqa: PLC0415  # the home directory must be set first

    django.setup()


def seed(hits: int) -> None:
    """A right, a person and as many open hits as will be decided."""
    from django.contrib.auth.models import User  # noqa: PLC0415

    from registry.models import Right, RightsHolder  # noqa: PLC0415
    from store.keep import keep_batch  # noqa: PLC0415
    from store.sweeps import open_sweep  # noqa: PLC0415

    User.objects.create(username="bench")
    holder = RightsHolder.objects.create(key="bench", name="Bench")
    Right.objects.create(code="CN-TM:1", holder=holder, kind="word", text="迪卡侬")
    sweep = open_sweep("seed", kind="import")
    for start in range(0, hits, 50):
        keep_batch(sweep.pk, [capture("seed", n, 0) for n in range(start, min(start + 50, hits))], NOW)


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


def write(number: int, rate: float, seconds: float) -> None:
    """One sweep: full batches, new listings and changed ones, each with a hit."""
    set_up()
    from pipelines.keep import MOST_AT_ONCE  # noqa: PLC0415
    from store.keep import keep_batch  # noqa: PLC0415
    from store.sweeps import open_sweep  # noqa: PLC0415
    from store.writer import Writer  # noqa: PLC0415

    writer, sweep = Writer(), open_sweep(f"sweep-{number}")
    print("writing", flush=True)
    end, done = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        batch = [capture(f"sweep-{number}", n % 3_000, n // 3_000) for n in range(done, done + MOST_AT_ONCE)]
        writer.submit(keep_batch, sweep.pk, batch, NOW).result()
        done += MOST_AT_ONCE
        if rate:
            time.sleep(MOST_AT_ONCE / rate)


def kept_so_far() -> int:
    from store.models import Sweep  # noqa: PLC0415

    return sum(counts.get("kept", 0) for counts in Sweep.objects.values_list("counts", flat=True))


def decide_all(decisions: int) -> Iterator[float]:
    """Milliseconds of each decision, from reading the hit to the commit, on this connection."""
    from django.contrib.auth.models import User  # noqa: PLC0415

    from domain.match import Verdict  # noqa: PLC0415
    from domain.ports import Scope  # noqa: PLC0415
    from store.decisions import decide  # noqa: PLC0415
    from store.models import Hit  # noqa: PLC0415
    from store.queue import hit_for  # noqa: PLC0415

    user = User.objects.get()
    ids = list(Hit.objects.filter(platform__key="seed").values_list("pk", flat=True)[:decisions])
    for hit_id in ids:
        start = time.perf_counter()
        hit = hit_for(Scope.everything(), hit_id)
        decide(
            Scope.everything(),
            hit_id=hit_id,
            verdict=Verdict.INFRINGING,
            reason="same words",
            user=user,
            revision=hit.revision,
            now=NOW,
        )
        yield (time.perf_counter() - start) * 1000


def as_table(rows: list[Row], decisions: int) -> str:
    lines = [
        "# A decision while sweeps write",
        "",
        "Made by `./run bench decision-latency`. From reading the hit to the commit with",
        f"`synchronous=FULL`; {decisions} decisions a row, one after another; each sweep is a process of",
        f"its own that keeps full batches. Bar: {BAR_MS:g} ms at p95 while paced sweeps write; the last row",
        "is what no polite sweep does.",
        "",
        "| meanwhile | listings kept/s, together | p50 ms | p95 ms | max ms |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| {row.says} | {row.written_per_s:.0f} | {row.p50:.1f} | {row.p95:.1f} | {row.worst:.1f} |"
            for row in rows
        ),
        "",
        f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}, Python {platform.python_version()}, "
        f"{datetime.now(UTC).date().isoformat()}.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
