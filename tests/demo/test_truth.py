"""The counts of found, missed and false, on cases a pencil can follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.listing import ListingKey
from markwarden.demo.truth import Planted, Score, judged, read_truth, scores, strays, write_truth


def planted(number: int, kind: str, *expected: str, allowed: frozenset[str] = frozenset()) -> Planted:
    return Planted(
        key=ListingKey("shop", str(number)), kind=kind, expected=frozenset(expected), allowed=allowed
    )


@pytest.mark.parametrize(
    ("expected", "allowed", "hits", "counts"),
    [
        ({"A"}, set(), {"A"}, (1, 0, 0)),
        ({"A"}, set(), set(), (0, 1, 0)),
        ({"A"}, set(), {"B"}, (0, 1, 1)),
        ({"A"}, set(), {"A", "B"}, (1, 0, 1)),
        ({"A"}, {"B"}, {"A", "B"}, (1, 0, 0)),
        ({"A"}, {"B"}, {"B"}, (0, 1, 0)),
        ({"A", "C"}, set(), {"C"}, (1, 0, 0)),
        (set(), set(), set(), (0, 0, 0)),
        (set(), set(), {"A"}, (0, 0, 1)),
    ],
)
def test_one_listing_is_judged_by_its_rights(
    expected: set[str], allowed: set[str], hits: set[str], counts: tuple[int, int, int]
) -> None:
    """Found means on an expected right; a hit on any other right but an allowed one is false."""
    one = planted(1, "kind", *expected, allowed=frozenset(allowed))
    score = judged(one, frozenset(hits))
    assert (score.found, score.missed, score.false) == counts


def test_kinds_are_summed_apart() -> None:
    """Each kind has its own sums, in the order in which the kinds are planted."""
    truth = [planted(1, "exact", "A"), planted(2, "plain"), planted(3, "exact", "A")]
    hits = {ListingKey("shop", "1"): frozenset({"A"}), ListingKey("shop", "2"): frozenset({"A"})}
    assert scores(truth, hits) == (Score("exact", 2, 1, 1, 0), Score("plain", 1, 0, 0, 1))


def test_hits_on_unplanted_listings_are_named() -> None:
    """A hit on a listing that nobody planted is reported, not lost."""
    hits = {ListingKey("shop", "9"): frozenset({"A"})}
    assert strays([planted(1, "plain")], hits) == (ListingKey("shop", "9"),)


def test_the_truth_file_keeps_everything(tmp_path: Path) -> None:
    """Planted truth survives its file."""
    truth = (planted(1, "exact", "A", "B", allowed=frozenset({"C"})), planted(2, "plain"))
    write_truth(tmp_path / "truth.json", truth)
    assert read_truth(tmp_path / "truth.json") == truth
