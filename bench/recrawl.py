"""What a second sweep of an unchanged shop costs: `./run bench recrawl`.

The real `markwarden sweep`, without rights and pictures, sweeps a shop of 23 KB pages on this machine twice:
a shop whose pages have validators, the same after its goods have stood for ten days, and one without. Beside
requests, bytes and new versions stand the seconds of both sweeps: CPU less what starting costs, and as a site
at one request a second would see them. Bar where there are validators: 5 % of the bytes, 0 new versions.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

HOUSE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HOUSE), str(HOUSE / "bench")]
PAGE = HOUSE / "docs" / "reference" / "recrawl.md"
BAR_BYTES = 0.05


class Cost(NamedTuple):
    """One sweep: CPU seconds with starting, requests, bytes of bodies as sent."""

    cpu_s: float
    requests: int
    size_bytes: int


class Row(NamedTuple):
    """Two sweeps of one shop, and what the second one added."""

    says: str
    first: Cost
    second: Cost
    versions: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--goods", type=int, default=1000)
    goods = parser.parse_args().goods
    start_s = twice("", 1)[1].cpu_s
    rows = [
        Row("validators", *twice("--validators", goods)),
        Row("validators, unchanged for ten days", *twice("--validators", goods, stood_days=10)),
        Row("no validators", *twice("", goods)),
    ]
    table = as_table(rows, goods, start_s)
    print(table)
    PAGE.write_text(table, encoding="utf-8")
    if rows[0].second.size_bytes > BAR_BYTES * rows[0].first.size_bytes or any(row.versions for row in rows):
        raise SystemExit(f"bar: {BAR_BYTES:.0%} of the bytes with validators, 0 new versions")


def twice(option: str, goods: int, *, stood_days: float = 0.0) -> tuple[Cost, Cost, int]:
    from quick_site import PLATFORM, quick_site  # noqa: PLC0415  # after the path is set

    with tempfile.TemporaryDirectory(prefix="markwarden-bench-") as home, quick_site(goods, option) as port:
        place = Path(home)
        (place / "platforms").mkdir()
        (place / "platforms" / "quick.yaml").write_text(PLATFORM.format(port=port), "utf-8")
        first = swept(place, 1)
        with closing(sqlite3.connect(place / "frontier.sqlite3")) as frontier:
            frontier.execute("update page set changed_at = changed_at - ?", (stood_days * 86_400,))
            frontier.commit()
        return first, swept(place, 2), rows_of(place, "select count(*) from store_listingversion") - goods


def swept(home: Path, sweep: int) -> Cost:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("MARKWARDEN_")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "markwarden", "sweep", "quick", "--progress", "none"], check=True, timeout=280,
        env={**environ, "MARKWARDEN_HOME": str(home)}, cwd=HOUSE, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    counted = "select json_extract(counts, '$.{}') from store_sweep where id = {}"
    return Cost(
        cpu_s, rows_of(home, counted.format("requests", sweep)), rows_of(home, counted.format("bytes", sweep))
    )


def rows_of(home: Path, query: str) -> int:
    with closing(sqlite3.connect(home / "markwarden.sqlite3")) as connection:
        return int(connection.execute(query).fetchone()[0])


def as_table(rows: list[Row], goods: int, start_s: float) -> str:
    def line(row: Row) -> str:
        first, second = row.first, row.second
        cpu = [max(cost.cpu_s - start_s, 0.0) for cost in (first, second)]
        return (
            f"| {row.says} | {first.requests} / {second.requests} ({second.requests / first.requests:.0%})"
            f" | {first.size_bytes / 1e6:.2f} / {second.size_bytes / 1e6:.2f}"
            f" ({second.size_bytes / first.size_bytes:.1%})"
            f" | {cpu[0]:.1f} / {cpu[1]:.1f} ({cpu[1] / cpu[0]:.0%}) | {row.versions} |"
        )

    lines = "\n".join(line(row) for row in rows)
    return f"""# A second sweep

Made by `./run bench recrawl`: two sweeps of an unchanged shop of {goods} pages of 23 KB, without rights
and pictures. Requests are what a site sees: at one request a second they are the seconds of the sweep.
CPU seconds are less the {start_s:.1f} s that a sweep of one page takes.

| the shop | requests, first / second | MB, first / second | CPU s, first / second | new versions |
| --- | --- | --- | --- | --- |
{lines}

Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end.
Bytes are Scrapy's count of answers, heads included. A page asked for conditionally is one request all
the same: only dates in a sitemap and rest save requests.
"""


if __name__ == "__main__":
    main()
