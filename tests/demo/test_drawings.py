"""Pictures: copies are near what they copy, and nothing else is."""

from __future__ import annotations

import pytest

from markwarden.demo.drawings import LEAST_BITS, REFERENCES, picture_bytes, reference_bytes
from markwarden.demo.goods import SHOP, make_goods
from matchers.hashes import bits_apart, read_picture


def phash(data: bytes) -> int:
    found = read_picture(data, "test").phash
    assert found is not None
    return found


@pytest.fixture(scope="module")
def references() -> dict[str, int]:
    """The hashes of all protected pictures."""
    return {name: phash(reference_bytes(name)) for name in REFERENCES}


@pytest.fixture(scope="module")
def drawn() -> dict[str, tuple[str, bytes]]:
    """Recipe and bytes of every picture of a small shop."""
    recipes = {name: recipe for good in make_goods(SHOP, 120) for name, recipe in good.recipes.items()}
    return {name: (recipe, picture_bytes(recipe, name)) for name, recipe in recipes.items()}


def test_pictures_are_drawn_the_same_twice() -> None:
    """A picture's name and recipe decide every byte of it."""
    assert picture_bytes("goods:toys", "a.jpg") == picture_bytes("goods:toys", "a.jpg")
    assert picture_bytes("goods:toys", "a.jpg") != picture_bytes("goods:toys", "b.jpg")


def test_no_two_pictures_are_one(drawn: dict[str, tuple[str, bytes]]) -> None:
    """Every picture of a market is a file of its own."""
    assert len({data for _recipe, data in drawn.values()}) == len(drawn)


def test_honest_pictures_keep_their_distance(
    drawn: dict[str, tuple[str, bytes]], references: dict[str, int]
) -> None:
    """Goods and pictures in a similar style stay clear of every protected picture."""
    for name, (recipe, data) in drawn.items():
        if not recipe.startswith("copy:"):
            looks = phash(data)
            assert min(bits_apart(looks, known) for known in references.values()) >= LEAST_BITS, name


@pytest.mark.parametrize("name", REFERENCES)
def test_copies_are_near_their_original(name: str, references: dict[str, int]) -> None:
    """A resized, recompressed, toned copy differs in bytes and hardly in looks."""
    for number in range(4):
        copy = picture_bytes(f"copy:{name}", f"{number}.jpg")
        assert copy != reference_bytes(name)
        assert bits_apart(phash(copy), references[name]) <= 6
