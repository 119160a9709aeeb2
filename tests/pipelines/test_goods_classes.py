"""A category gives Nice classes where its shelf is plain, and none where it is not."""

from __future__ import annotations

import pytest

from pipelines.goods_classes import SHELVES, classes_of


@pytest.mark.parametrize(
    ("category", "classes"),
    [
        ("服装 Clothing", (25,)),
        ("女装 > 连衣裙", (25,)),
        ("Home > Home textiles > Towels", (24,)),
        ("ＳＨＯＥＳ", (25,)),
        ("食品", (29, 30, 31)),
        ("Tea and cakes", (30,)),
        ("Shoes & Jewelry", (14, 25)),
        ("智能手表", (9, 14)),
    ],
)
def test_a_plain_shelf_gives_its_classes(category: str, classes: tuple[int, ...]) -> None:
    """The last step of a category gives its class, or all classes its goods may have."""
    assert classes_of(category) == classes


@pytest.mark.parametrize(
    "category",
    [
        "", " > ", "New arrivals", "特价专区", "茶具", "茶叶罐", "Tea sets", "Coffee tables", "Wine glasses",
        "Sleeping bags", "Dog food", "Fashion", "Fitness", "Camping", "露营", "电脑桌", "水果刀", "家居饰品",
        "汽车用品", "宠物服装", "Clothing, Shoes & Accessories", "螺帽",
    ],
)  # fmt: skip
def test_a_shelf_that_is_not_plain_gives_none(category: str) -> None:
    """Goods made for other goods, and shelves that hold all sorts, must not hide a hit."""
    assert classes_of(category) == ()


def test_a_shelf_above_does_not_speak_for_what_lies_below() -> None:
    """Sunglasses under clothing are no clothing."""
    assert classes_of("Clothing > Accessories > Sunglasses") == ()


def test_every_shelf_is_named_once_and_read_as_written() -> None:
    """A shelf in two rows, or in letters that are folded away, would silently lose its classes."""
    named = [(shelf, classes) for classes, shelves in SHELVES.items() for shelf in shelves]
    assert len({shelf for shelf, _classes in named}) == len(named)
    assert all(classes_of(shelf) == tuple(sorted(classes)) for shelf, classes in named)
