"""The pipeline inside a real crawl of a real server: durable before it returns, counted in the stats."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.pipelines.made import png

pytestmark = pytest.mark.slow
HOUSE = Path(__file__).resolve().parents[2]


class Shop(BaseHTTPRequestHandler):
    """One page, one picture, one file that is none, one that leads to itself; all else is not found."""

    asked: list[str]

    def do_GET(self) -> None:  # the library's name
        pages = {"/": b"<html></html>", "/1.png": png(), "/bad.png": b"<html>no picture</html>"}
        self.asked.append(self.path)
        body = pages.get(self.path)
        round_and_round = self.path == "/round.png"
        self.send_response(302 if round_and_round else 200 if body is not None else 404)
        if round_and_round:
            self.send_header("Location", "/round.png")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_args: object) -> None:
        return


@pytest.fixture
def shop() -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("OneShop", (Shop,), {"asked": asked}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", asked
    server.shutdown()
    server.server_close()
    thread.join()


def crawl(home: Path, url: str, *more: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.pipelines.crawl_once", url, *more],
        cwd=HOUSE,
        env={"PATH": os.environ["PATH"], "MARKWARDEN_HOME": str(home), "MARKWARDEN_LANGUAGE": "en"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def test_a_crawl_keeps_counts_and_drops(shop: tuple[str, list[str]], tmp_path: Path) -> None:
    """Two listings are kept with one hit and one picture, one is rejected; again, nothing is new."""
    url, asked = shop
    first = crawl(tmp_path, url)
    tables = {"Listing": 2, "ListingVersion": 2, "Hit": 1, "Picture": 1, "Rejected": 1}
    assert first["tables"] == tables
    assert first["counts"] == {"listings": 3, "kept": 2, "hits": 1, "rejected/no_title": 1}
    assert first["stats"]["markwarden/kept"] == first["stats"]["item_scraped_count"] == 2
    assert first["stats"]["item_dropped_count"] == 1
    assert first["stats"]["markwarden/pictures_rejected/status"] == 2
    assert first["stats"]["markwarden/pictures_rejected/not_a_picture"] == 2
    assert first["stats"]["markwarden/pictures_rejected/redirects"] == 2
    assert first["stats"]["markwarden/copies/pictures"] >= 1
    assert "log_count/ERROR" not in first["stats"]
    asked.clear()
    second = crawl(tmp_path, url)
    assert second["tables"] == {**tables, "Rejected": 2}
    assert second["counts"] == {"listings": 3, "unchanged": 2, "rejected/no_title": 1}
    assert "/1.png" not in asked


def test_a_dry_run_judges_and_keeps_nothing(shop: tuple[str, list[str]], tmp_path: Path) -> None:
    """The stats say what would have been kept; tables and pictures stay empty."""
    url, _asked = shop
    dry = crawl(tmp_path, url, "dry")
    assert dry["stats"]["markwarden/kept"] == 2
    assert dry["stats"]["markwarden/hits"] == 1
    assert set(dry["tables"].values()) == {0}
    assert dry["counts"] == {}
    assert not (tmp_path / "pictures").exists()
