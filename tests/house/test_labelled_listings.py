"""The labelled listings on which the text matcher's weights are fitted and measured."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from tests.house.tree import CHECKOUT

DATA = CHECKOUT / "bench" / "data" / "text"
PARTS = ("fit", "tune", "test")


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def listings() -> list[dict[str, Any]]:
    return rows("listings.jsonl") + rows("handwritten.jsonl")


def wordings() -> Iterator[tuple[str, dict[str, list[str]]]]:
    yield from tomllib.loads((DATA / "phrasings.toml").read_text(encoding="utf-8")).items()


def test_there_are_enough_marks_and_listings() -> None:
    """At least 400 marks, 4,000 listings, 300 written by hand, two in five of them honest."""
    every, honest = listings(), sum(not row["label_marks"] for row in listings())
    assert len(rows("marks.jsonl")) >= 400
    assert len(every) >= 4_000
    assert len(rows("handwritten.jsonl")) >= 300
    assert honest >= 0.4 * len(every)


def test_every_part_has_a_share_of_every_family() -> None:
    """No part lacks a family of the generated listings."""
    seen = Counter((row["family"], row["part"]) for row in rows("listings.jsonl"))
    assert all(seen[family, part] for family, _ in list(seen) for part in PARTS)


def test_a_mark_belongs_to_one_part_and_so_does_its_brand() -> None:
    """No mark, no name of the same brand and no listing about it crosses from one part to another."""
    part = {mark["id"]: mark["part"] for mark in rows("marks.jsonl")}
    brands = {(mark["brand"], mark["part"]) for mark in rows("marks.jsonl")}
    assert len(brands) == len({brand for brand, _ in brands})
    assert all(part[one] == row["part"] for row in listings() for one in (row["about"], *row["label_marks"]))


def test_no_wording_is_shared_between_parts() -> None:
    """A wording that weights were fitted on is met by no other part, in whatever group it stands."""
    for group, parts in wordings():
        assert set(parts) == set(PARTS), group
        for one, other in combinations(PARTS, 2):
            assert not set(parts[one]) & set(parts[other]), group


def test_no_title_is_in_two_parts() -> None:
    """No title of the fit is measured again under another part's name."""
    titles: dict[str, set[str]] = {}
    for row in listings():
        titles.setdefault(row["title"], set()).add(row["part"])
    assert [title for title, parts in titles.items() if len(parts) > 1] == []


def test_the_blind_set_shares_nothing_with_what_was_fitted() -> None:
    """300 listings at least, two in five honest; no coined mark and no title stands in other data here."""
    blind, known = rows("blind.jsonl"), {mark["text"].casefold() for mark in rows("marks.jsonl")}
    coined = [mark["text"].casefold() for mark in rows("blind-marks.jsonl") if not mark["ordinary_word"]]
    assert len(blind) >= 300
    assert sum(not row["label_marks"] for row in blind) >= 0.4 * len(blind)
    assert not known.intersection(coined)
    assert not {row["title"] for row in blind} & {row["title"] for row in listings() + rows("around.jsonl")}
