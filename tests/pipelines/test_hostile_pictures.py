"""Hostile picture files: none crashes, hangs or swells the reader, and each is counted by its reason."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest

from pipelines.picture_readers import PictureReader
from pipelines.refusal import PictureLost
from tests.pipelines.hostile_pictures import FAMILIES, STOPPED, Hostile
from tests.pipelines.made import png

TIMEOUT_S = 12.0
GIBIBYTE = 1024**3

Family = Callable[[], Iterator[Hostile]]


@pytest.fixture(scope="module")
def reader() -> Iterator[PictureReader]:
    with closing(PictureReader(timeout_s=TIMEOUT_S)) as one:
        yield one


@cache
def made(family: Family) -> tuple[Hostile, ...]:
    """The files of a family, made once."""
    return tuple(family())


def outcome(ask: Callable[[bytes], object], data: bytes) -> str:
    try:
        ask(data)
    except PictureLost as lost:
        return lost.reason if lost.detail else "no detail"
    return "read"


def most_used_bytes(reader: PictureReader) -> int:
    """The most memory the child ever used, where the system says so."""
    child = reader._child
    status = Path(f"/proc/{child.pid if child else 0}/status")
    found = re.search(r"VmHWM:\s*(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) * 1024 if found else 0


@pytest.mark.slow
def test_there_are_many() -> None:
    """At least forty different files, of every format we decode."""
    names = [one.name for family in FAMILIES for one in made(family)]
    assert len(set(names)) == len(names) >= 40


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_a_hostile_picture_is_one_counted_reason(reader: PictureReader, family: Family) -> None:
    """Each is read or refused by name within its time and one gibibyte, and the next picture is read."""
    wrong = {}
    for hostile in made(family):
        begun = time.monotonic()
        reason = outcome(lambda data: reader.read(data, "x"), hostile.data)
        if reason not in hostile.outcomes or time.monotonic() - begun > TIMEOUT_S + 5:
            wrong[hostile.name] = reason
        assert most_used_bytes(reader) < GIBIBYTE, hostile.name
        assert reader.read(png(), "y").width == 32, hostile.name
    assert wrong == {}


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_a_hostile_picture_is_not_shown_either(reader: PictureReader, family: Family) -> None:
    """Looking at it and making a small copy are as safe as hashing it."""
    wrong = {}
    for hostile in made(family):
        for ask in (reader.look, lambda data: reader.miniature(data, 240)):
            reason = outcome(ask, hostile.data) if STOPPED not in hostile.outcomes else "read"
            if reason not in {*hostile.outcomes, "read", "broken"}:
                wrong[hostile.name] = reason
        assert most_used_bytes(reader) < GIBIBYTE, hostile.name
    assert wrong == {}
