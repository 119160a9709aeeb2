"""A crawl in a process of its own, as it really runs: a reactor starts once, and a kill must be a kill."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.spiders.site import Site

PLATFORM = """
key: small
name: {{zh: 小店, en: Small shop}}
legal_basis: robots
hosts: ["127.0.0.1:{port}"]
start: ["{url}/list?page=1"]
follow: {{next: a.next, listing: a.goods}}
listing:
  url: "/goods/(?P<id>[0-9]+)"
  fields:
    title: {{css: h1}}
    price: {{css: ".price::text"}}
    brand: {{label: Brand}}
    images: {{css: "img::attr(src)", all: true}}
drop_params: [ref]
budget: {{per_second: 1000, per_day: 1000000, concurrency: 8}}
expect: {{required: [price]}}
allow_private: ["127.0.0.1:{port}"]
"""


class Kept:
    """The pipeline of these tests: a listing is kept when its line is in the file."""

    def __init__(self, path: str) -> None:
        self._path = path

    @classmethod
    def from_crawler(cls, crawler: Any) -> Kept:
        return cls(crawler.settings["KEPT"])

    async def process_item(self, item: Any) -> Any:
        once = Path(self._path).with_name(f"break-once-{item.id}")
        if once.exists():
            once.unlink()
            raise OSError("the disk is full for a moment")
        self._stop(item)
        line = json.dumps(
            {
                "id": item.id,
                "title": item.title,
                "price": str(item.price and item.price.amount),
                "query": dict(item.layers).get("query", ""),
            }
        )
        with Path(self._path).open("a", encoding="utf-8") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())
        return item

    def _stop(self, item: Any) -> None:
        """As often as the file says, as if the sweep were stopping while pictures are fetched."""
        from spiders.manners import NotNow  # noqa: PLC0415  # only the child process needs Scrapy

        often = Path(self._path).with_name(f"stop-{item.id}")
        left = int(often.read_text("utf-8")) if often.exists() else 0
        if left:
            often.write_text(str(left - 1), "utf-8")
            raise NotNow


@dataclass(frozen=True)
class Crawl:
    """Where one crawl keeps its things."""

    home: Path
    options: dict[str, Any]

    @property
    def frontier(self) -> Path:
        return self.home / "frontier.sqlite3"

    def start(self) -> subprocess.Popen[str]:
        command = [
            sys.executable,
            "-W",
            "error",
            "-m",
            "tests.spiders.crawling",
            str(self.home),
            json.dumps(self.options),
        ]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self) -> dict[str, Any]:
        """The crawl's own report, after its end."""
        with self.start() as process:
            out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        report: dict[str, Any] = json.loads(out.splitlines()[-1])
        return {**report, "stderr": err}

    def kept(self) -> list[dict[str, str]]:
        path = self.home / "kept.jsonl"
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def prepared(home: Path, site: Site, *, text: str = PLATFORM, **options: Any) -> Crawl:
    """A crawl of `site`, not yet started."""
    platforms = home / "platforms"
    platforms.mkdir(parents=True, exist_ok=True)
    (platforms / "small.yaml").write_text(text.format(port=site.port, url=site.url), "utf-8")
    return Crawl(home, options)


def main(home: Path, options: dict[str, Any]) -> None:
    from domain.errors import Halted  # noqa: PLC0415
    from spiders import leases as leases_module  # noqa: PLC0415
    from spiders.budget import Budgets  # noqa: PLC0415
    from spiders.crawl import Task, crawl  # noqa: PLC0415  # only the child process needs Scrapy
    from spiders.leases import Leases  # noqa: PLC0415
    from spiders.plan import plan_sweep  # noqa: PLC0415
    from spiders.platform import find_platform  # noqa: PLC0415
    from spiders.tables import open_tables  # noqa: PLC0415

    place = options.pop("place", "") or str(home / "frontier.sqlite3")
    place = place if "://" in place else Path(place)
    worker = options.pop("joins", "")
    if options.pop("quick", False):
        leases_module.ALIVE_S = 3.0
    held = home / "held" if options.pop("held", False) else None
    despite_robots = options.pop("despite_robots", "")
    halt = home / "halt"

    async def tick(_counts: Any) -> None:
        if halt.exists():
            raise Halted("small: stopped by ann: enough")

    async def pressure() -> str:
        return "disk" if held is not None and held.exists() else ""

    plan = plan_sweep(find_platform("small", [home / "platforms"]), **options)
    with closing(open_tables(place)) as tables:
        leases = Leases(tables, sweep=1, platform="small", clock=time.time)
        if not worker:
            Budgets(tables, clock=tables.now, holder="small/").free()
            leases.release()
            leases.revive()
    task = Task(
        version="0", contact="c@example.org", frontier=place, sweep=1, worker=worker, aside=home / "aside",
        pressure=pressure, tick=tick, despite_robots=despite_robots,
        pipelines={"tests.spiders.crawling.Kept": 1}, settings={"KEPT": str(home / "kept.jsonl")},
    )  # fmt: skip
    ended = crawl(plan, task)
    account = {"done": ended.account.done, "failed": ended.account.failed, "waiting": ended.account.waiting}
    print(
        json.dumps(
            {"state": ended.state, "detail": ended.detail, **account, "counts": ended.counts}, default=dict
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.argv[2]))
