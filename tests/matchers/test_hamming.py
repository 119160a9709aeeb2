"""Near bit strings: all of them, in order, from memory and from disk."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from matchers.hamming import HammingIndex, Near, by_numpy, compared


def some(count: int, width: int = 32, *, seed: int = 1) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (count, width), np.uint8)


def index_of(bits: NDArray[np.uint8], first: int = 100) -> HammingIndex:
    index = HammingIndex(bits.shape[1])
    index.add(bits, np.arange(first, first + len(bits)))
    return index


@pytest.mark.parametrize("width", [8, 32])
@pytest.mark.parametrize("within", [0, 3, 20, 64])
def test_none_is_missed(width: int, within: int) -> None:
    """Both ways of comparing find what counting bits one by one finds, and the same."""
    stored, queries = some(400, width) & np.uint8(15), some(6, width, seed=2) & np.uint8(15)
    queries[0] = stored[7]
    one_by_one = {
        (q, place, int(np.unpackbits(query ^ row).sum()))
        for q, query in enumerate(queries)
        for place, row in enumerate(stored)
        if np.unpackbits(query ^ row).sum() <= within
    }
    assert set(by_numpy(queries, stored, within)) == one_by_one
    assert set(compared(queries, stored, within)) == one_by_one


def test_nearest_come_first_and_ties_by_id() -> None:
    """The order does not depend on the order of adding."""
    bits = np.zeros((3, 8), np.uint8)
    bits[1, 0] = 1
    index = HammingIndex(8)
    index.add(bits[::-1].copy(), np.array([9, 5, 2]))
    assert index.near(np.zeros((1, 8), np.uint8), within=1) == [[Near(2, 0), Near(9, 0), Near(5, 1)]]


def test_added_ones_are_found_beside_opened_ones(tmp_path: Path) -> None:
    """A saved index opens with all it had, takes in more, and is saved with those."""
    bits = some(3_000)
    index_of(bits[:2_000]).save(tmp_path / "index")
    opened = HammingIndex.open(tmp_path / "index")
    opened.add(bits[2_000:], np.arange(2_100, 3_100))
    assert (len(opened), opened.added, opened.last_id) == (3_000, 1_000, 3_099)
    opened.save(tmp_path / "index")
    again = HammingIndex.open(tmp_path / "index")
    for place in (0, 1_999, 2_000, 2_999):
        query = bits[place : place + 1]
        assert opened.near(query, within=0) == again.near(query, within=0) == [[Near(100 + place, 0)]]


def test_an_empty_index_is_one(tmp_path: Path) -> None:
    """Nothing is found in nothing, also after it was on disk."""
    HammingIndex(32).save(tmp_path / "index")
    assert HammingIndex.open(tmp_path / "index").near(some(2), within=256) == [[], []]
    assert HammingIndex(8).last_id == 0


@pytest.mark.parametrize(
    "content", [b"", b"mwhamm01", b"x" * 24, b"mwhamm01" + bytes([32] + [0] * 7 + [9] * 8)]
)
def test_a_file_that_is_no_index_is_refused(tmp_path: Path, content: bytes) -> None:
    """A foreign file, or one that was cut off, is not searched."""
    (tmp_path / "index").write_bytes(content)
    with pytest.raises(ValueError, match="no index"):
        HammingIndex.open(tmp_path / "index")


def test_wrong_shapes_are_refused() -> None:
    """Strings of another length are never compared."""
    index = HammingIndex(32)
    with pytest.raises(ValueError, match="shape"):
        index.add(some(3, 8), np.arange(3))
    with pytest.raises(ValueError, match="shape"):
        index.add(some(3), np.arange(2))
    with pytest.raises(ValueError, match="shape"):
        index.near(some(1, 8), within=3)
    with pytest.raises(ValueError, match="words of eight"):
        HammingIndex(12)


def test_nothing_is_within_less_than_nothing() -> None:
    """A negative distance finds nothing."""
    assert index_of(some(3)).near(some(3), within=-1) == [[], [], []]


def test_the_fast_library_is_there() -> None:
    """The locked environment has it; without it the answers are the same but slower."""
    assert importlib.util.find_spec("faiss") is not None
