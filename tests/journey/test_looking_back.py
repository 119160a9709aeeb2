"""A look back that is killed goes on where it was, and shares its work without doubling any."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.journey.home import PATIENCE_S, Home

pytestmark = pytest.mark.long

OFFERS, EVERY, SLICE = 600, 6, 10
DONE = "select count(*) from store_rematchslice where state = 'done'"


def market(folder: Path) -> Home:
    """A home with offers of which some carry the mark, kept before the right is registered."""
    file = folder / "offers.jsonl"
    spelt = ("鸲雀岭", "鸲 雀 岭", "鸲\u200b雀岭", "句鸟雀岭")
    with file.open("w", encoding="utf-8") as out:
        for number in range(OFFERS):
            mark = spelt[number // EVERY % 4] if number % EVERY == 0 else ""
            offer = {"id": str(number), "title": f"{mark} 帐篷 双人 {number}".strip(), "nice_class": [22]}
            out.write(json.dumps(offer) + "\n")
    home = Home(folder / "home")
    home.run("listings", "import", str(file), "--platform", "yiwugo", "--on", "2026-11-20")
    home.run("rights", "add", "--text", "鸲雀岭", "--holder", "Acme", "--id", "R", "--classes", "22")
    return home


def kill_when_begun(home: Home) -> int:
    """Start a look back of two processes and kill both when some slices are done; how many were."""
    process = subprocess.Popen(
        [sys.executable, "-m", "markwarden", "rematch", "R", "--slice", str(SLICE)],
        env=home.environ(), start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    deadline = time.monotonic() + PATIENCE_S
    while home.count(DONE) < 3:
        assert process.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return home.count(DONE)


def test_a_killed_look_back_goes_on_to_the_same_end(tmp_path: Path) -> None:
    """Killed with its helper and asked again, it has the hits of one never killed, each made once."""
    calm = market(tmp_path)
    killed = Home(Path(shutil.copytree(calm.path, tmp_path / "killed")))
    calm.run("rematch", "R", "--slice", str(SLICE))
    done = kill_when_begun(killed)
    assert done < OFFERS / SLICE, "the kill came too late to prove anything"
    killed.run("rematch", "R", "--slice", "7")
    assert killed.hits() == calm.hits()
    assert len(calm.hits()) == OFFERS / EVERY
    assert killed.count("select count(*) from store_rematch") == 1
    assert killed.count(DONE) == OFFERS / SLICE
    assert killed.count("select sum(hits_new) from store_rematchslice") == OFFERS / EVERY
    assert killed.count("select count(*) from store_auditline where action = 'hit.found'") == OFFERS / EVERY
    assert killed.count("select count(*) from store_hit where rematch_id is null") == 0


def test_a_right_nobody_registered_is_refused(tmp_path: Path) -> None:
    """An unknown right ends with a message and code 2, and nothing is written."""
    home = Home(tmp_path)
    home.run("rematch", "NOBODY", code=2)
    assert home.count("select count(*) from store_rematch") == 0
