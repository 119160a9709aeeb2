"""A category's words give Nice classes where they are plain, and none where they are not."""

from __future__ import annotations

import pytest

from pipelines.goods_classes import classes_of


@pytest.mark.parametrize(
    ("category", "classes"),
    [
        ("服装 Clothing", (25,)),
        ("女装 > 连衣裙", (25,)),
        ("Home > Home textiles > Towels", (24,)),
        ("FASHION", (25,)),
        ("食品", (29, 30, 31)),
        ("Books and stationery", (16,)),
    ],
)
def test_a_plain_shelf_gives_its_classes(category: str, classes: tuple[int, ...]) -> None:
    """A category that speaks of goods gives their class, or all classes it may mean."""
    assert classes_of(category) == classes


@pytest.mark.parametrize(
    "category", ["", "New arrivals", "Steamers", "bagsful", "特价专区", "Teak", "Seafoodish", "茶具", "螺帽"]
)
def test_a_vague_shelf_gives_none(category: str) -> None:
    """A category of no known goods, or a word inside another, gives no class."""
    assert classes_of(category) == ()
