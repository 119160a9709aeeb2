"""A home directory of its own for a journey, and the program run in it."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from markwarden.demo.goods import SHOP
from markwarden.demo.markets import write_shop_file
from tests.fixtures.shop import GOODS, SmallShop

PATIENCE_S = 240


@dataclass(frozen=True)
class Home:
    """Where a journey keeps its data, and which index it uses ("" for the embedded one)."""

    path: Path
    elasticsearch_url: str = ""

    def prepare(self, shop: SmallShop) -> Home:
        """Register the demo's rights and the shop's platform file."""
        write_shop_file(self.path / "platforms", shop.port, least=GOODS)
        self.run("rights", "import", str(shop.world.workbook))
        return self

    def environ(self, **more: str) -> dict[str, str]:
        """The program's environment; an empty value takes a key away."""
        mine = {
            **{key: value for key, value in os.environ.items() if not key.startswith("MARKWARDEN_")},
            "MARKWARDEN_HOME": str(self.path),
            "MARKWARDEN_LANGUAGE": "en",
            "MARKWARDEN_ELASTICSEARCH_URL": self.elasticsearch_url,
            "MARKWARDEN_ELASTICSEARCH_TIMEOUT_S": "5",
            **more,
        }
        return {key: value for key, value in mine.items() if value}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "markwarden", *arguments],
            env=self.environ(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def run(self, *arguments: str, code: int = 0, **more: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "markwarden", *arguments],
            env=self.environ(**more), capture_output=True, text=True, check=False, timeout=PATIENCE_S,
        )  # fmt: skip
        assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def hits(self) -> dict[str, tuple[object, ...]]:
        """Hit id -> what matters about it, from the truth."""
        lines = self.run("hits", "--format", "jsonl").splitlines()
        return {
            hit["id"]: (hit["platform"], hit["listing"], hit["right"], round(hit["score"], 9), hit["status"])
            for hit in map(json.loads, lines)
        }

    def count(self, sql: str) -> int:
        """One number from the truth."""
        with sqlite3.connect(
            f"file:{self.path / 'markwarden.sqlite3'}?mode=ro", uri=True, timeout=20
        ) as truth:
            (number,) = truth.execute(sql).fetchone()
        return int(number)

    def wait_for_listings(self, process: subprocess.Popen[str], least: int) -> None:
        """Return when a running sweep has kept so many listings; fail if it ends before."""
        deadline = time.monotonic() + PATIENCE_S
        while self.count("select count(*) from store_listing") < least:
            assert process.poll() is None, process.communicate()[0]
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def kill_after(self, least: int) -> int:
        """Start a sweep of the shop, kill it when `least` listings are kept; how many were kept then."""
        process = self.start("sweep", SHOP, "--progress", "none")
        self.wait_for_listings(process, least)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        return self.count("select count(*) from store_listing")
