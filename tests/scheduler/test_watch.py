"""Clock and runner together."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from scheduler.clock import Clock
from scheduler.plans import Plan
from scheduler.watch import watch
from store.models import Sweep
from store.sweeps import open_sweep
from tests.scheduler.conftest import HandClock, MakeRunner
from tests.scheduler.until import until

ROOT = Path(__file__).resolve().parents[2]
PLATFORM = """
name: {zh: 店, en: shop}
hosts: [shop.example]
extends: storefront
legal_basis: robots
start: ["https://shop.example/"]
schedule: "0 3 29 2 *"
"""


@pytest.mark.django_db(transaction=True)
def test_the_watch_catches_up_runs_and_stops(make_runner: MakeRunner, now: HandClock) -> None:
    """What fell due in a downtime is inserted and run once the watch begins."""
    plan = Plan("shop", f"{now.at.minute} {now.at.hour} * * *")
    earlier = open_sweep("shop", scheduled_for=now.at - timedelta(days=3))
    Sweep.objects.filter(pk=earlier.pk).update(state=Sweep.State.DONE)
    stop, clock = threading.Event(), Clock((plan,), UTC, now)

    def body() -> None:
        watch(clock, make_runner("done"), stop, tick_s=0.02)
        connection.close()

    thread = threading.Thread(target=body)
    thread.start()
    until(lambda: Sweep.objects.filter(state=Sweep.State.DONE).count() == 2)
    stop.set()
    thread.join(timeout=20)
    assert not thread.is_alive()


@pytest.mark.slow
def test_the_clock_command_says_what_it_does_and_ends_on_sigterm(tmp_path: Path) -> None:
    """`markwarden clock` announces its zone, and SIGTERM ends it with exit code 0."""
    platforms = tmp_path / "platforms"
    platforms.mkdir()
    (platforms / "shop.yaml").write_text("key: shop" + PLATFORM)
    keys = {"MARKWARDEN_HOME": str(tmp_path / "home"), "MARKWARDEN_PLATFORMS": str(platforms)}
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "markwarden", "clock"],
        cwd=ROOT, env={**os.environ, **keys, "MARKWARDEN_LANGUAGE": "en"}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    said = process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=60)
    assert "1 platforms with a schedule, times in Asia/Shanghai" in said
    assert "Clock stopped" in rest
    assert process.returncode == 0


def test_a_machine_in_another_zone_keeps_the_operators_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    """TZ of the machine does not move the hours of a plan."""
    monkeypatch.setenv("TZ", "America/New_York")
    due = Plan("shop", "0 3 * * *").next_due(datetime(2026, 7, 1, tzinfo=UTC), ZoneInfo("Asia/Shanghai"))
    assert due is not None
    assert due.astimezone(UTC).hour == 19


PAGE = """<html><head><script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Polarlicht cap", "sku": "1",
 "offers": {"@type": "Offer", "price": "9.90", "priceCurrency": "CNY"}}
</script></head><body><h1>Polarlicht cap</h1></body></html>"""


class _Shop(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        found = self.path == "/p1.html"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(PAGE.encode() if found else b"")

    def log_message(self, *_args: object) -> None:
        """Nothing: a quiet shop."""


@pytest.fixture
def shop_port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Shop) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.mark.slow
def test_the_clock_runs_a_real_sweep_that_fell_due(tmp_path: Path, shop_port: int) -> None:
    """A missed sweep of a real site is caught up by the program itself, and its listing is kept."""
    platforms, home = tmp_path / "platforms", tmp_path / "home"
    platforms.mkdir()
    lines = PLATFORM.replace("https://shop.example/", f"http://127.0.0.1:{shop_port}/p1.html")
    lines = lines.replace("[shop.example]", "[127.0.0.1]") + f'allow_private: ["127.0.0.1:{shop_port}"]\n'
    (platforms / "shop.yaml").write_text("key: shop" + lines)
    environ = {**os.environ, "MARKWARDEN_HOME": str(home), "MARKWARDEN_PLATFORMS": str(platforms)}
    program = [sys.executable, "-u", "-m", "markwarden"]
    subprocess.run([*program, "schedule"], cwd=ROOT, env=environ, check=True, capture_output=True)
    with sqlite3.connect(home / "markwarden.sqlite3") as rows:
        rows.execute(
            "INSERT INTO store_platform (key, name, stopped, blocked_sign) VALUES ('shop', '', 0, '')"
        )
        rows.execute(
            "INSERT INTO store_sweep (platform_id, kind, scheduled_for, state, options, created_at, counts,"
            " counts_before, coverage, detail)"
            " VALUES (1, 'crawl', '2026-01-01', 'waiting', '{}', '2026-01-01', '{}', '{}', '{}', '')"
        )
    clock = subprocess.Popen([*program, "clock"], cwd=ROOT, env=environ, stdout=subprocess.DEVNULL)
    try:
        until(lambda: _first_state(rows) in ("done", "failed"), deadline_s=90)
    finally:
        clock.terminate()
        clock.wait(timeout=60)
    assert _first_state(rows) == "done"
    assert rows.execute("SELECT title FROM store_listing").fetchall() == [("Polarlicht cap",)]
    rows.close()


def _first_state(rows: sqlite3.Connection) -> str:
    return str(rows.execute("SELECT state FROM store_sweep").fetchone()[0])
