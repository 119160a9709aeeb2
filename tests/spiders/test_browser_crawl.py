"""Crawls through the browser: the whole market, and pages that do not let themselves be read."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.browser import RunningMarket
from tests.spiders.hostile import hostile_site

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

# What stands in a closed shadow root is read like the rest.
CLOSED = """<body><div id=host></div><script>
  host.attachShadow({mode: "closed"}).innerHTML = "<article id=a1><b>杯子</b></article>";
</script>"""
HOSTILE = """
key: haichuan
name: {{zh: 坏店, en: Bad shop}}
legal_basis: robots
render: browser
hosts: ["127.0.0.1:{port}"]
start: [{starts}]
scroll: {{item: article, most: 100}}
records: {{css: article}}
listing: {{fields: {{id: {{css: "::attr(id)"}}, title: {{css: "b::text"}}, price: {{const: "1"}}}}}}
budget: {{per_second: 100, per_day: 100000, concurrency: 4}}
allow_private: ["127.0.0.1:{port}"]
"""


def started(home: Path, render: str, *, page_s: int = 120) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.spiders.market_crawl", str(home), render, str(page_s)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def report(crawl: subprocess.Popen[str]) -> dict[str, Any]:
    with crawl:
        out, err = crawl.communicate(timeout=240)
    assert crawl.returncode == 0, err
    line = next(line for line in out.splitlines() if line.startswith("{"))
    found: dict[str, Any] = json.loads(line)
    return found


def kept(home: Path) -> list[dict[str, Any]]:
    path = home / "kept.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def home_for(market: RunningMarket, folder: Path) -> Path:
    text = (market.platforms / "haichuan.yaml").read_text("utf-8")
    (folder / "haichuan.yaml").write_text(text, "utf-8")
    return folder


def test_every_booth_of_the_market_is_read(
    market: RunningMarket, tmp_path: Path, chromium_endpoint: str
) -> None:
    """300 of 300 offers, each with seller, price in yuan, places of the shadow root, its lazy picture."""
    home = home_for(market, tmp_path)
    assert report(started(home, "browser"))["state"] == "done"
    read = {one["id"]: one for one in kept(home)}
    assert set(read) == {one.id for one in market.goods}
    for one in market.goods:
        expected = [one.title, one.seller, one.seller_id, one.seller_credit_code, one.origin, one.ships_from]
        names = ("title", "seller", "seller_id", "seller_credit_code", "origin", "ships_from")
        assert [read[one.id][name] for name in names] == expected
        assert float(read[one.id]["price"]) * 100 == pytest.approx(one.price_fen)
        assert read[one.id]["image_urls"] == [f"{market.url}/pictures/{name}" for name in one.pictures]


def test_without_a_browser_the_market_gives_nothing(market: RunningMarket, tmp_path: Path) -> None:
    """The same market by plain HTTP yields no listing at all."""
    home = home_for(market, tmp_path)
    assert report(started(home, "http"))["state"] == "done"
    assert kept(home) == []


def test_a_browser_killed_in_mid_crawl_loses_nothing(
    market: RunningMarket, tmp_path: Path, chromium_endpoint: str
) -> None:
    """Kill -9 of Chromium during the crawl: a new one is started, and 300 of 300 are read."""
    home = home_for(market, tmp_path)
    before = market.server.market.asked["api"]
    crawl = started(home, "browser")
    while crawl.poll() is None and market.server.market.asked["api"] < before + 6:
        os.sched_yield()
    killed = _kill_browser_of(crawl.pid)
    assert report(crawl)["state"] == "done"
    assert killed
    assert {one["id"] for one in kept(home)} == {one.id for one in market.goods}


def _kill_browser_of(pid: int) -> bool:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if (
            b"remote-debugging-pipe" in command
            and b"--type=" not in command
            and _descends(int(folder.name), pid)
        ):
            os.kill(int(folder.name), signal.SIGKILL)
            return True
    return False


def _descends(pid: int, ancestor: int) -> bool:
    while pid > 1 and pid != ancestor:
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()[1])
        except OSError:
            return False
    return pid == ancestor


def test_pages_that_never_end_are_given_up_and_the_next_is_read(
    tmp_path: Path, chromium_endpoint: str
) -> None:
    """More hanging, endless and downloading pages than the browser opens at once: each gets its reason."""
    with hostile_site() as site:
        for number in range(5):
            site.pages[f"hang{number}"] = "<body><script>onload = () => { for (;;); }</script>"
        site.pages["huge"] = "<body><p id=p hidden></p><script>p.title = 'x'.repeat(9e6)</script>"
        site.pages["good"] = CLOSED
        names = [*(f"hang{number}" for number in range(5)), "huge", "download", "good"]
        starts = ", ".join(f'"{site.url}/{name}"' for name in names)
        (tmp_path / "haichuan.yaml").write_text(HOSTILE.format(port=site.port, starts=starts), "utf-8")
        ended = report(started(tmp_path, "browser", page_s=8))
    reasons = {url.rpartition("/")[2]: reason for reason, url in ended["failures"]}
    assert [one["title"] for one in kept(tmp_path)] == ["杯子"]
    assert reasons == {
        **{f"hang{n}": "DownloadTimeout" for n in range(5)},
        "huge": "too_large",
        "download": "download",
    }


def test_a_page_asks_for_nothing_that_robots_forbid_and_leads_nowhere_else(
    tmp_path: Path, chromium_endpoint: str
) -> None:
    """Data a page's own script wants is under robots.txt too, and a page may not take us to another site."""
    goods = "<article id=a1><b>杯子</b></article>"
    with hostile_site() as site:
        away = f"http://localhost:{site.port}/away"
        site.pages["robots.txt"] = "\nUser-agent: *\nDisallow: /closed\n"
        site.pages["good"] = f"<body>{goods}<script>fetch('/closed/1'); fetch('/open/1')</script>"
        site.pages["leads"] = f"<body><script>location = '{away}'</script>"
        starts = f'"{site.url}/good", "{site.url}/leads"'
        (tmp_path / "haichuan.yaml").write_text(HOSTILE.format(port=site.port, starts=starts), "utf-8")
        report(started(tmp_path, "browser", page_s=20))
    assert [one["title"] for one in kept(tmp_path)] == ["杯子"]
    assert "/open/1" in site.asked
    assert not {"/closed/1", "/away"} & set(site.asked)


def test_what_a_page_asks_for_is_on_the_budget(tmp_path: Path, chromium_endpoint: str) -> None:
    """Data and frames count like pages: when the day's number is spent the crawl stops."""
    goods = "<article id=a1><b>杯子</b></article>"
    with hostile_site() as site:
        site.pages["robots.txt"] = "\nUser-agent: *\nDisallow:\n"
        site.pages["greedy"] = f"""<body>{goods}
            <script>function ask() {{ for (let n = 0; n < 30; n++) fetch("/data/" + n) }}</script>
            <iframe src=/frame onload="ask()"></iframe>"""
        text = HOSTILE.replace("per_day: 100000", "per_day: 12")
        starts = f'"{site.url}/greedy", "{site.url}/later"'
        (tmp_path / "haichuan.yaml").write_text(text.format(port=site.port, starts=starts), "utf-8")
        ended = report(started(tmp_path, "browser", page_s=20))
    assert ended["state"] == "interrupted"
    assert "/frame" in site.asked
    assert len(site.asked) == 12
