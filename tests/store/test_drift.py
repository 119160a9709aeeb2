"""Drift: a broken selector is told in its first run, and a normal sweep is not."""

from __future__ import annotations

import random
from typing import Any

from store.drift import drifts

FIELDS = {"title": ("css", 1.0), "price": ("css", 0.97), "brand": ("schema", 0.6), "seller": ("label", 0.85)}


def counts(read: int = 300, flaws: int = 0, **filled: float) -> dict[str, Any]:
    """What a sweep counts: listings read, and of each field how many had it, by layer."""
    shares = {name: (layer, filled.get(name, share)) for name, (layer, share) in FIELDS.items()}
    layers = {f"layer/{name}/{layer}": round(share * read) for name, (layer, share) in shares.items()}
    return {"read": read, "listings": read + flaws, "layout_changed": flaws, **layers}


def keys(now: dict[str, Any], before: list[dict[str, Any]], *, whole: bool = True) -> set[str]:
    return {drift.key for drift in drifts(now, before, whole=whole)}


def test_an_optional_field_that_is_gone_is_told_at_once() -> None:
    """One selector breaks: that field, its layer, and no other."""
    assert keys(counts(seller=0.0), [counts()] * 5) == {"field seller", "layer seller/label"}


def test_a_required_field_that_breaks_is_told_also_in_a_first_sweep() -> None:
    """Without any history, many listings that lack what the file requires are an alert."""
    assert keys(counts(read=1, flaws=40), []) == {"flaws"}


def test_a_field_lost_after_one_sweep_is_told() -> None:
    """One sweep before is enough where nearly all had it and none has."""
    assert "field seller" not in keys(counts(seller=0.5), [counts()])
    assert "field price" in keys(counts(price=0.0), [counts()])


def test_a_layer_that_takes_over_is_told() -> None:
    """The field is still found, but elsewhere: the page has changed and the fallback holds, for now."""
    now = counts(price=0.0) | {"layer/price/generic": 295}
    assert keys(now, [counts()] * 4) == {"layer price/css"}


def test_nineteen_points_are_noise_and_twenty_one_are_not() -> None:
    """The threshold is where it is said to be."""
    assert keys(counts(seller=0.66), [counts()] * 4) == set()
    assert "field seller" in keys(counts(seller=0.64), [counts()] * 4)


def test_a_few_listings_say_nothing_by_twenty_points() -> None:
    """Of twelve listings three more without a brand are chance; all without a title are not."""
    before = [counts(read=12)] * 5
    assert keys(counts(read=12, brand=0.35), before) == set()
    assert "field price" in keys(counts(read=12, price=0.0), before)


def test_half_as_many_listings_are_told_of_a_whole_sweep_only() -> None:
    """A sweep with a limit or of one category says nothing of the count."""
    before = [counts()] * 4
    assert keys(counts(read=140), before) == {"count"}
    assert keys(counts(read=140), before, whole=False) == set()
    assert keys(counts(read=460), before) == {"count"}


def test_nothing_at_all_is_told() -> None:
    """A whole sweep that read no listing."""
    assert keys(counts(read=0), [counts()] * 3) == {"count"}


def test_pages_that_were_not_changed_count_as_seen() -> None:
    """A sweep in which every page said "not modified" found as many as ever."""
    now = counts(read=0) | {"listings": 300, "unchanged": 300, "not_modified": 300}
    assert keys(now, [counts()] * 3) == set()


def test_flawed_pages_among_unmodified_ones_are_no_more_than_before() -> None:
    """Pages that lack something are read in every sweep, good ones are not: their share is of all."""
    now = counts(read=0, flaws=12) | {"listings": 300}
    assert keys(now, [counts(read=288, flaws=12), now]) == set()


def test_one_odd_sweep_moves_no_median() -> None:
    """After a bad day, the good ones before it still are what is usual."""
    assert keys(counts(), [counts(price=0.0), *[counts()] * 4]) == set()


def test_thirty_normal_sweeps_give_no_alert() -> None:
    """Fields come by chance, the shop grows and shrinks by a tenth: no alert in 20 such runs."""
    chance = random.Random(11)
    told = []
    for _ in range(20):
        before: list[dict[str, Any]] = []
        for _ in range(30):
            read = round(60 * chance.uniform(0.9, 1.1))
            now = counts(read=read)
            for name, (layer, share) in FIELDS.items():
                now[f"layer/{name}/{layer}"] = sum(chance.random() < share for _ in range(read))
            told += list(drifts(now, before, whole=True))
            before.insert(0, now)
    assert told == []
