"""What the way to the index loses under kills and faults: `./run bench chaos [--kills N]`.

Hits change in SQL while a process sends them to a real Elasticsearch through a proxy that fails in eight ways
(`tests.chaos.fault_proxy`), one window after the other; the process is killed with SIGKILL and started
again, until so many kills have happened. Beside it, as the control, the naive way: a buffer,
`helpers.bulk`, a cursor file, ids of the server's making. Fails if fewer kills happened than asked for,
if a fault never fired, if anything is lost, doubled or of an old revision, or if the control loses
nothing (then the harness shows nothing).
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))
PAGE = HOUSE / "docs" / "reference" / "chaos.md"
SERVER = HOUSE / "tools" / "elasticsearch" / "es"
CONTROL_SHARE = 10

if TYPE_CHECKING:
    from tests.chaos.campaign import Trial, Verdict  # needs Django set up


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--hits", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=2026)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="markwarden-chaos-") as home, server() as url:
        Path(home).chmod(0o755)
        set_up(Path(home), asked.hits)
        ours, truth = tried(url, Path(home), asked.kills, asked.seed)
        control, naive = tried_naively(url, Path(home), max(5, asked.kills // CONTROL_SHARE), asked.seed)
    table = as_table(ours, truth, control, naive)
    print(table)
    PAGE.write_text(table, encoding="utf-8")
    wrong = [
        *(["kills are missing"] if ours.kills < asked.kills else []),
        *(["a fault never fired"] if len(ours.fired) < len(faults()) else []),
        *([f"not exact: {truth}"] if not truth.exact else []),
        *(["the control lost nothing"] if not naive.lost + naive.doubled else []),
    ]
    sys.exit("; ".join(wrong) or 0)


@contextmanager
def server() -> Iterator[str]:
    """A real Elasticsearch of the bench's own."""
    from tests.fixtures.elasticsearch import Server, free_port  # noqa: PLC0415  # needs Django set up

    home = Path(tempfile.mkdtemp(prefix="markwarden-es-bench-"))
    home.chmod(0o755)
    running = Server(home, free_port())
    running.start()
    try:
        yield running.url
    finally:
        running.stop()
        subprocess.run(["rm", "-rf", str(home)], check=False)


def set_up(home: Path, hits: int) -> None:
    """An own database with so many hits."""
    os.environ["MARKWARDEN_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django  # noqa: PLC0415  # needs Django set up

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  # needs Django set up

    from tests.store.made import keep, kept, listing, match, right  # noqa: PLC0415  # needs Django set up

    call_command("migrate", verbosity=0)
    right()
    for first in range(0, hits, 100):
        keep(*(kept(listing(str(first + n)), match()) for n in range(min(100, hits - first))))


def tried(url: str, home: Path, kills: int, seed: int) -> tuple[Trial, Verdict]:
    from django.utils import timezone  # noqa: PLC0415  # needs Django set up
    from elasticsearch import Elasticsearch  # noqa: PLC0415  # needs Django set up

    from store.drain import drain_until_settled  # noqa: PLC0415  # needs Django set up
    from store.elastic import ElasticIndex  # noqa: PLC0415  # needs Django set up
    from tests.chaos.campaign import Course, run, verdict  # noqa: PLC0415  # needs Django set up
    from tests.chaos.fault_proxy import fault_proxy  # noqa: PLC0415  # needs Django set up

    with fault_proxy(url) as (proxy, through), Elasticsearch(url) as client:
        course = Course(way="outbox", url=through, prefix="chaos", cursor=home / "cursor", proxy=proxy)
        trial = run(course, kills=kills, rng=random.Random(seed))
        drain_until_settled(
            ElasticIndex.at(url, prefix="chaos"),
            deadline_s=600,
            now=lambda: timezone.now() + timedelta(days=1),
            pause=lambda _seconds: None,
        )
        return trial, verdict(client, "chaos")


def tried_naively(url: str, home: Path, kills: int, seed: int) -> tuple[Trial, Verdict]:
    from elasticsearch import Elasticsearch  # noqa: PLC0415  # needs Django set up

    from tests.chaos.campaign import Course, naive_verdict, run  # noqa: PLC0415  # needs Django set up
    from tests.chaos.fault_proxy import fault_proxy  # noqa: PLC0415  # needs Django set up

    with fault_proxy(url) as (proxy, through), Elasticsearch(url) as client:
        client.indices.create(index="chaos-naive")
        course = Course(way="naive", url=through, prefix="chaos", cursor=home / "naive", proxy=proxy)
        trial = run(course, kills=kills, rng=random.Random(seed), change=False)
        return trial, naive_verdict(client, "chaos", course.cursor)


def faults() -> tuple[str, ...]:
    from tests.chaos.fault_proxy import FAULTS  # noqa: PLC0415  # needs Django set up

    return FAULTS


def as_table(ours: Trial, truth: Verdict, control: Trial, naive: Verdict) -> str:
    rows = [
        ("way", "kills", "windows of faults", "changes", "hits", "lost", "doubled", "older revision"),
        ("---",) * 8,
        (
            "outbox, external versions",
            *did(ours),
            truth.hits,
            truth.lost,
            truth.doubled,
            truth.wrong_revision,
        ),
        ("naive (control)", *did(control), f"{naive.hits} read", naive.lost, naive.doubled, "–"),
    ]
    fired = [("fault", "fired"), ("---", "---"), *((name, ours.fired[name]) for name in faults())]
    return f"""# What the way to the index loses under kills and faults

Made by `./run bench chaos` with Python {platform.python_version()}: hits change in SQL while a process sends
them to a real Elasticsearch through a failing proxy and is killed with SIGKILL, again and again. The
control is a buffer of 100, `helpers.bulk`, a cursor file and ids of the server's making; its hits do not
even change.

{lines(rows)}

After {ours.while_owing} of the {ours.kills} kills something was owed.

{lines(fired)}
"""


def did(trial: Trial) -> tuple[int, int, int]:
    return trial.kills, trial.windows, trial.changes


def lines(rows: Iterable[tuple[object, ...]]) -> str:
    return "\n".join("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows)


if __name__ == "__main__":
    main()
