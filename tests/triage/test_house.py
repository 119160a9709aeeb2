"""The page of sweeps: what ran, what came of it, and what a number hides is said beside it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from store.sweeps import open_sweep

Enter = Callable[..., Client]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Licensed by name only: 3"), ("zh-hans", "仅凭名称认定为被许可人：3")]
)
def test_listings_freed_by_a_name_are_told(language: str, words: str, enter: Enter) -> None:
    """Beside the new hits stands how many listings are none only because of their seller's name."""
    sweep = open_sweep("yiwugo")
    sweep.counts = {"listings": 5, "kept": 5, "hits": 2, "licensed_by_name": 3}
    sweep.save()
    assert words in enter("auditor", language=language).get("/sweeps/").content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Fields longer than what is compared: 3"),
        ("zh-hans", "超出比对长度的字段：3"),
        ("en", "Listings that name too much: 2"),
        ("zh-hans", "名称过多的商品信息：2"),
    ],
)
def test_what_was_not_compared_whole_is_told(language: str, words: str, enter: Enter) -> None:
    """Beside the listings stand fields longer than what is compared, and listings that name too much."""
    sweep = open_sweep("yiwugo")
    sweep.counts = {"listings": 5, "kept": 5, "fields_cut": 3, "crowded": 2}
    sweep.save()
    assert words in enter("auditor", language=language).get("/sweeps/").content.decode()
    sweep.counts = {"listings": 5, "kept": 5}
    sweep.save()
    assert words[:10] not in enter("auditor", language=language).get("/sweeps/").content.decode()


def test_a_sweep_that_freed_none_says_nothing_of_it(enter: Enter) -> None:
    """No number, no words."""
    open_sweep("yiwugo")
    assert "by name only" not in enter("auditor").get("/sweeps/").content.decode()
