"""Text in pictures as kept: once a content, shared by copies, traced back, and its contacts on the seller."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.values import Picture, PictureHash, TextLine
from store.models import PictureText, Seller, SellerContact
from store.texts import keep_contacts, keep_text, known_texts, listing_text, place_of, texts_in_order
from tests.store.made import NOW, keep, kept, listing
from tests.store.test_hashes import put

pytestmark = pytest.mark.django_db


def line(text: str) -> TextLine:
    return TextLine(text, 0.9, (1, 2, 500, 2, 500, 100, 1, 100))


def looking(digest: str, bits: int, quality: int = 90) -> Picture:
    look = PictureHash("pdq", "whole", quality, bits.to_bytes(32, "big"))
    return Picture(source="https://x/1", digest=digest * 64, width=9, height=9, hashes=(look,))


def test_text_is_kept_and_found_again() -> None:
    """The same lines come back, corners and all; a picture never read has none, one without text has ()."""
    keep_text("a" * 64, (line("帐篷"), line("Veltora")), NOW)
    keep_text("b" * 64, (), NOW)
    found = texts_in_order([looking(one, 0, 0) for one in "abc"])
    assert found == [(line("帐篷"), line("Veltora")), (), None]


def test_a_copy_of_the_same_hash_is_not_read_again() -> None:
    """Another file of the very same look has the first one's text; a look that says little does not."""
    first, copy = looking("a", 12345), looking("b", 12345)
    put("1", first)
    keep_text(first.digest, (line("帐篷"),), NOW)
    assert known_texts([copy]) == {copy.digest: (line("帐篷"),)}
    assert known_texts([looking("c", 54321), looking("d", 12345, quality=10)]) == {}


def test_text_of_other_rules_is_read_again() -> None:
    """When the reader changed, what it read before is not taken for known."""
    keep_text("a" * 64, (line("帐篷"),), NOW)
    PictureText.objects.update(rules=0)
    assert known_texts([looking("a", 0, 0)]) == {}


def test_a_place_in_the_text_is_traced_to_its_picture() -> None:
    """Every character of the listing's text belongs to one line of one picture."""
    pictures = (looking("a", 1), looking("b", 2))
    texts = {"a" * 64: (line("one"), line("two")), "b" * 64: (line("three"),)}
    shown = replace(listing(), pictures=pictures, ocr=listing_text(pictures, texts))
    assert shown.ocr == "one\ntwo\nthree"
    places = [place_of(shown, texts, shown.ocr.index(word)) for word in ("one", "two", "three", "ree")]
    assert [(one.picture[0], one.line.text) for one in places if one] == [
        ("a", "one"), ("a", "two"), ("b", "three"), ("b", "three")
    ]  # fmt: skip
    assert place_of(shown, texts, 99) is None


def test_contacts_go_to_the_seller_once() -> None:
    """A telephone number in a picture is on the seller's record with the picture it was read in."""
    keep(kept())
    texts = {"a" * 64: (line("热线 13812345678"), line("微信:tent_shop8"))}
    assert keep_contacts(listing(), texts, NOW) == 2
    assert keep_contacts(listing(), texts, NOW) == 0
    seller = Seller.objects.get()
    assert [str(one) for one in seller.contacts.all()] == ["phone 13812345678", "wechat tent_shop8"]
    assert {one.picture for one in SellerContact.objects.all()} == {"a" * 64}


def test_an_unknown_seller_gets_no_contacts() -> None:
    """Without a seller's row there is nobody to note them on."""
    assert keep_contacts(listing("9", seller="", seller_id=""), {"a" * 64: (line("13812345678"),)}, NOW) == 0
