"""The same listings give the same bytes, wherever and in whatever portions they are judged."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
JUDGE = """
import hashlib, sys
if {without_numba}:
    sys.modules["numba"] = None
from bench.text_labelled import ZONE, labelled, rights
from matchers.panel import compile_panel
listings = [one.listing for one in labelled()][::{every}][{first}::{of}]
panel = compile_panel(rights(), names=("text",), zone=ZONE)
for start in range(0, len(listings), {batch}):
    for listing, found in zip(listings[start:start + {batch}], panel.match(listings[start:start + {batch}])):
        print(listing.id, repr(found))
"""
EVERY = 40


def judged(
    *, seed: int = 0, batch: int = 64, without_numba: bool = False, first: int = 0, of: int = 1
) -> str:
    program = JUDGE.format(batch=batch, without_numba=without_numba, first=first, of=of, every=EVERY)
    environ = {**os.environ, "PYTHONHASHSEED": str(seed)}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environ, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.fixture(scope="module")
def usual() -> str:
    said = judged()
    assert said.count("near_text") > 5
    assert said.count("named_by_words") > 5
    return said


def same(one: str, other: str) -> bool:
    return hashlib.sha256(one.encode()).digest() == hashlib.sha256(other.encode()).digest()


def test_without_the_compiler_the_answers_are_the_same(usual: str) -> None:
    """Where numba is missing the plain look-up gives the same matches, reasons and order."""
    assert same(judged(without_numba=True), usual)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_another_process_answers_alike(usual: str, seed: int) -> None:
    """No score hangs on the order in which a process happens to keep its sets."""
    assert same(judged(seed=seed), usual)


@pytest.mark.slow
@pytest.mark.parametrize("batch", [1, 7])
def test_portions_do_not_matter(usual: str, batch: int) -> None:
    """One listing at a time or many: each is judged by itself."""
    assert same(judged(batch=batch), usual)


@pytest.mark.slow
def test_two_processes_share_the_work(usual: str) -> None:
    """Two processes with half the listings each give together what one gives."""
    halves = [judged(first=first, of=2).splitlines() for first in (0, 1)]
    lines = [halves[number % 2][number // 2] for number in range(sum(map(len, halves)))]
    assert lines == usual.splitlines()
